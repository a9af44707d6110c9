//! The indices of a frame, row by row.

use weezl::decode::Decoder;
use weezl::{BitOrder, LzwStatus};

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::original::frames::{self, Below};
use crate::work::Work;

/// The indices of a frame, not decoded yet.
pub(super) struct Pixels<'a> {
    pub(super) palette: Option<&'a [u8]>,
    pub(super) transparent: Option<u8>,
    pub(super) interlaced: bool,
    /// Bits of an index.
    pub(super) code_size: u8,
    /// What is compressed, in sub-blocks.
    pub(super) data: &'a [u8],
}

impl frames::Pixels for Pixels<'_> {
    /// A row.
    fn cost(&self, size: Dimensions) -> u64 {
        size.width.into()
    }

    fn work(&self, size: Dimensions) -> Work {
        /// Nanoseconds for a pixel, as measured; and for a byte, of which a frame may have too many.
        const PIXEL: f64 = 6.0;
        const BYTE: f64 = 4.0;
        Work::of(size.pixels(), PIXEL) + Work::of(self.data.len() as u64, BYTE)
    }

    /// From the top down or as the rows are interlaced, as far as they lie on the canvas. A colour of alpha 0 leaves what
    /// is there.
    fn draw(&self, size: Dimensions, below: &mut Below<'_>) -> Result<(), Error> {
        let colors = self.colors()?;
        let mut indices = vec![0; size.width as usize];
        let mut inflate = Inflate::new(self)?;
        for y in self.places(size.height) {
            let y = y as usize;
            if !self.interlaced && y >= below.count() {
                break;
            }
            inflate.fill(&mut indices)?;
            if y < below.count()
                && let Some(row) = below.row(y)
            {
                for (pixel, index) in row.iter_mut().zip(&indices) {
                    let color = colors.get(usize::from(*index));
                    if let Some(color) = color.filter(|color| color[3] > 0) {
                        *pixel = *color;
                    }
                }
            }
        }
        Ok(())
    }
}

impl Pixels<'_> {
    fn colors(&self) -> Result<Box<[[u8; 4]; 256]>, Error> {
        let palette = self.palette;
        let palette = palette.ok_or_else(|| Error::Damaged("the palette is missing".into()))?;
        let mut colors = Box::new([[0; 4]; 256]);
        let known = palette.as_chunks::<3>().0.iter();
        for (place, [red, green, blue]) in colors.iter_mut().zip(known) {
            *place = [*red, *green, *blue, u8::MAX];
        }
        if let Some(place) = self
            .transparent
            .and_then(|it| colors.get_mut(usize::from(it)))
        {
            *place = [0; 4];
        }
        Ok(colors)
    }

    /// Where the rows lie (Appendix E).
    fn places(&self, height: u32) -> impl Iterator<Item = u32> {
        let passes: &[(u32, usize)] = if self.interlaced {
            &[(0, 8), (4, 8), (2, 4), (1, 2)]
        } else {
            &[(0, 1)]
        };
        let passes = passes.iter();
        passes.flat_map(move |(first, step)| (*first..height).step_by(*step))
    }
}

/// More codes than the decoder holds back: 64 bits.
const WAITING_CODES: u32 = 64;

/// Sub-blocks to indices.
struct Inflate<'a> {
    decoder: Decoder,
    block: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Inflate<'a> {
    fn new(pixels: &Pixels<'a>) -> Result<Self, Error> {
        if !(1..=11).contains(&pixels.code_size) {
            let size = pixels.code_size;
            return Err(Error::Damaged(format!("indices of {size} bits")));
        }
        Ok(Self {
            decoder: Decoder::new(BitOrder::Lsb, pixels.code_size),
            block: &[],
            rest: pixels.data,
        })
    }

    /// Fills a row.
    fn fill(&mut self, mut row: &mut [u8]) -> Result<(), Error> {
        let mut idle = 0;
        while !row.is_empty() {
            if self.block.is_empty() {
                self.next_block();
            }
            let step = self.decoder.decode_bytes(self.block, row);
            // Without a byte read or written, one of the codes that are waiting may have been taken.
            let moved = step.consumed_in > 0 || step.consumed_out > 0;
            idle = if moved {
                0
            } else {
                u32::saturating_add(idle, 1)
            };
            let ended = match step.status {
                Ok(LzwStatus::Done) => step.consumed_out == 0,
                Ok(LzwStatus::NoProgress | LzwStatus::Ok) => idle > WAITING_CODES,
                Err(_) => return Err(Error::damaged("a frame cannot be decoded")),
            };
            if ended {
                return Err(Error::damaged("a frame has too few pixels"));
            }
            self.block = self.block.get(step.consumed_in..).unwrap_or_default();
            row = row.get_mut(step.consumed_out..).unwrap_or_default();
        }
        Ok(())
    }

    fn next_block(&mut self) {
        if let Some((length, behind)) = self.rest.split_first()
            && let Some((block, behind)) = behind.split_at_checked(usize::from(*length))
        {
            (self.block, self.rest) = (block, behind);
        }
    }
}
