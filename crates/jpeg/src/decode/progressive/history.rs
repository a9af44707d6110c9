//! What is left of a block's band while a refinement is read: coefficients with a zero history, and with a nonzero one
//! (T.81, G.1.2.3).

/// The coefficients from `place` on, as sets of bits: bit 0 is the next one.
#[derive(Debug, Clone, Copy)]
pub(super) struct History {
    pub(super) place: usize,
    /// Those that were zero before the scan.
    zero: u64,
    /// Those that were not: each has a correction.
    pub(super) nonzero: u64,
}

impl History {
    /// Of a whole band.
    pub(super) fn new(band: u64, history: u64, first: usize) -> Self {
        Self {
            place: first,
            zero: (band & !history) >> first,
            nonzero: (band & history) >> first,
        }
    }

    /// How many that were not zero come before the one that a symbol means, which is zero and behind `zeros` more,
    /// at most 15. None if there are not as many.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        clippy::cast_possible_truncation,
        reason = "a part of the innermost loop; indices are masked, counts at most 64"
    )]
    pub(super) fn passed(&self, zeros: usize) -> Option<u32> {
        let passed = PASSED[zeros & 15][(self.zero & 255) as usize];
        if passed < MANY {
            return Some(u32::from(passed));
        }
        let (mut zero, mut zeros, mut before) = (self.zero, zeros as u32, 0);
        while zero != 0 {
            let next = (zero & 255) as u32;
            let count = next.count_ones();
            if zeros < count {
                let passed = PASSED[(zeros & 15) as usize][next as usize];
                return Some(before + u32::from(passed));
            }
            zeros -= count;
            before += 8 - count;
            zero >>= 8;
        }
        None
    }

    /// Goes behind the one that a symbol means. Its place.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        reason = "a part of the innermost loop; zeros and passed ones are fewer than are left"
    )]
    pub(super) fn pass(&mut self, zeros: usize, passed: u32) -> usize {
        let ahead = zeros + passed as usize;
        let place = self.place + ahead;
        self.zero = self.zero >> ahead >> 1;
        self.nonzero = self.nonzero >> ahead >> 1;
        self.place = place + 1;
        place
    }
}

/// Of `PASSED`: more than eight coefficients say.
const MANY: u8 = 8;

/// For each number of zeros to pass, and for each set of the next eight coefficients that are zero: how many are
/// not before the one that is meant.
static PASSED: [[u8; 256]; 16] = passed();

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "evaluated by the compiler"
)]
const fn passed() -> [[u8; 256]; 16] {
    let mut table = [[MANY; 256]; 16];
    let mut set = 0;
    while set < 256 {
        let (mut zeros, mut place) = (0, 0);
        while place < 8 {
            if set >> place & 1 == 1 {
                table[zeros][set] = (place - zeros) as u8;
                zeros += 1;
            }
            place += 1;
        }
        set += 1;
    }
    table
}

#[cfg(test)]
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "in a test, a panic is a result"
)]
mod tests {
    use super::*;

    /// One by one, as T.81 has it.
    fn slow(band: u64, history: u64, from: usize, zeros: usize) -> Option<(usize, u32)> {
        let (mut left, mut passed) = (zeros, 0);
        for place in from..64 {
            if band >> place & 1 == 0 {
                continue;
            }
            if history >> place & 1 == 1 {
                passed += 1;
            } else if left == 0 {
                return Some((place, passed));
            } else {
                left -= 1;
            }
        }
        None
    }

    #[test]
    fn finds_what_a_walk_from_place_to_place_finds() {
        let mut history = 0x9e37_79b9_7f4a_7c15_u64;
        for round in 0..2000_u32 {
            history = history.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            // From hardly any to nearly all.
            let dense = match round % 4 {
                0 => history & history.rotate_left(17) & history.rotate_left(31),
                1 => history | history.rotate_left(17) | history.rotate_left(31),
                2 => u64::MAX << (round % 64),
                _ => history,
            };
            let first = 1 + (round % 7) as usize;
            let last = 63 - (round % 5) as usize;
            let band = (u64::MAX << first) & (u64::MAX >> (63 - last));
            let mut rest = History::new(band, dense & band, first);
            for zeros in [0, 1, 0, 3, 15, 2, 7, 0, 0, 15, 15, 15] {
                let expected = slow(band, dense, rest.place, zeros);
                let found = rest.passed(zeros);
                assert_eq!(
                    found,
                    expected.map(|(_, passed)| passed),
                    "{dense:x}, {zeros}"
                );
                let Some((place, passed)) = expected else {
                    break;
                };
                assert_eq!(rest.pass(zeros, passed), place, "{dense:x}, {zeros}");
                let left = (dense & band).checked_shr(rest.place as u32).unwrap_or(0);
                assert_eq!(rest.nonzero, left, "{dense:x}, {zeros}");
            }
        }
    }
}
