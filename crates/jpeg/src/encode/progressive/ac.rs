//! Scans of the coefficients behind the first: one component, a band of them, all bits but the last or one bit more.

use super::sink::Sink;
use crate::encode::fdct::Block;
use crate::encode::frame::Tables;
use crate::encode::magnitude::category_and_bits;
use crate::encode::marker::Band;
use crate::encode::nonzero;
use crate::zigzag::ZIGZAG;

/// One component, block by block (G.1.2.2 and G.1.2.3).
pub(super) fn run<S: Sink>(
    blocks: &[Block],
    tables: Tables,
    band: Band,
    sink: &mut S,
) -> Result<(), S::Error> {
    let mut ends = EobRun::default();
    for block in blocks {
        sink.block()?;
        if band.high == 0 {
            first_bits(block, tables, band, &mut ends, sink);
        } else {
            next_bit(block, tables, band, &mut ends, sink);
        }
    }
    ends.write(tables, sink);
    Ok(())
}

/// The first scan of a band: runs and values as in a baseline file, ends of blocks counted together.
fn first_bits<S: Sink>(block: &Block, tables: Tables, band: Band, ends: &mut EobRun, sink: &mut S) {
    let mut next = band.first;
    for (position, value) in nonzero_in(block, band) {
        let mut run = position.wrapping_sub(next);
        next = position.wrapping_add(1);
        ends.write(tables, sink);
        while run > 15 {
            sink.symbol(tables, 0xF0, 0, 0);
            run = run.wrapping_sub(16);
        }
        let (size, extra) = category_and_bits(value);
        sink.symbol(tables, run.wrapping_shl(4) | size, extra, u32::from(size));
    }
    if next <= band.last {
        ends.add(tables, sink);
    }
}

/// A later scan: one more bit of each coefficient. Those that were not zero before only get a bit of correction,
/// which waits for the next symbol of one that becomes so.
fn next_bit<S: Sink>(block: &Block, tables: Tables, band: Band, ends: &mut EobRun, sink: &mut S) {
    let last_new = nonzero_in(block, band)
        .filter(|(_, value)| value.unsigned_abs() == 1)
        .last();
    let mut next = band.first;
    let mut run = 0_u8;
    let mut corrections = Corrections::default();
    for (position, value) in nonzero_in(block, band) {
        run = run.wrapping_add(position.wrapping_sub(next));
        next = position.wrapping_add(1);
        // Sixteen zeros are not written when the block ends before another new coefficient.
        while run > 15 && last_new.is_some_and(|(last, _)| position <= last) {
            ends.write(tables, sink);
            sink.symbol(tables, 0xF0, 0, 0);
            corrections.write(sink);
            run = run.wrapping_sub(16);
        }
        if value.unsigned_abs() > 1 {
            corrections.add(value & 1 != 0);
            continue;
        }
        ends.write(tables, sink);
        sink.symbol(tables, run.wrapping_shl(4) | 1, u32::from(value > 0), 1);
        corrections.write(sink);
        run = 0;
    }
    if run > 0 || next <= band.last || corrections.length > 0 {
        ends.add_with(&corrections, tables, sink);
    }
}

/// Blocks in a row that end where they are (EOBRUN), and the correction bits in them.
struct EobRun {
    run: u16,
    corrections: [bool; MAX_CORRECTION_BITS],
    length: usize,
}

/// As many as libjpeg holds back, since decoders are known to take them.
const MAX_CORRECTION_BITS: usize = 1000;

impl EobRun {
    /// A block ends without corrections.
    fn add<S: Sink>(&mut self, tables: Tables, sink: &mut S) {
        self.add_with(&Corrections::default(), tables, sink);
    }

    fn add_with<S: Sink>(&mut self, corrections: &Corrections, tables: Tables, sink: &mut S) {
        self.run = self.run.saturating_add(1);
        let free = self.corrections.iter_mut().skip(self.length);
        for (slot, bit) in free.zip(corrections.bits()) {
            *slot = bit;
            self.length = self.length.saturating_add(1);
        }
        // The next block may have 63 more.
        if self.run == 0x7FFF || self.length > MAX_CORRECTION_BITS - 63 {
            self.write(tables, sink);
        }
    }

    /// `EOBn` with the bits of the run below its first (G.1.2.2), and the corrections.
    fn write<S: Sink>(&mut self, tables: Tables, sink: &mut S) {
        if let Some(bits) = self.run.checked_ilog2() {
            let size = u8::try_from(bits).unwrap_or(14);
            let rest = u32::from(self.run) ^ 1_u32.wrapping_shl(bits);
            sink.symbol(tables, size.wrapping_shl(4), rest, bits);
        }
        for bit in self.corrections.iter().take(self.length) {
            sink.bits(u32::from(*bit), 1);
        }
        (self.run, self.length) = (0, 0);
    }
}

impl Default for EobRun {
    fn default() -> Self {
        Self {
            run: 0,
            corrections: [false; MAX_CORRECTION_BITS],
            length: 0,
        }
    }
}

/// The bits of correction of one block, the first in the highest place.
#[derive(Default)]
struct Corrections {
    bits: u64,
    length: u32,
}

impl Corrections {
    fn add(&mut self, bit: bool) {
        self.bits = self.bits.wrapping_shl(1) | u64::from(bit);
        self.length = self.length.saturating_add(1);
    }

    fn bits(&self) -> impl Iterator<Item = bool> {
        let bits = self.bits;
        (0..self.length)
            .rev()
            .map(move |place| bits.wrapping_shr(place) & 1 != 0)
    }

    /// Writes and forgets them.
    fn write<S: Sink>(&mut self, sink: &mut S) {
        for bit in self.bits() {
            sink.bits(u32::from(bit), 1);
        }
        *self = Self::default();
    }
}

/// The coefficients of a band that the bits of this scan and of those before do not leave zero: their positions in
/// the order of the file, and those bits. They are taken off the magnitude (G.1.2.1), so that -1 becomes zero as 1
/// does.
fn nonzero_in(block: &Block, band: Band) -> impl Iterator<Item = (u8, i16)> {
    let upper = u64::MAX.wrapping_shr(63_u32.wrapping_sub(u32::from(band.last)));
    let lower = u64::MAX.wrapping_shl(u32::from(band.first));
    let mut left = nonzero::positions(block) & upper & lower;
    let values = block.as_flattened();
    core::iter::from_fn(move || {
        let position = left.trailing_zeros();
        left &= left.wrapping_sub(1);
        let place = ZIGZAG.get(usize::try_from(position).ok()?)?;
        let value = *values.get(usize::from(*place))?;
        let magnitude = (value.unsigned_abs() >> band.low).cast_signed();
        Some((
            u8::try_from(position).unwrap_or(63),
            magnitude.wrapping_mul(value.signum()),
        ))
    })
    .filter(|(_, value)| *value != 0)
}
