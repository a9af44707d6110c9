//! Rows that are handed out while they are decoded: those of the planes.

use marble_jpeg::decode::{Decoder, Region};

use crate::handed::handed_out;
use crate::source::Pulled;
use crate::{SCALES, decode_region, each_damaged, files_and_photos};

#[test]
fn hands_out_the_rows_of_the_planes() {
    for (name, bytes) in files_and_photos() {
        let header = Decoder::new(bytes.as_slice()).unwrap();
        let (width, height) = (header.header().width, header.header().height);
        let region = |left, top, width, height| {
            Some(Region {
                left,
                top,
                width,
                height,
            })
        };
        for (scale, _) in SCALES {
            for region in [
                None,
                region(width / 3, height / 2, width / 2, height / 4),
                region(0, height - 1, 1, 1),
            ] {
                let mut source = Pulled::new(&bytes, 1000);
                let decoder = Decoder::new(&mut source).unwrap();
                let (origin, planes) = handed_out(decoder, scale, region).unwrap();
                let whole = decode_region(&bytes, scale, region).unwrap();
                assert_eq!(origin, (whole.left, whole.top), "{name}");
                assert!(
                    planes == whole.planes.planes,
                    "{name}: {scale:?} {region:?}"
                );
            }
        }
    }
}

/// A damaged file is refused, or becomes what it becomes as planes.
#[test]
fn hands_out_the_same_of_damaged_files() {
    let mut made = 0;
    each_damaged(&[0x11], |name, place, bytes| {
        for (scale, _) in SCALES {
            let rows = Decoder::new(bytes);
            let rows = rows.and_then(|decoder| handed_out(decoder, scale, None));
            let planes = decode_region(bytes, scale, None);
            let planes = planes.map(|it| ((it.left, it.top), it.planes.planes));
            made += usize::from(rows.is_ok());
            assert!(rows == planes, "{name}, byte {place}, {scale:?}");
        }
    });
    assert!(made > 1_000, "{made}");
}
