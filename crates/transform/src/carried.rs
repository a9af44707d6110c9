//! What goes along with the pixels.

/// Which metadata of the original reach the result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Metadata {
    /// Whose work it is, and nothing else.
    Copyright,
    /// None.
    #[default]
    None,
}

/// The colours of the result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Icc {
    /// Those of the original, whose profile goes along where the format has a place for it.
    #[default]
    Keep,
    /// sRGB, without a profile.
    Srgb,
}
