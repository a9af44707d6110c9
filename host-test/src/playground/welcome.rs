//! What a browser is shown at an address where there is no picture: where to go.

use std::net::SocketAddr;

/// The page at `/` of the website and of Marble, as the dev server stands.
#[must_use]
pub fn welcome(marble: SocketAddr) -> String {
    format!(
        "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<meta name=\"color-scheme\" content=\"light dark\">
<title>Marble's dev server</title>
<h1>Marble's dev server</h1>
<p>There is no image at this address. Go to the <a href=\"http://{marble}/-/play\">playground</a>: drop a photo in and move the options.</p>
<p>Or ask for an object of the bucket in a size: <code>/300x300/photo.jpg</code>.</p>
</html>
"
    )
}
