//! S3's HTML error pages.

use std::fmt::Write as _;

use http::StatusCode;

/// The page of an error; `details` are lines such as `("Key", "a.jpg")`.
pub(super) fn page(
    status: StatusCode,
    code: &str,
    message: &str,
    details: &[(&str, &str)],
) -> String {
    let mut html = format!(
        "<html>\n<head><title>{status}</title></head>\n<body>\n<h1>{status}</h1>\n<ul>\n\
         <li>Code: {code}</li>\n<li>Message: {message}</li>\n"
    );
    for (name, value) in details {
        // Writing to a `String` cannot fail.
        let _ = writeln!(html, "<li>{name}: {}</li>", escape(value));
    }
    html.push_str("</ul>\n<hr/>\n</body>\n</html>\n");
    html
}

/// A key is the visitor's text.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}
