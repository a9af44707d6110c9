//! The decoder never allocates more than `cost` said: a counting allocator shows it, for whole and damaged files.
//!
//! One test in a program of its own, because what other tests allocate at the same time would be counted too.

#![expect(
    unsafe_code,
    reason = "an allocator is unsafe by its trait; this one only counts"
)]
#![expect(
    clippy::arithmetic_side_effects,
    reason = "in a test, a panic is a result"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use marble_jpeg::decode::{Decoder, Region, Scale};

struct Counting;

static NOW: AtomicU64 = AtomicU64::new(0);
static PEAK: AtomicU64 = AtomicU64::new(0);

// SAFETY: all is handed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size() as u64, Relaxed) + layout.size() as u64;
        PEAK.fetch_max(now, Relaxed);
        // SAFETY: as of this function.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size() as u64, Relaxed);
        // SAFETY: as of this function.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Bytes allocated at the same time by a decode, and what `cost` said; none for a file without a header.
fn measure(bytes: &[u8], scale: Scale, region: Option<Region>) -> Option<(u64, u64)> {
    let before = NOW.load(Relaxed);
    let decoder = Decoder::new(bytes).ok()?;
    let cost = decoder.cost(scale, region);
    PEAK.store(NOW.load(Relaxed), Relaxed);
    let result = decoder.decode(scale, region);
    let peak = PEAK.load(Relaxed) - before;
    drop(result);
    Some((peak, cost))
}

#[test]
fn allocates_no_more_than_cost_said() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in [
        folder.join("tests/files"),
        folder.join("../../shared/photos"),
    ] {
        let Ok(entries) = std::fs::read_dir(folder) else {
            continue;
        };
        files.extend(
            entries
                .map(|entry| entry.expect("an entry").path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "jpg")),
        );
    }
    files.sort();
    let region = Some(Region {
        left: 20,
        top: 10,
        width: 10,
        height: 10,
    });
    for path in files {
        let mut bytes = std::fs::read(&path).expect("a file of the tests");
        for scale in [Scale::Full, Scale::Half, Scale::Quarter, Scale::Eighth] {
            for region in [None, region] {
                if let Some((peak, cost)) = measure(&bytes, scale, region) {
                    assert!(
                        peak <= cost,
                        "{} at {scale:?} {region:?}: {peak} of {cost}",
                        path.display()
                    );
                    if bytes.len() > 100_000 {
                        println!(
                            "{} at {scale:?} {region:?}: {peak} of {cost}",
                            path.display()
                        );
                    }
                }
            }
        }
        if bytes.len() > 1_000 {
            continue;
        }
        for place in 0..bytes.len() {
            for change in [0x10, 0xff] {
                bytes[place] ^= change;
                for scale in [Scale::Full, Scale::Quarter, Scale::Eighth] {
                    if let Some((peak, cost)) = measure(&bytes, scale, None) {
                        let path = path.display();
                        assert!(
                            peak <= cost,
                            "{path}, byte {place}, at {scale:?}: {peak} of {cost}"
                        );
                    }
                }
                bytes[place] ^= change;
            }
        }
    }
}
