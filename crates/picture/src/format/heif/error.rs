//! What is said of files that are not read.

use crate::error::Error;

/// What AVIF may be and is not read.
pub(in crate::format) fn unsupported(found: &str) -> Error {
    Error::Unsupported(format!(
        "expected an AVIF of one still picture, but found {found}"
    ))
}
