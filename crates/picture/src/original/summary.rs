//! What is told of an original besides a result, whatever its kind.

use image::metadata::Orientation;

use crate::geometry::Dimensions;

/// What is told of an original besides a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Summary {
    /// Length of the file, in bytes.
    pub(crate) file_size: u64,
    /// Frames of an animation; 1 of anything else.
    pub(crate) frames: u32,
    /// Media type (IANA).
    pub(crate) media_type: &'static str,
    /// What the file asks for.
    pub(crate) orientation: Orientation,
    /// Dimensions as it is seen, with its orientation applied.
    pub(crate) seen: Dimensions,
}
