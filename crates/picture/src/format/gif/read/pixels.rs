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
    /// Whether the file ends inside of these.
    pub(super) truncated: bool,
}

/// Of a file without any: black and white, as libnsgif has them. In Chrome, all is black.
const NO_PALETTE: &[u8] = &[0, 0, 0, 255, 255, 255];

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
    /// is there, and so do pixels that the frame ends without.
    fn draw(&self, size: Dimensions, below: &mut Below<'_>) -> Result<(), Error> {
        let colors = self.colors();
        let mut indices = vec![0; size.width as usize];
        let mut inflate = Inflate::new(self)?;
        let mut is_empty = true;
        for y in self.places(size.height) {
            let y = y as usize;
            if !self.interlaced && y >= below.count() {
                break;
            }
            let filled = inflate.fill(&mut indices)?;
            let found = indices.get(..filled).unwrap_or_default();
            if y < below.count()
                && let Some(row) = below.row(y)
            {
                for (pixel, index) in row.iter_mut().zip(found) {
                    let color = colors.get(usize::from(*index));
                    if let Some(color) = color.filter(|color| color[3] > 0) {
                        *pixel = *color;
                    }
                }
            }
            is_empty &= filled == 0;
            if filled < indices.len() {
                return self.ended(is_empty);
            }
        }
        Ok(())
    }
}

impl Pixels<'_> {
    /// Whether a frame may have too few pixels: where its file goes on behind it, it has those that it has, as in browsers
    /// and sharp. None at all is no picture there, either.
    fn ended(&self, is_empty: bool) -> Result<(), Error> {
        match (self.truncated, is_empty) {
            (true, _) => Err(Error::damaged("the file ends inside a frame")),
            (false, true) => Err(Error::damaged("a frame has no pixels")),
            (false, false) => Ok(()),
        }
    }

    fn colors(&self) -> Box<[[u8; 4]; 256]> {
        // What a palette does not name is not drawn; where there is no palette, it is black.
        let other = if self.palette.is_some() { 0 } else { u8::MAX };
        let palette = self.palette.unwrap_or(NO_PALETTE);
        let mut colors = Box::new([[0, 0, 0, other]; 256]);
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
        colors
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

    /// Fills a row, or as much of it as there is; says how much.
    fn fill(&mut self, row: &mut [u8]) -> Result<usize, Error> {
        let (mut idle, mut filled) = (0, 0_usize);
        while let Some(empty) = row.get_mut(filled..).filter(|it| !it.is_empty()) {
            if self.block.is_empty() {
                self.next_block();
            }
            let step = self.decoder.decode_bytes(self.block, empty);
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
                break;
            }
            self.block = self.block.get(step.consumed_in..).unwrap_or_default();
            filled = filled.saturating_add(step.consumed_out);
        }
        Ok(filled)
    }

    fn next_block(&mut self) {
        if let Some((length, behind)) = self.rest.split_first() {
            // Where the file ends inside of it, there is less.
            let block = behind.split_at_checked(usize::from(*length));
            (self.block, self.rest) = block.unwrap_or((behind, &[]));
        }
    }
}
