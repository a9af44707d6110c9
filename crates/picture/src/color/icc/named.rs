//! Colours that are named by numbers (ITU-T H.273) instead of a profile: a PNG's chunk `cICP`, an AVIF's `nclx`. As a
//! profile they are kept or converted as others are. Video of high dynamic range is none of them.

/// What the numbers mean.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// Colours as this profile says. `host-test/tests/colour/generate.py` makes it.
    Profile(&'static [u8]),
    Srgb,
}

impl Named {
    /// The colours of numbers that are known.
    pub(crate) fn new(primaries: u8, transfer: u8) -> Option<Self> {
        match (primaries, transfer) {
            (1, 13) => Some(Self::Srgb),
            (9, 1 | 14 | 15) => Some(Self::Profile(include_bytes!("bt2020.icc"))),
            (12, 13) => Some(Self::Profile(include_bytes!("p3.icc"))),
            _ => None,
        }
    }
}
