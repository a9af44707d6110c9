//! Progressive files (T.81, G): coefficients gather over several scans, of which only those are read that the
//! scale needs, and of their coefficients only those of the low-frequency corner are stored.
//!
//! A refinement scan holds a bit for each coefficient that is not zero yet, so whoever reads one must know which
//! these are, in the corner and beyond it. One bit a coefficient tells, in files and at scales that need it.

use alloc::vec::Vec;

use super::bits::Bits;
use super::corner::{BEYOND, Corner};
use super::header::{Preamble, Tables};
use super::huffman::{Class, Leap, Step, Table, leap};
use super::idct::inverse;
use super::layout::{Layout, Part, zeros};
use super::scan::Scan;
use super::segment::{EOI, SOS, Segments};
use super::store::put;
use crate::{Error, Plane};

/// Scans that a file may have. Each costs up to a visit to each block, even if it holds no more than a few
/// bytes, so a decode takes no longer than 100 such visits; files from encoders have about ten scans.
const MAX_SCANS: usize = 100;

/// Bytes that decoding takes for each kept block beside the planes, at most, with `N` samples a side.
pub(super) fn cost_of_kept(side: u64) -> u64 {
    side.saturating_mul(side).saturating_mul(2)
}

/// Bytes that decoding takes for each block of the picture, at most.
pub(super) fn cost_of_block(side: u64) -> u64 {
    if side == 1 { 0 } else { 8 }
}

/// Bytes of the list of scans, which grows by doubling.
pub(super) const COST: u64 = 3 * MAX_SCANS as u64 * size_of::<Planned>() as u64 + 64 * 1024;

/// Decodes the scans that matter, with `N` samples a side of each block.
pub(super) fn decode<const N: usize>(
    file: &[u8],
    preamble: &Preamble<'_>,
    layout: &Layout,
) -> Result<Vec<Plane>, Error> {
    let plan = Plan::new::<N>(file, preamble)?;
    let mut stores = Vec::with_capacity(layout.parts.len());
    for (part, needs_set) in layout.parts.iter().zip(plan.needs_set) {
        stores.push(Store::new::<N>(*part, needs_set)?);
    }
    let mut tables = preamble.tables;
    let mut segments = Segments::at(file, preamble.scans);
    for planned in &plan.scans {
        loop {
            let segment = segments.next()?;
            if segment.marker == SOS {
                break;
            }
            tables.update(segment)?;
        }
        for selected in &planned.scan.selected {
            let store = stores.get_mut(selected.component);
            let Some(store) = store.filter(|store| store.steps.is_none()) else {
                continue;
            };
            // The table that holds at a component's first scan is its table (T.81, B.2.4.1).
            store.steps = preamble
                .components
                .get(selected.component)
                .and_then(|component| tables.quantisation.get(component.quantisation).copied())
                .flatten()
                .map(|steps| Corner::<N>::steps(&steps));
        }
        if planned.needed != 0 {
            let data = file.get(segments.position..planned.end).unwrap_or_default();
            planned.decode::<N>(Bits::new(data), &tables, layout, &mut stores)?;
        }
        segments.position = planned.end;
    }
    // What a refinement had to know is not needed any more when the planes are made.
    for store in &mut stores {
        store.sets = Vec::new();
    }
    stores.into_iter().map(Store::into_plane::<N>).collect()
}

/// A scan, and what of it must be read.
#[derive(Debug)]
struct Planned {
    scan: Scan,
    /// One behind its entropy-coded data.
    end: usize,
    /// The coefficients that must be known, as a set of bits; none: it is passed over.
    needed: u64,
    /// Whether a later scan must know which coefficients are not zero after this one.
    before_refinement: bool,
}

/// All scans of a file.
struct Plan {
    scans: Vec<Planned>,
    /// For each component: whether it must be known which coefficients are not zero.
    needs_set: [bool; 4],
}

impl Plan {
    /// Finds the scans without reading them, and chooses.
    #[expect(clippy::indexing_slicing, reason = "component numbers are below 4")]
    fn new<const N: usize>(file: &[u8], preamble: &Preamble<'_>) -> Result<Self, Error> {
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
                    for selected in &scan.selected {
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
        let Some(selected) = scan.selected.first() else {
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
    while let Some(marker) = super::segment::find_marker(file, position) {
        if !matches!(file.get(marker.saturating_add(1)), Some(0xd0..=0xd7)) {
            return marker;
        }
        position = marker.saturating_add(2);
    }
    file.len()
}

/// The coefficients of a component.
struct Store {
    part: Part,
    /// The corners of the blocks that are kept.
    coefficients: Vec<i16>,
    /// For each block of the component, kept or not: which coefficients are not zero, in the file's order.
    sets: Vec<u64>,
    /// Quantisation steps in the order of the corner.
    steps: Option<[i16; 64]>,
}

impl Store {
    fn new<const N: usize>(part: Part, needs_set: bool) -> Result<Self, Error> {
        let blocks = u64::from(part.columns).saturating_mul(u64::from(part.rows));
        Ok(Self {
            part,
            coefficients: zeros(part.kept().saturating_mul(Corner::<N>::SIZE as u64))?,
            sets: if needs_set {
                zeros(blocks)?
            } else {
                Vec::new()
            },
            steps: None,
        })
    }

    /// Where the coefficients of a block are, if they are kept.
    #[inline]
    fn place<const N: usize>(&self, column: u32, row: u32) -> Option<usize> {
        let column = column.checked_sub(self.part.left)?;
        let row = row.checked_sub(self.part.top)?;
        if column >= self.part.kept_columns || row >= self.part.kept_rows {
            return None;
        }
        let block = (row as usize)
            .wrapping_mul(self.part.kept_columns as usize)
            .wrapping_add(column as usize);
        Some(block.wrapping_mul(Corner::<N>::SIZE))
    }

    #[expect(
        clippy::arithmetic_side_effects,
        reason = "blocks of a plane, whose size is that of a vector"
    )]
    fn into_plane<const N: usize>(self) -> Result<Plane, Error> {
        let steps = self
            .steps
            .ok_or(Error::Damaged("a quantisation table is missing"))?;
        let mut plane = self.part.plane()?;
        let (width, height) = (plane.width as usize, plane.height as usize);
        let mut samples = [0; 64];
        let columns = self.part.kept_columns as usize;
        let lines = self.coefficients.chunks_exact(columns * Corner::<N>::SIZE);
        for (row, line) in lines.enumerate().take(height.div_ceil(N)) {
            let blocks = line.chunks_exact(Corner::<N>::SIZE);
            for (column, block) in blocks.enumerate().take(width.div_ceil(N)) {
                inverse::<N, N>(block, &steps, &mut samples);
                let lines = samples.as_chunks().0.iter();
                put::<N>(&mut plane, column * N, row * N, lines);
            }
        }
        Ok(plane)
    }
}

impl Planned {
    fn decode<const N: usize>(
        &self,
        bits: Bits<'_>,
        tables: &Tables<'_>,
        layout: &Layout,
        stores: &mut [Store],
    ) -> Result<(), Error> {
        if self.scan.first == 0 {
            return if self.scan.high == 0 {
                self.dc::<N, true>(bits, tables, layout, stores)
            } else {
                self.dc::<N, false>(bits, tables, layout, stores)
            };
        }
        let damaged = Error::Damaged("a scan header is not one");
        let selected = self.scan.selected.first().ok_or(damaged)?;
        let store = stores.get_mut(selected.component).ok_or(damaged)?;
        let code = tables.ac.get(selected.ac).copied().flatten();
        let code = code.ok_or(Error::Damaged("a Huffman table is missing"))?;
        let last_needed = 63_u32.saturating_sub(self.needed.leading_zeros());
        let skips = if self.scan.high == 0 {
            last_needed < u32::from(self.scan.last)
        } else {
            N < 8 && !self.before_refinement
        };
        let table = Table::new(&code, Class::AcProgressive, skips)?;
        let band = Band {
            first: usize::from(self.scan.first),
            last: usize::from(self.scan.last),
            last_needed: last_needed as usize,
            low: u32::from(self.scan.low),
            table: &table,
            leaps: if skips {
                Some(table.leap_table()?)
            } else {
                None
            },
        };
        if self.scan.high == 0 {
            band.first_scan::<N>(bits, tables.restart, store)
        } else {
            band.refinement::<N>(bits, tables.restart, store)
        }
    }

    /// A scan of DC terms: the `FIRST` (T.81, G.1.2.1), or a bit more of each.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "block numbers are at most 4 times 8192 or so; low is at most 13"
    )]
    fn dc<const N: usize, const FIRST: bool>(
        &self,
        bits: Bits<'_>,
        tables: &Tables<'_>,
        layout: &Layout,
        stores: &mut [Store],
    ) -> Result<(), Error> {
        let mut made: [Option<Table>; 4] = [const { None }; 4];
        let missing = Error::Damaged("a Huffman table is missing");
        let alone = self.scan.selected.len() == 1;
        let mut streams = Vec::with_capacity(self.scan.selected.len());
        let (mut columns, mut rows) = (layout.mcu_columns, layout.mcu_rows);
        for selected in &self.scan.selected {
            let part = *layout.parts.get(selected.component).ok_or(missing)?;
            let place = made.get_mut(selected.dc).ok_or(missing)?;
            if FIRST && place.is_none() {
                let code = tables.dc.get(selected.dc).copied().flatten();
                *place = Some(Table::new(&code.ok_or(missing)?, Class::Dc, false)?);
            }
            if alone {
                (columns, rows) = (part.columns, part.rows);
            }
            streams.push(DcStream {
                component: selected.component,
                table: selected.dc,
                horizontal: if alone { 1 } else { part.horizontal },
                vertical: if alone { 1 } else { part.vertical },
                prediction: 0,
            });
        }
        let mut bits = bits;
        let mut pause = Pause::new(tables.restart);
        for mcu_row in 0..rows {
            for mcu_column in 0..columns {
                if pause.is_due() {
                    bits = pause.restarted(bits)?;
                    for stream in &mut streams {
                        stream.prediction = 0;
                    }
                }
                pause.passed(1);
                for stream in &mut streams {
                    let store = stores.get_mut(stream.component).ok_or(missing)?;
                    let table = made.get(stream.table).and_then(Option::as_ref);
                    for y in 0..stream.vertical {
                        for x in 0..stream.horizontal {
                            let place = store.place::<N>(
                                mcu_column * stream.horizontal + x,
                                mcu_row * stream.vertical + y,
                            );
                            let term = place.and_then(|place| store.coefficients.get_mut(place));
                            if FIRST {
                                let difference = table.ok_or(missing)?.difference(&mut bits)?;
                                stream.prediction = stream.prediction.wrapping_add(difference);
                                if let Some(term) = term {
                                    *term = cut(stream.prediction << self.scan.low);
                                }
                            } else {
                                let more = bits.read(1);
                                if let Some(term) = term {
                                    *term |= cut((more << self.scan.low).cast_signed());
                                }
                            }
                        }
                    }
                }
                if bits.overrun() {
                    return Err(Error::Truncated);
                }
            }
        }
        Ok(())
    }
}

/// A component in a scan of DC terms.
struct DcStream {
    component: usize,
    table: usize,
    horizontal: u32,
    vertical: u32,
    prediction: i32,
}

/// A band of coefficients of one component while its scan is read.
struct Band<'t> {
    first: usize,
    last: usize,
    /// The last coefficient that must be known.
    last_needed: usize,
    low: u32,
    table: &'t Table,
    leaps: Option<&'t [Leap; 4096]>,
}

impl Band<'_> {
    /// The first scan of a band (T.81, G.1.2.2).
    fn first_scan<const N: usize>(
        &self,
        mut bits: Bits<'_>,
        restart: u32,
        store: &mut Store,
    ) -> Result<(), Error> {
        let mut pause = Pause::new(restart);
        let mut walk = Walk::new(&store.part);
        // Takes the coefficients of blocks that are not kept.
        let mut none = [0; 64];
        let mut run = 0;
        while walk.index < walk.end {
            if pause.is_due() {
                bits = pause.restarted(bits)?;
                run = 0;
            }
            if run > 0 {
                // Blocks without coefficients, passed all at once.
                let count = pause.cut(walk.cut(run));
                run = run.saturating_sub(count);
                walk.pass(count);
                pause.passed(count);
                continue;
            }
            let place = store.place::<N>(walk.column, walk.row);
            let corner = place.and_then(|place| store.coefficients.get_mut(place..));
            let corner = corner.unwrap_or(&mut none);
            let mut set = 0;
            run = self.first_block::<N>(&mut bits, corner, &mut set)?;
            if let Some(place) = store.sets.get_mut(walk.index as usize) {
                *place |= set;
            }
            if bits.overrun() {
                return Err(Error::Truncated);
            }
            walk.pass(1);
            pause.passed(1);
        }
        Ok(())
    }

    /// One block. How many blocks behind it have no coefficients in the band.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        reason = "the body of the innermost loop; a place is used as an index only when it is at most last, and \
                  grows by at most 128 before it is compared"
    )]
    fn first_block<const N: usize>(
        &self,
        bits: &mut Bits<'_>,
        corner: &mut [i16],
        set: &mut u64,
    ) -> Result<u32, Error> {
        let places = const { &Corner::<N>::PLACES };
        let mut place = self.first;
        while place <= self.last {
            if place > self.last_needed
                && let Some(leaps) = self.leaps
            {
                return self.skip(bits, leaps, place);
            }
            bits.refill();
            let step = self.table.step(bits);
            let (zeros, value) = if step.zeros() < Step::END {
                let value = bits.peek_value(step.code_bits(), step.bits() - step.code_bits());
                bits.skip(step.bits());
                (step.zeros(), value)
            } else if step.zeros() < Step::LONG {
                bits.skip(step.bits());
                return Ok(end_of_band(bits, step.zeros() - Step::END) - 1);
            } else {
                let (after, symbol) = self.table.symbol(*bits)?;
                *bits = after;
                let (zeros, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
                if size == 0 && zeros < 15 {
                    return Ok(end_of_band(bits, zeros) - 1);
                }
                bits.refill();
                let value = bits.peek_value(0, size);
                bits.skip(size);
                (zeros, value)
            };
            place += zeros;
            if place > self.last {
                return Err(Error::Damaged("a block has too many coefficients"));
            }
            let position = places[place & 63];
            if position != BEYOND
                && let Some(coefficient) = corner.get_mut(usize::from(position))
            {
                *coefficient = cut(value << self.low);
            }
            *set |= u64::from(value != 0) << place;
            place += 1;
        }
        Ok(0)
    }

    /// Passes the coefficients of a block from `place` on. How many blocks behind it have none in the band.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        reason = "the body of the innermost loop; place is at most 64 before each leap of at most 255"
    )]
    fn skip(&self, bits: &mut Bits<'_>, leaps: &[Leap; 4096], place: usize) -> Result<u32, Error> {
        // As if the band ended with the block.
        let mut place = place + (63 - self.last);
        while place < 64 {
            bits.refill();
            let leap = leap(leaps, bits);
            let next = place + leap.coefficients();
            if next <= 64 {
                bits.skip(leap.bits());
                place = next;
                continue;
            }
            if Leap::END < next && next <= Leap::END + 64 {
                bits.skip(leap.bits());
                return Ok(0);
            }
            let step = self.table.step(bits);
            let zeros = if step.zeros() < Step::LONG {
                bits.skip(step.bits());
                step.zeros()
            } else {
                let (after, symbol) = self.table.symbol(*bits)?;
                *bits = after;
                let (zeros, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
                if size == 0 && zeros < 15 {
                    Step::END + zeros
                } else {
                    bits.refill();
                    bits.skip(size);
                    zeros
                }
            };
            if zeros >= Step::END {
                return Ok(end_of_band(bits, zeros - Step::END) - 1);
            }
            place += zeros + 1;
            if place > 64 {
                return Err(Error::Damaged("a block has too many coefficients"));
            }
        }
        Ok(0)
    }

    /// A later scan of a band (T.81, G.1.2.3).
    fn refinement<const N: usize>(
        &self,
        mut bits: Bits<'_>,
        restart: u32,
        store: &mut Store,
    ) -> Result<(), Error> {
        let mut pause = Pause::new(restart);
        let mut walk = Walk::new(&store.part);
        // Takes the coefficients of blocks that are not kept.
        let mut none = [0; 64];
        let mut run = 0;
        while walk.index < walk.end {
            if pause.is_due() {
                bits = pause.restarted(bits)?;
                run = 0;
            }
            let place = store.place::<N>(walk.column, walk.row);
            let corner = place.and_then(|place| store.coefficients.get_mut(place..));
            let corner = corner.unwrap_or(&mut none);
            let set = store
                .sets
                .get_mut(walk.index as usize)
                .ok_or(Error::Damaged("a scan is out of place"))?;
            self.refine_block::<N>(&mut bits, corner, set, &mut run)?;
            if bits.overrun() {
                return Err(Error::Truncated);
            }
            walk.pass(1);
            pause.passed(1);
        }
        Ok(())
    }

    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        reason = "the body of the innermost loop; places are below 64 when used as an index or a shift"
    )]
    fn refine_block<const N: usize>(
        &self,
        bits: &mut Bits<'_>,
        corner: &mut [i16],
        set: &mut u64,
        run: &mut u32,
    ) -> Result<(), Error> {
        let places = const { &Corner::<N>::PLACES };
        let band = (u64::MAX << self.first) & (u64::MAX >> (63 - self.last));
        // What is left of the band.
        let mut rest = band;
        while *run == 0 && rest != 0 {
            if N < 8
                && rest & (*set | Corner::<N>::SET) == 0
                && let Some(leaps) = self.leaps
            {
                // Nothing is left to correct, and what changes matters to nobody: as in a first scan.
                *run = self.skip(bits, leaps, rest.trailing_zeros() as usize)?;
                return Ok(());
            }
            bits.refill();
            let step = self.table.step(bits);
            let (zeros, size) = if step.zeros() < Step::END {
                bits.skip(step.code_bits());
                (step.zeros(), step.bits() - step.code_bits())
            } else if step.zeros() < Step::LONG {
                bits.skip(step.bits());
                *run = end_of_band(bits, step.zeros() - Step::END);
                break;
            } else {
                let (after, symbol) = self.table.symbol(*bits)?;
                *bits = after;
                let (zeros, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
                if size == 0 && zeros < 15 {
                    *run = end_of_band(bits, zeros);
                    break;
                }
                bits.refill();
                (zeros, size)
            };
            if size > 1 {
                return Err(Error::Damaged("a refinement is more than one bit"));
            }
            // What is left of the refill: at least 56 bits less a code of 12.
            let value = if size == 0 {
                0
            } else if bits.take(1) >> 63 == 1 {
                1
            } else {
                -1
            };
            // Behind `zeros` coefficients that are zero and stay so comes the one that changes.
            let start = rest.trailing_zeros() as usize;
            let ahead = rest & (u64::MAX >> ((63 - start).saturating_sub(zeros)));
            let (place, passed) = if ahead & *set == 0 && start + zeros <= self.last {
                (start + zeros, 0)
            } else {
                let mut zero = rest & !*set;
                for _ in 0..zeros {
                    zero &= zero.wrapping_sub(1);
                }
                let place = zero.trailing_zeros() as usize;
                let passed = if place < 64 {
                    rest & ((1 << place) - 1) & *set
                } else {
                    rest & *set
                };
                (place, passed)
            };
            self.correct::<N>(bits, corner, passed);
            if place > 63 {
                if size == 1 {
                    return Err(Error::Damaged("a block has too many coefficients"));
                }
                return Ok(());
            }
            rest &= u64::MAX << place << 1;
            if size == 1 {
                let position = places[place];
                if position != BEYOND
                    && let Some(coefficient) = corner.get_mut(usize::from(position))
                {
                    *coefficient = cut(value << self.low);
                }
                *set |= 1 << place;
            }
        }
        if *run > 0 {
            bits.refill();
            self.correct::<N>(bits, corner, rest & *set);
            *run -= 1;
        }
        Ok(())
    }

    /// Reads a bit for each coefficient of the set, and makes those of the corner larger by it. At least 40 bits
    /// must be there.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        reason = "the body of the innermost loop; places are below 64; counts at most 63"
    )]
    fn correct<const N: usize>(&self, bits: &mut Bits<'_>, corner: &mut [i16], set: u64) {
        let places = const { &Corner::<N>::PLACES };
        let count = set.count_ones();
        let mut more = if count <= 40 {
            bits.take(count)
        } else {
            let first = u64::from(bits.read(32)) << 32;
            first | u64::from(bits.read(count - 32)) << (64 - count)
        };
        let mut set = set;
        // Behind the last one of the corner, the bits are only counted.
        while set & Corner::<N>::SET != 0 {
            let place = set.trailing_zeros() as usize;
            set &= set.wrapping_sub(1);
            let position = places[place & 63];
            if more >> 63 == 1
                && position != BEYOND
                && let Some(coefficient) = corner.get_mut(usize::from(position))
            {
                let step = cut(1 << self.low);
                *coefficient = if *coefficient < 0 {
                    coefficient.wrapping_sub(step)
                } else {
                    coefficient.wrapping_add(step)
                };
            }
            more <<= 1;
        }
    }
}

/// How many blocks, with this one, have no more coefficients in the band (T.81, G.1.2.2): 1 to 32,767.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a part of the innermost loop, so that the reader stays in registers; log is at most 14"
)]
fn end_of_band(bits: &mut Bits<'_>, log: usize) -> u32 {
    let log = log as u32 & 15;
    (1 << log) + bits.read(log)
}

/// Cut to 16 bits by intent: coefficients beyond them are in damaged files only.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::cast_possible_truncation,
    reason = "innermost; cut by intent"
)]
fn cut(value: i32) -> i16 {
    value as i16
}

/// The blocks of a component, in the order of a scan of it alone.
struct Walk {
    index: u32,
    end: u32,
    column: u32,
    row: u32,
    columns: u32,
}

#[expect(
    clippy::arithmetic_side_effects,
    reason = "a component has at most 8192 by 8192 blocks"
)]
impl Walk {
    fn new(part: &Part) -> Self {
        Self {
            index: 0,
            end: part.columns * part.rows,
            column: 0,
            row: 0,
            columns: part.columns,
        }
    }

    /// Not more than are left.
    fn cut(&self, count: u32) -> u32 {
        count.min(self.end - self.index)
    }

    #[inline]
    fn pass(&mut self, count: u32) {
        self.index += count;
        self.column += count;
        while self.column >= self.columns {
            self.column -= self.columns;
            self.row += 1;
        }
    }
}

/// Restart markers: how long until the next, and which.
struct Pause {
    interval: u32,
    left: u32,
    number: u8,
}

impl Pause {
    fn new(interval: u32) -> Self {
        Self {
            interval,
            left: interval,
            number: 0,
        }
    }

    #[inline]
    fn is_due(&self) -> bool {
        self.interval > 0 && self.left == 0
    }

    /// Not more than are left before a marker.
    fn cut(&self, count: u32) -> u32 {
        if self.interval > 0 {
            count.min(self.left)
        } else {
            count
        }
    }

    #[inline]
    fn passed(&mut self, count: u32) {
        self.left = self.left.saturating_sub(count);
    }

    /// By value, so that the address of the reader is never taken and it stays in registers.
    #[cold]
    #[inline(never)]
    fn restarted<'a>(&mut self, mut bits: Bits<'a>) -> Result<Bits<'a>, Error> {
        bits.restart(self.number & 7)?;
        self.number = self.number.wrapping_add(1);
        self.left = self.interval;
        Ok(bits)
    }
}
