//! A band of coefficients of one component, while a scan of it is read.

use super::coverage::may_be_refined;
use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::corner::Corner;
use crate::decode::huffman::{Class, Code, Entry, Leap, Mark, Table};
use crate::decode::scan::Scan;

/// What all blocks of a scan have in common.
pub(super) struct Band<'t> {
    pub(super) first: usize,
    pub(super) last: usize,
    /// The last coefficient of which the value must be known.
    pub(super) last_valued: usize,
    /// The most bits that a value has.
    most: u32,
    pub(super) low: u32,
    pub(super) table: &'t Table,
    pub(super) beyond: Beyond<'t>,
}

/// How coefficients are read whose values nobody wants.
#[derive(Clone, Copy)]
pub(super) enum Beyond<'t> {
    /// There are none.
    None,
    /// They are passed.
    Skip(&'t [Leap; 4096]),
    /// It must be known which are not zero.
    Mark(&'t [Mark; 4096]),
}

/// What a symbol of a first scan says.
pub(super) enum Symbol {
    /// A coefficient, behind some that are zero.
    Coefficient { zeros: usize, value: i32 },
    /// So many blocks, with this one, have no more coefficients in the band: 1 to 32,767.
    End(u32),
}

/// The tables that a scan of a band needs.
pub(super) fn band_table<const N: usize>(scan: &Scan, code: &Code) -> Result<Table, Error> {
    let class = if scan.high == 0 {
        Class::AcProgressive
    } else {
        Class::AcRefinement
    };
    let table = Table::new(code, class)?;
    if usize::from(scan.last) <= Corner::<N>::LAST {
        Ok(table)
    } else if may_be_refined(scan) {
        table.with_marks()
    } else {
        table.with_leaps()
    }
}

impl<'t> Band<'t> {
    pub(super) fn new<const N: usize>(scan: &Scan, table: &'t Table) -> Result<Self, Error> {
        let last = usize::from(scan.last);
        Ok(Self {
            first: usize::from(scan.first),
            last,
            last_valued: last.min(Corner::<N>::LAST),
            most: if scan.high == 0 { 15 } else { 1 },
            low: u32::from(scan.low),
            table,
            beyond: if last <= Corner::<N>::LAST {
                Beyond::None
            } else if may_be_refined(scan) {
                Beyond::Mark(table.mark_table()?)
            } else {
                Beyond::Skip(table.leap_table()?)
            },
        })
    }

    /// The next symbol. Refills before it.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        reason = "a part of the innermost loops, so that the reader stays in registers; an entry's bits are at least \
                  its code's"
    )]
    pub(super) fn symbol(&self, bits: &mut Bits<'_>) -> Result<Symbol, Error> {
        bits.refill();
        let entry = self.table.lookup(bits);
        if entry.zeros() < Entry::END {
            let value = bits.peek_value(entry.code_bits(), entry.bits() - entry.code_bits());
            bits.skip(entry.bits());
            let zeros = entry.zeros();
            return Ok(Symbol::Coefficient { zeros, value });
        }
        if entry.zeros() < Entry::LONG {
            bits.skip(entry.bits());
            return Ok(Symbol::End(end_of_band(bits, entry.zeros() - Entry::END)));
        }
        let (after, symbol) = self.rare_symbol(*bits)?;
        *bits = after;
        Ok(symbol)
    }

    /// The next symbol, and the reader behind it: the slow way, for all symbols. By value, so that the address of
    /// the caller's reader is never taken and it stays in registers.
    #[cold]
    #[inline(never)]
    pub(super) fn rare_symbol<'a>(&self, bits: Bits<'a>) -> Result<(Bits<'a>, Symbol), Error> {
        let (mut bits, symbol) = self.table.symbol(bits)?;
        let (zeros, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
        if size == 0 && zeros < 15 {
            bits.refill();
            let run = end_of_band(&mut bits, zeros);
            return Ok((bits, Symbol::End(run)));
        }
        if size > self.most {
            return Err(Error::Damaged("a refinement is more than one bit"));
        }
        bits.refill();
        let value = bits.peek_value(0, size);
        bits.skip(size);
        Ok((bits, Symbol::Coefficient { zeros, value }))
    }
}

/// How many blocks, with this one, have no more coefficients in the band (T.81, G.1.2.2): 1 to 32,767. At least
/// 14 bits must be there.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a part of the innermost loops, so that the reader stays in registers; log is at most 14"
)]
pub(super) fn end_of_band(bits: &mut Bits<'_>, log: usize) -> u32 {
    let log = log as u32 & 15;
    (1 << log) + bits.read(log)
}
