//! The quality of a lossy file: a number, or the least that still looks like the picture; and less, where the file has to
//! be smaller.

mod loss;

pub(crate) use self::loss::{Luma, loss};

use marble_transform::{Output, Quality, Transform};

use crate::error::Error;
use crate::geometry::Dimensions;

/// The lowest and the highest quality that `auto` chooses.
const AUTO: (u8, u8) = (30, 95);

/// What `auto` lets be lost: about what quality 75 loses of a photograph as a JPEG, which is 75 points of SSIMULACRA2.
const ACCEPTED_LOSS: f64 = 0.21;

/// Writes a file of the quality that is asked for. `encode` writes a file of a quality, which grows with it; `loss` tells
/// what such a file has lost; `overhead` are the bytes that come to it later. What cannot be made as small as is asked
/// for is the smallest.
pub(crate) fn encode(
    format: Output,
    transform: &Transform,
    overhead: usize,
    encode: impl Fn(u8) -> Result<Vec<u8>, Error>,
    loss: impl Fn(&[u8]) -> Result<f64, Error>,
) -> Result<Vec<u8>, Error> {
    let (quality, file) = match transform.quality {
        Quality::Auto => {
            let good = |file: &[u8]| Ok(loss(file)? <= ACCEPTED_LOSS);
            lowest(AUTO, &encode, good)?
        }
        Quality::Default => {
            let quality = format.default_quality();
            (quality, encode(quality)?)
        }
        Quality::Is(quality) => (quality, encode(quality)?),
    };
    let most = transform.max_bytes.map_or(usize::MAX, |most| most as usize);
    let fits = |file: &[u8]| file.len().saturating_add(overhead) <= most;
    if fits(&file) || quality == 1 {
        return Ok(file);
    }
    drop(file);
    highest((1, quality.saturating_sub(1)), &encode, fits)
}

/// What looking for a quality takes besides a file and its pixels, in bytes: a file beside the next, and its planes.
pub(crate) fn cost(transform: &Transform, size: Dimensions) -> u64 {
    let looks = transform.quality == Quality::Auto || transform.max_bytes.is_some();
    if looks {
        size.pixels().saturating_mul(6)
    } else {
        0
    }
}

/// The file of the lowest quality in a range that is good enough; of the highest one, where none is.
fn lowest(
    (mut low, mut high): (u8, u8),
    encode: impl Fn(u8) -> Result<Vec<u8>, Error>,
    good: impl Fn(&[u8]) -> Result<bool, Error>,
) -> Result<(u8, Vec<u8>), Error> {
    let mut best = None;
    while low < high {
        let middle = low.midpoint(high);
        let file = encode(middle)?;
        if good(&file)? {
            high = middle;
            best = Some((middle, file));
        } else {
            low = middle.saturating_add(1);
        }
    }
    match best {
        Some(best) if best.0 == high => Ok(best),
        _ => Ok((high, encode(high)?)),
    }
}

/// The file of the highest quality in a range that fits; of the lowest one, where none does.
fn highest(
    (mut low, mut high): (u8, u8),
    encode: impl Fn(u8) -> Result<Vec<u8>, Error>,
    fits: impl Fn(&[u8]) -> bool,
) -> Result<Vec<u8>, Error> {
    let mut best = None;
    while low < high {
        let middle = low.midpoint(high).saturating_add(1).min(high);
        let file = encode(middle)?;
        if fits(&file) {
            low = middle;
            best = Some((middle, file));
        } else {
            high = middle.saturating_sub(1);
        }
    }
    match best {
        Some((quality, file)) if quality == low => Ok(file),
        _ => encode(low),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of a quality, which says what it is and has as many bytes.
    #[expect(clippy::unnecessary_wraps, reason = "as those that can fail")]
    fn file(quality: u8) -> Result<Vec<u8>, Error> {
        Ok(vec![quality; usize::from(quality)])
    }

    /// Half of the loss is gone at each tenth of quality.
    #[expect(clippy::unnecessary_wraps, reason = "as those that can fail")]
    fn lost(file: &[u8]) -> Result<f64, Error> {
        Ok(4.0 * 0.5_f64.powf(f64::from(file[0]) / 10.0))
    }

    #[test]
    fn finds_the_quality_that_is_asked_for() {
        for (text, expected) in [
            ("9x9", 80),
            ("9x9,quality=13", 13),
            // 4 times 0.5 to the power of 4.25 is 0.21.
            ("9x9,quality=auto", 43),
            ("9x9,max-bytes=100", 75),
            ("9x9,quality=100,max-bytes=101", 76),
            ("9x9,quality=auto,max-bytes=100", 43),
        ] {
            let transform = Transform::parse(text, 9).unwrap();
            let found = encode(Output::Jpeg, &transform, 25, file, lost).unwrap();
            assert_eq!(found.len(), expected, "{text}");
        }
    }

    #[test]
    fn takes_the_nearest_where_none_is_right() {
        let transform = Transform::parse("9x9,max-bytes=100", 9).unwrap();
        let found = encode(Output::Jpeg, &transform, 100, file, lost).unwrap();
        assert_eq!(found.len(), 1);
        let transform = Transform::parse("9x9,quality=auto", 9).unwrap();
        for (loss, expected) in [(0.0, AUTO.0), (1.0, AUTO.1)] {
            let found = encode(Output::Jpeg, &transform, 0, file, |_| Ok(loss)).unwrap();
            assert_eq!(found.len(), usize::from(expected));
        }
    }

    #[test]
    fn finds_every_border() {
        for border in 1..=100 {
            let found = highest((1, 100), file, |file| file.len() <= border).unwrap();
            assert_eq!(found.len(), border);
            let good = |file: &[u8]| Ok(file.len() >= border);
            let (quality, found) = lowest((1, 100), file, good).unwrap();
            assert_eq!((usize::from(quality), found.len()), (border, border));
        }
    }
}
