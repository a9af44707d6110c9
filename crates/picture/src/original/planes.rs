//! Originals that are decoded to planes, luma and colour differences each on its own: JPEGs and lossy `WebP`s.

use image::metadata::Orientation;
use marble_jpeg::decode::{Decoded, Extent, Part, Rows};

use crate::color::range::Range;
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::pixels::planes::{Color, Sampling};
use crate::work::{Budget, Work};

pub(crate) type Open = for<'a> fn(&'a mut Input<'_>) -> Result<Box<dyn Original + 'a>, Error>;

/// An original of planes.
pub(crate) trait Original {
    /// Dimensions as stored, before the orientation is applied.
    fn size(&self) -> Dimensions;

    fn orientation(&self) -> Orientation;

    /// What is held of the file while it is decoded, in bytes; `None` where that is all of it.
    fn held(&self) -> Option<u64> {
        None
    }

    fn color(&self) -> Color;

    /// The values that stand for black and white.
    fn range(&self) -> Range;

    /// Colour profile (ICC.1), as it stands in the file.
    fn profile(&self) -> Option<Vec<u8>>;

    /// Of each plane.
    fn sampling(&self) -> Vec<Sampling>;

    /// Whether it can be decoded at a half, a quarter or an eighth of the size (shrink-on-load), and in parts. Where it
    /// cannot, the only part is all of it.
    fn shrinks_on_load(&self) -> bool;

    /// What decoding these parts allocates, the planes included, in bytes.
    fn cost(&self, parts: &[Part]) -> u64;

    /// How long decoding them takes.
    fn work(&self, parts: &[Part]) -> Work;

    /// Where a part lies that is decoded, and how large its planes are.
    fn extent(&self, part: &Part) -> Extent;

    /// What decoding a part allocates whose rows are handed out, in bytes.
    fn cost_of_rows(&self, part: &Part) -> u64;

    /// Decodes a part, without its variances, and hands out its rows as they are made, as long as it stays within `budget`.
    fn decode_rows(
        self: Box<Self>,
        part: &Part,
        budget: Budget,
        receiver: &mut dyn Rows,
    ) -> Result<(), Error>;

    /// Decodes at least these parts, whose regions are in pixels of the original, in one pass over it, as long as it stays
    /// within `budget`.
    fn decode(self: Box<Self>, parts: &[Part], budget: Budget) -> Result<Vec<Decoded>, Error>;
}
