//! WebP (RFC 9649), with or without loss, still or animated: the codec with loss is the crate `marble-webp`, the one
//! without is the crate `image-webp`.

mod animation;
mod chunks;
mod frame;
mod front;
mod lossless;
mod lossy;
mod metadata;
#[cfg(test)]
mod tests;
mod write;

pub(super) use self::metadata::metadata;
pub(super) use self::write::Encoder;

use crate::error::Error;
use crate::input::Input;
use crate::original::Open;

pub(super) fn matches(file: &[u8]) -> bool {
    matches!(
        file,
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..
        ]
    )
}

pub(super) const OPEN: Open = Open::Told(open);

/// Most lossy pictures are told by what stands in front of their frame. The others are read whole first: Exif stands behind
/// the pixels, and whether the picture is turned is known before they are decoded.
fn open(input: &mut Input<'_>) -> Result<Open, Error> {
    if front::front(input)?.is_some() {
        return Ok(Open::Planes(lossy::open));
    }
    let file = input.all()?;
    Ok(if chunks::lossy(file).is_some() {
        Open::Planes(lossy::open)
    } else if animation::is_animated(file) {
        Open::Frames(|input, _| animation::open(input))
    } else {
        Open::Pixels(lossless::open)
    })
}
