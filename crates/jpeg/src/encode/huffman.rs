//! Huffman tables made for the symbols of one file (T.81, annexes C and K.2).

/// How often each symbol occurs.
pub(crate) type Counts = [u64; 256];

/// A table as a file holds it, and the codes that follow from it.
#[derive(Clone)]
pub(crate) struct Table {
    /// Number of codes of 1 to 16 bits (BITS).
    lengths: [u8; 16],
    /// Symbols from the shortest code to the longest (HUFFVAL); only as many as `lengths` counts.
    symbols: [u8; 256],
    codes: [Code; 256],
}

/// The bits for one symbol, the last of them in the lowest place. No bits: the symbol does not occur.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Code {
    pub(crate) bits: u16,
    pub(crate) length: u8,
}

impl Table {
    /// The best table for `counts` with no code above 16 bits, and none that is all ones.
    pub(crate) fn optimal(counts: &Counts) -> Self {
        let sizes = code_sizes(counts);
        let lengths = limited(&sizes);

        // Figure K.4: in the order of unlimited code sizes, equal ones by symbol.
        let mut symbols = [0; 256];
        let mut slots = symbols.iter_mut();
        for size in 1..=SYMBOLS {
            for symbol in 0..=u8::MAX {
                if sizes.get(usize::from(symbol)) == Some(&size)
                    && let Some(slot) = slots.next()
                {
                    *slot = symbol;
                }
            }
        }
        Self {
            lengths,
            symbols,
            codes: codes(&lengths, &symbols),
        }
    }

    /// The number of codes of each length from 1 to 16.
    pub(crate) fn lengths(&self) -> &[u8; 16] {
        &self.lengths
    }

    /// The symbols that have a code, from the shortest to the longest.
    pub(crate) fn symbols(&self) -> &[u8] {
        let count: usize = self.lengths.iter().map(|count| usize::from(*count)).sum();
        self.symbols.get(..count).unwrap_or(&self.symbols)
    }

    #[inline]
    #[expect(
        clippy::indexing_slicing,
        reason = "an array of 256 has every index of 8 bits"
    )]
    pub(crate) fn code(&self, symbol: u8) -> Code {
        self.codes[usize::from(symbol)]
    }

    /// Bits of all codes for symbols that occur as `counts` says.
    pub(crate) fn bits(&self, counts: &Counts) -> u64 {
        let products = counts.iter().zip(&self.codes);
        products.fold(0, |sum: u64, (count, code)| {
            sum.saturating_add(count.saturating_mul(u64::from(code.length)))
        })
    }
}

/// Symbols and the one that keeps the code of all ones free.
const SYMBOLS: usize = 257;

/// Figure K.1: the length of each code, without a limit. Zero for what does not occur.
fn code_sizes(counts: &Counts) -> [usize; SYMBOLS] {
    let mut frequencies = [0_u64; SYMBOLS];
    for (frequency, count) in frequencies.iter_mut().zip(counts) {
        *frequency = *count;
    }
    // The rarest of all, so that it gets one of the longest codes: the all ones, which is then left out.
    if let Some(reserved) = frequencies.last_mut() {
        *reserved = 1;
    }

    // `others` links the symbols of a subtree.
    let mut sizes = [0; SYMBOLS];
    let mut others = [None; SYMBOLS];
    while let Some((first, second)) = two_rarest(&frequencies) {
        let moved = core::mem::take(entry(&mut frequencies, second));
        let sum = entry(&mut frequencies, first);
        *sum = sum.saturating_add(moved);

        let end = deepen(&mut sizes, &others, first);
        *entry(&mut others, end) = Some(second);
        deepen(&mut sizes, &others, second);
    }
    sizes
}

/// The rarest subtree and the next; of equal ones the last, as in libjpeg. Nothing when only one is left.
fn two_rarest(frequencies: &[u64; SYMBOLS]) -> Option<(usize, usize)> {
    let mut first: Option<(usize, u64)> = None;
    let mut second: Option<(usize, u64)> = None;
    for (index, frequency) in frequencies.iter().enumerate() {
        if *frequency == 0 {
            continue;
        }
        let candidate = Some((index, *frequency));
        if first.is_none_or(|(_, least)| *frequency <= least) {
            (first, second) = (candidate, first);
        } else if second.is_none_or(|(_, least)| *frequency <= least) {
            second = candidate;
        }
    }
    Some((first?.0, second?.0))
}

/// One bit more for each symbol of the subtree at `start`; returns the last of them.
fn deepen(sizes: &mut [usize; SYMBOLS], others: &[Option<usize>; SYMBOLS], start: usize) -> usize {
    let mut symbol = start;
    loop {
        let size = entry(sizes, symbol);
        *size = size.saturating_add(1);
        match others.get(symbol) {
            Some(Some(next)) => symbol = *next,
            _ => return symbol,
        }
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "the indices come from enumerating an array of the same size"
)]
fn entry<T>(array: &mut [T; SYMBOLS], index: usize) -> &mut T {
    &mut array[index]
}

/// Figure K.3: codes counted by length, none above 16 bits, and the reserved one taken out.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "lengths are 1 to 256: a shorter one is at least 1 and below the size by 2"
)]
fn limited(sizes: &[usize; SYMBOLS]) -> [u8; 16] {
    let mut counts = [0_u16; SYMBOLS];
    for size in sizes.iter().filter(|size| **size > 0) {
        let count = entry(&mut counts, *size);
        *count = count.saturating_add(1);
    }
    for size in (17..SYMBOLS).rev() {
        while *entry(&mut counts, size) > 0 {
            // Two codes of this length: their common prefix becomes one code, and a code that is at least two
            // bits shorter becomes the prefix of the other and its own.
            let Some(shorter) = (1..size - 1)
                .rev()
                .find(|shorter| *entry(&mut counts, *shorter) > 0)
            else {
                break;
            };
            for (length, change) in [(size, -2), (size - 1, 1), (shorter + 1, 2), (shorter, -1)] {
                let count = entry(&mut counts, length);
                *count = count.saturating_add_signed(change);
            }
        }
    }
    if let Some(longest) = counts.iter_mut().rev().find(|count| **count > 0) {
        *longest = longest.saturating_sub(1);
    }
    let mut lengths = [0; 16];
    for (length, count) in lengths.iter_mut().zip(counts.iter().skip(1)) {
        *length = u8::try_from(*count).unwrap_or(u8::MAX);
    }
    lengths
}

/// Annex C: codes of one length count up, the first of a length follows the last of the one before.
fn codes(lengths: &[u8; 16], symbols: &[u8; 256]) -> [Code; 256] {
    let mut codes = [Code::default(); 256];
    let mut symbols = symbols.iter();
    let mut bits = 0_u16;
    for (length, count) in (1..).zip(lengths) {
        for symbol in symbols.by_ref().take(usize::from(*count)) {
            if let Some(code) = codes.get_mut(usize::from(*symbol)) {
                *code = Code { bits, length };
            }
            bits = bits.wrapping_add(1);
        }
        bits = bits.wrapping_shl(1);
    }
    codes
}

#[cfg(test)]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "what goes wrong in a test shall stop it"
)]
mod tests {
    use super::*;

    fn check(counts: &Counts) {
        let table = Table::optimal(counts);
        let used = counts.iter().filter(|count| **count > 0).count();
        assert_eq!(table.symbols().len(), used);

        // Kraft: the codes fit, and what is left over is at least the reserved code.
        let room: u32 = (1..)
            .zip(table.lengths())
            .map(|(length, count)| u32::from(*count) << (16 - length))
            .sum();
        assert!(room < 1 << 16, "{room}");

        let mut seen: Vec<Code> = Vec::new();
        for (symbol, count) in (0..=255).zip(counts) {
            let code = table.code(symbol);
            assert_eq!(code.length > 0, *count > 0, "{symbol}");
            if code.length == 0 {
                continue;
            }
            assert!(code.length <= 16);
            assert!(u32::from(code.bits) < (1 << code.length) - 1, "{code:?}");
            for other in &seen {
                let shared = code.length.min(other.length);
                let prefix = |code: &Code| code.bits >> (code.length - shared);
                assert_ne!(prefix(&code), prefix(other), "{code:?} {other:?}");
            }
            seen.push(code);
        }
    }

    #[test]
    fn makes_codes_that_can_be_told_apart() {
        let mut counts = [0; 256];
        check(&counts);
        counts[77] = 5;
        check(&counts);
        check(&[1; 256]);
        check(&core::array::from_fn(|n| n as u64 * n as u64));
        let mut seed = 7_u64;
        for shift in 0..64 {
            check(&core::array::from_fn(|_| {
                seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                seed >> shift
            }));
        }
    }

    #[test]
    fn keeps_to_sixteen_bits() {
        // Frequencies of Fibonacci make the deepest of trees.
        let mut counts = [0; 256];
        let (mut a, mut b) = (1_u64, 1_u64);
        for count in counts.iter_mut().take(80) {
            *count = a;
            (a, b) = (b, a + b);
        }
        check(&counts);
        assert!(Table::optimal(&counts).lengths()[15] > 0);
    }

    #[test]
    fn gives_common_symbols_short_codes() {
        let mut counts = [0; 256];
        (counts[3], counts[4], counts[5]) = (100, 10, 20);
        let table = Table::optimal(&counts);
        assert_eq!(table.symbols(), [3, 5, 4]);
        assert_eq!(table.lengths()[..3], [1, 1, 1]);
        assert_eq!(table.bits(&counts), 100 + 2 * 20 + 3 * 10);
    }
}
