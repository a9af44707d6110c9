//! GIF (Graphics Interchange Format, version 89a), still or animated: blocks are read here, LZW is left to the crate
//! `weezl`, and writing to the crate `gif`.

mod read;
mod write;

pub(super) use self::read::{OPEN, matches};
pub(super) use self::write::Encoder;
