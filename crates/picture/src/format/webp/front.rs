//! What stands in front of a lossy frame (RFC 9649, 2.5 to 2.7), as far as it is here: whether the frame can be decoded
//! while it arrives.

use crate::error::Error;
use crate::input::Input;

use super::chunks::{
    ALPHA, ANIMATION, EXIF, FIRST, HEADER, ICC_PROFILE, Lossy, canvas_size, ends_early,
};

/// What may stand in front of a frame that is decoded while it arrives, in bytes: it is held before anything is estimated.
/// Files with more are read whole, like those of other kinds.
const MOST: usize = 4 << 20;

/// The parts of a file of which nothing matters behind its frame. The input is at its start.
///
/// None where that is not sure before the whole file is here: where it is no lossy picture; where Exif is announced, which
/// stands behind the pixels and may turn them; or where a profile is, and does not stand in front of them. What is not
/// announced is not looked for, as in libwebp.
///
/// # Errors
///
/// The file is shorter than it says, or broke off.
pub(super) fn front(input: &mut Input<'_>) -> Result<Option<Lossy>, Error> {
    let length = input.length();
    let start = input.upto(FIRST)?.get(4..8).and_then(<[u8]>::first_chunk);
    let size = u64::from(u32::from_le_bytes(*start.ok_or_else(ends_early)?));
    let end = size.saturating_add(8);
    if size < 4 || end > length {
        return Err(ends_early());
    }
    let (mut canvas, mut flags, mut icc_profile) = (None, 0, None);
    let mut at = FIRST;
    while (at as u64) < end && at <= MOST {
        let body = at.saturating_add(HEADER);
        let file = input.upto(body)?;
        let header = file.get(at..).and_then(<[u8]>::first_chunk::<HEADER>);
        let &[n0, n1, n2, n3, l0, l1, l2, l3] = header.ok_or_else(ends_early)?;
        let length = u32::from_le_bytes([l0, l1, l2, l3]);
        let behind = (body as u64).saturating_add(length.into());
        if behind > end {
            return Err(ends_early());
        }
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let behind = body.saturating_add(length);
        match &[n0, n1, n2, n3] {
            b"VP8X" if at == FIRST => {
                let extended = input.upto(body.saturating_add(10))?;
                let extended = extended.get(body..).unwrap_or_default();
                let extended = extended.get(..length).unwrap_or(extended);
                let (Some(size), Some(announced)) = (canvas_size(extended), extended.first())
                else {
                    return Ok(None);
                };
                (canvas, flags) = (Some(size), *announced);
                if flags & (ALPHA | EXIF | ANIMATION) != 0 {
                    return Ok(None);
                }
            }
            b"VP8 " if flags & ICC_PROFILE != 0 && icc_profile.is_none() => return Ok(None),
            b"VP8 " => {
                return Ok(Some(Lossy {
                    frame: body..behind,
                    canvas,
                    exif: None,
                    icc_profile,
                }));
            }
            b"ALPH" | b"ANIM" | b"ANMF" | b"VP8L" => return Ok(None),
            b"ICCP" => {
                icc_profile.get_or_insert(body..behind);
            }
            _ => {}
        }
        at = behind.saturating_add(length % 2);
    }
    Ok(None)
}
