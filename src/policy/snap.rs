//! What becomes of a size that is not in the list.

use marble_transform::{Size, Transform};

use super::sizes::Sizes;

/// What becomes of a size that is not in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snap {
    /// It is refused.
    No,
    /// The client is sent to the smallest listed one that is at least as large, if there is one.
    Up,
}

impl Snap {
    /// The listed size that `asked` leads to, if it is another one.
    pub(super) fn apply(self, asked: &Transform, listed: &[Sizes], max_side: u32) -> Option<Size> {
        if self == Self::No {
            return None;
        }
        let larger = listed.iter().filter_map(|sizes| sizes.covering(asked.size));
        let there = larger.filter(|size| {
            Transform {
                size: *size,
                ..*asked
            }
            .fits(max_side)
        });
        there.min_by_key(|size| {
            let pixels = |side: Option<u32>| u64::from(side.unwrap_or(1));
            pixels(size.width).saturating_mul(pixels(size.height))
        })
    }
}
