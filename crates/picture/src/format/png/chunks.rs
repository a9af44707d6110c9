//! The chunks of a PNG (ISO/IEC 15948, 5.3), counted through before they are read: what stands in front of the pixels has
//! to be here before a decoder looks at it.

use crate::input::Input;
use crate::source::Interrupted;

/// The length and the name in front of a chunk's data.
const HEADER: usize = 8;

/// The length and the name in front of a chunk's data, and the checksum behind it.
const FRAME: usize = 12;

/// The file up to where its pixels begin, behind the header of their first chunk; all of it where there are none. The
/// input is at a PNG's signature.
pub(super) fn before_pixels<'a>(input: &'a mut Input<'_>) -> Result<&'a [u8], Interrupted> {
    let mut start = 8_usize;
    loop {
        let behind = start.saturating_add(HEADER);
        let header = input.upto(behind)?.get(start..behind);
        let header = header.and_then(<[u8]>::first_chunk::<HEADER>);
        let Some([l0, l1, l2, l3, name @ ..]) = header else {
            return Ok(input.window());
        };
        if name == b"IDAT" {
            return Ok(input.window().get(..behind).unwrap_or_default());
        }
        let length = u32::from_be_bytes([*l0, *l1, *l2, *l3]);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        start = start.saturating_add(length).saturating_add(FRAME);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arriving::LIMITS;

    fn length_before_pixels(png: &[u8]) -> usize {
        let mut file = png.to_vec();
        let mut input = Input::new(&mut file, &LIMITS).unwrap();
        before_pixels(&mut input).unwrap().len()
    }

    #[test]
    fn stops_where_the_pixels_begin() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x03eXIfabcCRC.\0\0\0\x09IDATdefghijkl";
        let start = png.len() - 9;
        assert_eq!(length_before_pixels(png), start);
        for end in 0..png.len() {
            assert_eq!(length_before_pixels(&png[..end]), end.min(start), "{end}");
        }
        for (index, value) in [(8, 0xff), (11, 4), (11, 2), (23, 1)] {
            let mut wrong = *png;
            wrong[index] = value;
            // A wrong length leads nowhere, and so to the end.
            let expected = if index == 23 { start } else { png.len() };
            assert_eq!(length_before_pixels(&wrong), expected, "byte {index}");
        }
    }
}
