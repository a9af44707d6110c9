//! What is asked for, of which original, and how far away the store is.

use std::fmt;
use std::time::Duration;

use host_test::store::s3::Distance;

/// A request.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    pub(crate) distance: Distance,
    /// Key of the original.
    pub(crate) original: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

pub(crate) const BASELINE: &str = "baseline.jpg";
pub(crate) const PROGRESSIVE: &str = "progressive.jpg";
/// Of too many pixels, as its header says.
pub(crate) const REFUSED: &str = "refused.jpg";

pub(crate) const SIZES: [(u32, u32); 3] = [(300, 300), (800, 600), (1600, 1200)];

/// To the first byte, in milliseconds.
const FIRST_BYTES: [u64; 3] = [5, 25, 80];
/// Megabytes a second.
const SPEEDS: [u64; 3] = [20, 60, 200];

/// The distance of the table that everything is measured at.
pub(crate) const USUAL: Distance = distance(25, 60);

const fn distance(milliseconds: u64, megabytes: u64) -> Distance {
    Distance {
        first_byte: Duration::from_millis(milliseconds),
        bytes_per_second: megabytes * 1_000_000,
    }
}

/// Every distance at every speed.
pub(crate) fn distances() -> impl Iterator<Item = Distance> {
    let speeds = |milliseconds| SPEEDS.map(|megabytes| distance(milliseconds, megabytes));
    FIRST_BYTES.into_iter().flat_map(speeds)
}

impl Case {
    pub(crate) fn new(distance: Distance, original: &'static str, size: (u32, u32)) -> Self {
        Self {
            distance,
            original,
            width: size.0,
            height: size.1,
        }
    }

    pub(crate) fn derivative(&self) -> String {
        format!("{}x{}/{}", self.width, self.height, self.original)
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (milliseconds, megabytes) = (
            self.distance.first_byte.as_millis(),
            self.distance.bytes_per_second / 1_000_000,
        );
        let original = self.original.trim_end_matches(".jpg");
        let (width, height) = (self.width, self.height);
        write!(
            f,
            "{milliseconds} ms, {megabytes} MB/s: {original} → {width}x{height}"
        )
    }
}
