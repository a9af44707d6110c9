//! The formats that `format=auto` leads to.

use marble_transform::{HAS_AVIF, Output};

/// The formats that a client may be sent to, besides the original's.
pub(super) const NEGOTIABLE: &[Output] = if HAS_AVIF {
    &[Output::Avif, Output::WebP]
} else {
    &[Output::WebP]
};

/// All that a client may be sent to; `None` is the original's.
pub(super) fn outcomes() -> impl Iterator<Item = Option<Output>> {
    NEGOTIABLE.iter().copied().map(Some).chain([None])
}
