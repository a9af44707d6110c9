//! Streams of libaom and rav1e, whole and cut off.

use super::*;

/// A frame without content, which is not looked into.
const A_FRAME: [u8; 2] = [FRAME << 3 | 2, 0];

fn sequence(header: &[u8]) -> Result<Sequence, Error> {
    read(&[header, &A_FRAME].concat(), None).map(|stream| stream.sequence)
}

/// As libavif wrote them: the files of `host-test/tests/avif`.
#[test]
fn reads_what_a_stream_says_of_itself() {
    let small = (64, 48);
    for (header, size, profile, depth, sampling, codes, full_range) in [
        (
            b"\x0a\x09\x18\x15\x7f\xbd\x82\x02\x1a\x0d\x08".as_slice(),
            small,
            0,
            8,
            Sampling::Half,
            (1, 13, 6),
            true,
        ),
        (
            b"\x0a\x09\x38\x15\x7f\xbd\x8c\x04\x34\x1a\x40",
            small,
            1,
            10,
            Sampling::Full,
            (1, 13, 6),
            true,
        ),
        (
            b"\x0a\x09\x58\x15\x7f\xbd\x8d\x01\x0d\x06\x44",
            small,
            2,
            12,
            Sampling::HalfWidth,
            (1, 13, 6),
            false,
        ),
        (
            b"\x0a\x09\x38\x15\x7f\xbd\x84\x04\x34\x00\x80",
            small,
            1,
            8,
            Sampling::Full,
            (1, 13, 0),
            true,
        ),
        (
            b"\x0a\x09\x18\x15\x7f\xbd\x8a\x12\x20\x12\x08",
            small,
            0,
            10,
            Sampling::Half,
            (9, 16, 9),
            false,
        ),
        (
            b"\x0a\x0b\x1d\x37\x6a\xf7\x91\x4f\x86\x02\x1a\x0d\x40",
            (11_000, 9_300),
            0,
            8,
            Sampling::Grey,
            (1, 13, 6),
            true,
        ),
    ] {
        let found = sequence(header).unwrap();
        assert_eq!((found.size.width, found.size.height), size, "{found:?}");
        let colors = found.colors;
        assert_eq!(
            (colors.primaries, colors.transfer, colors.matrix),
            codes,
            "{found:?}"
        );
        let rest = (found.profile, found.depth, found.sampling);
        assert_eq!(rest, (profile, depth, sampling), "{found:?}");
        assert_eq!(colors.full_range, full_range, "{found:?}");
    }
}

#[test]
fn wants_a_frame_and_one_header() {
    let header = b"\x0a\x09\x18\x15\x7f\xbd\x82\x02\x1a\x0d\x08".as_slice();
    let other = b"\x0a\x09\x18\x15\x7f\xbd\x82\x02\x1a\x0d\x09";
    let (frame, delimiter) = (A_FRAME.as_slice(), b"\x12\x00".as_slice());
    let unsized_frame = [FRAME << 3].as_slice().to_vec();
    for (stream, frames) in [
        ([delimiter, header, frame].concat(), Some(1)),
        ([header, header, frame].concat(), Some(1)),
        ([header, &unsized_frame].concat(), Some(1)),
        ([header, frame, frame, frame, frame].concat(), Some(4)),
        ([header, frame, frame, frame, frame, frame].concat(), None),
        ([header, other, frame].concat(), None),
        ([&header[..9], frame].concat(), None),
        (header.to_vec(), None),
        (frame.to_vec(), None),
        (Vec::new(), None),
    ] {
        let found = read(&stream, None).ok().map(|stream| stream.frames);
        assert_eq!(found, frames, "{stream:?}");
    }
}

#[test]
fn ends_with_the_layer_that_is_wanted() {
    let header = b"\x0a\x09\x18\x15\x7f\xbd\x82\x02\x1a\x0d\x08".as_slice();
    let frame = |layer: u8| [FRAME << 3 | 6, layer << 3, 1, 0];
    let stream = [header, &frame(0), &frame(1), &frame(2)].concat();
    for (layer, frames) in [(Some(0), 1), (Some(1), 2), (Some(3), 3), (None, 3)] {
        let found = read(&stream, layer).unwrap();
        let length = header.len() + 4 * usize::try_from(frames).unwrap();
        assert_eq!((found.frames, found.length), (frames, length), "{layer:?}");
    }
}
