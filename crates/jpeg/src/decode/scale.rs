//! How large a picture is decoded.

/// How large a picture is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// 1/8 of width and height.
    Eighth,
    /// The size of the file.
    Full,
    /// 1/2 of width and height.
    Half,
    /// 1/4 of width and height.
    Quarter,
}

impl Scale {
    /// Samples a side of a block.
    #[must_use]
    pub fn side(self) -> u32 {
        match self {
            Self::Eighth => 1,
            Self::Full => 8,
            Self::Half => 4,
            Self::Quarter => 2,
        }
    }
}
