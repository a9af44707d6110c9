//! A row of a fax: where its colour changes (ITU-T T.4, 4.1 and 4.2, and T.6).

use crate::error::Error;

use super::bits::Bits;
use super::codes::{BLACK, BLACK_BITS, Run, WHITE, WHITE_BITS};

/// The pixels at which a row changes its colour, from left to right; it begins with white.
pub(super) struct Line {
    changes: Vec<u32>,
    width: u32,
}

/// Why a row ends early.
pub(super) enum Stop {
    Failed(Error),
    /// Bits that are no code.
    NoCode,
    /// The end of all rows.
    NoMore,
}

/// How a change lies to those of the row above (T.4, 4.2.1.3).
enum Mode {
    Horizontal,
    Pass,
    Vertical(i8),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Line {
    /// A white row.
    pub(super) fn new(width: u32) -> Self {
        Self {
            changes: Vec::with_capacity((width as usize).saturating_add(1)),
            width,
        }
    }

    /// Makes it white.
    pub(super) fn clear(&mut self) {
        self.changes.clear();
    }

    /// Reads runs of white and black in turns.
    pub(super) fn read_runs(&mut self, bits: &mut Bits<'_>) -> Result<(), Stop> {
        self.clear();
        let mut at = 0_u32;
        let mut black = false;
        while at < self.width {
            at = at.saturating_add(run(bits, black)?);
            self.push(at)?;
            black = !black;
        }
        Ok(())
    }

    /// Reads where changes lie beside those of the row above.
    pub(super) fn read_changes(&mut self, above: &Self, bits: &mut Bits<'_>) -> Result<(), Stop> {
        self.clear();
        // Before the first pixel, so that the row above may change at it.
        let mut at = None;
        let mut index = 0;
        while at.unwrap_or_default() < self.width {
            let black = self.changes.len() % 2 == 1;
            index = above.next_change(index, at, black);
            match mode(bits)? {
                Mode::Pass => at = Some(above.change(index.saturating_add(1))),
                Mode::Vertical(distance) => {
                    let change = above.change(index).checked_add_signed(distance.into());
                    let change = change.ok_or(Stop::NoCode)?;
                    if at.is_some_and(|at| change < at) {
                        return Err(Stop::NoCode);
                    }
                    self.push(change)?;
                    at = Some(change);
                }
                Mode::Horizontal => {
                    for black in [black, !black] {
                        let end = at.unwrap_or_default().saturating_add(run(bits, black)?);
                        self.push(end)?;
                        at = Some(end);
                    }
                }
            }
        }
        Ok(())
    }

    /// Sets the bits of black pixels, and clears the others.
    pub(super) fn draw(&self, row: &mut [u8]) {
        row.fill(0);
        for pair in self.changes.chunks(2) {
            let (start, end) = match pair {
                [start, end] => (*start, *end),
                [start] => (*start, self.width),
                _ => return,
            };
            fill(row, start as usize, end as usize);
        }
    }

    /// Where an even number of changes ends what is left of the row is white.
    pub(super) fn end_early(&mut self) {
        if self.changes.len() % 2 == 1 {
            self.changes.pop();
        }
    }

    /// Which change of this row is the first beyond a pixel, and to the colour that a row which is `black` there is not.
    /// The search begins at `index`, from which it is few steps either way.
    fn next_change(&self, mut index: usize, at: Option<u32>, black: bool) -> usize {
        let is_beyond = |change: u32| at.is_none_or(|at| change > at);
        while let Some(before) = index.checked_sub(1)
            && self.changes.get(before).is_some_and(|it| is_beyond(*it))
        {
            index = before;
        }
        while self.changes.get(index).is_some_and(|it| !is_beyond(*it)) {
            index = index.saturating_add(1);
        }
        if (index % 2 == 1) == black {
            index
        } else {
            index.saturating_add(1)
        }
    }

    fn change(&self, index: usize) -> u32 {
        self.changes.get(index).copied().unwrap_or(self.width)
    }

    /// The colour changes, and where it did so at the same pixel it is as if it had not. Beyond the right edge nothing
    /// is seen.
    fn push(&mut self, change: u32) -> Result<(), Stop> {
        let change = change.min(self.width);
        match self.changes.last() {
            Some(last) if *last == change => {
                self.changes.pop();
            }
            Some(last) if *last > change => return Err(Stop::NoCode),
            _ => self.changes.push(change),
        }
        Ok(())
    }
}

/// The pixels of one colour.
fn run(bits: &mut Bits<'_>, black: bool) -> Result<u32, Stop> {
    let mut sum = 0_u32;
    loop {
        let (table, length): (&[Run], u32) = if black {
            (&BLACK, BLACK_BITS)
        } else {
            (&WHITE, WHITE_BITS)
        };
        let run = table.get(bits.peek(length) as usize);
        let run = run.filter(|run| run.bits > 0).ok_or(Stop::NoCode)?;
        bits.skip(run.bits.into())?;
        sum = sum.saturating_add(run.pixels.into());
        if run.pixels < 64 {
            return Ok(sum);
        }
    }
}

fn mode(bits: &mut Bits<'_>) -> Result<Mode, Stop> {
    let (mode, length) = match bits.peek(7) {
        0b100_0000.. => (Mode::Vertical(0), 1),
        0b011_0000.. => (Mode::Vertical(1), 3),
        0b010_0000.. => (Mode::Vertical(-1), 3),
        0b001_0000.. => (Mode::Horizontal, 3),
        0b000_1000.. => (Mode::Pass, 4),
        0b000_0110.. => (Mode::Vertical(2), 6),
        0b000_0100.. => (Mode::Vertical(-2), 6),
        0b000_0011 => (Mode::Vertical(3), 7),
        0b000_0010 => (Mode::Vertical(-3), 7),
        0 if bits.peek(12) == 1 => return Err(Stop::NoMore),
        // Pixels without compression (T.6, annex 3.1), which libtiff does not read either.
        _ => return Err(Stop::NoCode),
    };
    bits.skip(length)?;
    Ok(mode)
}

fn fill(row: &mut [u8], start: usize, end: usize) {
    let first = start / 8;
    let last = end / 8;
    let left = u8::MAX >> (start % 8);
    let right = !(u8::MAX >> (end % 8));
    if first == last {
        set(row, first, left & right);
        return;
    }
    set(row, first, left);
    let between = row.get_mut(first.saturating_add(1)..last);
    between.unwrap_or_default().fill(u8::MAX);
    set(row, last, right);
}

fn set(row: &mut [u8], index: usize, bits: u8) {
    if let Some(byte) = row.get_mut(index) {
        *byte |= bits;
    }
}
