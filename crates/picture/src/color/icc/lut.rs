//! Tables of many dimensions, from the colours of a device to those of the connection space: the types `lut8Type`,
//! `lut16Type` and `lutAToBType` (ICC.1:2022, 10.10 to 10.12). The tables stay in the profile.

use super::curve::{Curve, place, unit};
use super::tags::{fixed, number};

/// Channels of a device: grey, red, green and blue, or four inks.
pub(super) const MOST_CHANNELS: usize = 4;

/// A curve a channel, a grid, curves, a matrix, curves: any of them may be missing but the last.
pub(super) struct Lut<'a> {
    /// Of all bytes, a channel.
    inputs: Vec<[f32; 256]>,
    grid: Option<Grid<'a>>,
    middle: Option<Middle<'a>>,
    outputs: [Curve<'a>; 3],
    /// Whether 65,280 of 65,535 is what 1 is elsewhere, where the connection space is Lab.
    pub(super) is_legacy: bool,
}

struct Middle<'a> {
    curves: [Curve<'a>; 3],
    /// Nine factors, row by row, and three summands.
    matrix: [f32; 12],
}

/// A grid of colours.
struct Grid<'a> {
    /// Points of each side and how far they are apart, in colours.
    sides: Vec<(usize, usize)>,
    /// Three numbers a colour.
    colors: Colors<'a>,
}

/// The way to the next point of a side.
#[derive(Clone, Copy, Default)]
struct Step {
    /// How far it is in the table, in colours.
    apart: usize,
    /// The part of it that is gone, from 0 to 1.
    part: f32,
}

enum Colors<'a> {
    Bytes(&'a [[u8; 3]]),
    Words(&'a [[u8; 6]]),
}

impl<'a> Lut<'a> {
    /// Reads a tag `A2B0` or `A2B1` for a device of so many channels.
    pub(super) fn parse(tag: &'a [u8], channels: usize) -> Option<Self> {
        let &[inputs, 3, points, ..] = tag.get(8..)? else {
            return None;
        };
        if usize::from(inputs) != channels || channels > MOST_CHANNELS {
            return None;
        }
        match tag.first_chunk()? {
            b"mft1" => Self::parse_tables(tag.get(48..)?, channels, points, None),
            b"mft2" => {
                let entries = |at: usize| {
                    let entries = tag.get(at..)?.first_chunk()?;
                    Some(usize::from(u16::from_be_bytes(*entries))).filter(|it| *it >= 2)
                };
                let entries = (entries(48)?, entries(50)?);
                Self::parse_tables(tag.get(52..)?, channels, points, Some(entries))
            }
            b"mAB " => Self::parse_elements(tag, channels),
            _ => None,
        }
    }

    /// Tables of one kind behind each other: 256 bytes for each channel, or so many words for each input and output.
    fn parse_tables(
        tables: &'a [u8],
        channels: usize,
        points: u8,
        words: Option<(usize, usize)>,
    ) -> Option<Self> {
        let (ins, outs) = words.unwrap_or((256, 256));
        let width = if words.is_some() { 2_usize } else { 1 };
        let curve = |bytes: &'a [u8]| match words {
            Some(_) => Curve::Words(bytes.as_chunks::<2>().0),
            None => Curve::Bytes(bytes),
        };
        let bytes = |entries: usize| entries.checked_mul(width);
        let (first, rest) = tables.split_at_checked(bytes(ins)?.checked_mul(channels)?)?;
        let inputs = first.chunks_exact(bytes(ins)?);
        let inputs = inputs.map(|table| curve(table).of_bytes()).collect();
        let points = vec![usize::from(points); channels];
        let (grid, rest) = Grid::parse(&points, rest, words.is_some())?;
        let (last, _) = rest.split_at_checked(bytes(outs)?.checked_mul(3)?)?;
        let mut last = last.chunks_exact(bytes(outs)?).map(curve);
        Some(Self {
            inputs,
            grid: Some(grid),
            middle: None,
            outputs: [last.next()?, last.next()?, last.next()?],
            is_legacy: words.is_some(),
        })
    }

    /// Elements that are found by their offsets, each of them optional but the last curves.
    fn parse_elements(tag: &'a [u8], channels: usize) -> Option<Self> {
        let element = |at: usize| match number(tag, at)? {
            0 => Some(None),
            offset => Some(Some(tag.get(offset..)?)),
        };
        let outputs = three_curves(element(12)??)?;
        let matrix = element(16)?;
        let middle = match element(20)? {
            Some(curves) => Some(Middle {
                curves: three_curves(curves)?,
                matrix: fixed(matrix?)?,
            }),
            None => None,
        };
        let (grid, inputs) = match (element(24)?, element(28)?) {
            (Some(grid), Some(curves)) => {
                let points: Vec<usize> = grid
                    .get(..channels)?
                    .iter()
                    .map(|it| (*it).into())
                    .collect();
                let deep = match grid.get(16)? {
                    1 => false,
                    2 => true,
                    _ => return None,
                };
                let (grid, _) = Grid::parse(&points, grid.get(20..)?, deep)?;
                (Some(grid), tabulated(curves, channels)?)
            }
            (None, _) if channels == 3 => (None, vec![Curve::Gamma(1.0).of_bytes(); channels]),
            _ => return None,
        };
        Some(Self {
            inputs,
            grid,
            middle,
            outputs,
            is_legacy: false,
        })
    }

    /// Channels of the device.
    pub(super) fn channels(&self) -> usize {
        self.inputs.len()
    }

    /// What becomes of a colour of the device: three numbers from 0 to 1.
    pub(super) fn at(&self, device: &[u8]) -> [f32; 3] {
        let mut values = [0.0; MOST_CHANNELS];
        for ((byte, table), value) in device.iter().zip(&self.inputs).zip(&mut values) {
            *value = table.get(usize::from(*byte)).copied().unwrap_or_default();
        }
        let mut color = match &self.grid {
            Some(grid) => grid.at(values),
            None => [values[0], values[1], values[2]],
        };
        if let Some(middle) = &self.middle {
            color = middle.at(color);
        }
        let mut outputs = self.outputs.iter();
        color.map(|value| outputs.next().map_or(value, |curve| curve.at(value)))
    }
}

impl Middle<'_> {
    fn at(&self, color: [f32; 3]) -> [f32; 3] {
        let mut curves = self.curves.iter();
        let [x, y, z] = color.map(|value| curves.next().map_or(value, |curve| curve.at(value)));
        let [e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12] = self.matrix;
        [
            e1 * x + e2 * y + e3 * z + e10,
            e4 * x + e5 * y + e6 * z + e11,
            e7 * x + e8 * y + e9 * z + e12,
        ]
        .map(unit)
    }
}

impl<'a> Grid<'a> {
    /// A grid of so many points a side, the last one being the nearest in the table, and what stands behind it.
    fn parse(points: &[usize], bytes: &'a [u8], deep: bool) -> Option<(Self, &'a [u8])> {
        let mut sides = Vec::with_capacity(points.len());
        let mut colors = 1_usize;
        for points in points.iter().rev() {
            if *points == 0 {
                return None;
            }
            sides.push((*points, colors));
            colors = colors.checked_mul(*points)?;
        }
        sides.reverse();
        let width = if deep { 6 } else { 3 };
        let (table, rest) = bytes.split_at_checked(colors.checked_mul(width)?)?;
        let colors = if deep {
            Colors::Words(table.as_chunks().0)
        } else {
            Colors::Bytes(table.as_chunks().0)
        };
        Some((Self { sides, colors }, rest))
    }

    /// Between the points of the grid: along the first of four sides, and in the tetrahedron of the other three, as
    /// Little CMS does.
    fn at(&self, values: [f32; MOST_CHANNELS]) -> [f32; 3] {
        let mut base = 0_usize;
        let mut steps = [Step::default(); MOST_CHANNELS];
        for (((points, apart), value), step) in self.sides.iter().zip(values).zip(&mut steps) {
            let (low, part) = place(value, *points);
            base = base.saturating_add(low.saturating_mul(*apart));
            *step = Step {
                apart: *apart,
                part,
            };
        }
        let [first, second, third, fourth] = steps;
        if self.sides.len() < MOST_CHANNELS {
            self.in_tetrahedron(base, Step::default(), [first, second, third])
        } else {
            self.in_tetrahedron(base, first, [second, third, fourth])
        }
    }

    /// From the nearest point to the farthest one along the longest step first, each point with its weight, and each
    /// on its way along the step `along`.
    fn in_tetrahedron(&self, base: usize, along: Step, steps: [Step; 3]) -> [f32; 3] {
        let [one, other, third] = steps;
        let (one, other) = in_order(one, other);
        let (other, third) = in_order(other, third);
        let (one, other) = in_order(one, other);
        let mut sum = [0.0; 3];
        let mut add = |at: usize, weight: f32| {
            // At the end of a side there is no next point, and none is needed.
            if weight > 0.0 {
                let mut color = self.colors.get(at);
                if along.part > 0.0 {
                    let far = self.colors.get(at.saturating_add(along.apart));
                    for (near, far) in color.iter_mut().zip(far) {
                        *near += (far - *near) * along.part;
                    }
                }
                for (sum, value) in sum.iter_mut().zip(color) {
                    *sum += value * weight;
                }
            }
        };
        let (mut at, mut rest) = (base, 1.0);
        for step in [one, other, third] {
            add(at, rest - step.part);
            at = at.saturating_add(step.apart);
            rest = step.part;
        }
        add(at, rest);
        sum
    }
}

/// The longer one first.
fn in_order(one: Step, other: Step) -> (Step, Step) {
    if one.part < other.part {
        (other, one)
    } else {
        (one, other)
    }
}

impl Colors<'_> {
    fn get(&self, at: usize) -> [f32; 3] {
        match self {
            Self::Bytes(colors) => {
                let color = colors.get(at).copied().unwrap_or_default();
                color.map(|byte| f32::from(byte) * (1.0 / 255.0))
            }
            Self::Words(colors) => {
                let [x1, x0, y1, y0, z1, z0] = colors.get(at).copied().unwrap_or_default();
                let word = |bytes| f32::from(u16::from_be_bytes(bytes)) * (1.0 / 65_535.0);
                [word([x1, x0]), word([y1, y0]), word([z1, z0])]
            }
        }
    }
}

/// Curves that stand behind each other, each at a multiple of four.
fn curves(mut bytes: &[u8], count: usize) -> Option<Vec<Curve<'_>>> {
    let mut curves = Vec::with_capacity(count);
    for _ in 0..count {
        let (curve, length) = Curve::parse(bytes)?;
        curves.push(curve);
        bytes = bytes.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    Some(curves)
}

fn three_curves(bytes: &[u8]) -> Option<[Curve<'_>; 3]> {
    curves(bytes, 3)?.try_into().ok()
}

fn tabulated(bytes: &[u8], count: usize) -> Option<Vec<[f32; 256]>> {
    let curves = curves(bytes, count)?;
    Some(curves.iter().map(Curve::of_bytes).collect())
}
