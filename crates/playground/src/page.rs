//! The page as one HTML text: style, script and definitions inside, and a policy that lets nothing else run.

use anyhow::{Result, ensure};
use base64ct::{Base64, Encoding};
use serde::Serialize;
use sha2::{Digest, Sha256};
use url::Url;

use super::definitions::{self, Option as Definition};
use super::modules::{Module, join};

const TEMPLATE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/style.css");

/// A file of the folder `page`.
macro_rules! module {
    ($name:literal) => {
        Module {
            name: $name,
            source: include_str!(concat!("page/", $name)),
        }
    };
}

/// In the order in which they import each other.
const MODULES: &[Module] = &[
    Module {
        name: "marble-url.js",
        source: include_str!("../../../packages/marble-url/marble-url.js"),
    },
    module!("data.js"),
    module!("element.js"),
    module!("bytes.js"),
    module!("scale.js"),
    module!("words-control.js"),
    module!("number-control.js"),
    module!("color-control.js"),
    module!("edges-control.js"),
    module!("position-control.js"),
    module!("watermark-control.js"),
    module!("control.js"),
    module!("controls.js"),
    module!("size.js"),
    module!("transform.js"),
    module!("deployment.js"),
    module!("original.js"),
    module!("comparison.js"),
    module!("report.js"),
    module!("snippets.js"),
    module!("main.js"),
];

/// What stands around the page.
pub enum Deployment {
    /// The dev server: it takes photos and tells every hop.
    DevServer {
        /// The bucket's website.
        website: Url,
        /// Where else pictures may come from.
        others: Vec<Url>,
        /// The most bytes of a photo.
        most_bytes: u64,
    },
    /// Any deployment, from a file that lies anywhere.
    File {
        /// The base of its pictures; asked for in the page, where it is not said.
        base: Option<Url>,
    },
}

/// The page, ready to be sent.
pub struct Page {
    /// The whole text.
    pub html: String,
    /// What it may do, for a header; the text itself has it, too.
    pub policy: String,
}

/// What Rust tells the page.
#[derive(Serialize)]
struct Data {
    base: Option<String>,
    options: Vec<Definition>,
    upload: Option<Upload>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Upload {
    most_bytes: u64,
}

impl Page {
    /// The page for a deployment.
    ///
    /// # Errors
    ///
    /// The page's files are not what can be put together.
    pub fn new(deployment: &Deployment) -> Result<Self> {
        let script = join(MODULES)?;
        ensure!(!STYLE.contains("</"), "the style ends its element");
        let data = serde_json::to_string(&data(deployment))?;
        let policy = policy(deployment, &script);
        let html = fill(&[
            ("policy", &escape(&policy)),
            ("style", STYLE),
            // In a script element no entity is read, and `<` only stands in strings.
            ("data", &data.replace('<', "\\u003c")),
            ("script", &script),
        ])?;
        Ok(Self { html, policy })
    }
}

fn data(deployment: &Deployment) -> Data {
    let (base, upload) = match deployment {
        Deployment::DevServer {
            website,
            most_bytes,
            ..
        } => (
            Some(website),
            Some(Upload {
                most_bytes: *most_bytes,
            }),
        ),
        Deployment::File { base } => (base.as_ref(), None),
    };
    Data {
        base: base.map(|base| base.as_str().trim_end_matches('/').to_owned()),
        options: definitions::options(),
        upload,
    }
}

/// No script or style but those inside, and no address but those of the deployment (Content Security Policy Level 3).
fn policy(deployment: &Deployment, script: &str) -> String {
    // `data:` is for the icon.
    let (connect, images) = match deployment {
        Deployment::DevServer {
            website, others, ..
        } => {
            let mut origins = vec!["'self' data:".to_owned()];
            let urls = [website].into_iter().chain(others);
            origins.extend(urls.map(|url| url.origin().ascii_serialization()));
            ("'self'".to_owned(), origins.join(" "))
        }
        // Which ones these are, the visitor says.
        Deployment::File { .. } => (
            "http: https:".to_owned(),
            "http: https: blob: data:".to_owned(),
        ),
    };
    let script = hash(script);
    let style = hash(STYLE);
    format!(
        "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src {images}; connect-src {connect}; base-uri 'none'; form-action 'none'"
    )
}

fn hash(text: &str) -> String {
    format!("sha256-{}", Base64::encode_string(&Sha256::digest(text)))
}

/// The template with `{{name}}` replaced, each of which stands there once.
fn fill(parts: &[(&str, &str)]) -> Result<String> {
    let mut html = String::new();
    let mut rest = TEMPLATE;
    for (name, text) in parts {
        let place = format!("{{{{{name}}}}}");
        let (before, after) = rest.split_once(&place).unwrap_or((rest, ""));
        ensure!(before.len() < rest.len(), "the template has no {place}");
        html.push_str(before);
        html.push_str(text);
        rest = after;
    }
    html.push_str(rest);
    Ok(html)
}

/// For text and attributes in double quotes.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_cannot_leave_its_string() -> Result<()> {
        let base = Url::parse("https://a.example/</script><script>alert(1)</script>\"'")?;
        let page = Page::new(&Deployment::File { base: Some(base) })?;
        assert_eq!(page.html.matches("</script>").count(), 2);
        assert_eq!(page.html.matches("<script").count(), 2);
        Ok(())
    }

    #[test]
    fn nothing_is_asked_of_anybody_else() {
        for part in ["src=", "href=\"http", "@import", "url("] {
            let found = TEMPLATE.contains(part) || STYLE.contains(part);
            assert!(!found, "{part}");
        }
    }
}
