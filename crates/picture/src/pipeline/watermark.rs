//! What a pipeline has to know of a watermark: what it takes, and who makes it.

use marble_transform::Watermark;

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::limits::Limits;
use crate::pixels::composite::Overlay;
use crate::progress::{Estimate, Progress};

/// Makes a watermark of a file.
pub(crate) trait Maker {
    /// What it takes to bring it to the size that it has on a result of the size `canvas`, beside what every request takes.
    /// None of its pixels is decoded. Its memory counts for the whole request: what it leaves behind is in pieces, in which
    /// there may be room for nothing.
    ///
    /// # Errors
    ///
    /// What is wrong with the file; [`Error::TooLarge`] where it takes more than is left.
    fn estimate(
        &mut self,
        canvas: Dimensions,
        how: &Watermark,
        left: &Limits,
    ) -> Result<Estimate, Error>;

    /// Brings it to that size.
    ///
    /// # Errors
    ///
    /// What is wrong with the file, or that the time is up.
    fn make(
        &mut self,
        canvas: Dimensions,
        how: &Watermark,
        limits: &Limits,
        progress: &dyn Progress,
    ) -> Result<Overlay, Error>;
}
