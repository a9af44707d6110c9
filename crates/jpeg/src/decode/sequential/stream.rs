//! A component of a scan: how its blocks are read, and what becomes of them.

use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::huffman::{Leap, Pair, Table};
use crate::decode::idct::Samples;

/// A component while its scan is read.
pub(super) struct Stream<'t, S> {
    pub(super) codes: Codes<'t>,
    /// Blocks in an MCU of this scan, side by side and on top of each other.
    pub(super) horizontal: u32,
    pub(super) vertical: u32,
    pub(super) sink: S,
}

/// How blocks are read.
pub(super) struct Codes<'t> {
    pub(super) dc: &'t Table,
    pub(super) ac: &'t Table,
    pub(super) leaps: &'t [Leap; 4096],
    /// Where coefficients are measured.
    pub(super) pairs: Option<&'t [Pair; 4096]>,
    pub(super) prediction: i32,
}

/// Memory of a block, used again for each.
pub(super) struct Scratch {
    pub(super) block: [i16; 64],
    pub(super) samples: Samples,
    /// Zeros of which the compiler does not know it. A constant would become a call to `memory.fill` in
    /// WebAssembly, which costs more than the block.
    pub(super) zeros: [i16; 8],
}

impl Codes<'_> {
    /// The next DC term, cut to 16 bits by intent.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::cast_possible_truncation,
        reason = "a part of the innermost loop; cut by intent"
    )]
    pub(super) fn term(&mut self, bits: &mut Bits<'_>) -> Result<i16, Error> {
        let difference = self.dc.difference(bits)?;
        self.prediction = self.prediction.wrapping_add(difference);
        Ok(self.prediction as i16)
    }
}

impl Scratch {
    pub(super) fn new() -> Self {
        Self {
            block: [0; 64],
            samples: [0; 64],
            zeros: core::hint::black_box([0; 8]),
        }
    }

    /// Begins a block of `C` by `C` coefficients.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        reason = "a part of the innermost loop; C is at most 8"
    )]
    pub(super) fn clear<const C: usize>(&mut self, term: i16) {
        let rows = self.block.as_chunks_mut::<8>().0;
        for row in rows.iter_mut().take(C * C / 8 + 1) {
            *row = self.zeros;
        }
        self.block[0] = term;
    }
}
