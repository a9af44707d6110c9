//! Pixels to the mean of their box, while lines come in the order of the file.

use crate::color::range::Range;
use crate::error::Error;
use crate::geometry::{Area, Dimensions};

use super::alpha;
use super::light::{self, Curve, Domain};
use super::picture::{Layout, Picture};
use super::resample::row_scaler::{self, RowScaler};
use super::shrink::Shrink;
use crate::progress::Progress;

/// Pixels of one row that are stored together, evenly spaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) y: u32,
    /// Where the first pixel lies.
    pub(crate) left: u32,
    /// How far each pixel is from the next.
    pub(crate) step: u32,
    /// How many there are.
    pub(crate) pixels: u32,
    /// Whether it begins a pass of a PNG: there is no row above.
    pub(crate) first: bool,
}

/// A picture while it is shrunk.
pub(crate) struct Boxes<'a> {
    interlaced: bool,
    layout: Layout,
    progress: &'a dyn Progress,
    /// Of a sequential picture those that are done, where they are not scaled; of an interlaced one that is not shrunk all.
    pixels: Vec<u8>,
    /// What scales the rows that are done.
    scaler: Option<RowScaler>,
    is_translucent: bool,
    shrink: Shrink,
    /// One for each sample: of the row of boxes at work, or of all rows where lines come interlaced. With alpha,
    /// colours are weighed with it, and it with 255; where they are light, it is 65,535 at most, as they are.
    sums: Vec<u32>,
}

/// How the shrunk picture is scaled while its rows come.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scaling {
    /// What is kept of it.
    pub(crate) area: Area,
    pub(crate) size: Dimensions,
}

/// What becomes of a picture.
pub(crate) struct Shrunk {
    /// Shrunk, and scaled where that was asked for, alpha multiplied in.
    pub(crate) picture: Picture,
    /// Whether any shrunk pixel is not opaque.
    pub(crate) is_translucent: bool,
}

/// Which pixels of a line lie in the window.
struct Columns {
    /// How many lie before it.
    before: usize,
    count: usize,
    /// Where the first one lies, from the left edge of the window.
    first: usize,
    step: usize,
}

impl<'a> Boxes<'a> {
    pub(crate) fn new(
        shrink: Shrink,
        layout: Layout,
        interlaced: bool,
        scaling: Option<Scaling>,
        progress: &'a dyn Progress,
    ) -> Self {
        let kept = kept_samples(&shrink, layout, interlaced, scaling);
        let scaler = scaling.map(|scaling| {
            let Scaling { area, size } = scaling;
            RowScaler::new(shrink.size(), area, size, layout)
        });
        let mut pixels = Vec::with_capacity(kept);
        if interlaced && shrink.is_none() {
            pixels.resize(kept, 0);
        }
        Self {
            interlaced,
            layout,
            progress,
            pixels,
            scaler,
            is_translucent: false,
            sums: vec![0; sums(&shrink, layout, interlaced)],
            shrink,
        }
    }

    /// What is allocated besides the picture that is left, in bytes.
    pub(crate) fn cost(
        shrink: &Shrink,
        layout: Layout,
        interlaced: bool,
        scaling: Option<Scaling>,
    ) -> u64 {
        let sums = (sums(shrink, layout, interlaced) as u64).saturating_mul(4);
        let Some(Scaling { size, .. }) = scaling else {
            return sums;
        };
        let kept = kept_samples(shrink, layout, interlaced, scaling) as u64;
        let scaler = row_scaler::cost(shrink.size(), size, layout.channels() as u64);
        sums.saturating_add(kept).saturating_add(scaler)
    }

    /// Takes a line of the picture, `samples` or more. Of a sequential picture, all lines of the window have to come.
    ///
    /// # Errors
    ///
    /// [`Error::TooSlow`], where there is no time for more.
    pub(crate) fn add(&mut self, line: &Line, samples: &[u8]) -> Result<(), Error> {
        // A clock takes as long to read as some pixels do.
        if line.y.is_multiple_of(64) && self.progress.is_late() {
            return Err(Error::TooSlow);
        }
        let Some(y) = line.y.checked_sub(self.shrink.top) else {
            return Ok(());
        };
        if y >= self.shrink.window.height {
            return Ok(());
        }
        match self.layout {
            Layout::Grey => self.add_pixels(line, y, samples.as_chunks::<1>().0),
            Layout::GreyAlpha => self.add_pixels(line, y, samples.as_chunks::<2>().0),
            Layout::Rgb => self.add_pixels(line, y, samples.as_chunks::<3>().0),
            Layout::Rgba => self.add_pixels(line, y, samples.as_chunks::<4>().0),
        }
        let next = y.saturating_add(1);
        let row_ends = next % self.shrink.y == 0 || next == self.shrink.window.height;
        if row_ends && !self.interlaced {
            if !self.shrink.is_none() {
                self.divide(y / self.shrink.y);
            }
            self.scale();
        }
        Ok(())
    }

    /// What became of the picture.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`], where it was to be scaled and its rows did not come.
    pub(crate) fn finish(mut self, profile: Option<Vec<u8>>) -> Result<Shrunk, Error> {
        if self.interlaced && !self.shrink.is_none() {
            for row in 0..self.shrink.size().height {
                self.divide(row);
            }
        }
        self.scale();
        if let Some(scaler) = self.scaler {
            let picture = scaler.finish()?;
            return Ok(Shrunk {
                picture: Picture { profile, ..picture },
                is_translucent: self.is_translucent,
            });
        }
        let mut picture = Picture {
            size: self.shrink.size(),
            layout: self.layout,
            pixels: self.pixels,
            profile,
        };
        let is_translucent = picture.is_translucent();
        if self.shrink.is_none() {
            alpha::multiply(&mut picture);
        }
        Ok(Shrunk {
            picture,
            is_translucent,
        })
    }

    /// Lets go of the rows that are done, where they are scaled.
    fn scale(&mut self) {
        let Some(scaler) = &mut self.scaler else {
            return;
        };
        self.is_translucent = self.is_translucent || self.layout.is_translucent(&self.pixels);
        if self.shrink.is_none() {
            alpha::multiply_samples(&mut self.pixels, self.layout);
        }
        scaler.take(&self.pixels);
        self.pixels.clear();
    }

    /// `y` counts from the upper edge of the window.
    fn add_pixels<const N: usize>(&mut self, line: &Line, y: u32, pixels: &[[u8; N]]) {
        let columns = Columns::new(&self.shrink, line);
        let pixels = pixels.get(columns.before..).unwrap_or_default();
        let pixels = pixels.get(..columns.count).unwrap_or(pixels);
        if !self.shrink.is_none() {
            let row = if self.interlaced {
                y / self.shrink.y
            } else {
                0
            };
            let width = self.shrink.x.get() as usize;
            let sums = of_row(&mut self.sums, &self.shrink, row);
            match self.shrink.domain {
                Domain::Encoded => add_to(sums, pixels, &columns, width, add),
                Domain::Light => {
                    let curve = Curve::of(Range::Full);
                    add_to(sums, pixels, &columns, width, |sum, pixel| {
                        light::add(curve, sum, pixel);
                    });
                }
            }
        } else if self.interlaced {
            let row = of_row(&mut self.pixels, &self.shrink, y);
            let row = row.get_mut(columns.first..).unwrap_or_default();
            for (target, pixel) in row.iter_mut().step_by(columns.step).zip(pixels) {
                *target = *pixel;
            }
        } else {
            self.pixels.extend_from_slice(pixels.as_flattened());
        }
    }

    /// Makes pixels of a row of sums, and clears it.
    fn divide(&mut self, row: u32) {
        let at = if self.interlaced { row as usize } else { 0 };
        let start = at.saturating_mul(row_samples(&self.shrink, self.layout));
        let sums = self.sums.get_mut(start..).unwrap_or_default();
        let boxes = sums.chunks_exact_mut(self.layout.channels());
        if self.shrink.domain == Domain::Light {
            let curve = Curve::of(Range::Full);
            for (sums, column) in boxes.zip(0..self.shrink.size().width) {
                let count = self.shrink.box_pixels(column, row);
                light::divide(curve, sums, count, &mut self.pixels);
            }
            return;
        }
        let weight = if self.layout.has_alpha() { 255 } else { 1 };
        for (sums, column) in boxes.zip(0..self.shrink.size().width) {
            let parts = self.shrink.box_pixels(column, row).saturating_mul(weight);
            for sum in sums {
                let rounded = sum.saturating_add(parts / 2);
                let mean = rounded.checked_div(parts).unwrap_or_default();
                self.pixels.push(u8::try_from(mean).unwrap_or(u8::MAX));
                *sum = 0;
            }
        }
    }
}

impl Columns {
    fn new(shrink: &Shrink, line: &Line) -> Self {
        let before = shrink.left.saturating_sub(line.left).div_ceil(line.step);
        let left = line.left.saturating_add(before.saturating_mul(line.step));
        let first = left.saturating_sub(shrink.left);
        let rest = shrink.window.width.saturating_sub(first);
        Self {
            before: before as usize,
            count: rest.div_ceil(line.step) as usize,
            first: first as usize,
            step: line.step as usize,
        }
    }
}

/// The pixels, or their sums, that begin with a row of boxes.
fn of_row<'a, T, const N: usize>(
    samples: &'a mut [T],
    shrink: &Shrink,
    row: u32,
) -> &'a mut [[T; N]] {
    let start = (row as usize).saturating_mul(shrink.size().width as usize);
    let (pixels, _) = samples.as_chunks_mut();
    pixels.get_mut(start..).unwrap_or_default()
}

/// Adds pixels to boxes that are `width` wide.
fn add_to<const N: usize>(
    sums: &mut [[u32; N]],
    pixels: &[[u8; N]],
    columns: &Columns,
    width: usize,
    add: impl Fn(&mut [u32; N], &[u8; N]),
) {
    if columns.step == 1 && columns.first == 0 {
        for (sum, pixels) in sums.iter_mut().zip(pixels.chunks(width)) {
            for pixel in pixels {
                add(sum, pixel);
            }
        }
        return;
    }
    let places = (columns.first..).step_by(columns.step);
    for (pixel, place) in pixels.iter().zip(places) {
        let column = place.checked_div(width).unwrap_or_default();
        if let Some(sum) = sums.get_mut(column) {
            add(sum, pixel);
        }
    }
}

#[expect(
    clippy::arithmetic_side_effects,
    reason = "`Shrink` makes no box of more than 2^16 pixels, which are 255 * 255 each at most"
)]
fn add<const N: usize>(sums: &mut [u32; N], pixel: &[u8; N]) {
    let Some((alpha, colors)) = pixel.split_last() else {
        return;
    };
    // Two and four samples have alpha, the last.
    let (weight, own) = if N.is_multiple_of(2) {
        (u32::from(*alpha), 255)
    } else {
        (1, 1)
    };
    if let Some((sum, sums)) = sums.split_last_mut() {
        *sum += u32::from(*alpha) * own;
        for (sum, color) in sums.iter_mut().zip(colors) {
            *sum += u32::from(*color) * weight;
        }
    }
}

/// Samples of the shrunk picture that are there at a time: a row, where each is scaled as soon as it is there.
fn kept_samples(
    shrink: &Shrink,
    layout: Layout,
    interlaced: bool,
    scaling: Option<Scaling>,
) -> usize {
    let row = row_samples(shrink, layout);
    if scaling.is_some() && !interlaced {
        row
    } else {
        row.saturating_mul(shrink.size().height as usize)
    }
}

/// Sums that are held at a time.
fn sums(shrink: &Shrink, layout: Layout, interlaced: bool) -> usize {
    let row = row_samples(shrink, layout);
    match (shrink.is_none(), interlaced) {
        (true, _) => 0,
        (false, true) => row.saturating_mul(shrink.size().height as usize),
        (false, false) => row,
    }
}

/// Samples of a row of boxes.
fn row_samples(shrink: &Shrink, layout: Layout) -> usize {
    (shrink.size().width as usize).saturating_mul(layout.channels())
}
