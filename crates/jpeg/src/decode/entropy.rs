//! The entropy-coded data of a scan (T.81, B.1.1.5), as it arrives.
//!
//! Hot loops read from a window of it. They never find out in the middle of a block that something has not arrived:
//! before each MCU they look whether as much is there as one can take at the most, and come back here where it is
//! not. So nothing is ever read twice, and no state but that of a reader between two MCUs is kept.

use super::bits::{Bits, Held};
use super::segment::Segments;
use crate::Error;

/// Bytes that a block takes at the most: a code of 16 bits and a value of 15 for each coefficient (T.81, F.1.2), and
/// each byte is stuffed. A refinement of a block takes less.
pub(super) const BLOCK: usize = 64 * (16 + 15) / 8 * 2;

/// Bytes that the DC term of a block takes at the most.
pub(super) const DC_TERM: usize = (16 + 15 + 1) / 8 * 2;

/// Bytes that are waited for beyond what the next MCU can take: few enough to be decoded as they arrive, and so many that
/// going in and out of a loop does not matter.
const STEP: usize = 4096;

/// Why a loop came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pause {
    /// Fewer bytes are there than it was told to see.
    Bytes,
    /// A row of MCUs was read.
    Row,
    /// Nothing more is wanted of the scan.
    End,
    /// This restart marker (0 to 7) is due, which the loop counts as read.
    Restart(u8),
}

/// Calls `go_on` with a reader behind the last segment until that is the end, each time with what has arrived since. It
/// reads nothing when fewer than so many bytes are ahead of the reader: those that an MCU takes at the most, which are
/// `most`, or where all has arrived none.
pub(super) fn read_scan(
    segments: &mut Segments<'_>,
    most: usize,
    go_on: &mut dyn FnMut(&mut Bits<'_>, usize) -> Result<Pause, Error>,
) -> Result<(), Error> {
    let mut held = Held::default();
    let mut least = most.saturating_add(Bits::AHEAD);
    loop {
        let window = segments.window();
        let mut bits = Bits::between(held, window);
        let pause = go_on(&mut bits, least)?;
        let read = window.len().saturating_sub(bits.rest().len());
        held = bits.held();
        segments.consume(read);
        match pause {
            Pause::End => return Ok(()),
            Pause::Row => {}
            Pause::Bytes => {
                let wanted = least.saturating_add(STEP);
                if segments.at_least(wanted)?.len() < wanted {
                    least = 0;
                }
            }
            Pause::Restart(number) => {
                if held.overrun() {
                    return Err(Error::Truncated);
                }
                match segments.next_marker()? {
                    code if code == 0xd0 | number & 7 => segments.consume(2),
                    0xd0..=0xd7 => return Err(Error::Damaged("a restart marker is missing")),
                    _ => return Err(Error::Truncated),
                }
                held = Held::default();
            }
        }
    }
}
