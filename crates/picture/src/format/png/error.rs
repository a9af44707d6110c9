//! Whose fault it is what the library says.

use png::DecodingError;

use crate::error::{Error, plain};

/// What is said of a file whose pixels are not all there.
pub(super) const ENDS_EARLY: &str = "the file ends before the picture";

/// Whose fault the library's error is.
pub(super) fn refuse(error: &DecodingError) -> Error {
    match error {
        DecodingError::Parameter(_) => Error::Internal(plain(error)),
        // A chunk in front of the pixels is cut.
        DecodingError::IoError(_) => Error::damaged(ENDS_EARLY),
        _ => Error::Damaged(plain(error)),
    }
}
