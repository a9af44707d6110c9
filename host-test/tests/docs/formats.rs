//! What becomes of which format.

use crate::docs::code::{Output, formats};
use crate::docs::pages::table;

#[test]
fn formats_become_what_their_table_says() {
    let (_, rows) = table("docs/formats.md", "original");
    let name = |picture| match picture {
        Output::Avif => "AVIF",
        Output::Gif => "GIF",
        Output::Jpeg => "JPEG",
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
