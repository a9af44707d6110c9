//! What becomes of which format.

use crate::code::{Format, Output};
use crate::pages::table;

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
    let expected = [
        ("JPEG", Format::Jpeg),
        ("PNG", Format::Png),
        ("WebP", Format::WebP),
        ("GIF", Format::Gif),
        ("TIFF", Format::Tiff),
        ("BMP", Format::Bmp),
        ("AVIF", Format::Avif),
    ];
    let expected = expected.map(|(original, format)| {
        let [opaque, translucent] = [false, true].map(|alpha| name(format.default_output(alpha)));
        vec![original, opaque, translucent]
    });
    assert_eq!(rows, expected, "the formats");
}
