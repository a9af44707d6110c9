//! How a picture is brought into a size.

/// How a picture is brought into a size: sharp's words with sharp's meaning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Fit {
    /// The whole picture inside the size, which is filled up with black.
    Contain,
    /// The size is covered and what sticks out is cut off evenly.
    #[default]
    Cover,
    /// Exactly the size, whatever becomes of the ratio.
    Fill,
    /// As large as possible inside the size, in the picture's ratio.
    Inside,
    /// As small as possible around the size, in the picture's ratio.
    Outside,
}

impl Fit {
    const ALL: [Self; 5] = [
        Self::Contain,
        Self::Cover,
        Self::Fill,
        Self::Inside,
        Self::Outside,
    ];

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fit| fit.name() == text)
    }

    #[must_use]
    /// Its name in a key.
    pub fn name(self) -> &'static str {
        match self {
            Self::Contain => "contain",
            Self::Cover => "cover",
            Self::Fill => "fill",
            Self::Inside => "inside",
            Self::Outside => "outside",
        }
    }
}
