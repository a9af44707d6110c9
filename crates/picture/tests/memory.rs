//! Several results of one original never hold more than was estimated, and one is handed out before the next is made: a
//! counting allocator shows it. What linear memory becomes, with its gaps, is held against the estimates by
//! `host-test/benches/estimates.rs`, a result at a time.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    reason = "in a test, a panic is a result"
)]

#[path = "memory/bmp.rs"]
mod bmp;
#[path = "../../jpeg/tests/memory/counting.rs"]
mod counting;

use marble_picture::{Estimate, Limits, Progress, process, process_all};
use marble_transform::Transform;

use crate::bmp::bmp;
use crate::counting::{held, peak};

const LIMITS: Limits = Limits {
    avif_max_pixels: 1_000_000,
    max_frames: 500,
    max_memory: 96 << 20,
    max_result_side: 4096,
    max_source_bytes: 32 << 20,
    max_source_pixels: 100_000_000,
    max_work: 60_000,
};

const PRESETS: [&str; 9] = [
    "500x",
    "200x200,position=attention",
    "400x350,fit=contain,background=ff0000",
    "150x,format=png",
    "60x60,format=webp,quality=auto",
    "300x,watermark=southeast",
    "120x90,format=png,watermark=tile:0.5:0.3",
    "110x90,watermark=centre",
    "400x,format=json",
];

#[derive(Default)]
struct Told(Option<Estimate>);

impl Progress for Told {
    fn estimated(&mut self, estimate: Estimate) {
        self.0 = Some(estimate);
    }
}

fn transforms(texts: &[&str]) -> Vec<Transform> {
    let parse = |text: &&str| Transform::parse(text, LIMITS.max_result_side).unwrap();
    texts.iter().map(parse).collect()
}

/// A BMP with detail, and what it becomes in other formats.
fn originals() -> Vec<(&'static str, Vec<u8>)> {
    let (width, height) = (800_u32, 600_u32);
    let bmp = bmp(width, height, |position, noise| {
        let [ramp, ..] = (position % width / 7).to_le_bytes();
        [noise / 8 + ramp / 2, ramp, noise / 4]
    });
    let mut all = Vec::new();
    for format in [
        "jpeg",
        "jpeg,progressive=yes",
        "png",
        "webp",
        "webp,lossless=yes",
    ] {
        let transform = transforms(&[&*format!("{width}x,format={format}")]).remove(0);
        let made = process(&mut &*bmp, None, &transform, &LIMITS, &mut ());
        all.push((format, made.unwrap().bytes));
    }
    all.push(("bmp", bmp));
    all
}

#[test]
fn several_results_hold_no_more_than_was_estimated() {
    let transforms = transforms(&PRESETS);
    let originals = originals();
    // What is there of each format is a watermark as well.
    let watermarks = originals.iter().rev();
    for ((name, file), (_, watermark)) in originals.iter().zip(watermarks) {
        let mut told = Told::default();
        let mut made = 0;
        let mut least_held = i64::MAX;
        let before = held();
        let ((), peak) = peak(|| {
            process_all(
                &mut &**file,
                Some(&mut &**watermark),
                &transforms,
                &LIMITS,
                &mut told,
                &mut |number, result| {
                    let bytes = result.unwrap_or_else(|error| panic!("{name} {number}: {error}"));
                    made += 1;
                    least_held = held() - before;
                    drop(bytes);
                },
            );
        });
        assert_eq!(made, PRESETS.len(), "{name}");
        let estimate = told.0.unwrap();
        println!("{name}: {peak} of {}", estimate.memory);
        assert!(
            peak <= estimate.memory,
            "{name}: {peak} of {}",
            estimate.memory
        );
        // With the last result, nothing of what was decoded is left; of the watermark there is the file.
        let least_held = least_held - i64::try_from(watermark.len()).unwrap();
        assert!(least_held < 300_000, "{name}: {least_held}");
    }
}
