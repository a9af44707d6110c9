//! Luma and colour differences to RGB, by the numbers that a TIFF has for them (TIFF 6.0, sections 20 and 21).

use crate::error::Error;

use super::directory::Directory;

/// What a table of 256 numbers takes, and there are five of them, in bytes.
pub(super) const COST: u64 = 5 << 10;

/// Fractions of what tables hold.
const BITS: u32 = 16;

/// Parts of each, in steps of 1/65,536.
pub(super) struct Ycc {
    luma: [i32; 256],
    red_of_cr: [i32; 256],
    green_of_cb: [i32; 256],
    green_of_cr: [i32; 256],
    blue_of_cb: [i32; 256],
}

/// What samples stand for black and for white, or for no difference and for the largest.
#[derive(Clone, Copy)]
struct Range {
    black: f32,
    white: f32,
    /// What white is in full range.
    full: f32,
}

impl Ycc {
    /// That of JPEG: full range and ITU-R BT.601, which is what libtiff decodes JPEGs with whatever tags say.
    pub(super) fn of_jpeg() -> Self {
        Self::new(
            [0.299, 0.587, 0.114],
            [0.0, 255.0, 128.0, 255.0, 128.0, 255.0],
        )
    }

    /// Tags 529 and 532.
    pub(super) fn read(directory: &mut Directory<'_, '_>) -> Result<Self, Error> {
        let weights = directory.fractions(529)?.unwrap_or([0.299, 0.587, 0.114]);
        let range = directory
            .fractions(532)?
            .unwrap_or([0.0, 255.0, 128.0, 255.0, 128.0, 255.0]);
        let [_, green, _] = weights;
        if weights.iter().chain(&range).any(|it: &f32| !it.is_finite()) || green == 0.0 {
            return Err(Error::damaged("its YCbCr is made of no numbers"));
        }
        Ok(Self::new(weights, range))
    }

    /// As libtiff computes it.
    fn new([red, green, blue]: [f32; 3], range: [f32; 6]) -> Self {
        let [luma, cb, cr] = [(0, 255.0), (2, 127.0), (4, 127.0)].map(|(at, full)| Range {
            black: range.get(at).copied().unwrap_or_default(),
            white: range.get(at.saturating_add(1)).copied().unwrap_or_default(),
            full,
        });
        let to_red = (2.0 - 2.0 * red).clamp(0.0, 2.0);
        let to_blue = (2.0 - 2.0 * blue).clamp(0.0, 2.0);
        Self {
            luma: luma.table(1.0),
            red_of_cr: cr.table(to_red),
            green_of_cb: cb.table(-(blue * to_blue / green).clamp(0.0, 2.0)),
            green_of_cr: cr.table(-(red * to_red / green).clamp(0.0, 2.0)),
            blue_of_cb: cb.table(to_blue),
        }
    }

    #[expect(
        clippy::arithmetic_side_effects,
        reason = "each of three parts is below 2^29"
    )]
    pub(super) fn to_rgb(&self, [y, cb, cr]: [u8; 3]) -> [u8; 3] {
        let of = |table: &[i32; 256], sample: u8| {
            table.get(usize::from(sample)).copied().unwrap_or_default()
        };
        let y = of(&self.luma, y) + (1 << (BITS - 1));
        [
            y + of(&self.red_of_cr, cr),
            y + of(&self.green_of_cb, cb) + of(&self.green_of_cr, cr),
            y + of(&self.blue_of_cb, cb),
        ]
        .map(|sum| u8::try_from((sum >> BITS).clamp(0, 255)).unwrap_or_default())
    }
}

impl Range {
    /// Each sample in full range, times `factor`, 2 at most.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "at most 4,096 times 2, in steps of 1/65,536"
    )]
    fn table(self, factor: f32) -> [i32; 256] {
        let distance = self.white - self.black;
        let distance = if distance == 0.0 { 1.0 } else { distance };
        let mut table = [0; 256];
        for (entry, sample) in table.iter_mut().zip(0..=u8::MAX) {
            let full = (f32::from(sample) - self.black) * self.full / distance;
            let full = full.clamp(-4096.0, 4096.0) * factor;
            *entry = (full * 65_536.0).round() as i32;
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_corners_of_the_cube() {
        let ycc = Ycc::of_jpeg();
        for (color, expected) in [
            ([0, 128, 128], [0, 0, 0]),
            ([255, 128, 128], [255, 255, 255]),
            ([76, 85, 255], [254, 0, 0]),
            ([150, 44, 21], [0, 255, 1]),
            ([29, 255, 107], [0, 0, 254]),
        ] {
            assert_eq!(ycc.to_rgb(color), expected, "{color:?}");
        }
    }

    /// The range of video, and the weights of ITU-R BT.709.
    #[test]
    fn follows_range_and_weights() {
        let range = [16.0, 235.0, 128.0, 240.0, 128.0, 240.0];
        let ycc = Ycc::new([0.2126, 0.7152, 0.0722], range);
        for (color, expected) in [
            ([16, 128, 128], [0, 0, 0]),
            ([235, 128, 128], [255, 255, 255]),
            ([63, 102, 240], [255, 0, 0]),
            ([32, 240, 118], [0, 0, 255]),
        ] {
            let found = ycc.to_rgb(color);
            for (found, expected) in found.into_iter().zip(expected) {
                assert!(found.abs_diff(expected) <= 2, "{color:?}: {found:?}");
            }
        }
    }
}
