//! Originals that are decoded row by row, and shrunk as the rows come: PNGs, TIFFs and AVIFs.

use image::metadata::Orientation;

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::limits::Limits;
use crate::pixels::box_filter::Shrunk;
use crate::pixels::picture::Layout;
use crate::pixels::shrinks::Shrinks;
use crate::progress::Progress;
use crate::work::Work;

pub(crate) type Open =
    for<'a> fn(&'a mut Input<'_>, &Limits) -> Result<Box<dyn Original + 'a>, Error>;

/// An original of rows.
pub(crate) trait Original {
    /// Dimensions as stored, before the orientation is applied.
    fn size(&self) -> Dimensions;

    fn orientation(&self) -> Orientation;

    /// What is held of the file while it is decoded, in bytes; `None` where that is all of it.
    fn held(&self) -> Option<u64> {
        None
    }

    /// What the pixels become.
    fn layout(&self) -> Layout;

    /// Length of the colour profile, in bytes.
    fn profile_bytes(&self) -> u64;

    /// Whether its colours are those of a palette.
    fn has_palette(&self) -> bool {
        false
    }

    /// What decoding allocates besides the file and what is left of the picture, in bytes.
    fn cost(&self, shrinks: &Shrinks) -> u64;

    /// How long decoding takes.
    fn work(&self, shrinks: &Shrinks) -> Work;

    /// Decodes the rows that the windows of `shrinks` need, and shrinks them, and scales them where that is asked for, as long
    /// as there is time. Alpha is multiplied in.
    fn decode(
        self: Box<Self>,
        shrinks: &Shrinks,
        progress: &dyn Progress,
    ) -> Result<Vec<Shrunk>, Error>;
}
