//! JPEG XL (ISO/IEC 18181): a stream of its own, or one in boxes. Both are left to libraries: `jixel` writes the stream.

mod boxes;
mod write;

pub(super) use self::write::Encoder;
