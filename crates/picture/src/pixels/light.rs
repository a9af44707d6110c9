//! Pictures as light: what the numbers of a file stand for, on a scale on which means are means of light.

mod boxes;
mod curve;
mod lines;
mod scaling;

pub(crate) use self::boxes::{add, divide};
pub(crate) use self::curve::Curve;
pub(crate) use self::lines::{Luma, Pixels};
pub(crate) use self::scaling::{cost, scale, work};

/// What of samples means are taken, where a picture is scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Domain {
    /// The numbers as they are in the file, as in sharp.
    Encoded,
    /// The light that they stand for.
    Light,
}

impl Domain {
    /// As `linear` asks for.
    pub(crate) fn new(linear: bool) -> Self {
        if linear { Self::Light } else { Self::Encoded }
    }
}
