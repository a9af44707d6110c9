//! A PNG: its header, and its pixels as they come.

use std::io::Cursor;

use image::metadata::Orientation;
use png::{CodingIndependentCodePoints, ColorType};

use crate::color::icc::Named;
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::limits::Limits;
use crate::original::rows::Original;
use crate::pixels::box_filter::{Line, Shrunk};
use crate::pixels::orientation::from_exif;
use crate::pixels::picture::{Layout, profile_fits};
use crate::pixels::shrinks::{Shrinking, Shrinks};
use crate::progress::Progress;
use crate::work::Work;

use super::chunks::before_pixels;
use super::error::refuse;
use super::expand::Expand;
use super::inflate::Inflate;
use super::lines::{lines, passes};
use super::metadata::metadata;
use super::unfilter::{PADDING, unfilter};

/// What compressed metadata may become, in bytes: beyond it such a chunk is a bomb.
const METADATA_BYTES: usize = 16 << 20;

/// A PNG whose header was read and whose pixels were not.
pub(super) struct File<'a, 'b> {
    layout: Layout,
    /// Whether its colours are those of a palette.
    has_palette: bool,
    orientation: Orientation,
    /// Dimensions as stored, before the orientation is applied.
    stored: Dimensions,
    interlaced: bool,
    bits_per_pixel: usize,
    expand: Expand,
    input: &'a mut Input<'b>,
    profile: Option<Vec<u8>>,
}

/// The colours of a chunk `cICP`, which go before what a profile says: those of pictures in full range, without luma.
fn named(numbers: CodingIndependentCodePoints) -> Option<Named> {
    let is_rgb = numbers.matrix_coefficients == 0 && numbers.is_video_full_range_image;
    let named = Named::new(numbers.color_primaries, numbers.transfer_function);
    named.filter(|_| is_rgb)
}

/// Length of a row of so many pixels, without its filter.
fn row_bytes(bits_per_pixel: usize, pixels: u32) -> usize {
    let bits = (pixels as usize).saturating_mul(bits_per_pixel);
    bits.div_ceil(8)
}

/// Two rows of bytes, this one and the one above, each with its padding.
struct Rows {
    bits_per_pixel: usize,
    above: Vec<u8>,
    row: Vec<u8>,
}

impl<'a, 'b> File<'a, 'b> {
    /// Reads what stands before the pixels, and holds it against the limits that need no plan.
    pub(super) fn open(input: &'a mut Input<'b>, limits: &Limits) -> Result<Self, Error> {
        let png = before_pixels(input)?;
        let bounds = |bytes| png::Limits { bytes };
        let mut decoder = png::Decoder::new_with_limits(Cursor::new(png), bounds(METADATA_BYTES));
        decoder.set_ignore_text_chunk(true);
        let header = decoder.read_header_info().map_err(|error| refuse(&error))?;
        let (width, height) = header.size();
        let stored = Dimensions { width, height };
        limits.check_pixels(stored)?;
        // A row counts too, though none is read there: four samples of 16 bits a pixel at most.
        let row = (width as usize).saturating_mul(8);
        decoder.set_limits(bounds(METADATA_BYTES.saturating_add(row)));
        let reader = decoder.read_info().map_err(|error| refuse(&error))?;
        let info = reader.info();
        let layout = Expand::layout(info);
        let profile = match info.coding_independent_code_points.and_then(named) {
            Some(Named::Srgb) => None,
            Some(Named::Profile(profile)) => Some(profile),
            None => info.icc_profile.as_deref(),
        };
        let profile = profile.filter(|profile| profile_fits(profile, layout));
        let bits = info.bit_depth as usize;
        Ok(Self {
            layout,
            has_palette: info.color_type == ColorType::Indexed,
            // As in sharp: what stands behind the pixels (third edition, 5.6) does not turn them.
            orientation: from_exif(metadata(png).exif.as_deref()),
            stored,
            interlaced: info.interlaced,
            bits_per_pixel: bits.saturating_mul(info.color_type.samples()),
            expand: Expand::new(info)?,
            profile: profile.map(<[u8]>::to_vec),
            input,
        })
    }

    fn row_bytes(&self, pixels: u32) -> usize {
        row_bytes(self.bits_per_pixel, pixels)
    }

    /// Length of all rows, with their filters.
    fn bytes(&self) -> u64 {
        let passes = passes(self.stored, self.interlaced).filter(|pass| pass.width > 0);
        passes.fold(0, |sum: u64, pass| {
            let row = (self.row_bytes(pass.width) as u64).saturating_add(1);
            sum.saturating_add(row.saturating_mul(pass.height.into()))
        })
    }
}

impl Original for File<'_, '_> {
    fn size(&self) -> Dimensions {
        self.stored
    }

    fn orientation(&self) -> Orientation {
        self.orientation
    }

    fn held(&self) -> Option<u64> {
        Some(self.input.held(0))
    }

    fn layout(&self) -> Layout {
        self.layout
    }

    fn profile_bytes(&self) -> u64 {
        self.profile.as_ref().map_or(0, Vec::len) as u64
    }

    fn has_palette(&self) -> bool {
        self.has_palette
    }

    fn cost(&self, shrinks: &Shrinks) -> u64 {
        // Two rows as they are stored, and one of pixels.
        let stored = (self.row_bytes(self.stored.width) as u64).saturating_mul(2);
        let pixels = self.expand.cost(self.layout, self.stored.width) as u64;
        stored
            .saturating_add(pixels)
            .saturating_add(Shrinking::cost(shrinks, self.layout, self.interlaced))
    }

    fn work(&self, shrinks: &Shrinks) -> Work {
        /// Nanoseconds for a byte of the file, as measured: inflated.
        const COMPRESSED: f64 = 9.0;
        /// Nanoseconds for a byte of the rows, as measured: unfiltered.
        const BYTE: f64 = 1.0;
        /// Nanoseconds for a pixel, as measured: expanded, and taken into a box.
        const PIXEL: f64 = 3.0;
        // Rows below the window are not read, where they come in order.
        let rows = if self.interlaced {
            self.stored.height
        } else {
            shrinks.rows.end.min(self.stored.height)
        };
        let row = (self.row_bytes(self.stored.width) as u64).saturating_add(1);
        let pixels = u64::from(self.stored.width).saturating_mul(rows.into());
        let bytes = row.saturating_mul(rows.into());
        // A file may hold much that is no picture.
        let compressed = bytes.min(self.input.length());
        Work::of(compressed, COMPRESSED) + Work::of(bytes, BYTE) + Work::of(pixels, PIXEL)
    }

    fn decode(
        self: Box<Self>,
        shrinks: &Shrinks,
        progress: &dyn Progress,
    ) -> Result<Vec<Shrunk>, Error> {
        let mut boxes = Shrinking::new(shrinks, self.layout, self.interlaced, progress);
        let bytes = self.bytes();
        let mut inflate = Inflate::new(self.input, bytes);
        let mut rows = Rows::new(self.bits_per_pixel, self.stored.width);
        let mut pixels = Vec::with_capacity(self.expand.cost(self.layout, self.stored.width));
        let needed = |line: &Line| self.interlaced || line.y < shrinks.rows.end;
        let mut all = true;
        for line in lines(self.stored, self.interlaced) {
            if !needed(&line) {
                all = false;
                break;
            }
            let row = rows.next(&line, &mut inflate)?;
            if line.y >= shrinks.rows.start {
                boxes.add(&line, self.expand.row(self.layout, row, &mut pixels))?;
            }
        }
        if all {
            inflate.finish()?;
        }
        boxes.finish(self.profile)
    }
}

impl Rows {
    fn new(bits_per_pixel: usize, width: u32) -> Self {
        let padded = row_bytes(bits_per_pixel, width).saturating_add(PADDING);
        Self {
            bits_per_pixel,
            above: vec![0; padded],
            row: vec![0; padded],
        }
    }

    /// Reads the bytes of a line.
    fn next(&mut self, line: &Line, inflate: &mut Inflate<'_, '_>) -> Result<&[u8], Error> {
        std::mem::swap(&mut self.above, &mut self.row);
        if line.first {
            self.above.fill(0);
        }
        let bytes = row_bytes(self.bits_per_pixel, line.pixels);
        let padded = bytes.saturating_add(PADDING);
        let row = self.row.get_mut(..padded).unwrap_or_default();
        let above = self.above.get(..padded).unwrap_or_default();
        let mut filter = [0];
        inflate.read(&mut filter)?;
        inflate.read(row.get_mut(..bytes).unwrap_or_default())?;
        let [filter] = filter;
        unfilter(filter, self.bits_per_pixel.div_ceil(8), above, row)?;
        Ok(row.get(..bytes).unwrap_or_default())
    }
}
