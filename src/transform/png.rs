//! PNG.

mod encode;

pub(super) use self::encode::encode;
