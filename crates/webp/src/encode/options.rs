//! How a picture is written.

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// 1 (smallest) to 100 (best), as libwebp means it.
    pub quality: u8,
}
