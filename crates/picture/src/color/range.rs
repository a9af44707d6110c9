//! The values that stand for black and white in planes, and from one range of them to the other.

use crate::pixels::planes::Planes;

/// The values of a plane's samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Range {
    /// From 0 to 255, as a JPEG has them (ITU-T T.871, clause 7).
    Full,
    /// Those of video, as a lossy WebP has them: luma from 16 to 235, colour differences from 16 to 240.
    Video,
}

/// Steps from black to white, and the value that stays where it is in each range: black of luma, none of a colour
/// difference.
const LUMA: (i32, i32) = (219, 16);
const CHROMA: (i32, i32) = (224, 128);

impl Range {
    /// Brings planes of this range to the full one.
    pub(crate) fn to_full(self, planes: &mut Planes) {
        if self == Self::Video {
            let luma = widened(LUMA.0, LUMA.1, 0);
            let chroma = widened(CHROMA.0, CHROMA.1, 128);
            replace(planes, &luma, &chroma);
        }
    }

    /// Brings planes of this range to that of video.
    pub(crate) fn to_video(self, planes: &mut Planes) {
        if self == Self::Full {
            let luma = narrowed(LUMA.0, 0, LUMA.1);
            let chroma = narrowed(CHROMA.0, 128, CHROMA.1);
            replace(planes, &luma, &chroma);
        }
    }
}

fn replace(planes: &mut Planes, luma: &[u8; 256], chroma: &[u8; 256]) {
    for (index, plane) in planes.planes.iter_mut().enumerate() {
        let table = if index == 0 { luma } else { chroma };
        for sample in &mut plane.samples {
            *sample = table.get(usize::from(*sample)).copied().unwrap_or(*sample);
        }
    }
}

/// What becomes of each sample: `range` becomes 255, and `from` becomes `to`.
fn widened(range: i32, from: i32, to: i32) -> [u8; 256] {
    scaled(from, to, 255, range)
}

/// What becomes of each sample: 255 becomes `range`, and `from` becomes `to`.
fn narrowed(range: i32, from: i32, to: i32) -> [u8; 256] {
    scaled(from, to, range, 255)
}

/// The distance of each sample to `from`, times a fraction and rounded, from `to` on.
fn scaled(from: i32, to: i32, numerator: i32, denominator: i32) -> [u8; 256] {
    let mut table = [0; 256];
    for (sample, scaled) in (0..).zip(&mut table) {
        let distance = i32::saturating_sub(sample, from).saturating_mul(numerator);
        let rounded = distance.saturating_mul(2).saturating_add(denominator);
        let rounded = rounded.div_euclid(denominator.saturating_mul(2));
        let value = rounded.saturating_add(to).clamp(0, 255);
        *scaled = u8::try_from(value).unwrap_or(u8::MAX);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widens_the_ranges_of_video() {
        let luma = widened(219, 16, 0);
        let expected = [(0, 0), (16, 0), (17, 1), (126, 128), (235, 255), (255, 255)];
        for (from, to) in expected {
            assert_eq!(luma[from], to, "luma {from}");
        }
        let chroma = widened(224, 128, 128);
        let expected = [
            (0, 0),
            (16, 1),
            (72, 64),
            (128, 128),
            (129, 129),
            (240, 255),
        ];
        for (from, to) in expected {
            assert_eq!(chroma[from], to, "chroma {from}");
        }
    }

    #[test]
    fn narrows_to_the_ranges_of_video() {
        let luma = narrowed(219, 0, 16);
        for (from, to) in [(0, 16), (1, 17), (128, 126), (255, 235)] {
            assert_eq!(luma[from], to, "luma {from}");
        }
        let chroma = narrowed(224, 128, 128);
        for (from, to) in [(0, 16), (128, 128), (255, 240)] {
            assert_eq!(chroma[from], to, "chroma {from}");
        }
    }
}
