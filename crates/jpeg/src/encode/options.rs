//! How a picture is written.

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options<'a> {
    /// 1 (smallest) to 100 (best), as `quantization` means it.
    pub quality: u8,
    /// What a quality means.
    pub quantization: Quantization,
    /// Coarse scans first. Files are a little smaller; writing takes four to five times as long.
    pub progressive: bool,
    /// A colour profile to put into the file, at most 255 * 65519 bytes.
    pub icc_profile: Option<&'a [u8]>,
}

/// What a quality means: the steps by which coefficients are divided, and how quotients are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantization {
    /// libjpeg's: the tables of T.81, annex K, scaled and rounded as libjpeg does. Files are libjpeg's byte by byte.
    Libjpeg,
    /// By what is seen: photographs look at least as near to the original as they do with [`Libjpeg`](Self::Libjpeg) at
    /// the same quality, in fewer bytes. Quality 100 is that of `Libjpeg`.
    Perceptual,
}
