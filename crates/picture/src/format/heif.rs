//! HEIF (ISO/IEC 23008-12), the container of AVIF: items, of which one is the picture and one may be its alpha. An item
//! is a frame of a video codec, or a grid of such frames. Nothing here knows a codec.

pub(crate) mod bits;
pub(crate) mod boxes;
mod brands;
pub(crate) mod coding;
mod colors;
pub(crate) mod error;
mod file;
mod grid;
pub(crate) mod meta;
mod metadata;
mod mosaic;
mod original;
pub(crate) mod properties;

pub(super) use self::brands::has_brand;
pub(super) use self::metadata::metadata;
pub(super) use self::original::Original;
