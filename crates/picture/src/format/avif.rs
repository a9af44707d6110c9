//! AVIF (AV1 Image File Format 1.1.0): a container of items, of which one is the picture and one may be its alpha, each
//! a frame of AV1. Container and colours are read and written here; AV1 itself is left to libraries, which are part of
//! a build with the feature `avif` only. Not read: pictures of several tiles (`grid`), of layers, and cut ones.

#[cfg(feature = "avif")]
mod av1;
#[cfg(not(feature = "avif"))]
#[path = "avif/no_av1.rs"]
mod av1;
mod boxes;
mod colors;
mod decoder;
mod encode;
mod file;
mod meta;
mod metadata;
mod sequence;
mod write;

pub(super) use self::decoder::Decoder;
pub(super) use self::encode::encode;
pub(super) use self::metadata::{said, with_exif};

use crate::error::Error;
use crate::format::HAS_AVIF;

/// Nobody comes here in a build without AVIF. The compiler cannot know, and would keep what follows.
fn ensure_built_in() -> Result<(), Error> {
    if HAS_AVIF {
        Ok(())
    } else {
        Err(not_built_in())
    }
}

fn not_built_in() -> Error {
    Error::Internal("this build is one without AVIF".to_owned())
}

fn damaged(text: &str) -> Error {
    Error::Damaged(text.to_owned())
}

/// What AVIF may be and is not read.
fn unsupported(found: &str) -> Error {
    Error::NotAPicture(format!(
        "expected an AVIF of one still picture, but found {found}"
    ))
}
