//! A picture that is put together of others, row by row (ISO/IEC 23008-12, 6.6.2.3).
//!
//! ```text
//! grid = version(8) flags(8) down-1(8) across-1(8) width(16 | 32) height(16 | 32)    ; 32 with bit 0 of the flags
//! ```

use crate::geometry::Dimensions;

use super::boxes::Reader;

/// How many tiles there are, and how much of them is seen, from the upper left.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Grid {
    pub(super) across: usize,
    pub(super) down: usize,
    pub(super) size: Dimensions,
}

impl Grid {
    pub(super) fn read(item: &[u8]) -> Option<Self> {
        let mut content = Reader::new(item);
        if content.u8()? != 0 {
            return None;
        }
        let bytes = if content.u8()? & 1 == 0 { 2 } else { 4 };
        let down = usize::from(content.u8()?).saturating_add(1);
        let across = usize::from(content.u8()?).saturating_add(1);
        let mut side = || u32::try_from(content.number(bytes)?).ok();
        let (width, height) = (side()?, side()?);
        Some(Self {
            across,
            down,
            size: Dimensions { width, height },
        })
    }

    /// Whether tiles of that size cover the picture, and none of them in vain.
    pub(super) fn is_covered(&self, tile: Dimensions) -> bool {
        let covers = |count: usize, tile: u32, side: u32| {
            let tile = tile as usize;
            let all_but_one = count.saturating_sub(1).saturating_mul(tile);
            let side = side as usize;
            all_but_one < side && side <= all_but_one.saturating_add(tile)
        };
        covers(self.across, tile.width, self.size.width)
            && covers(self.down, tile.height, self.size.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_short_and_long_sides() {
        let short = Grid::read(b"\0\0\x01\x02\x01\0\0\x80").unwrap();
        assert_eq!((short.across, short.down), (3, 2));
        assert_eq!((short.size.width, short.size.height), (256, 128));
        let long = Grid::read(b"\0\x01\0\0\0\x01\0\0\0\0\0\x80").unwrap();
        assert_eq!((long.size.width, long.size.height), (65_536, 128));
        for bad in [
            &b"\x01\0\x01\x02\x01\0\0\x80"[..],
            b"\0\0\x01\x02\x01\0\0",
            b"\0\x01\0\0\0\x01\0\0\0\0\0",
        ] {
            assert_eq!(Grid::read(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn wants_tiles_that_cover_the_picture_and_no_more() {
        let grid = Grid::read(b"\0\0\x01\x02\x01\0\0\x80").unwrap();
        for (width, height, expected) in [
            (86, 64, true),
            (127, 127, true),
            (85, 64, false),
            (86, 63, false),
            (128, 64, false),
            (86, 128, false),
        ] {
            let tile = Dimensions { width, height };
            assert_eq!(grid.is_covered(tile), expected, "{tile:?}");
        }
    }
}
