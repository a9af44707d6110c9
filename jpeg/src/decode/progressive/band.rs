//! A band of coefficients of one component, while a scan of it is read.

use crate::decode::bits::Bits;
use crate::decode::huffman::{Leap, Table};

/// A band of coefficients of one component while its scan is read.
pub(super) struct Band<'t> {
    pub(super) first: usize,
    pub(super) last: usize,
    /// The last coefficient that must be known.
    pub(super) last_needed: usize,
    pub(super) low: u32,
    pub(super) table: &'t Table,
    pub(super) leaps: Option<&'t [Leap; 4096]>,
}

/// How many blocks, with this one, have no more coefficients in the band (T.81, G.1.2.2): 1 to 32,767.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a part of the innermost loop, so that the reader stays in registers; log is at most 14"
)]
pub(super) fn end_of_band(bits: &mut Bits<'_>, log: usize) -> u32 {
    let log = log as u32 & 15;
    (1 << log) + bits.read(log)
}
