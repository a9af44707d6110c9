//! What becomes of which format, and the example of facts.

use anyhow::{Context, Result};
use host_test::pictures::blue_marble_jpeg;
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use serde_json::Value;

use crate::docs::code::{Output, formats};
use crate::docs::pages::{blocks, read, table};

const FORMATS: &str = "docs/formats.md";

#[test]
fn formats_become_what_their_table_says() {
    let (_, rows) = table(FORMATS, "original");
    let name = |picture| match picture {
        Output::Avif => "AVIF",
        Output::Gif => "GIF",
        Output::Jpeg => "JPEG",
        Output::Json => "JSON",
        Output::Jxl => "JPEG XL",
        Output::Png => "PNG",
        Output::WebP => "WebP",
    };
    let expected = formats().iter().map(|format| {
        let [opaque, translucent] = [false, true].map(|alpha| name(format.default_output(alpha)));
        vec![format.name(), opaque, translucent]
    });
    let expected: Vec<_> = expected.collect();
    assert_eq!(rows, expected, "the formats");
}

/// Those of the sample picture of `cargo dev`, with names in the same order; and the page that is written with them.
#[tokio::test]
async fn facts_are_those_of_the_example() -> Result<()> {
    let sample = blue_marble_jpeg();
    let made = Resized::new(Host::resizer, &sample, "600x,format=json", &[]).await?;
    let found = String::from_utf8(made.file()?)?;
    let page = read(FORMATS);
    let example = blocks(&page, "json").into_iter().next();
    let example = example.context("no example")?;
    let compact: String = example.split_whitespace().collect();
    assert_eq!(compact, found);

    let facts: Value = serde_json::from_str(&found)?;
    let html = blocks(&page, "html").into_iter().next();
    let html = html.context("no page")?;
    for (attribute, name) in [
        ("width=\"", "width"),
        ("height=\"", "height"),
        ("background: ", "dominant_color"),
        ("data-thumbhash=\"", "thumbhash"),
    ] {
        let value = facts[name].to_string();
        let expected = format!("{attribute}{}", value.trim_matches('"'));
        assert!(html.contains(&expected), "{expected}");
    }
    Ok(())
}
