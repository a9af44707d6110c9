//! How much memory a request will need, told from the header and the geometry before any of it is used.

use crate::config::Limits;
use crate::error::{Bound, Error, Excess};
use crate::format::Format;
use crate::geometry::{Dimensions, Geometry};
use crate::options::Output;

use super::decode::Header;
use super::orientation;

/// What an instance needs besides pictures: both components' stacks, statics, and small buffers, in bytes.
const BASE: u64 = 6 << 20;

/// An estimate of peak linear memory, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost {
    bytes: u64,
}

impl Cost {
    /// The largest of the peaks: while the file is opened, decoded, scaled and written.
    pub(super) fn new(
        source_bytes: u64,
        header: &Header,
        geometry: &Geometry,
        output: Option<Output>,
    ) -> Self {
        let channels = u64::from(header.color.bytes_per_pixel());
        let decoded = pixels(header.stored).saturating_mul(channels);
        let result = pixels(geometry.canvas).saturating_mul(channels);
        // The rows that are kept, scaled in one direction.
        let scaled = orientation::turn(geometry.scaled, header.orientation);
        let rows = Dimensions {
            width: scaled.width,
            height: header.stored.height,
        };
        let between = pixels(rows).saturating_mul(channels);

        let opening = source_bytes.saturating_mul(2);
        let decoding = source_bytes
            .saturating_add(decoded)
            .saturating_add(working_memory(header));
        let scaling = decoded.saturating_add(between).saturating_add(result);
        let writing = result.saturating_mul(copies(header, output));
        let peak = opening.max(decoding).max(scaling).max(writing);
        Self {
            bytes: peak.saturating_add(BASE),
        }
    }

    /// Refuses what does not fit.
    pub(super) fn check(self, limits: &Limits) -> Result<(), Error> {
        if self.bytes > limits.max_memory {
            return Err(Error::TooLarge(Excess {
                bound: Bound::Memory,
                found: self.bytes,
                limit: limits.max_memory,
            }));
        }
        Ok(())
    }
}

/// What a decoder needs besides its input and output, in bytes.
fn working_memory(header: &Header) -> u64 {
    let stored = pixels(header.stored);
    let rows = stored / 16;
    match header.format {
        // The frame, and its indices.
        Format::Gif => stored.saturating_mul(5),
        // Two bytes a coefficient.
        Format::Jpeg => header.coefficients.saturating_mul(2).saturating_add(rows),
        // A picture of 16 bits stands beside the one of 8 bits that is made of it.
        Format::Png if is_deep(header) => stored.saturating_mul(4),
        Format::Bmp | Format::Png => rows,
        // The planes of a lossy picture, or the whole of a lossless one.
        Format::WebP => stored.saturating_mul(4),
    }
}

/// How many times the size of the result is in memory while it is written: the pixels, those without alpha, and
/// the file, which doubles as it grows and is handed over to the store. A PNG is compressed as a whole first.
fn copies(header: &Header, output: Option<Output>) -> u64 {
    let has_alpha = header.color.has_alpha();
    match output.unwrap_or_else(|| header.format.default_output(has_alpha)) {
        Output::Jpeg => 4,
        Output::Png => 8,
        Output::WebP => 6,
    }
}

fn is_deep(header: &Header) -> bool {
    header.color.bytes_per_pixel() > header.color.channel_count()
}

fn pixels(size: Dimensions) -> u64 {
    u64::from(size.width).saturating_mul(u64::from(size.height))
}
