//! Any bytes: an error or planes of the size that the header says, at every scale and in any region.
//!
//! Start it with the files of the tests: `cargo +nightly fuzz run decode fuzz/corpus/decode tests/files`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use marble_jpeg::decode::{Coding, Decoder, MAX_SCANS, Part, Region, Scale};

/// Pictures beyond it are slow under a sanitizer, and show nothing that smaller ones do not.
const MAX_COST: u64 = 16 << 20;

fuzz_target!(|bytes: &[u8]| {
    let Ok(decoder) = Decoder::new(bytes) else {
        return;
    };
    let _ = decoder.icc_profile();
    // The last bytes, most often beyond the picture, choose a region.
    let [.., left, top, width, height] = *bytes else {
        return;
    };
    let [left, top, width, height] = [left, top, width, height].map(u32::from);
    let region = Region {
        left,
        top,
        width,
        height,
    };
    for scale in [Scale::Full, Scale::Half, Scale::Quarter, Scale::Eighth] {
        for region in [None, Some(region)] {
            if decoder.cost(scale, region) > MAX_COST {
                continue;
            }
            let Ok(decoder) = Decoder::new(bytes) else {
                return;
            };
            if let Ok(decoded) = decoder.decode(scale, region, MAX_SCANS) {
                for plane in decoded.planes.planes {
                    assert_eq!(
                        plane.samples.len() as u64,
                        u64::from(plane.width) * u64::from(plane.height)
                    );
                }
            }
        }
    }
    // All at once, each as alone; but damaged progressive files may tell DC terms twice.
    let sequential = decoder.header().coding != Coding::Progressive;
    let regions = [None, Some(region), Some(region), None];
    let scales = [Scale::Full, Scale::Half, Scale::Quarter, Scale::Eighth];
    let parts = scales.into_iter().zip(regions);
    let parts: Vec<_> = parts
        .map(|(scale, region)| Part {
            variances: region.is_some(),
            ..Part::new(scale, region)
        })
        .collect();
    if Decoder::new(bytes).is_ok_and(|decoder| decoder.cost_of_all(&parts) <= MAX_COST) {
        let all = Decoder::new(bytes).and_then(|it| it.decode_all(&parts, MAX_SCANS));
        for (together, part) in all.into_iter().flatten().zip(&parts) {
            let alone = Decoder::new(bytes);
            let alone = alone.and_then(|it| it.decode_all(&[*part], MAX_SCANS));
            assert!(!sequential || alone == Ok(vec![together]));
        }
    }
});
