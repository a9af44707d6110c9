//! Originals that are drawings, and are drawn at the size of the result: SVGs.

use crate::error::Error;
use crate::geometry::{Area, Dimensions};
use crate::input::Input;
use crate::limits::Limits;
use crate::pixels::picture::Picture;
use crate::work::Work;

pub(crate) type Open =
    for<'a> fn(&'a mut Input<'_>, &Limits) -> Result<Box<dyn Original + 'a>, Error>;

/// An original that is a drawing.
pub(crate) trait Original {
    /// Width and height in whole pixels, as a browser shows it without being told a size.
    fn size(&self) -> Dimensions;

    /// What it takes as long as it is open, in bytes.
    fn opened_cost(&self) -> u64;

    /// What drawing the view allocates at a time, in bytes.
    ///
    /// # Errors
    ///
    /// Where drawing it would take too long.
    fn cost(&self, view: &View) -> Result<u64, Error>;

    /// How long drawing the view takes.
    ///
    /// # Errors
    ///
    /// As [`Self::cost`].
    fn work(&self, view: &View) -> Result<Work, Error>;

    fn draw(&self, view: &View) -> Result<Picture, Error>;
}

/// A part of a drawing, and the size that it is drawn in.
#[cfg_attr(
    not(feature = "svg"),
    expect(dead_code, reason = "no other format is drawn")
)]
pub(crate) struct View {
    /// In pixels of [`Original::size`].
    pub(crate) area: Area,
    pub(crate) size: Dimensions,
}
