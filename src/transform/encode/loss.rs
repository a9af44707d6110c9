//! What a lossy file has lost, as an eye would say: structural similarity (SSIM; Wang, Bovik, Sheikh, Simoncelli, "Image
//! quality assessment: from error visibility to structural similarity", 2004) of luma, at two scales.

/// Samples of luma, row by row.
#[derive(Clone, Copy)]
pub(super) struct Luma<'a> {
    pub(super) width: usize,
    pub(super) samples: &'a [u8],
}

/// Side of a block; windows are two by two of them, and overlap.
const SIDE: usize = 4;

/// What is summed up over the samples of a block in both pictures, a and b.
#[derive(Clone, Copy, Default)]
struct Sums {
    a: u32,
    b: u32,
    /// Squares of both together.
    squares: u32,
    products: u32,
}

/// What was lost between two pictures of one size: 0 is nothing, 1 is all. What is worst counts most.
pub(super) fn loss(a: Luma<'_>, b: Luma<'_>) -> f64 {
    let fine = loss_at_scale(a, b);
    let (half_a, half_b) = (halve(a), halve(b));
    let width = a.width.div_ceil(2);
    let half = |samples| Luma { width, samples };
    let coarse = loss_at_scale(half(&half_a), half(&half_b));
    fine.max(coarse)
}

/// The root of the mean of squares of what each window has lost.
fn loss_at_scale(a: Luma<'_>, b: Luma<'_>) -> f64 {
    let mut above: Vec<Sums> = Vec::new();
    let (mut sum, mut windows) = (0.0, 0_u32);
    let rows = |luma: Luma<'_>| luma.width.max(1).saturating_mul(SIDE);
    for (a_rows, b_rows) in a.samples.chunks(rows(a)).zip(b.samples.chunks(rows(b))) {
        let blocks = sums(a_rows, b_rows, a.width);
        let upper = if above.is_empty() { &blocks } else { &above };
        for (upper, lower) in pairs(upper).zip(pairs(&blocks)) {
            let lost = 1.0 - similarity(upper.and(lower));
            sum += lost * lost;
            windows = windows.saturating_add(1);
        }
        above = blocks;
    }
    (sum / f64::from(windows.max(1))).sqrt()
}

/// Neighbours, added up; of a single block, itself twice.
fn pairs(blocks: &[Sums]) -> impl Iterator<Item = Sums> {
    let single = blocks.first().filter(|_| blocks.len() == 1);
    let pairs = blocks.windows(2).filter_map(|pair| match pair {
        [left, right] => Some(left.and(*right)),
        _ => None,
    });
    pairs.chain(single.map(|one| one.and(*one)))
}

/// The sums of each block of some rows. What is less than a block at the right edge is not looked at, unless it is all.
fn sums(a: &[u8], b: &[u8], width: usize) -> Vec<Sums> {
    let side = SIDE.min(width.max(1));
    let count = width.checked_div(side).unwrap_or_default();
    let mut blocks = vec![Sums::default(); count];
    for (a, b) in a.chunks(width.max(1)).zip(b.chunks(width.max(1))) {
        let chunks = a.chunks_exact(side).zip(b.chunks_exact(side));
        for (block, (a, b)) in blocks.iter_mut().zip(chunks) {
            for (a, b) in a.iter().zip(b) {
                block.add(u32::from(*a), u32::from(*b));
            }
        }
    }
    blocks
}

impl Sums {
    /// Adds a sample of each.
    fn add(&mut self, a: u32, b: u32) {
        // 64 samples of 8 bits at most.
        self.a = self.a.wrapping_add(a);
        self.b = self.b.wrapping_add(b);
        let squares = a.wrapping_mul(a).wrapping_add(b.wrapping_mul(b));
        self.squares = self.squares.wrapping_add(squares);
        self.products = self.products.wrapping_add(a.wrapping_mul(b));
    }

    fn and(self, other: Self) -> Self {
        Self {
            a: self.a.wrapping_add(other.a),
            b: self.b.wrapping_add(other.b),
            squares: self.squares.wrapping_add(other.squares),
            products: self.products.wrapping_add(other.products),
        }
    }
}

/// SSIM of a window of 64 samples, with the constants of the paper. At the edges a window may have fewer, which makes it
/// look flatter than it is.
fn similarity(sums: Sums) -> f64 {
    const N: f64 = 64.0;
    const C1: f64 = (0.01 * 255.0) * (0.01 * 255.0);
    const C2: f64 = (0.03 * 255.0) * (0.03 * 255.0);
    let (a, b) = (f64::from(sums.a) / N, f64::from(sums.b) / N);
    let variances = f64::from(sums.squares) / N - a * a - b * b;
    let covariance = f64::from(sums.products) / N - a * b;
    let structure = (2.0 * covariance + C2) / (variances + C2);
    (2.0 * a * b + C1) / (a * a + b * b + C1) * structure
}

/// Half as wide and high, each sample the mean of four.
fn halve(luma: Luma<'_>) -> Vec<u8> {
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
    half
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
        assert!(last < 1.0 + 1e-9);
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
