//! The formats that `format=auto` leads to.

use marble_transform::{HAS_AVIF, HAS_JXL, Output};

/// The formats that a client may be sent to, besides the original's.
pub(super) const NEGOTIABLE: &[Output] = match (HAS_JXL, HAS_AVIF) {
    (true, true) => &[Output::Jxl, Output::Avif, Output::WebP],
    (true, false) => &[Output::Jxl, Output::WebP],
    (false, true) => &[Output::Avif, Output::WebP],
    (false, false) => &[Output::WebP],
};

/// All that a client may be sent to; `None` is the original's.
pub(super) fn outcomes() -> impl Iterator<Item = Option<Output>> {
    NEGOTIABLE.iter().copied().map(Some).chain([None])
}
