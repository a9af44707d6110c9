//! The quality of a lossy file: a number, or the least that still looks like the picture; and less, where the file has to
//! be smaller.

mod loss;
pub(crate) mod search;

pub(crate) use self::loss::{Luma, loss};

use marble_transform::{Output, Quality, Transform};

use crate::encoder::Writing;
use crate::error::Error;
use crate::geometry::Dimensions;

use self::search::{AUTO, Search};

/// What `auto` lets be lost: about what quality 75 loses of a photograph as a JPEG, which is 75 points of SSIMULACRA2.
const ACCEPTED_LOSS: f64 = 0.21;

/// Writes a file of the quality that is asked for. `encode` writes a file of a quality, which grows with it; `loss` tells
/// what such a file has lost; `overhead` are the bytes that come to it later. What cannot be made as small as is asked
/// for is the smallest.
pub(crate) fn encode(
    format: Output,
    writing: &Writing<'_>,
    overhead: usize,
    encode: impl Fn(u8) -> Result<Vec<u8>, Error>,
    loss: impl Fn(&[u8]) -> Result<f64, Error>,
) -> Result<Vec<u8>, Error> {
    let encode = |quality| {
        if writing.progress.is_late() {
            return Err(Error::TooSlow);
        }
        encode(quality)
    };
    let (transform, search) = (writing.transform, writing.search);
    let (quality, file) = match transform.quality {
        Quality::Auto if search != Search::None => {
            let good = |file: &[u8]| Ok(loss(file)? <= ACCEPTED_LOSS);
            lowest(AUTO, search, encode, good)?
        }
        Quality::Auto | Quality::Default => {
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
    highest((1, quality.saturating_sub(1)), search, encode, fits)
}

/// The highest quality that is written, where one may be looked for.
pub(crate) fn highest_of(format: Output, transform: &Transform) -> u8 {
    match transform.quality {
        Quality::Auto => AUTO.1,
        Quality::Default => format.default_quality(),
        Quality::Is(quality) => quality,
    }
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
    (low, high): (u8, u8),
    search: Search,
    encode: impl Fn(u8) -> Result<Vec<u8>, Error>,
    good: impl Fn(&[u8]) -> Result<bool, Error>,
) -> Result<(u8, Vec<u8>), Error> {
    let quality = |steps: u8| {
        low.saturating_add(steps.saturating_mul(search.step()))
            .min(high)
    };
    let (mut low, mut high) = (0, high.saturating_sub(low).div_ceil(search.step()));
    let mut best = None;
    while low < high {
        let middle = low.midpoint(high);
        let file = encode(quality(middle))?;
        if good(&file)? {
            high = middle;
            best = Some((middle, file));
        } else {
            low = middle.saturating_add(1);
        }
    }
    match best {
        Some((steps, file)) if steps == high => Ok((quality(steps), file)),
        _ => Ok((quality(high), encode(quality(high))?)),
    }
}

/// The file of the highest quality in a range that fits; of the lowest one, where none does, which is found out first.
fn highest(
    (lowest, high): (u8, u8),
    search: Search,
    encode: impl Fn(u8) -> Result<Vec<u8>, Error>,
    fits: impl Fn(&[u8]) -> bool,
) -> Result<Vec<u8>, Error> {
    let mut best = encode(lowest)?;
    if !fits(&best) {
        return Ok(best);
    }
    let steps = high.saturating_sub(lowest).checked_div(search.step());
    let (mut low, mut high) = (0, steps.unwrap_or_default());
    while low < high {
        let middle = low.midpoint(high).saturating_add(1).min(high);
        let file = encode(lowest.saturating_add(middle.saturating_mul(search.step())))?;
        if fits(&file) {
            low = middle;
            best = file;
        } else {
            high = middle.saturating_sub(1);
        }
    }
    Ok(best)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::search::Looks;
    use super::*;
    use crate::progress::Progress;

    fn writing(transform: &Transform, search: Search) -> Writing<'_> {
        Writing {
            transform,
            original: None,
            search,
            progress: &(),
        }
    }

    fn written(
        text: &str,
        search: Search,
        overhead: usize,
        loss: impl Fn(&[u8]) -> Result<f64, Error>,
    ) -> Vec<u8> {
        let transform = Transform::parse(text, 9).unwrap();
        encode(
            Output::Jpeg,
            &writing(&transform, search),
            overhead,
            file,
            loss,
        )
        .unwrap()
    }

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
            let found = written(text, Search::Full, 25, lost).len();
            assert_eq!(found, expected, "{text}");
        }
    }

    /// Less time is spent, and the quality is still enough, or the file still small enough.
    #[test]
    fn looks_less_where_there_is_less_time() {
        for (text, search, expected) in [
            ("9x9,quality=auto", Search::Coarse, 46),
            ("9x9,quality=auto", Search::None, 80),
            ("9x9,quality=100,max-bytes=100", Search::Coarse, 73),
            ("9x9,quality=100,max-bytes=100", Search::None, 67),
        ] {
            let found = written(text, search, 25, lost).len();
            assert_eq!(found, expected, "{text} {search:?}");
        }
    }

    #[test]
    fn no_search_takes_more_looks_than_it_says() {
        let (limits, most) = ([100, 130, 199, 5000], f64::from(u8::MAX));
        for search in Search::ALL {
            for loss in [0.0, ACCEPTED_LOSS / 2.0, most] {
                for most in limits {
                    for text in [
                        "9x9,quality=auto".to_owned(),
                        format!("9x9,quality=100,max-bytes={most}"),
                        format!("9x9,quality=auto,max-bytes={most}"),
                    ] {
                        let (files, compared) = (Cell::new(0), Cell::new(0));
                        let transform = Transform::parse(&text, 9).unwrap();
                        let writing = writing(&transform, search);
                        let count = |cell: &Cell<u32>| cell.set(cell.get().saturating_add(1));
                        let file = |quality| {
                            count(&files);
                            file(quality)
                        };
                        let loss = |file: &[u8]| {
                            count(&compared);
                            Ok(loss * (100.0 - f64::from(file[0])))
                        };
                        encode(Output::Jpeg, &writing, 99, file, loss).unwrap();
                        let looks = Looks::new(&transform, search);
                        let found = (files.get(), compared.get());
                        let case = format!("{text} {search:?}: {found:?} of {looks:?}");
                        assert!(found.0 <= looks.files, "{case}");
                        assert!(found.1 <= looks.compared, "{case}");
                    }
                }
            }
        }
    }

    /// One file tells that there is none: the rest of the search would be for nothing.
    #[test]
    fn finds_out_at_once_that_nothing_fits() {
        let transform = Transform::parse("9x9,max-bytes=100", 9).unwrap();
        let files = Cell::new(0_u32);
        let file = |quality| {
            files.set(files.get().saturating_add(1));
            file(quality)
        };
        encode(
            Output::Jpeg,
            &writing(&transform, Search::Full),
            100,
            file,
            lost,
        )
        .unwrap();
        assert_eq!(files.get(), 2);
    }

    #[test]
    fn gives_up_between_two_looks() {
        struct Late(Cell<u32>);
        impl Progress for Late {
            fn is_late(&self) -> bool {
                self.0.set(self.0.get().saturating_add(1));
                self.0.get() > 3
            }
        }
        let transform = Transform::parse("9x9,quality=auto", 9).unwrap();
        let late = Late(Cell::new(0));
        let writing = Writing {
            progress: &late,
            ..writing(&transform, Search::Full)
        };
        let found = encode(Output::Jpeg, &writing, 0, file, lost);
        assert_eq!(found, Err(Error::TooSlow));
        assert_eq!(late.0.get(), 4);
    }

    #[test]
    fn takes_the_nearest_where_none_is_right() {
        for search in Search::ALL {
            assert_eq!(written("9x9,max-bytes=100", search, 100, lost).len(), 1);
        }
        for search in [Search::Full, Search::Coarse] {
            for (loss, expected) in [(0.0, AUTO.0), (1.0, AUTO.1)] {
                let found = written("9x9,quality=auto", search, 0, |_| Ok(loss));
                assert_eq!(found.len(), usize::from(expected));
            }
        }
    }

    #[test]
    fn finds_every_border() {
        for border in 1..=100 {
            let fits = |file: &[u8]| file.len() <= border;
            let found = highest((1, 100), Search::Full, file, fits).unwrap();
            assert_eq!(found.len(), border);
            let good = |file: &[u8]| Ok(file.len() >= border);
            let (quality, found) = lowest((1, 100), Search::Full, file, good).unwrap();
            assert_eq!((usize::from(quality), found.len()), (border, border));
        }
    }
}
