//! The JPEGs that are the strips or tiles of a TIFF (TIFF Technical Note 2), to samples. What their components mean the
//! TIFF says.

use marble_jpeg::decode::{Decoder, MAX_SCANS, Scale};

use crate::error::{Error, plain};
use crate::geometry::Dimensions;
use crate::pixels::shrinks::Shrinks;

use super::storage::Storage;

/// What all JPEGs of a file have in common.
pub(super) struct Common {
    tables: Option<Vec<u8>>,
    /// What those of the first strip or tile may allocate at each scale, in bytes, or what is wrong with them.
    costs: Result<[u64; 4], Error>,
}

/// How JPEGs are decoded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan<'a> {
    scale: Scale,
    /// What the JPEGs of one strip or tile may allocate, in bytes.
    most: u64,
    tables: Option<&'a [u8]>,
}

/// The decoded JPEGs of one strip or tile.
pub(super) struct Jpegs {
    components: Vec<Component>,
    /// Rows that there are, and those of them that were taken.
    height: u32,
    taken: u32,
}

struct Component {
    samples: Vec<u8>,
    width: usize,
    across: Ratio,
    down: Ratio,
}

/// Samples for a number of pixels.
#[derive(Clone, Copy)]
struct Ratio {
    samples: u32,
    pixels: u32,
}

impl Common {
    /// `first` are the JPEGs of the first strip or tile, one for each plane.
    ///
    /// # Errors
    ///
    /// They did not come, or do not fit into memory. What is wrong with them is said when they are decoded.
    pub(super) fn new(
        tables: Option<Vec<u8>>,
        first: Result<Vec<&[u8]>, Error>,
    ) -> Result<Self, Error> {
        let costs = match first {
            Err(error @ (Error::Interrupted | Error::TooLarge(_))) => return Err(error),
            first => first.and_then(|first| costs(&first, tables.as_deref())),
        };
        Ok(Self { tables, costs })
    }

    /// Decodes as large as is needed, and what allocates no more than the first.
    pub(super) fn plan(&self, shrinks: &Shrinks) -> Result<Plan<'_>, Error> {
        let [full, half, quarter, eighth] = self.costs.clone()?;
        // The largest scale at which each box of pixels still has a sample of its own.
        let (scale, most) = match shrinks.smallest_side() {
            8.. => (Scale::Eighth, eighth),
            4.. => (Scale::Quarter, quarter),
            2.. => (Scale::Half, half),
            _ => (Scale::Full, full),
        };
        Ok(Plan {
            scale,
            most,
            tables: self.tables.as_deref(),
        })
    }

    /// What it holds and what decoding allocates, in bytes.
    pub(super) fn cost(&self, shrinks: &Shrinks) -> u64 {
        let tables = self.tables.as_ref().map_or(0, Vec::len);
        // What cannot be read is refused when it is decoded.
        let most = self.plan(shrinks).map_or(0, |plan| plan.most);
        most.saturating_add(tables as u64)
    }
}

impl Plan<'_> {
    /// Where there are none.
    pub(super) const NONE: Self = Self {
        scale: Scale::Full,
        most: 0,
        tables: None,
    };
}

impl Jpegs {
    /// `packed` are those of each plane, `size` the dimensions of the strip or tile.
    pub(super) fn decode(
        packed: &[&[u8]],
        storage: &Storage,
        size: Dimensions,
        plan: Plan<'_>,
    ) -> Result<Self, Error> {
        let mut components = Vec::new();
        let mut height = size.height;
        let mut cost = 0_u64;
        for packed in packed {
            let decoder = open(packed, plan.tables)?;
            let header = decoder.header();
            if header.width != size.width
                || header.height > size.height
                || header.sampling.len() != storage.together()
            {
                return Err(Error::damaged(
                    "a JPEG in it has other dimensions or components than its strip or tile",
                ));
            }
            height = height.min(header.height);
            cost = cost.saturating_add(decoder.cost(plan.scale, None));
            if cost > plan.most {
                return Err(Error::damaged("a JPEG in it is larger than the first"));
            }
            let sampling = header.sampling.clone();
            let widest = sampling.iter().map(|it| it.horizontal).max().unwrap_or(1);
            let highest = sampling.iter().map(|it| it.vertical).max().unwrap_or(1);
            let scale = scale(plan.scale);
            let planes = decoder.decode(plan.scale, None, MAX_SCANS);
            let planes = planes.map_err(refuse)?.planes;
            for (plane, sampling) in planes.planes.into_iter().zip(sampling) {
                let ratio = |samples: u8, pixels: u8| Ratio {
                    samples: samples.into(),
                    pixels: u32::from(pixels).saturating_mul(scale),
                };
                components.push(Component {
                    samples: plane.samples,
                    width: plane.width as usize,
                    across: ratio(sampling.horizontal, widest),
                    down: ratio(sampling.vertical, highest),
                });
            }
        }
        Ok(Self {
            components,
            height,
            taken: 0,
        })
    }

    /// The next row of all components, pixel by pixel.
    pub(super) fn next_samples(&mut self, samples: &mut [u16]) -> Result<(), Error> {
        if self.taken >= self.height {
            return Err(Error::damaged("a strip or tile ends before its pixels"));
        }
        let count = self.components.len();
        for (number, component) in self.components.iter().enumerate() {
            let pixels = samples.iter_mut().skip(number).step_by(count.max(1));
            component.put_row(self.taken, pixels);
        }
        self.taken = self.taken.saturating_add(1);
        Ok(())
    }
}

impl Component {
    /// The samples for the pixels of a row. Where there is one for two pixels, the next nearest weighs a third of the
    /// nearest in each direction, as in libjpeg ("fancy upsampling").
    fn put_row<'a>(&self, y: u32, pixels: impl Iterator<Item = &'a mut u16>) {
        let [near, far] = self.down.nearest(y).map(|y| self.row(y));
        let sample = |row: &[u8], x: usize| {
            let sample = row.get(x).or(row.last()).copied();
            u16::from(sample.unwrap_or_default())
        };
        if !self.across.is_half() && !self.down.is_half() {
            for (x, pixel) in (0..).zip(pixels) {
                *pixel = sample(near, self.across.sample(x));
            }
            return;
        }
        #[expect(clippy::arithmetic_side_effects, reason = "16 bytes fit")]
        for (x, pixel) in (0..).zip(pixels) {
            let [nearest, next] = self.across.nearest(x);
            let of_row = |row: &[u8]| 3 * sample(row, nearest) + sample(row, next);
            *pixel = (3 * of_row(near) + of_row(far) + 8) >> 4;
        }
    }

    fn row(&self, y: usize) -> &[u8] {
        let mut rows = self.samples.chunks_exact(self.width.max(1));
        let last = rows.len().saturating_sub(1);
        rows.nth(y.min(last)).unwrap_or_default()
    }
}

impl Ratio {
    /// The sample that a pixel lies in.
    fn sample(self, pixel: u32) -> usize {
        let sample = pixel.saturating_mul(self.samples).checked_div(self.pixels);
        sample.unwrap_or_default() as usize
    }

    /// Whether there is one sample for two pixels.
    fn is_half(self) -> bool {
        self.pixels == self.samples.saturating_mul(2)
    }

    /// The two samples nearest to a pixel; twice the same where it is not between two.
    fn nearest(self, pixel: u32) -> [usize; 2] {
        let sample = self.sample(pixel);
        let next = match pixel % 2 {
            _ if !self.is_half() => sample,
            0 => sample.saturating_sub(1),
            _ => sample.saturating_add(1),
        };
        [sample, next]
    }
}

/// What JPEGs allocate at each scale, in bytes.
fn costs(packed: &[&[u8]], tables: Option<&[u8]>) -> Result<[u64; 4], Error> {
    let mut costs = [0_u64; 4];
    for packed in packed {
        let decoder = open(packed, tables)?;
        let scales = [Scale::Full, Scale::Half, Scale::Quarter, Scale::Eighth];
        for (cost, scale) in costs.iter_mut().zip(scales) {
            *cost = cost.saturating_add(decoder.cost(scale, None));
        }
    }
    Ok(costs)
}

fn open<'a>(packed: &'a [u8], tables: Option<&'a [u8]>) -> Result<Decoder<'a>, Error> {
    match tables {
        Some(tables) => Decoder::with_tables(tables, packed),
        None => Decoder::new(packed),
    }
    .map_err(refuse)
}

fn scale(scale: Scale) -> u32 {
    match scale {
        Scale::Full => 1,
        Scale::Half => 2,
        Scale::Quarter => 4,
        Scale::Eighth => 8,
    }
}

fn refuse(error: marble_jpeg::Error) -> Error {
    match error {
        // It is here, so nothing interrupts it, and all scans are allowed.
        marble_jpeg::Error::Interrupted
        | marble_jpeg::Error::Invalid(_)
        | marble_jpeg::Error::OutOfMemory
        | marble_jpeg::Error::TooManyScans => Error::internal(error),
        marble_jpeg::Error::Unsupported(_) => {
            Error::Unsupported(format!("expected another JPEG in it: {}", plain(&error)))
        }
        marble_jpeg::Error::Damaged(_) | marble_jpeg::Error::Truncated => {
            Error::Damaged(format!("a JPEG in it: {}", plain(&error)))
        }
    }
}
