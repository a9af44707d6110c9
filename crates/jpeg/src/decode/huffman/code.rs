//! A code as a DHT segment gives it (T.81, B.2.4.2).

use crate::Error;

/// A code as a DHT segment gives it.
#[derive(Debug, Clone, Copy)]
pub(in crate::decode) struct Code<'a> {
    /// How many codes there are of each length from 1 to 16.
    pub(super) counts: &'a [u8; 16],
    pub(super) symbols: &'a [u8],
}

impl<'a> Code<'a> {
    /// Takes a code from the front of a DHT segment's parameters, behind class and destination.
    pub(in crate::decode) fn parse(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), Error> {
        let damaged = Error::Damaged("a Huffman table is not one");
        let (counts, rest) = bytes.split_first_chunk::<16>().ok_or(damaged)?;
        let total = counts.iter().map(|&count| usize::from(count)).sum();
        if total > 256 {
            return Err(damaged);
        }
        let (symbols, rest) = rest.split_at_checked(total).ok_or(damaged)?;
        Ok((Self { counts, symbols }, rest))
    }
}
