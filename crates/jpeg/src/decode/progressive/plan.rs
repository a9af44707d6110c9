//! Which scans of a file are read, and what of them.

use alloc::vec::Vec;

use crate::Error;
use crate::decode::corner::Corner;
use crate::decode::marker::{EOI, SOS, find_marker};
use crate::decode::preamble::Preamble;
use crate::decode::scan::Scan;
use crate::decode::segment::Segments;

/// Scans that a file may have. Each costs up to a visit to each block, even if it holds no more than a few
/// bytes, so a decode takes no longer than 100 such visits; files from encoders have about ten scans.
pub(super) const MAX_SCANS: usize = 100;

/// A scan, and what of it must be read.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) scan: Scan,
    /// One behind its entropy-coded data.
    pub(super) end: usize,
    /// The coefficients that must be known, as a set of bits; none: it is passed over.
    pub(super) needed: u64,
    /// Whether a later scan must know which coefficients are not zero after this one.
    pub(super) before_refinement: bool,
}

/// All scans of a file.
pub(super) struct Plan {
    pub(super) scans: Vec<Planned>,
    /// For each component: whether it must be known which coefficients are not zero.
    pub(super) needs_set: [bool; 4],
}

impl Plan {
    /// Finds the scans without reading them, and chooses.
    #[expect(clippy::indexing_slicing, reason = "component numbers are below 4")]
    pub(super) fn new<const N: usize>(file: &[u8], preamble: &Preamble<'_>) -> Result<Self, Error> {
        let mut scans: Vec<Planned> = Vec::new();
        let mut segments = Segments::at(file, preamble.scans);
        let mut ended = true;
        let mut started = [false; 4];
        let mut finished = [0_u64; 4];
        loop {
            let segment = match segments.next() {
                Ok(segment) => segment,
                Err(Error::Truncated) if !scans.is_empty() => {
                    ended = false;
                    break;
                }
                Err(error) => return Err(error),
            };
            match segment.marker {
                SOS => {
                    let scan = Scan::parse(segment.body, &preamble.components)?;
                    scan.check_progressive()?;
                    if scans.len() >= MAX_SCANS {
                        return Err(Error::Unsupported("more than 100 scans"));
                    }
                    let end = end_of_scan(file, segments.position);
                    segments.position = end;
                    for selected in &scan.components {
                        let component = selected.component & 3;
                        started[component] |= scan.first == 0 && scan.high == 0;
                        if scan.low == 0 {
                            finished[component] |= scan.band();
                        }
                    }
                    scans.push(Planned {
                        scan,
                        end,
                        needed: 0,
                        before_refinement: false,
                    });
                }
                EOI => break,
                _ => {}
            }
        }
        let needs_set = choose::<N>(&mut scans);
        let count = preamble.components.len();
        let all_started = started.iter().take(count).all(|&yes| yes);
        // Where EOI is missing, the last bits of all coefficients must be there, and the last scan must be read:
        // only so it can tell that it is whole.
        let read = scans.last().is_some_and(|scan| scan.needed != 0);
        let whole = read && finished.iter().take(count).all(|&set| set == u64::MAX);
        if !all_started || !(ended || whole) {
            return Err(Error::Truncated);
        }
        Ok(Self { scans, needs_set })
    }
}

/// Backwards from the last scan: what a refinement reads depends on the whole of its band in all scans before.
#[expect(clippy::indexing_slicing, reason = "component numbers are below 4")]
fn choose<const N: usize>(scans: &mut [Planned]) -> [bool; 4] {
    let mut known = [Corner::<N>::SET; 4];
    let mut needs_set = [false; 4];
    for planned in scans.iter_mut().rev() {
        let scan = &planned.scan;
        let Some(selected) = scan.components.first() else {
            continue;
        };
        let component = selected.component & 3;
        if scan.first == 0 {
            planned.needed = 1;
            continue;
        }
        planned.before_refinement = needs_set[component];
        if known[component] & scan.band() != 0 {
            if scan.high != 0 {
                known[component] |= scan.band();
                needs_set[component] = true;
            }
            planned.needed = known[component] & scan.band();
        }
    }
    needs_set
}

/// The marker behind a scan's data, or the end of the file.
fn end_of_scan(file: &[u8], from: usize) -> usize {
    let mut position = from;
    while let Some(marker) = find_marker(file, position) {
        if !matches!(file.get(marker.saturating_add(1)), Some(0xd0..=0xd7)) {
            return marker;
        }
        position = marker.saturating_add(2);
    }
    file.len()
}
