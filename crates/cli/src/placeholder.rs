//! What is seen before a picture is there: a style, of what `format=json` tells of it. `packages/marble-url/placeholder.js`
//! does the same; both are held against `crates/cli/placeholders.json`.

use anyhow::{Context as _, Result, bail};
use base64ct::{Base64, Encoding as _};
use marble_picture::geometry::Dimensions;
use serde::Deserialize;

/// The bit of the third byte of a `ThumbHash` that tells of alpha.
const ALPHA: u8 = 0x80;

/// As much of the facts as is of use here.
#[derive(Debug, Deserialize)]
pub(crate) struct Facts {
    has_alpha: bool,
    /// As CSS has it; none where nothing is seen.
    dominant_color: Option<String>,
    /// In Base64.
    thumbhash: String,
    original: Original,
}

#[derive(Debug, Deserialize)]
struct Original {
    width: u32,
    height: u32,
}

impl Facts {
    /// The size of the original as it is seen, in pixels.
    pub(crate) fn original(&self) -> Dimensions {
        let Original { width, height } = self.original;
        Dimensions { width, height }
    }

    /// The colour that most of the picture has, and over it the picture, blurred. None for a picture that is seen through:
    /// it would be seen with it.
    ///
    /// # Errors
    ///
    /// The facts are no facts.
    pub(crate) fn style(&self) -> Result<Option<String>> {
        if self.has_alpha {
            return Ok(None);
        }
        let color = self.dominant_color.as_deref().map(color).transpose()?;
        let color = color.map(|color| format!("{color} ")).unwrap_or_default();
        let hash = &self.thumbhash;
        let png = png(hash).with_context(|| {
            format!("expected the ThumbHash of an opaque picture in Base64, but found {hash:?}")
        })?;
        let png = Base64::encode_string(&png);
        Ok(Some(format!(
            "background: {color}center / cover url(data:image/png;base64,{png})"
        )))
    }
}

/// `#8a6f52`: nothing else may stand in a style.
fn color(text: &str) -> Result<&str> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    match digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit())) {
        Some(_) => Ok(text),
        None => bail!("expected a dominant color such as #8a6f52, but found {text:?}"),
    }
}

/// The picture that a `ThumbHash` tells of, with 32 pixels on the longer side. None where there is no such picture.
fn png(hash: &str) -> Option<Vec<u8>> {
    let hash = Base64::decode_vec(hash).ok()?;
    hash.get(2).filter(|byte| *byte & ALPHA == 0)?;
    let (width, height, rgba) = thumbhash::thumb_hash_to_rgba(&hash).ok()?;
    let mut png = Vec::new();
    let (width, height) = (width.try_into().ok()?, height.try_into().ok()?);
    let mut encoder = png::Encoder::new(&mut png, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    let rgb = rgba.chunks_exact(4).flat_map(|pixel| pixel.iter().take(3));
    let rgb: Vec<u8> = rgb.copied().collect();
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&rgb).ok()?;
    writer.finish().ok()?;
    Some(png)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use serde_json::Value;

    use super::*;

    /// Both decoders round at the end, and this one computes with less digits before.
    const LEVELS: u8 = 1;

    /// The rows of `placeholders.json`, whose pixels are the reference implementation's.
    #[test]
    fn is_what_the_table_says() {
        let table: Value = serde_json::from_str(include_str!("../placeholders.json")).unwrap();
        let rows = table.as_array().unwrap();
        assert!(rows.len() >= 12, "{} rows", rows.len());
        for row in rows {
            let facts = Facts::deserialize(&row["facts"]).unwrap();
            let Original { width, height } = facts.original;
            assert_eq!(facts.original(), Dimensions { width, height });
            let style = match facts.style() {
                Ok(style) => style,
                Err(error) => {
                    assert_eq!(row["error"], error.to_string(), "{row}");
                    continue;
                }
            };
            assert!(row["error"].is_null(), "{row} gave {style:?}");
            let Some(style) = style else {
                assert!(row["before"].is_null(), "{row}");
                continue;
            };
            let before = row["before"].as_str().unwrap();
            let picture = style.strip_prefix(before).unwrap();
            let picture = Base64::decode_vec(picture.strip_suffix(')').unwrap()).unwrap();
            let mut picture = png::Decoder::new(Cursor::new(picture)).read_info().unwrap();
            let mut pixels = vec![0_u8; picture.output_buffer_size().unwrap()];
            picture.next_frame(&mut pixels).unwrap();
            assert_eq!(picture.info().size(), (size(row, 0), size(row, 1)), "{row}");
            let expected = Base64::decode_vec(row["pixels"].as_str().unwrap()).unwrap();
            assert_eq!(pixels.len(), expected.len());
            for (found, expected) in pixels.into_iter().zip(expected) {
                assert!(
                    found.abs_diff(expected) <= LEVELS,
                    "{found}, not {expected}: {row}"
                );
            }
        }
    }

    fn size(row: &Value, side: usize) -> u32 {
        row["size"][side].as_u64().unwrap().try_into().unwrap()
    }
}
