//! What is said of files that are not read.

use crate::error::Error;

/// What such a file may be and is not read.
pub(crate) fn unsupported(found: &str) -> Error {
    Error::Unsupported(format!(
        "expected an AVIF or HEIC of one still picture, but found {found}"
    ))
}
