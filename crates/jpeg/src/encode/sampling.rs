//! How many samples of colour there are for those of luma.

/// The planes of a picture, and the share of the luma's samples that colour has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampling {
    /// 4:4:4: as many as luma.
    Full444,
    /// No colour: one plane.
    Grey,
    /// 4:2:0: half in each direction. What cameras and most encoders use.
    Half420,
    /// 4:2:2: half across, all down.
    Half422,
    /// 4:4:0: all across, half down.
    Half440,
}

impl Sampling {
    /// Luma samples for each one of colour, across and down.
    pub(crate) fn factors(self) -> (u8, u8) {
        match self {
            Self::Full444 | Self::Grey => (1, 1),
            Self::Half420 => (2, 2),
            Self::Half422 => (2, 1),
            Self::Half440 => (1, 2),
        }
    }

    /// Width and height of a plane of colour, for those of the picture.
    pub(crate) fn chroma_size(self, width: u32, height: u32) -> (u32, u32) {
        let (h, v) = self.factors();
        (
            width.div_ceil(u32::from(h).max(1)),
            height.div_ceil(u32::from(v).max(1)),
        )
    }
}
