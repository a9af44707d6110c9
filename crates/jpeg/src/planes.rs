//! Pictures as a JPEG holds them: one plane of samples a component, each with a size of its own.

use alloc::vec::Vec;

/// What the components of a picture mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// Cyan, magenta, yellow, black, as stored (Adobe stores them inverted).
    Cmyk,
    /// One component: luma.
    Grey,
    /// Red, green, blue.
    Rgb,
    /// Luma and two colour differences (JFIF, ITU-R BT.601, full range).
    YCbCr,
    /// `YCbCr` of the inverse of CMY, and black, as Adobe stores it.
    Ycck,
}

/// The samples of one component, row by row without gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plane {
    /// Width in samples, at least 1.
    pub width: u32,
    /// Height in samples, at least 1.
    pub height: u32,
    /// `width * height` samples.
    pub samples: Vec<u8>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planes {
    /// Width in pixels: that of the widest plane.
    pub width: u32,
    /// Height in pixels: that of the highest plane.
    pub height: u32,
    /// What the planes mean.
    pub color: Color,
    /// One plane a component: one for grey, three for `Rgb` and `YCbCr`, four for the others.
    pub planes: Vec<Plane>,
}
