//! The codes of runs (ITU-T T.4, tables 2 and 3), and how they are looked up.

/// Bits that the longest code of white runs has.
pub(super) const WHITE_BITS: u32 = 12;

/// Bits that the longest code of black runs has.
pub(super) const BLACK_BITS: u32 = 13;

/// The runs of white, by the bits that come next.
pub(super) static WHITE: [Run; 1 << WHITE_BITS] = table(&WHITE_CODES, WHITE_BITS);

/// The runs of black, by the bits that come next.
pub(super) static BLACK: [Run; 1 << BLACK_BITS] = table(&BLACK_CODES, BLACK_BITS);

/// A run, or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// A multiple of 64 beyond 63: another code follows.
    pub(super) pixels: u16,
    /// Bits of its code. 0: there is no such code.
    pub(super) bits: u8,
}

/// Length in bits, and value: of 0 to 63 pixels, then of 64 to 2,560 in steps of 64.
type Codes = [(u8, u16); 104];

#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "the compiler runs it, and would stop"
)]
const fn table<const N: usize>(codes: &Codes, bits: u32) -> [Run; N] {
    let mut table = [Run { pixels: 0, bits: 0 }; N];
    let mut number = 0;
    while number < codes.len() {
        let (length, code) = codes[number];
        let pixels = if number < 64 {
            number as u16
        } else {
            (number as u16 - 63) * 64
        };
        let free = bits - length as u32;
        let mut rest = 0;
        while rest < 1 << free {
            table[((code as usize) << free) + rest] = Run {
                pixels,
                bits: length,
            };
            rest += 1;
        }
        number += 1;
    }
    table
}

#[rustfmt::skip]
const WHITE_CODES: Codes = [
    (8, 0x35), (6, 0x07), (4, 0x07), (4, 0x08), (4, 0x0b), (4, 0x0c), (4, 0x0e), (4, 0x0f),
    (5, 0x13), (5, 0x14), (5, 0x07), (5, 0x08), (6, 0x08), (6, 0x03), (6, 0x34), (6, 0x35),
    (6, 0x2a), (6, 0x2b), (7, 0x27), (7, 0x0c), (7, 0x08), (7, 0x17), (7, 0x03), (7, 0x04),
    (7, 0x28), (7, 0x2b), (7, 0x13), (7, 0x24), (7, 0x18), (8, 0x02), (8, 0x03), (8, 0x1a),
    (8, 0x1b), (8, 0x12), (8, 0x13), (8, 0x14), (8, 0x15), (8, 0x16), (8, 0x17), (8, 0x28),
    (8, 0x29), (8, 0x2a), (8, 0x2b), (8, 0x2c), (8, 0x2d), (8, 0x04), (8, 0x05), (8, 0x0a),
    (8, 0x0b), (8, 0x52), (8, 0x53), (8, 0x54), (8, 0x55), (8, 0x24), (8, 0x25), (8, 0x58),
    (8, 0x59), (8, 0x5a), (8, 0x5b), (8, 0x4a), (8, 0x4b), (8, 0x32), (8, 0x33), (8, 0x34),
    (5, 0x1b), (5, 0x12), (6, 0x17), (7, 0x37), (8, 0x36), (8, 0x37), (8, 0x64), (8, 0x65),
    (8, 0x68), (8, 0x67), (9, 0xcc), (9, 0xcd), (9, 0xd2), (9, 0xd3), (9, 0xd4), (9, 0xd5),
    (9, 0xd6), (9, 0xd7), (9, 0xd8), (9, 0xd9), (9, 0xda), (9, 0xdb), (9, 0x98), (9, 0x99),
    (9, 0x9a), (6, 0x18), (9, 0x9b), (11, 0x08), (11, 0x0c), (11, 0x0d), (12, 0x12), (12, 0x13),
    (12, 0x14), (12, 0x15), (12, 0x16), (12, 0x17), (12, 0x1c), (12, 0x1d), (12, 0x1e), (12, 0x1f),
];

#[rustfmt::skip]
const BLACK_CODES: Codes = [
    (10, 0x37), (3, 0x02), (2, 0x03), (2, 0x02), (3, 0x03), (4, 0x03), (4, 0x02), (5, 0x03),
    (6, 0x05), (6, 0x04), (7, 0x04), (7, 0x05), (7, 0x07), (8, 0x04), (8, 0x07), (9, 0x18),
    (10, 0x17), (10, 0x18), (10, 0x08), (11, 0x67), (11, 0x68), (11, 0x6c), (11, 0x37), (11, 0x28),
    (11, 0x17), (11, 0x18), (12, 0xca), (12, 0xcb), (12, 0xcc), (12, 0xcd), (12, 0x68), (12, 0x69),
    (12, 0x6a), (12, 0x6b), (12, 0xd2), (12, 0xd3), (12, 0xd4), (12, 0xd5), (12, 0xd6), (12, 0xd7),
    (12, 0x6c), (12, 0x6d), (12, 0xda), (12, 0xdb), (12, 0x54), (12, 0x55), (12, 0x56), (12, 0x57),
    (12, 0x64), (12, 0x65), (12, 0x52), (12, 0x53), (12, 0x24), (12, 0x37), (12, 0x38), (12, 0x27),
    (12, 0x28), (12, 0x58), (12, 0x59), (12, 0x2b), (12, 0x2c), (12, 0x5a), (12, 0x66), (12, 0x67),
    (10, 0x0f), (12, 0xc8), (12, 0xc9), (12, 0x5b), (12, 0x33), (12, 0x34), (12, 0x35), (13, 0x6c),
    (13, 0x6d), (13, 0x4a), (13, 0x4b), (13, 0x4c), (13, 0x4d), (13, 0x72), (13, 0x73), (13, 0x74),
    (13, 0x75), (13, 0x76), (13, 0x77), (13, 0x52), (13, 0x53), (13, 0x54), (13, 0x55), (13, 0x5a),
    (13, 0x5b), (13, 0x64), (13, 0x65), (11, 0x08), (11, 0x0c), (11, 0x0d), (12, 0x12), (12, 0x13),
    (12, 0x14), (12, 0x15), (12, 0x16), (12, 0x17), (12, 0x1c), (12, 0x1d), (12, 0x1e), (12, 0x1f),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Each code stands in the table where it begins and where it ends, so none covers another.
    #[test]
    fn no_code_begins_another() {
        for (codes, table, bits) in [
            (&WHITE_CODES, &WHITE[..], WHITE_BITS),
            (&BLACK_CODES, &BLACK[..], BLACK_BITS),
        ] {
            for (number, (length, code)) in codes.iter().enumerate() {
                let free = bits - u32::from(*length);
                let first = usize::from(*code) << free;
                let pixels = if number < 64 {
                    number
                } else {
                    (number - 63) * 64
                };
                for at in [first, first + (1 << free) - 1] {
                    assert_eq!(usize::from(table[at].pixels), pixels);
                    assert_eq!(table[at].bits, *length);
                }
            }
        }
        // Marks, and what is none.
        for zeros in [0, 1] {
            assert_eq!((WHITE[zeros].bits, BLACK[zeros].bits), (0, 0));
        }
    }
}
