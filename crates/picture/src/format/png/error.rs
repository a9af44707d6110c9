//! Whose fault it is what the library says.

use png::DecodingError;

use crate::error::{Error, plain};

/// Whose fault the library's error is.
pub(super) fn refuse(error: &DecodingError) -> Error {
    match error {
        DecodingError::Parameter(_) => Error::Internal(plain(error)),
        _ => Error::Damaged(plain(error)),
    }
}
