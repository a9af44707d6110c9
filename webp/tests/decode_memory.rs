//! The decoder never allocates more than `cost` said: a counting allocator shows it, for whole and damaged files.
//!
//! Counted is what the test's own thread allocates: that of the test harness allocates at the same time.

#![expect(
    unsafe_code,
    reason = "an allocator is unsafe by its trait; this one only counts"
)]
#![expect(
    clippy::arithmetic_side_effects,
    reason = "in a test, a panic is a result"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use marble_webp::Decoder;

struct Counting;

thread_local! {
    static IS_COUNTED: Cell<bool> = const { Cell::new(false) };
}

static NOW: AtomicU64 = AtomicU64::new(0);
static PEAK: AtomicU64 = AtomicU64::new(0);

// SAFETY: all is handed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if IS_COUNTED.get() {
            let now = NOW.fetch_add(layout.size() as u64, Relaxed) + layout.size() as u64;
            PEAK.fetch_max(now, Relaxed);
        }
        // SAFETY: as of this function.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        if IS_COUNTED.get() {
            NOW.fetch_sub(layout.size() as u64, Relaxed);
        }
        // SAFETY: as of this function.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Bytes allocated at the same time by a decode, and what `cost` said; none for a frame without a start.
fn measure(frame: &[u8]) -> Option<(u64, u64)> {
    let decoder = Decoder::new(frame).ok()?;
    let cost = decoder.cost();
    PEAK.store(0, Relaxed);
    IS_COUNTED.set(true);
    drop(decoder.decode());
    IS_COUNTED.set(false);
    assert_eq!(NOW.load(Relaxed), 0, "all is given back");
    let peak = PEAK.load(Relaxed);
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
        let length = file.len() - 20;
        for end in [length / 4, length / 2, length - 1] {
            if let Some((peak, cost)) = measure(&file[20..20 + end]) {
                assert!(peak <= cost, "{path:?} cut at {end}: {peak} of {cost}");
            }
        }
    }
    assert!(files > 20, "{files}");
}
