//! Markers (T.81, B.1.1.2): their codes, and where the next one is.

pub(super) const SOI: u8 = 0xd8;
pub(super) const EOI: u8 = 0xd9;
pub(super) const SOS: u8 = 0xda;

/// Where the next marker is: an 0xFF that neither a stuffed zero nor a fill byte follows.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "positions stay below the length of a slice"
)]
pub(super) fn find_marker(data: &[u8], from: usize) -> Option<usize> {
    let mut position = from;
    loop {
        let rest = data.get(position..)?;
        // Eight bytes at a time: most of a file is none of this function's business.
        let plain = rest
            .chunks_exact(8)
            .take_while(|bytes| {
                bytes
                    .first_chunk::<8>()
                    .is_some_and(|bytes| !has_ff(u64::from_be_bytes(*bytes)))
            })
            .count()
            * 8;
        let found = rest.get(plain..)?.iter().position(|&byte| byte == 0xff)?;
        position += plain + found;
        match data.get(position + 1)? {
            0 => position += 2,
            0xff => position += 1,
            _ => return Some(position),
        }
    }
}

/// Whether one of the eight bytes is 0xFF.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the innermost step of decoding")]
pub(super) fn has_ff(bytes: u64) -> bool {
    (!bytes).wrapping_sub(0x0101_0101_0101_0101) & bytes & 0x8080_8080_8080_8080 != 0
}
