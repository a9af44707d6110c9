//! The AC coefficients of a block (T.81, F.2.2.2): read, or passed over.

use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::corner::Corner;
use crate::decode::huffman::{Entry, Leap, Table, leap};

/// Reads the coefficients of the corner behind the DC term, and passes the others. Whether there were any.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the body of the innermost loop")]
pub(super) fn read_corner<const C: usize>(
    bits: &mut Bits<'_>,
    table: &Table,
    leaps: &[Leap; 4096],
    block: &mut [i16; 64],
) -> Result<bool, Error> {
    read::<C>(bits, table, block, |bits, place, _| {
        skip(bits, table, leaps, place)
    })
}

/// Reads the coefficients of the corner behind the DC term, and leaves those from a place on to `rest`, which is told the one
/// in front of that where it was read and lies beyond. Whether there were any. Long, because it is one loop whose values must stay in registers.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "the body of the innermost loop; a place is used as an index only when it is at most LAST, and \
              grows by at most 128 before it is compared; values have at most 15 bits"
)]
pub(super) fn read<'b, const C: usize>(
    bits: &mut Bits<'b>,
    table: &Table,
    block: &mut [i16; 64],
    mut rest: impl FnMut(&mut Bits<'b>, usize, i16) -> Result<(), Error>,
) -> Result<bool, Error> {
    let places = const { &Corner::<C>::PLACES };
    let last = const { Corner::<C>::LAST };
    let mut place = 1;
    let mut any = false;
    loop {
        bits.refill();
        // A symbol takes at most 27 bits, and the look-up of the second needs 12 more.
        for _ in 0..2 {
            let entry = table.lookup(bits);
            let next = place + entry.zeros();
            if next > last {
                if entry.zeros() == Entry::END {
                    bits.skip(entry.bits());
                    return Ok(any);
                }
                if entry.zeros() != Entry::LONG {
                    if next > 63 {
                        return Err(Error::Damaged("a block has too many coefficients"));
                    }
                    let value =
                        bits.peek_value(entry.code_bits(), entry.bits() - entry.code_bits());
                    bits.skip(entry.bits());
                    rest(bits, next + 1, value as i16)?;
                    return Ok(any);
                }
                let (after, zeros, value) = long(*bits, table)?;
                *bits = after;
                if zeros == Entry::END {
                    return Ok(any);
                }
                place += zeros;
                if place > 63 {
                    return Err(Error::Damaged("a block has too many coefficients"));
                }
                if place <= last {
                    block[usize::from(places[place] & 63)] = value;
                    any = true;
                }
                place += 1;
                if place > last {
                    // The last one of the corner was put into it.
                    let beyond = if place > last + 1 { value } else { 0 };
                    rest(bits, place, beyond)?;
                    return Ok(any);
                }
                break;
            }
            let value = bits.peek_value(entry.code_bits(), entry.bits() - entry.code_bits());
            bits.skip(entry.bits());
            // Places beyond the corner fall on the last number of the block, which no smaller corner has.
            block[usize::from(places[next & 63] & 63)] = value as i16;
            any = true;
            place = next + 1;
            if place > last {
                if C < 8 {
                    rest(bits, place, 0)?;
                }
                return Ok(any);
            }
        }
    }
}

/// A symbol that the tables do not show in whole: zeros or `END`, and the value. The reader is refilled.
#[cold]
#[inline(never)]
#[expect(
    clippy::cast_possible_truncation,
    reason = "values have at most 15 bits"
)]
pub(super) fn long<'a>(bits: Bits<'a>, table: &Table) -> Result<(Bits<'a>, usize, i16), Error> {
    let (mut bits, symbol) = table.symbol(bits)?;
    let (zeros, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
    bits.refill();
    if size == 0 && zeros < 15 {
        return Ok((bits, Entry::END, 0));
    }
    let value = bits.peek_value(0, size);
    bits.skip(size);
    bits.refill();
    Ok((bits, zeros, value as i16))
}

/// Passes the coefficients of a block from `place` on.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    reason = "the body of the innermost loop; place is at most 64 before each leap of at most 255"
)]
pub(super) fn skip(
    bits: &mut Bits<'_>,
    table: &Table,
    leaps: &[Leap; 4096],
    mut place: usize,
) -> Result<(), Error> {
    while place < 64 {
        bits.refill();
        // A leap takes at most 27 bits, and the look-up of the second needs 12 more.
        for _ in 0..2 {
            let leap = leap(leaps, bits);
            let next = place + leap.coefficients();
            if next < 64 {
                bits.skip(leap.bits());
                place = next;
                continue;
            }
            if next == 64 || (Leap::END < next && next <= Leap::END + 64) {
                bits.skip(leap.bits());
                return Ok(());
            }
            // The symbols shown reach into the next block, or none is shown.
            let (after, zeros, _) = long(*bits, table)?;
            *bits = after;
            if zeros == Entry::END {
                return Ok(());
            }
            place += zeros + 1;
            if place > 64 {
                return Err(Error::Damaged("a block has too many coefficients"));
            }
            break;
        }
    }
    Ok(())
}
