//! JPEG (ITU-T T.81), by the crate `marble-jpeg`: read at the smallest sufficient scale, written in 4:2:0.

mod metadata;
mod read;
mod write;

pub(super) use self::metadata::read as metadata;
pub(super) use self::read::{OPEN, matches};
pub(super) use self::write::Encoder;
