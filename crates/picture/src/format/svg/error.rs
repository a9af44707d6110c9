//! What is said of drawings that ask for more than they are given.

use crate::error::Error;

pub(super) fn too_much(expected: &str) -> Error {
    Error::Unsupported(format!("expected an SVG with {expected}, but found more"))
}
