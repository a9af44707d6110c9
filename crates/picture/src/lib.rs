//! The engine of Marble: the bytes of a picture and a [`Transform`] to the bytes of another one. Pure: no network, no
//! clock, no files; and bounded: what a result will take is estimated from the header, and refused beyond [`Limits`]
//! before anything is allocated.
//!
//! Made for small results of large pictures in a small sandbox: JPEGs are decoded at the scale that is needed, PNGs and
//! TIFFs are shrunk row by row, animations frame by frame. Who needs every operation of an image editor, or many
//! threads, is better served by `image` or by bindings to libvips.
//!
//! ```
//! use marble_picture::{Limits, process};
//! use marble_transform::{Output, Transform};
//!
//! // A BMP of one red pixel.
//! let bmp = b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0\0\0\0\0\x04\0\0\0\
//!     \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff\0";
//! let limits = Limits {
//!     avif_max_pixels: 1_000_000,
//!     max_frames: 500,
//!     max_result_side: 4096,
//!     max_memory: 96 << 20,
//!     max_source_bytes: 32 << 20,
//!     max_source_pixels: 100_000_000,
//!     max_work: 10_000,
//! };
//! let transform = Transform::parse("8x8,format=png", limits.max_result_side)?;
//! let result = process(&mut bmp.to_vec(), None, &transform, &limits, &mut ())?;
//! assert_eq!(result.format, Output::Png);
//! assert!(result.bytes.starts_with(b"\x89PNG"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ```text
//! sniff ─ open ─ limits ─ cost ─ decode ─ choose ─ cut and scale ─ background ─ colours ─ effects ─ watermark ─ write
//! └ format.rs ┘  └ pipeline.rs, one file for each of five kinds of originals ───────────────────────────────────────┘
//! ```

#[cfg(test)]
mod arriving;
mod color;
mod cost;
mod effects;
mod encoder;
mod error;
mod format;
pub mod geometry;
mod input;
mod limits;
mod metadata;
mod original;
mod pieces;
mod pipeline;
mod pixels;
mod progress;
mod quality;
mod result;
mod smartcrop;
mod source;
#[cfg(test)]
mod tests;
mod watermark;
mod work;

use marble_transform::{Metadata, Transform};

use crate::format::{encoder, sniff};
use crate::input::Input;
use crate::pipeline::{Job, Watermark};
use crate::quality::search::Search;
use crate::watermark::File;

pub use self::error::{Bound, Error, Excess};
pub use self::format::{Format, formats};
pub use self::limits::Limits;
pub use self::progress::{Estimate, Progress, Stage};
pub use self::result::{Encoded, Frames};
pub use self::source::{Interrupted, Source};

/// How much longer a file becomes by a block of Exif, besides the block: of an AVIF, what the tables say of an item.
const AROUND_EXIF: usize = 80;

/// Makes the result that `transform` asks for, in at most [`Limits::max_memory`] as far as that can be told before. The
/// orientation of the original is applied, its colours are kept or converted, and its metadata left behind but for what
/// is asked for. `progress` is told how far it is, and may end it.
///
/// `watermark` is the file of the picture that is drawn onto the result, and not read where `transform` asks for none.
///
/// # Errors
///
/// [`Error::Unsupported`], [`Error::Damaged`], [`Error::Crop`], [`Error::TooLarge`] before pixels are allocated,
/// [`Error::TooSlow`] where `progress` says so, [`Error::Interrupted`] where the original breaks off,
/// [`Error::Watermark`] where the watermark is at fault or there is none, and [`Error::Internal`] where an encoder fails.
pub fn process(
    original: &mut dyn Source,
    watermark: Option<&mut dyn Source>,
    transform: &Transform,
    limits: &Limits,
    progress: &mut dyn Progress,
) -> Result<Encoded, Error> {
    let mut input = Input::new(original, limits)?;
    let format = sniff(&mut input)?;
    progress.recognized(format.name());
    let exif = match transform.metadata {
        Metadata::Copyright => (format.metadata)(&mut input)?.copyright(),
        Metadata::None => None,
    };
    // What goes along takes its part of the bytes that the file may have.
    let taken = exif
        .as_ref()
        .map_or(0, |exif| exif.len().saturating_add(AROUND_EXIF));
    let taken = u32::try_from(taken).unwrap_or(u32::MAX);
    let transform = Transform {
        max_bytes: transform.max_bytes.map(|most| most.saturating_sub(taken)),
        ..*transform
    };
    let mut file = watermark.map(File::new);
    if transform.watermark.is_some() && file.is_none() {
        let error = Error::internal("one is asked for, and there is none");
        return Err(Error::Watermark(Box::new(error)));
    }
    let mut job = Job {
        format,
        transform: &transform,
        limits,
        progress,
        search: Search::Full,
        encoder: None,
        watermark: file.as_mut().map(|file| Watermark {
            maker: file,
            memory: 0,
            overlay: None,
        }),
    };
    let mut result = pipeline::run(input, &mut job)?;
    if let Some(exif) = exif {
        encoder(result.format)?.insert_exif(&mut result.bytes, &exif);
    }
    Ok(result)
}
