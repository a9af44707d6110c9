//! The decoder never allocates more than `cost` said: a counting allocator shows it, for whole and damaged files.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "in a test, a panic is a result"
)]

#[path = "../../jpeg/tests/memory/counting.rs"]
mod counting;

use std::path::Path;

use marble_webp::Decoder;

use crate::counting::{held, peak};

/// Bytes allocated at the same time by a decode, and what `cost` said; none for a frame without a start.
fn measure(frame: &[u8]) -> Option<(u64, u64)> {
    let decoder = Decoder::new(frame).ok()?;
    let before = held();
    let ((), peak) = peak(|| drop(decoder.decode()));
    assert_eq!(held(), before, "all is given back");
    Some((peak, decoder.cost()))
}

#[test]
fn allocates_no_more_than_cost_said() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).expect("the files of the tests") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "webp") {
            continue;
        }
        files += 1;
        let file = std::fs::read(&path).expect("a file of the tests");
        let (peak, cost) = measure(&file[20..]).expect("a frame");
        assert!(peak <= cost, "{path:?}: {peak}, but cost said {cost}");
        // Told beforehand is of use only where it is not far too much.
        assert!(cost < peak + peak / 8 + 2000, "{path:?}: {peak} of {cost}");
        let length = file.len() - 20;
        for end in [length / 4, length / 2, length - 1] {
            if let Some((peak, cost)) = measure(&file[20..20 + end]) {
                assert!(peak <= cost, "{path:?} cut at {end}: {peak} of {cost}");
            }
        }
    }
    assert!(files > 20, "{files}");
}
