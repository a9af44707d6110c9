//! One of the pictures that are made of a file at once.

use super::region::Region;
use super::scale::Scale;
#[cfg(doc)]
use super::variances::Variances;

/// One of the pictures that are made of a file at once: the whole of it or a part, at a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// How large it is decoded.
    pub scale: Scale,
    /// What of the picture has to be there; `None` is all of it.
    pub region: Option<Region>,
    /// Whether it is told how much was left out for the scale: see [`Variances`]. Known of sequential files only, in which
    /// all coefficients pass by.
    pub variances: bool,
}

impl Part {
    /// The samples alone.
    #[must_use]
    pub fn new(scale: Scale, region: Option<Region>) -> Self {
        Self {
            scale,
            region,
            variances: false,
        }
    }
}
