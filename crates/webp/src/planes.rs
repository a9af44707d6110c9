//! Pictures as a frame holds them: one plane of samples a component.

use alloc::vec::Vec;

/// Samples of one component, row by row without gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plane {
    /// Samples a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width` times `height` of them.
    pub samples: Vec<u8>,
}

/// A decoded frame: BT.601 with luma from 16 to 235 and colour differences from 16 to 240.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planes {
    /// As large as the frame.
    pub luma: Plane,
    /// The blue difference and the red one, half as wide and high, rounded up; each covers two by two pixels.
    pub chroma: [Plane; 2],
}
