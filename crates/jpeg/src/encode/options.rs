//! How a picture is written.

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options<'a> {
    /// 1 (smallest) to 100 (best), as libjpeg means it.
    pub quality: u8,
    /// Coarse scans first. Files are a little smaller; writing takes four to five times as long.
    pub progressive: bool,
    /// A colour profile to put into the file, at most 255 * 65519 bytes.
    pub icc_profile: Option<&'a [u8]>,
}
