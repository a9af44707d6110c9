//! Several pictures of one pass over the file: each as if it were the only one.

use marble_jpeg::decode::{Decoder, MAX_SCANS, Part, Region, Scale};

use crate::source::Pulled;
use crate::{SCALES, decode_region, each_damaged, files_and_photos};

fn regions(width: u32, height: u32) -> [Option<Region>; 3] {
    let region = |left, top, width, height| Region {
        left,
        top,
        width,
        height,
    };
    [
        None,
        Some(region(width / 3, height / 2, width / 2, height / 4)),
        Some(region(0, 0, 1, 1)),
    ]
}

#[test]
fn decodes_several_parts_as_each_alone() {
    for (name, bytes) in files_and_photos() {
        let header = Decoder::new(bytes.as_slice()).unwrap();
        let header = header.header();
        let [whole, part, corner] = regions(header.width, header.height);
        let [full, half, quarter, eighth] = SCALES.map(|(scale, _)| scale);
        for parts in [
            &[
                (full, whole),
                (half, whole),
                (quarter, whole),
                (eighth, whole),
            ][..],
            &[(eighth, whole), (full, part)],
            &[(quarter, part), (quarter, whole), (eighth, part)],
            &[(eighth, corner), (eighth, part)],
            &[(half, part), (half, corner), (eighth, whole), (half, part)],
            &[(half, whole), (quarter, corner)],
            &[(quarter, part)],
            &[],
        ] {
            let part = |&(scale, region): &(Scale, _)| Part::new(scale, region);
            let parts: Vec<_> = parts.iter().map(part).collect();
            let mut source = Pulled::new(&bytes, 1000);
            let decoder = Decoder::new(&mut source).unwrap();
            let found = decoder.decode_all(&parts, MAX_SCANS).unwrap();
            assert_eq!(found.len(), parts.len(), "{name}");
            for (found, part) in found.iter().zip(&parts) {
                let alone = decode_region(&bytes, part.scale, part.region).unwrap();
                assert!(*found == alone, "{name}: {part:?} of {parts:?}");
            }
            // The file was passed over once, and as far as the part that needs most of it.
            let most = parts.iter().map(|part| {
                let mut alone = Pulled::new(&bytes, 1000);
                let decoder = Decoder::new(&mut alone).unwrap();
                drop(decoder.decode(part.scale, part.region, MAX_SCANS));
                alone.arrived
            });
            let most = most.max().unwrap_or(source.arrived);
            assert_eq!(source.arrived, most, "{name}: {parts:?}");
        }
    }
}

/// What a damaged file becomes with others it becomes alone.
#[test]
fn makes_the_same_of_damaged_files() {
    let mut made = 0;
    let parts = SCALES.map(|(scale, _)| Part {
        variances: true,
        ..Part::new(scale, None)
    });
    each_damaged(&[0x01, 0x90], |name, place, bytes| {
        let all = Decoder::new(bytes).and_then(|it| it.decode_all(&parts, MAX_SCANS));
        for (together, part) in all.into_iter().flatten().zip(&parts) {
            let alone = Decoder::new(bytes);
            let alone = alone.and_then(|it| it.decode_all(&[*part], MAX_SCANS));
            assert!(
                alone == Ok(vec![together]),
                "{name}, byte {place}: {part:?}"
            );
            made += 1;
        }
    });
    assert!(made > 1_000, "{made}");
}
