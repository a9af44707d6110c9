//! Filtered rows to rows (ISO/IEC 15948, 9): a byte is told from those before and above it.

mod paeth;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd;

use crate::error::Error;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use self::portable::Lanes;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use self::simd::Lanes;

/// Room behind a row, so that sixteen bytes may be read wherever a pixel begins. What is there means nothing.
pub(super) const PADDING: usize = 16;

/// Undoes the filter of a row of `BYTES` a pixel. `above` is the row before, or zeros; both have [`PADDING`].
pub(super) fn unfilter(
    filter: u8,
    bytes: usize,
    above: &[u8],
    row: &mut [u8],
) -> Result<(), Error> {
    match filter {
        0 => {}
        1 => each_size(bytes, above, row, |left, _, _| left),
        2 => {
            for (byte, above) in row.iter_mut().zip(above) {
                *byte = byte.wrapping_add(*above);
            }
        }
        3 => each_size(bytes, above, row, |left, above, _| left.midpoint(above)),
        4 => paeth(bytes, above, row),
        _ => return Err(Error::Damaged(format!("there is no filter {filter}"))),
    }
    Ok(())
}

fn paeth(bytes: usize, above: &[u8], row: &mut [u8]) {
    match bytes {
        3 => paeth::paeth::<3, 12>(above, row),
        4 => paeth::paeth::<4, 16>(above, row),
        6 => paeth::paeth::<6, 12>(above, row),
        8 => paeth::paeth::<8, 16>(above, row),
        _ => each_size(bytes, above, row, nearest),
    }
}

fn each_size(
    bytes: usize,
    above: &[u8],
    row: &mut [u8],
    predict: impl Fn(u8, u8, u8) -> u8 + Copy,
) {
    match bytes {
        1 => each::<1>(above, row, predict),
        2 => each::<2>(above, row, predict),
        3 => each::<3>(above, row, predict),
        4 => each::<4>(above, row, predict),
        6 => each::<6>(above, row, predict),
        _ => each::<8>(above, row, predict),
    }
}

/// Adds to each byte what is predicted from those to the left, above, and above to the left.
fn each<const BYTES: usize>(above: &[u8], row: &mut [u8], predict: impl Fn(u8, u8, u8) -> u8) {
    let mut left = [0; BYTES];
    let mut corner = [0; BYTES];
    let (pixels, _) = row.as_chunks_mut::<BYTES>();
    for (pixel, above) in pixels.iter_mut().zip(above.as_chunks::<BYTES>().0) {
        let bytes = pixel.iter_mut().zip(&mut left).zip(&mut corner).zip(above);
        for (((byte, left), corner), above) in bytes {
            *byte = byte.wrapping_add(predict(*left, *above, *corner));
            *left = *byte;
            *corner = *above;
        }
    }
}

/// Of three bytes the one nearest to `left + above - corner`; of those as near the first.
fn nearest(left: u8, above: u8, corner: u8) -> u8 {
    let to_left = above.abs_diff(corner);
    let to_above = left.abs_diff(corner);
    let both = u16::from(left).saturating_add(above.into());
    let to_corner = both.abs_diff(u16::from(corner).saturating_mul(2));
    if to_left <= to_above && u16::from(to_left) <= to_corner {
        left
    } else if u16::from(to_above) <= to_corner {
        above
    } else {
        corner
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "small numbers, in tests")]
mod tests {
    use super::*;

    /// Bytes that look like chance.
    fn noise(seed: u32, length: usize) -> Vec<u8> {
        let numbers = (seed..).map(|n| n.wrapping_mul(2_654_435_761).rotate_left(13));
        let numbers = numbers.map(|n| n.wrapping_mul(0x85eb_ca6b).to_be_bytes()[0]);
        numbers.take(length).collect()
    }

    /// The predictors as the specification writes them (9.2 and 9.4).
    fn predict(filter: u8, left: u8, above: u8, corner: u8) -> u8 {
        let [a, b, c] = [left, above, corner].map(i32::from);
        let value = match filter {
            1 => a,
            2 => b,
            3 => a.midpoint(b),
            4 => {
                let p = a + b - c;
                let (pa, pb, pc) = ((p - a).abs(), (p - b).abs(), (p - c).abs());
                match () {
                    () if pa <= pb && pa <= pc => a,
                    () if pb <= pc => b,
                    () => c,
                }
            }
            _ => 0,
        };
        u8::try_from(value).unwrap()
    }

    #[test]
    fn undoes_each_filter() {
        for bytes in [1, 2, 3, 4, 6, 8] {
            for pixels in [1, 2, 3, 4, 5, 7, 8, 100] {
                let length = bytes * pixels;
                for filter in 0..5 {
                    let plain = noise(7, length);
                    let mut above = noise(1000, length);
                    let at = |row: &[u8], index: usize| {
                        index.checked_sub(bytes).map_or(0, |index| row[index])
                    };
                    let filtered = (0..length).map(|index| {
                        let left = at(&plain, index);
                        let corner = at(&above, index);
                        plain[index].wrapping_sub(predict(filter, left, above[index], corner))
                    });
                    let mut row: Vec<u8> = filtered.collect();
                    row.extend([0x5a; PADDING]);
                    above.extend([0xa5; PADDING]);
                    unfilter(filter, bytes, &above, &mut row).unwrap();
                    assert_eq!(row[..length], plain, "filter {filter}, {pixels} of {bytes}");
                }
            }
        }
    }

    #[test]
    fn knows_no_other_filter() {
        assert!(unfilter(5, 1, &[0; 20], &mut [0; 20]).is_err());
    }

    #[test]
    fn finds_the_nearest_of_all() {
        // Pairs of pixels: the corner is above the first one, which becomes what is to the left of the second.
        let pairs = (0..=u8::MAX).flat_map(|left| (0..=u8::MAX).map(move |above| (left, above)));
        let pairs: Vec<_> = pairs.collect();
        for &(left, above) in &pairs {
            for corner in (0..=u8::MAX).step_by(5) {
                let expected = predict(4, left, above, corner);
                assert_eq!(nearest(left, above, corner), expected);
            }
        }
        // Three corners at a time.
        for first in (0..=u8::MAX).step_by(15) {
            let corners = [0, 5, 10].map(|more| first.saturating_add(more));
            let length = 6 * pairs.len();
            let [mut over, mut row] = [(); 2].map(|()| vec![0; length + PADDING]);
            let mut expected = vec![0; length];
            for (lane, corner) in corners.into_iter().enumerate() {
                let (mut left, mut before) = (0, 0);
                for (index, &(wanted, above)) in pairs.iter().enumerate() {
                    let nearest = predict(4, wanted, above, corner);
                    let filtered = wanted.wrapping_sub(predict(4, left, corner, before));
                    let at = 6 * index + lane;
                    (over[at], over[at + 3]) = (corner, above);
                    row[at] = filtered;
                    (expected[at], expected[at + 3]) = (wanted, nearest);
                    (left, before) = (nearest, above);
                }
            }
            unfilter(4, 3, &over, &mut row).unwrap();
            assert!(row[..length] == expected, "corners {corners:?}");
        }
    }
}
