//! One of the pictures that are made of a file at once.

use super::region::Region;
use super::scale::Scale;

/// One of the pictures that are made of a file at once: the whole of it or a part, at a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// How large it is decoded.
    pub scale: Scale,
    /// What of the picture has to be there; `None` is all of it.
    pub region: Option<Region>,
}
