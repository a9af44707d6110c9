//! Planes to a frame: decided, and then written.

use alloc::vec::Vec;

use super::error::Error;
use super::frame::{self, Frame};
use super::options::Options;
use super::reconstruction::Reconstruction;
use crate::Planes;

/// A frame with `planes` in it: what the chunk `VP8 ` of a WebP holds. Equal calls give equal frames.
///
/// Planes are those that the decoder gives: BT.601, with luma from 16 to 235, and colour differences of half the
/// width and height, rounded up. Allocates at most [`cost`] bytes.
///
/// # Errors
///
/// `Invalid` when the planes are none of these, when a side is 0 or above 16383, when the quality is out of its
/// bounds, and when there are so many macroblocks (from about 100 million pixels on) that their modes do not fit
/// into a frame; `OutOfMemory` when memory ends, and when the frame would be larger than [`cost`] expects, which
/// takes nearly two bytes a pixel: no picture does that unless it is made to.
pub fn encode(planes: &Planes, options: &Options) -> Result<Vec<u8>, Error> {
    let mut frame = Frame::new(planes, *options)?;
    frame.decide(|_, _, _, _| ())?;
    frame.write()
}

/// The same frame, and the planes that a decoder makes of it.
///
/// # Errors
///
/// Those of [`encode`].
pub fn encode_and_reconstruct(
    planes: &Planes,
    options: &Options,
) -> Result<(Vec<u8>, Planes), Error> {
    let mut frame = Frame::new(planes, *options)?;
    let mut reconstruction = Reconstruction::new(planes)?;
    frame.decide(|column, row, macroblock, blocks| {
        reconstruction.put(column, row, macroblock, blocks);
    })?;
    let planes = reconstruction.finish(&frame.filter());
    Ok((frame.write()?, planes))
}

/// The most bytes that [`encode`] allocates for a picture of this size, its result included and its input not.
///
/// A result is usually a tenth of what is reckoned here for it.
#[must_use]
pub fn cost(width: u32, height: u32, options: &Options) -> u64 {
    let side = |length: u32| usize::try_from(length.div_ceil(16)).unwrap_or(usize::MAX);
    frame::cost(side(width), side(height), options.quality) as u64
}
