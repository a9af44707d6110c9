//! What a lossy file has lost, as an eye would say: errors of luma at half and at a quarter of the size, where blocks and
//! rings lie, each against how busy the picture is there, which hides some of them; and what is worst counts most.
//!
//! The weights were found with SSIMULACRA2, of which this is a cheap likeness: see docs/formats.md, "Quality".

/// Samples of luma, row by row.
#[derive(Clone, Copy)]
pub(crate) struct Luma<'a> {
    pub(crate) width: usize,
    pub(crate) samples: &'a [u8],
}

/// Side of a block; windows are two by two of them, and overlap.
const SIDE: usize = 4;

/// How much error a flat place hides, as a mean of squares.
const HIDDEN: f64 = 20.0;

/// What is summed up over the samples of a block.
#[derive(Clone, Copy, Default)]
struct Sums {
    count: u32,
    samples: u32,
    squares: u32,
    /// Squares of the differences between both pictures.
    errors: u32,
}

/// What the second of two pictures of one size has lost of the first: 0 is nothing.
pub(crate) fn loss(original: Luma<'_>, copy: Luma<'_>) -> f64 {
    let (original, copy) = (halve(original), halve(copy));
    let half = original.loss(&copy);
    let (original, copy) = (halve(original.luma()), halve(copy.luma()));
    half + original.loss(&copy)
}

/// Samples of luma that were made.
struct Halved {
    width: usize,
    samples: Vec<u8>,
}

impl Halved {
    fn luma(&self) -> Luma<'_> {
        Luma {
            width: self.width,
            samples: &self.samples,
        }
    }

    /// The mean of fourth powers of what each window has lost, its root taken.
    fn loss(&self, copy: &Self) -> f64 {
        let mut above: Vec<Sums> = Vec::new();
        let (mut sum, mut windows) = (0.0, 0_u32);
        let rows = self.width.max(1).saturating_mul(SIDE);
        for (rows, copies) in self.samples.chunks(rows).zip(copy.samples.chunks(rows)) {
            let blocks = sums(rows, copies, self.width);
            let upper = if above.is_empty() { &blocks } else { &above };
            for (upper, lower) in pairs(upper).zip(pairs(&blocks)) {
                let lost = upper.and(lower).loss();
                sum += lost * lost;
                windows = windows.saturating_add(1);
            }
            above = blocks;
        }
        (sum / f64::from(windows.max(1))).sqrt().sqrt()
    }
}

/// Neighbours, added up; a single block is its own.
fn pairs(blocks: &[Sums]) -> impl Iterator<Item = Sums> {
    let single = blocks.first().filter(|_| blocks.len() == 1);
    let pairs = blocks.windows(2).filter_map(|pair| match pair {
        [left, right] => Some(left.and(*right)),
        _ => None,
    });
    pairs.chain(single.copied())
}

/// The sums of each block of some rows. What is less than a block at the right edge is not looked at, unless it is all.
fn sums(samples: &[u8], copies: &[u8], width: usize) -> Vec<Sums> {
    let side = SIDE.min(width.max(1));
    let count = width.checked_div(side).unwrap_or_default();
    let mut blocks = vec![Sums::default(); count];
    let rows = samples
        .chunks(width.max(1))
        .zip(copies.chunks(width.max(1)));
    for (samples, copies) in rows {
        let chunks = samples.chunks_exact(side).zip(copies.chunks_exact(side));
        for (block, (samples, copies)) in blocks.iter_mut().zip(chunks) {
            for (sample, copy) in samples.iter().zip(copies) {
                block.add(u32::from(*sample), *sample, *copy);
            }
        }
    }
    blocks
}

impl Sums {
    fn add(&mut self, sample: u32, original: u8, copy: u8) {
        // 64 samples of 8 bits at most.
        let error = u32::from(original.abs_diff(copy));
        self.count = self.count.wrapping_add(1);
        self.samples = self.samples.wrapping_add(sample);
        self.squares = self.squares.wrapping_add(sample.wrapping_mul(sample));
        self.errors = self.errors.wrapping_add(error.wrapping_mul(error));
    }

    fn and(self, other: Self) -> Self {
        Self {
            count: self.count.wrapping_add(other.count),
            samples: self.samples.wrapping_add(other.samples),
            squares: self.squares.wrapping_add(other.squares),
            errors: self.errors.wrapping_add(other.errors),
        }
    }

    /// The mean of squares of errors, against what is hidden here.
    fn loss(self) -> f64 {
        let mean = |sum: u32| f64::from(sum) / f64::from(self.count.max(1));
        let variance = mean(self.squares) - mean(self.samples) * mean(self.samples);
        mean(self.errors) / (HIDDEN + (HIDDEN * variance.max(0.0)).sqrt())
    }
}

/// Half as wide and high, each sample the mean of four.
fn halve(luma: Luma<'_>) -> Halved {
    let width = luma.width.max(1);
    let mut half = Vec::with_capacity(luma.samples.len() / 4);
    for rows in luma.samples.chunks(width.saturating_mul(2)) {
        let (upper, lower) = rows.split_at(width.min(rows.len()));
        let lower = if lower.is_empty() { upper } else { lower };
        for (upper, lower) in upper.chunks(2).zip(lower.chunks(2)) {
            let (Some(a), Some(b)) = (upper.first(), lower.first()) else {
                continue;
            };
            let (c, d) = (upper.last().unwrap_or(a), lower.last().unwrap_or(b));
            let sum = [a, b, c, d].map(|it| u16::from(*it)).iter().sum::<u16>();
            half.push(u8::try_from(sum.saturating_add(2) / 4).unwrap_or(u8::MAX));
        }
    }
    Halved {
        width: width.div_ceil(2),
        samples: half,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: usize, height: usize) -> Vec<u8> {
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let value = |x: usize, y: usize| {
            x.wrapping_mul(7).wrapping_add(y.wrapping_mul(3)) ^ (x.wrapping_mul(y) % 31)
        };
        let samples = places.map(|(x, y)| value(x, y).to_le_bytes()[0]);
        samples.collect()
    }

    #[test]
    fn nothing_is_lost_of_the_same() {
        for (width, height) in [(1, 1), (3, 2), (4, 4), (5, 9), (64, 33)] {
            let samples = picture(width, height);
            let luma = Luma {
                width,
                samples: &samples,
            };
            assert!(loss(luma, luma) < 1e-9, "{width}x{height}");
        }
    }

    #[test]
    fn more_noise_is_more_loss() {
        let (width, height) = (61, 47);
        let samples = picture(width, height);
        let mut last = 0.0;
        for strength in [1, 3, 9, 27, 81] {
            let noisy: Vec<u8> = samples
                .iter()
                .zip(0_u32..)
                .map(|(sample, n)| {
                    let up = n.wrapping_mul(2_654_435_761) >> 31 == 0;
                    if up {
                        sample.saturating_add(strength)
                    } else {
                        sample.saturating_sub(strength)
                    }
                })
                .collect();
            let found = loss(
                Luma {
                    width,
                    samples: &samples,
                },
                Luma {
                    width,
                    samples: &noisy,
                },
            );
            assert!(found > last, "{strength}: {found} after {last}");
            last = found;
        }
    }

    #[test]
    fn a_stain_counts_more_than_a_veil() {
        let (width, height) = (64, 64);
        let samples = picture(width, height);
        let changed = |change: &dyn Fn(usize, u8) -> u8| -> Vec<u8> {
            let each = samples.iter().enumerate();
            each.map(|(place, sample)| change(place, *sample)).collect()
        };
        // The same sum of squares of differences.
        let stain = changed(&|place, sample| {
            let inside = place % 64 < 8 && place / 64 < 8;
            if inside && place % 2 == 0 {
                sample ^ 0x40
            } else {
                sample
            }
        });
        let veil = changed(&|place, sample| {
            if place % 2 == 0 {
                sample ^ 0x08
            } else {
                sample
            }
        });
        let lost = |samples_b: &[u8]| {
            loss(
                Luma {
                    width,
                    samples: &samples,
                },
                Luma {
                    width,
                    samples: samples_b,
                },
            )
        };
        assert!(lost(&stain) > lost(&veil));
    }
}
