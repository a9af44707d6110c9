//! Whose work a picture is: the one thing of an original's metadata that may go along, where that is asked for.
//!
//! It is read from Exif, and what Exif does not say from XMP and IPTC; it is written as a new block of Exif that holds
//! nothing else. Both is done with whole files, beside decoders and encoders, so that it is the same whatever way a
//! picture takes.

mod avif;
mod exif;
mod iptc;
mod jpeg;
mod png;
mod webp;
mod xmp;

use crate::format::Format;
use crate::options::{Metadata, Options, Output};

/// Characters of a field that are kept.
const LONGEST: usize = 2000;

/// What is said about the work; one of them at least.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Copyright {
    /// Who made it.
    artist: Option<String>,
    /// Who has which rights.
    notice: Option<String>,
}

/// Where a file says something about itself. All of it is foreign.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sources<'a> {
    /// A TIFF structure (CIPA DC-008).
    exif: Option<&'a [u8]>,
    /// Image resources of Photoshop, IPTC among them.
    iptc: Option<&'a [u8]>,
    /// A packet of XML.
    xmp: Option<&'a [u8]>,
}

impl Copyright {
    /// What the file says, where `options` ask for it.
    pub(super) fn read(file: &[u8], format: Format, options: &Options) -> Option<Self> {
        if options.metadata == Metadata::None {
            return None;
        }
        let sources = match format {
            Format::Bmp | Format::Gif | Format::Svg => return None,
            Format::Avif => avif::sources(file),
            Format::Jpeg => jpeg::sources(file),
            Format::Png => png::sources(file),
            // Exif has the form of a TIFF, and a TIFF its tags.
            Format::Tiff => Sources {
                exif: Some(file),
                iptc: exif::find(file, exif::IMAGE_RESOURCES),
                xmp: exif::find(file, exif::XMP),
            },
            Format::WebP => webp::sources(file),
        };
        let found = sources.exif.map(exif::read).unwrap_or_default();
        let found = found.or_else(|| sources.xmp.map(xmp::read).unwrap_or_default());
        let found = found.or_else(|| sources.iptc.map(iptc::read).unwrap_or_default());
        (found != Self::default()).then_some(found)
    }

    /// How much longer a file becomes by it, at most.
    pub(super) fn bytes(&self) -> u32 {
        /// Of an AVIF: what the tables say of an item.
        const AROUND: usize = 80;
        let bytes = exif::write(self).len().saturating_add(AROUND);
        u32::try_from(bytes).unwrap_or(u32::MAX)
    }

    /// Puts it into a file that was made, where its format has a place.
    pub(super) fn write(&self, file: &mut Vec<u8>, format: Output) {
        let exif = exif::write(self);
        match format {
            Output::Avif => avif::insert(file, &exif),
            Output::Gif => {}
            Output::Jpeg => jpeg::insert(file, &exif),
            Output::Png => png::insert(file, &exif),
            Output::WebP => webp::insert(file, &exif),
        }
    }

    /// The same with what is missing from elsewhere.
    fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        if self.artist.is_some() && self.notice.is_some() {
            return self;
        }
        let other = other();
        Self {
            artist: self.artist.or(other.artist),
            notice: self.notice.or(other.notice),
        }
    }
}

/// Bytes as text: UTF-8, or else Latin 1, as older files have it. Fields of nothing but spaces say nothing.
fn text(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.get(..LONGEST.saturating_mul(4)).unwrap_or(bytes);
    // What is cut off in the middle of a character is UTF-8 still.
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) if error.error_len().is_none() => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    };
    tidy(&text)
}

/// One line without control characters, not too long.
fn tidy(text: &str) -> Option<String> {
    let characters = text.chars().take(LONGEST);
    let visible = characters.map(|it| if it.is_control() { ' ' } else { it });
    let line: String = visible.collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// Several makers in one field, as Exif wants it.
fn joined(names: impl Iterator<Item = String>) -> Option<String> {
    let names: Vec<String> = names.take(20).collect();
    tidy(&names.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_text_of_both_kinds() {
        let long = "é".repeat(LONGEST * 3);
        for (bytes, expected) in [
            (&b"\xc2\xa9 Ada"[..], Some("© Ada")),
            (b"\xa9 Ada\0", Some("© Ada")),
            (b"  \0\r\n ", None),
            (b"", None),
            (b"Ada\0Grace", Some("Ada Grace")),
            (b"Ada \xc3", Some("Ada \u{fffd}")),
            (long.as_bytes(), Some(&long[..LONGEST * 2])),
        ] {
            assert_eq!(text(bytes).as_deref(), expected, "{bytes:?}");
        }
    }
}
