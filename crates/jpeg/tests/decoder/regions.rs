//! Regions: the same samples as in the whole picture.

use marble_jpeg::decode::{Decoded, Decoder, Region};

use crate::{SCALES, decode, decode_region, files_and_photos};

#[test]
fn decodes_the_same_samples_in_a_region() {
    for (name, bytes) in files_and_photos() {
        let decoder = Decoder::new(bytes.as_slice()).unwrap();
        let (width, height) = (decoder.header().width, decoder.header().height);
        let regions = [
            (0, 0, 1, 1),
            (width - 1, height - 1, 1, 1),
            (width / 3, height / 2, width / 2, height / 4),
            (width / 2, 0, width, height),
            (0, height / 3, 5, u32::MAX),
            (u32::MAX, u32::MAX, u32::MAX, u32::MAX),
            (0, 0, 0, 0),
        ];
        for (scale, divisor) in SCALES {
            let whole = decode(&bytes, scale).unwrap();
            for (left, top, w, h) in regions {
                let region = Region {
                    left,
                    top,
                    width: w,
                    height: h,
                };
                let part = decode_region(&bytes, scale, Some(region)).unwrap();
                let (from_x, from_y) =
                    (left.min(width - 1) / divisor, top.min(height - 1) / divisor);
                assert!(
                    part.left <= from_x && part.top <= from_y,
                    "{name} {region:?}"
                );
                let to_x = left.saturating_add(w).min(width).div_ceil(divisor);
                let to_y = top.saturating_add(h).min(height).div_ceil(divisor);
                assert!(part.left + part.planes.width >= to_x, "{name} {region:?}");
                assert!(part.top + part.planes.height >= to_y, "{name} {region:?}");
                same_part(&name, &decoder, &whole, &part);
            }
        }
    }
}

fn same_part(name: &str, decoder: &Decoder<'_>, whole: &Decoded, part: &Decoded) {
    let sampling = &decoder.header().sampling;
    let horizontal = sampling
        .iter()
        .map(|part| u32::from(part.horizontal))
        .max()
        .unwrap();
    let vertical = sampling
        .iter()
        .map(|part| u32::from(part.vertical))
        .max()
        .unwrap();
    assert_eq!((part.left % horizontal, part.top % vertical), (0, 0));
    for ((all, some), factors) in whole
        .planes
        .planes
        .iter()
        .zip(&part.planes.planes)
        .zip(sampling)
    {
        let left = (part.left * u32::from(factors.horizontal) / horizontal) as usize;
        let top = (part.top * u32::from(factors.vertical) / vertical) as usize;
        let all = all.samples.chunks_exact(all.width as usize).skip(top);
        let width = some.width as usize;
        for (all, some) in all.zip(some.samples.chunks_exact(width)) {
            assert!(all[left..left + width] == *some, "{name}: samples differ");
        }
    }
}
