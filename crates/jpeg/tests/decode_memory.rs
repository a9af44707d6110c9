//! The decoder never allocates more than `cost` said: a counting allocator shows it, for whole and damaged files.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "in a test, a panic is a result"
)]

#[path = "memory/counting.rs"]
mod counting;
#[path = "photographs/files.rs"]
mod photographs;

use std::path::Path;

use marble_jpeg::decode::{Decoder, MAX_SCANS, Part, Region, Rows, Scale};

use crate::counting::peak;
use crate::photographs::photographs;

/// Bytes allocated at the same time by a decode, and what `cost` said; none for a file without a header.
fn measure(bytes: &[u8], scale: Scale, region: Option<Region>) -> Option<(u64, u64)> {
    measure_all(
        bytes,
        &[Part {
            variances: true,
            ..Part::new(scale, region)
        }],
    )
}

fn measure_all(bytes: &[u8], parts: &[Part]) -> Option<(u64, u64)> {
    let (cost, peak) = peak(|| {
        let decoder = Decoder::new(bytes).ok()?;
        let cost = decoder.cost_of_all(parts);
        drop(decoder.decode_all(parts, MAX_SCANS));
        Some(cost)
    });
    Some((peak, cost?))
}

/// The same where rows are handed out, and let go.
fn measure_rows(bytes: &[u8], scale: Scale, region: Option<Region>) -> Option<(u64, u64)> {
    let (cost, peak) = peak(|| {
        let decoder = Decoder::new(bytes).ok()?;
        let cost = decoder.cost_of_rows(scale, region);
        decoder
            .decode_rows(scale, region, MAX_SCANS, &mut LetGo)
            .ok();
        Some(cost)
    });
    Some((peak, cost?))
}

struct LetGo;

impl Rows for LetGo {
    fn take(&mut self, _: usize, _: &[u8]) {}
}

#[test]
fn allocates_no_more_than_cost_said() {
    let mut files = photographs();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    for entry in std::fs::read_dir(folder).expect("the files of the tests") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "jpg") {
            let bytes = std::fs::read(&path).expect("a file of the tests");
            files.push((path.display().to_string(), bytes));
        }
    }
    assert!(files.len() > 30, "{}", files.len());
    let region = Some(Region {
        left: 20,
        top: 10,
        width: 10,
        height: 10,
    });
    for (name, mut bytes) in files {
        for scale in [Scale::Full, Scale::Half, Scale::Quarter, Scale::Eighth] {
            for region in [None, region] {
                let measured = measure(&bytes, scale, region);
                let rows = measure_rows(&bytes, scale, region);
                for (peak, cost) in measured.into_iter().chain(rows) {
                    assert!(
                        peak <= cost,
                        "{name} at {scale:?} {region:?}: {peak} of {cost}"
                    );
                    if bytes.len() > 100_000 {
                        println!("{name} at {scale:?} {region:?}: {peak} of {cost}");
                    }
                }
            }
        }
        let parts = [Scale::Half, Scale::Eighth, Scale::Quarter, Scale::Full];
        let regions = [None, region, region, region];
        let parts = parts.into_iter().zip(regions);
        let parts: Vec<_> = parts
            .map(|(scale, region)| Part {
                variances: region.is_some(),
                ..Part::new(scale, region)
            })
            .collect();
        for parts in [&parts[..], &parts[..2], &parts[1..]] {
            if let Some((peak, cost)) = measure_all(&bytes, parts) {
                assert!(peak <= cost, "{name}, {parts:?}: {peak} of {cost}");
            }
        }
        if bytes.len() > 1_000 {
            continue;
        }
        for place in 0..bytes.len() {
            for change in [0x10, 0xff] {
                bytes[place] ^= change;
                for scale in [Scale::Full, Scale::Quarter, Scale::Eighth] {
                    let measured = measure(&bytes, scale, None);
                    let rows = measure_rows(&bytes, scale, None);
                    for (peak, cost) in measured.into_iter().chain(rows) {
                        assert!(
                            peak <= cost,
                            "{name}, byte {place}, at {scale:?}: {peak} of {cost}"
                        );
                    }
                }
                bytes[place] ^= change;
            }
        }
    }
}
