//! The decoder never allocates more than `cost` said: a counting allocator shows it, for whole and damaged files.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "in a test, a panic is a result"
)]

#[path = "../../jpeg/tests/memory/counting.rs"]
mod counting;

use std::path::Path;

use marble_webp::{Decoder, Error, IncrementalDecoder, Rows, Step};

use crate::counting::{held, peak};

/// Bytes allocated at the same time by a decode, and what `cost` said; none for a frame without a start.
fn measure(frame: &[u8]) -> Option<(u64, u64)> {
    let decoder = Decoder::new(frame).ok()?;
    let before = held();
    let ((), peak) = peak(|| drop(decoder.decode()));
    assert_eq!(held(), before, "all is given back");
    Some((peak, decoder.cost()))
}

/// The same of a frame that arrives in so many bytes at a time.
fn measure_pieces(frame: &[u8], piece: usize) -> Option<(u64, u64)> {
    let cost = IncrementalDecoder::cost;
    measure_steps(frame, piece, cost, IncrementalDecoder::decode)
}

/// The same where the rows are handed out, and let go.
fn measure_rows(frame: &[u8], piece: usize) -> Option<(u64, u64)> {
    let cost = IncrementalDecoder::cost_of_rows;
    measure_steps(frame, piece, cost, |decoder, bytes| {
        decoder.decode_rows(bytes, &mut LetGo)
    })
}

struct LetGo;

impl Rows for LetGo {
    fn take(&mut self, _: usize, _: &[u8]) {}
}

fn measure_steps(
    frame: &[u8],
    piece: usize,
    cost: impl Fn(&IncrementalDecoder) -> u64,
    decode: impl Fn(&mut IncrementalDecoder, &[u8]) -> Result<Step, Error>,
) -> Option<(u64, u64)> {
    let mut decoder = IncrementalDecoder::new(frame, frame.len()).ok()?;
    let cost = cost(&decoder);
    let before = held();
    let ((), peak) = peak(|| {
        let (mut first, mut end) = (0, 0);
        while end < frame.len() {
            end = (end + piece).min(frame.len());
            match decode(&mut decoder, frame.get(first..end).unwrap_or_default()) {
                Ok(Step::Waiting { consumed, .. }) => first += consumed,
                Ok(Step::Finished) | Err(_) => break,
            }
        }
        drop(decoder.finish());
    });
    assert_eq!(held(), before, "all is given back");
    Some((peak, cost))
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
        let (peak, cost) = measure_pieces(&file[20..], 1000).expect("a frame");
        assert!(peak <= cost, "{path:?} in pieces: {peak} of {cost}");
        assert!(cost < peak + peak / 8 + 2000, "{path:?}: {peak} of {cost}");
        for piece in [1000, file.len()] {
            let (peak, cost) = measure_rows(&file[20..], piece).expect("a frame");
            assert!(peak <= cost, "{path:?} by rows: {peak} of {cost}");
            assert!(cost < peak + peak / 8 + 2000, "{path:?}: {peak} of {cost}");
        }
        let length = file.len() - 20;
        for end in [length / 4, length / 2, length - 1] {
            if let Some((peak, cost)) = measure(&file[20..20 + end]) {
                assert!(peak <= cost, "{path:?} cut at {end}: {peak} of {cost}");
            }
            if let Some((peak, cost)) = measure_pieces(&file[20..20 + end], 1000) {
                assert!(peak <= cost, "{path:?} cut at {end}: {peak} of {cost}");
            }
        }
    }
    assert!(files > 20, "{files}");
}
