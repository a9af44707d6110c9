//! The table of formats: one row each, and the only file that names them all. A format is told by its bytes, never by a
//! name or a header.

#[cfg(feature = "avif")]
mod avif;
mod bmp;
mod gif;
#[cfg(feature = "heic")]
mod heic;
#[cfg(any(feature = "avif", feature = "heic"))]
mod heif;
mod jpeg;
#[cfg(feature = "jxl")]
mod jxl;
mod png;
#[cfg(feature = "svg")]
mod svg;
mod tiff;
mod webp;

use marble_transform::Output;

use crate::encoder::Encoder;
use crate::error::Error;
use crate::facts::Facts;
use crate::input::Input;
use crate::metadata::Metadata;
use crate::original::Open;

/// A format: how it is told, read and written.
pub struct Format {
    name: &'static str,
    /// Media type (IANA).
    pub(crate) media_type: &'static str,
    /// Whether a file begins as those of this format do.
    matches: fn(&[u8]) -> bool,
    /// How a file is opened.
    pub(crate) open: Open,
    /// What a file says about itself.
    pub(crate) metadata: for<'a> fn(&'a mut Input<'_>) -> Result<Metadata<'a>, Error>,
    /// What a picture becomes where nothing is asked for; with alpha, and without.
    default_output: [Output; 2],
    /// How a file is written.
    encoder: Option<&'static dyn Encoder>,
}

/// Every format of this build.
const FORMATS: &[Format] = &[
    Format {
        name: "JPEG",
        media_type: Output::Jpeg.media_type(),
        matches: jpeg::matches,
        open: jpeg::OPEN,
        metadata: jpeg::metadata,
        default_output: [Output::Jpeg; 2],
        encoder: Some(&jpeg::Encoder),
    },
    Format {
        name: "PNG",
        media_type: Output::Png.media_type(),
        matches: png::matches,
        open: png::OPEN,
        metadata: |input| Ok(png::metadata(input.all()?)),
        default_output: [Output::Png; 2],
        encoder: Some(&png::Encoder),
    },
    Format {
        name: "WebP",
        media_type: Output::WebP.media_type(),
        matches: webp::matches,
        open: webp::OPEN,
        metadata: |input| Ok(webp::metadata(input.all()?)),
        default_output: [Output::WebP; 2],
        encoder: Some(&webp::Encoder),
    },
    #[cfg(feature = "avif")]
    Format {
        name: "AVIF",
        media_type: Output::Avif.media_type(),
        matches: avif::matches,
        open: avif::OPEN,
        metadata: |input| Ok(avif::metadata(input.all()?)),
        // Writing AVIF takes seconds, and has a limit of its own: only where it is asked for.
        default_output: [Output::Png, Output::Jpeg],
        encoder: Some(&avif::Encoder),
    },
    #[cfg(feature = "jxl")]
    Format {
        name: "JPEG XL",
        media_type: Output::Jxl.media_type(),
        matches: jxl::matches,
        open: jxl::OPEN,
        metadata: |input| Ok(jxl::metadata(input.all()?)),
        // Not everybody shows it: only where it is asked for.
        default_output: [Output::Png, Output::Jpeg],
        encoder: Some(&jxl::Encoder),
    },
    #[cfg(feature = "heic")]
    Format {
        name: "HEIC",
        media_type: "image/heic",
        matches: heic::matches,
        open: heic::OPEN,
        metadata: |input| Ok(heic::metadata(input.all()?)),
        default_output: [Output::Png, Output::Jpeg],
        encoder: None,
    },
    Format {
        name: "GIF",
        media_type: Output::Gif.media_type(),
        matches: gif::matches,
        open: gif::OPEN,
        metadata: |_| Ok(Metadata::default()),
        default_output: [Output::Gif; 2],
        encoder: Some(&gif::Encoder),
    },
    Format {
        name: "TIFF",
        media_type: "image/tiff",
        matches: tiff::matches,
        open: tiff::OPEN,
        metadata: tiff::metadata,
        default_output: [Output::Png, Output::Jpeg],
        encoder: None,
    },
    Format {
        name: "BMP",
        media_type: "image/bmp",
        matches: bmp::matches,
        open: bmp::OPEN,
        metadata: |_| Ok(Metadata::default()),
        default_output: [Output::Png, Output::Jpeg],
        encoder: None,
    },
    #[cfg(feature = "svg")]
    Format {
        name: "SVG",
        media_type: "image/svg+xml",
        matches: svg::matches,
        open: svg::OPEN,
        metadata: |_| Ok(Metadata::default()),
        default_output: [Output::Png; 2],
        encoder: None,
    },
];

impl Format {
    /// Its name, for people.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What a picture becomes where nothing is asked for.
    #[must_use]
    pub fn default_output(&self, has_alpha: bool) -> Output {
        let [with_alpha, opaque] = self.default_output;
        if has_alpha { with_alpha } else { opaque }
    }
}

/// How many bytes of a file tell its format, but for drawings: so many are there with the first piece that arrives.
const FIRST_BYTES: usize = 4 << 10;

/// What may stand in front of a drawing, in bytes. What is longer is none.
const MOST_BYTES: usize = 64 << 10;

/// Tells the format from the first bytes of a file.
///
/// # Errors
///
/// [`Error::Unsupported`], which says what the bytes look like; [`Error::Interrupted`].
pub(crate) fn sniff(input: &mut Input<'_>) -> Result<&'static Format, Error> {
    for looked_at in [FIRST_BYTES, MOST_BYTES] {
        let file = input.upto(looked_at)?;
        let file = file.get(..looked_at).unwrap_or(file);
        if let Some(found) = FORMATS.iter().find(|format| (format.matches)(file)) {
            return Ok(found);
        }
    }
    Err(Error::Unsupported(format!(
        "expected {}, but found {}",
        names(),
        looks_like(input.window())
    )))
}

/// How a format is written.
///
/// # Errors
///
/// [`Error::Internal`] in a build without it, where nobody can ask for it.
pub(crate) fn encoder(output: Output) -> Result<&'static dyn Encoder, Error> {
    if output == Output::Json {
        return Ok(Facts::TRANSLUCENT);
    }
    let mut encoders = FORMATS.iter().filter_map(|format| format.encoder);
    let found = encoders.find(|encoder| encoder.output() == output);
    found.ok_or_else(|| Error::Internal(format!("this build does not write {}", output.name())))
}

/// Up to how many pixels of a result can be written as JPEG XL in so many bytes of memory, whatever the original; none in
/// a build without it.
#[must_use]
pub fn jxl_max_pixels(max_memory: u64) -> u64 {
    #[cfg(feature = "jxl")]
    return jxl::max_pixels(max_memory);
    #[cfg(not(feature = "jxl"))]
    {
        let _ = max_memory;
        0
    }
}

/// The formats that this build reads.
#[must_use]
pub fn formats() -> &'static [Format] {
    FORMATS
}

/// The same for people: `JPEG, PNG, WebP, GIF, TIFF or BMP`.
fn names() -> String {
    let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
    match names.split_last() {
        Some((last, names)) => format!("{} or {last}", names.join(", ")),
        None => String::new(),
    }
}

/// What a phone's picture is in a build that leaves it out, as it does unless the feature is asked for.
const NO_HEIC: &str = "HEIC, which takes a build with the feature marble/heic";

/// A name for bytes that are of no format that is read, to help whoever put the wrong file into the bucket.
fn looks_like(bytes: &[u8]) -> &'static str {
    match bytes {
        [] => "an empty file",
        [
            _,
            _,
            _,
            _,
            b'f',
            b't',
            b'y',
            b'p',
            b'a',
            b'v',
            b'i',
            b'f' | b's',
            ..,
        ] => "AVIF",
        [_, _, _, _, b'f', b't', b'y', b'p', b'h', b'e', ..] => NO_HEIC,
        [
            _,
            _,
            _,
            _,
            b'f',
            b't',
            b'y',
            b'p',
            b'm',
            b'i' | b's',
            b'f',
            ..,
        ] => "HEIF",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => "a video",
        [0xff, 0x0a, ..] | [0, 0, 0, 12, b'J', b'X', b'L', ..] => "JPEG XL",
        [0, 0, 1, 0, ..] => "an icon",
        [b'%', b'P', b'D', b'F', ..] => "PDF",
        [b'P', b'K', 3, 4, ..] => "a ZIP archive",
        [0x1f, 0x8b, ..] => "gzip",
        _ if text_begins_with(bytes, "<svg") || text_begins_with(bytes, "<?xml") => "SVG or XML",
        _ if text_begins_with(bytes, "<") => "HTML or XML",
        _ if bytes.iter().take(64).all(|byte| is_text(*byte)) => "text",
        _ => "unknown bytes",
    }
}

fn text_begins_with(bytes: &[u8], word: &str) -> bool {
    bytes
        .trim_ascii_start()
        .get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
}

fn is_text(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use marble_transform::{HAS_AVIF, HAS_JXL};

    use super::*;
    use crate::arriving::LIMITS;

    #[test]
    fn tells_formats_by_their_first_bytes() {
        for (bytes, expected) in [
            (&b"\xff\xd8\xff\xe0"[..], Ok("JPEG")),
            (b"\x89PNG\r\n\x1a\n", Ok("PNG")),
            (b"RIFF\0\0\0\0WEBPVP8 ", Ok("WebP")),
            (b"GIF89a", Ok("GIF")),
            (b"GIF87a", Ok("GIF")),
            (b"BM\x36\0\0\0\0\0\0\0", Ok("BMP")),
            (b"", Err("an empty file")),
            (
                b"\0\0\0\x1cftypavif",
                if HAS_AVIF { Ok("AVIF") } else { Err("AVIF") },
            ),
            (
                b"\0\0\0\x1cftypheic",
                if cfg!(feature = "heic") {
                    Ok("HEIC")
                } else {
                    Err(NO_HEIC)
                },
            ),
            (
                b"\0\0\0\x0cJXL \r\n\x87\n",
                if HAS_JXL {
                    Ok("JPEG XL")
                } else {
                    Err("JPEG XL")
                },
            ),
            (
                b"\xff\x0a\0",
                if HAS_JXL {
                    Ok("JPEG XL")
                } else {
                    Err("JPEG XL")
                },
            ),
            (b"\0\0\0\x1cftypmif1", Err("HEIF")),
            (b"\0\0\0\x1cftypmp42", Err("a video")),
            (b"\0\0\0\x1cftypisom", Err("a video")),
            (b"II*\0", Ok("TIFF")),
            (b"MM\0+\0\x08\0\0", Ok("TIFF")),
            (b"%PDF-1.7", Err("PDF")),
            (b" \n<SVG xmlns", Err("SVG or XML")),
            (b"<?xml version='1.0'?><html>", Err("SVG or XML")),
            (b"<!doctype html>", Err("HTML or XML")),
            (b"BMW is a car maker", Err("text")),
            (b"GIF8", Err("text")),
            (b"\xff\xd8", Err("unknown bytes")),
        ] {
            let mut file = bytes.to_vec();
            let found = sniff(&mut Input::new(&mut file, &LIMITS).unwrap());
            match expected {
                Ok(name) => assert_eq!(found.unwrap().name, name, "{bytes:?}"),
                Err(what) => {
                    let error = found.err().unwrap().to_string();
                    assert!(
                        error.ends_with(&format!("found {what}")),
                        "{bytes:?}: {error}"
                    );
                }
            }
        }
    }
}
