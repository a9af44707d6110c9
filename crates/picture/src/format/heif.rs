//! HEIF (ISO/IEC 23008-12), the container of AVIF: items, of which one is the picture and one may be its alpha.

pub(in crate::format) mod boxes;
pub(in crate::format) mod colors;
pub(in crate::format) mod error;
pub(in crate::format) mod file;
pub(in crate::format) mod meta;
pub(in crate::format) mod metadata;
pub(in crate::format) mod original;
