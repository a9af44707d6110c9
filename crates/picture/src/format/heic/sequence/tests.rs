//! Parameter sets of x265, as they stand in the files of `host-test/tests/heic`, whole and damaged.

use crate::format::heic::picture::PictureSet;

use super::*;

/// 8 bits in 4:2:0, full range.
const PLAIN: &[u8] = b"\x01\x03\x70\0\0\0\x90\0\0\0\0\0\x1e\xa0\x20\x81\x05\x96\xea\xe4\xa6\xb9\xb8\x08\x68\x30\x20\0\0\x03\
    \x20\0\0\0\x21";
/// 8 bits in 4:2:0 of BT.709.
const LIMITED: &[u8] = b"\x01\x03\x70\0\0\0\x90\0\0\0\0\0\x1e\xa0\x20\x81\x05\x96\xea\xe4\xa6\xb9\xa8\x08\x68\x08\x20\0\0\
    \x03\x20\0\0\0\x21";
const TEN: &[u8] = b"\x01\x04\x08\0\0\0\x9d\xb8\0\0\0\0\x1e\xa0\x20\x81\x04\xd9\x6e\xae\x4a\x6b\x9b\x80\x86\x83\x02\0\0\0\x32\
    \0\0\0\x02\x10";
const FULL: &[u8] = b"\x01\x04\x08\0\0\0\x9e\x38\0\0\0\0\x1e\x90\x04\x10\x20\xb2\xdd\x5c\x94\xd7\x37\x01\x0d\x06\x04\0\0\0\
    \x64\0\0\0\x04\x20";
const GREY: &[u8] = b"\x01\x04\x08\0\0\0\x9f\xf8\0\0\0\0\x1e\xc0\x82\x04\x16\x5b\xab\x92\x9a\xe6\xc0\x80\0\0\x0c\x80\0\0\0\
    \x84";

const PICTURE: &[u8] = b"\xc1\x73\xc0\x89";

/// libheif fills small pictures up, and its container cuts them.
#[test]
fn reads_what_a_set_says() {
    for (payload, depth, sampling, matrix, full_range) in [
        (PLAIN, 8, Sampling::Half, 6, true),
        (LIMITED, 8, Sampling::Half, 1, false),
        (TEN, 10, Sampling::Half, 6, true),
        (FULL, 8, Sampling::Full, 6, true),
        (GREY, 8, Sampling::Grey, 2, true),
    ] {
        let found = Sequence::read(payload).unwrap();
        assert_eq!((found.size.width, found.size.height), (64, 64), "{found:?}");
        assert_eq!(found.sampling, sampling, "{found:?}");
        assert_eq!(found.depths, (depth, depth), "{found:?}");
        let colors = found.colors;
        assert_eq!(
            (colors.matrix, colors.full_range),
            (matrix, full_range),
            "{found:?}"
        );
        assert!(PictureSet::read(PICTURE, &found).is_some());
    }
}

/// What stands behind the colours is not read.
#[test]
fn is_not_cut_off() {
    for end in 0..26 {
        assert_eq!(Sequence::read(&PLAIN[..end]), None, "{end}");
    }
    let sequence = Sequence::read(PLAIN).unwrap();
    for end in 0..PICTURE.len() {
        assert_eq!(PictureSet::read(&PICTURE[..end], &sequence), None, "{end}");
    }
}

/// Whatever a damaged set says, it is sound: the decoder relies on it.
#[test]
fn says_nothing_that_cannot_be() {
    let mut read = 0;
    for index in 0..PLAIN.len() {
        for mask in 1..=u8::MAX {
            let mut damaged = PLAIN.to_vec();
            damaged[index] ^= mask;
            let Some(found) = Sequence::read(&damaged) else {
                continue;
            };
            read += 1;
            assert!((4..=6).contains(&found.largest_block), "{found:?}");
            assert!((3..=found.largest_block).contains(&found.smallest_block));
            assert!((2..found.smallest_block).contains(&found.smallest_transform));
            let side = 1 << found.smallest_block;
            let Dimensions { width, height } = found.coded;
            assert!(width.is_multiple_of(side) && height.is_multiple_of(side));
            assert!(width > 0 && found.size.width <= width && found.size.width > 0);
            assert!(height > 0 && found.size.height <= height && found.size.height > 0);
        }
    }
    assert!(read > 100, "{read}");
}
