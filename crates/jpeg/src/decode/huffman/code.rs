//! A code as a DHT segment gives it (T.81, B.2.4.2).

use crate::Error;

/// A code as a DHT segment gives it.
#[derive(Debug, Clone, Copy)]
pub(in crate::decode) struct Code {
    /// How many codes there are of each length from 1 to 16: at most 256.
    pub(super) counts: [u8; 16],
    /// As many symbols as there are codes, and zeros.
    pub(super) symbols: [u8; 256],
}

impl Code {
    /// Takes a code from the front of a DHT segment's parameters, behind class and destination.
    pub(in crate::decode) fn parse(bytes: &[u8]) -> Result<(Self, &[u8]), Error> {
        let damaged = Error::Damaged("a Huffman table is not one");
        let (counts, rest) = bytes.split_first_chunk::<16>().ok_or(damaged)?;
        let total = counts.iter().map(|&count| usize::from(count)).sum();
        let mut symbols = [0; 256];
        let places = symbols.get_mut(..total).ok_or(damaged)?;
        let (given, rest) = rest.split_at_checked(total).ok_or(damaged)?;
        places.copy_from_slice(given);
        let counts = *counts;
        Ok((Self { counts, symbols }, rest))
    }

    /// A code with these symbols, which are at most 256.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "evaluated by the compiler"
    )]
    pub(super) const fn new(counts: [u8; 16], given: &[u8]) -> Self {
        let mut symbols = [0; 256];
        let mut n = 0;
        while n < given.len() {
            symbols[n] = given[n];
            n += 1;
        }
        Self { counts, symbols }
    }
}
