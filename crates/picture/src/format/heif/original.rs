//! An original of rows: planes to pixels, as far as they are seen.

use std::ops::Range;

use image::metadata::Orientation;

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::original::rows;
use crate::pixels::box_filter::{Line, Shrunk};
use crate::pixels::picture::{Layout, profile_fits};
use crate::pixels::shrinks::{Shrinking, Shrinks};
use crate::progress::Progress;
use crate::work::Work;

use super::coding::{Coding, Colors, Sampling};
use super::colors::{Converter, Matrix, divide_by_alpha};
use super::file::File;
use super::mosaic::Rows;

/// How far beyond the window chroma is looked at, in pixels: a sample.
const MARGIN: u32 = 2;

/// A file whose items were found and whose frames were not decoded.
pub(in crate::format) struct Original<'a> {
    file: File<'a>,
    layout: Layout,
    matrix: Matrix,
    alpha_matrix: Option<Matrix>,
    profile: Option<&'a [u8]>,
}

impl<'a> Original<'a> {
    /// `codings` are those that its frames may have.
    pub(in crate::format) fn open(
        file: &'a [u8],
        codings: &'static [Coding],
    ) -> Result<Self, Error> {
        let file = File::read(file, codings)?;
        let is_grey = file.color.form.sampling == Sampling::Grey;
        let layout = Layout::new(!is_grey, file.alpha.is_some());
        let alpha = file.alpha.as_ref().map(|alpha| {
            let form = alpha.mosaic.form;
            let colors = Colors {
                matrix: 2,
                ..form.colors
            };
            Matrix::new(&form, colors)
        });
        Ok(Self {
            layout,
            matrix: Matrix::new(&file.color.form, file.colors)?,
            alpha_matrix: alpha.transpose()?,
            profile: file.profile.filter(|profile| profile_fits(profile, layout)),
            file,
        })
    }

    /// Which part of the rows is read, in pixels of the whole picture.
    fn columns(&self, shrinks: &Shrinks) -> Range<u32> {
        let part = self.file.part;
        let left = part.left.saturating_add(shrinks.columns.start);
        let right = part.left.saturating_add(shrinks.columns.end);
        let left = left.saturating_sub(MARGIN) & !1;
        left..right.saturating_add(MARGIN).min(self.file.color.size.width)
    }
}

impl rows::Original for Original<'_> {
    fn size(&self) -> Dimensions {
        self.file.part.size
    }

    fn orientation(&self) -> Orientation {
        self.file.orientation
    }

    fn layout(&self) -> Layout {
        self.layout
    }

    fn profile_bytes(&self) -> u64 {
        self.profile.map_or(0, <[u8]>::len) as u64
    }

    fn cost(&self, shrinks: &Shrinks) -> u64 {
        let columns = self.columns(shrinks);
        let alpha = self.file.alpha.as_ref();
        let alpha = alpha.map_or(0, |alpha| alpha.mosaic.cost(&columns));
        let pixels = columns.end.saturating_sub(columns.start);
        let row = u64::from(pixels).saturating_mul(self.layout.channels() as u64);
        self.file
            .color
            .cost(&columns)
            .saturating_add(alpha)
            .saturating_add(Converter::cost(pixels).saturating_mul(2))
            .saturating_add(row)
            .saturating_add(Shrinking::cost(shrinks, self.layout, false))
    }

    fn work(&self, shrinks: &Shrinks) -> Work {
        /// Nanoseconds for a sample, as measured: converted, and taken into a box.
        const SAMPLE: f64 = 10.0;
        let columns = self.columns(shrinks);
        let top = self.file.part.top;
        let seen = &shrinks.rows;
        let rows = top.saturating_add(seen.start)..top.saturating_add(seen.end);
        let alpha = self.file.alpha.as_ref();
        let alpha = alpha.map_or(Work::NONE, |alpha| alpha.mosaic.work(&columns, &rows));
        let pixels =
            u64::from(columns.end.saturating_sub(columns.start)).saturating_mul(seen.len() as u64);
        let samples = pixels.saturating_mul(self.layout.channels() as u64);
        self.file.color.work(&columns, &rows) + alpha + Work::of(samples, SAMPLE)
    }

    fn decode(
        self: Box<Self>,
        shrinks: &Shrinks,
        progress: &dyn Progress,
    ) -> Result<Vec<Shrunk>, Error> {
        let part = self.file.part;
        let columns = self.columns(shrinks);
        let channels = self.layout.channels();
        let pixels = columns.end.saturating_sub(columns.start);
        let mut row = vec![u8::MAX; (pixels as usize).saturating_mul(channels)];
        // Where the window begins on the row.
        let seen = &shrinks.columns;
        let before = part.left.saturating_add(seen.start);
        let before = before.saturating_sub(columns.start) as usize;
        let before = before.saturating_mul(channels);

        let mut colors = Converter::new(self.matrix);
        let mut color_rows = Rows::new(&self.file.color, columns.clone());
        let alpha = self.file.alpha.as_ref().zip(self.alpha_matrix);
        let mut alpha = alpha.map(|(alpha, matrix)| {
            let rows = Rows::new(&alpha.mosaic, columns);
            (Converter::new(matrix), rows, alpha.premultiplied)
        });
        let mut boxes = Shrinking::new(shrinks, self.layout, false, progress);
        for y in shrinks.rows.clone() {
            let stored = part.top.saturating_add(y) as usize;
            colors.fill_colors(&mut color_rows, stored, channels, &mut row)?;
            if let Some((converter, rows, premultiplied)) = &mut alpha {
                converter.fill_alpha(rows, stored, channels, &mut row)?;
                if *premultiplied {
                    divide_by_alpha(channels, &mut row);
                }
            }
            let line = Line {
                y,
                left: seen.start,
                step: 1,
                pixels: seen.end.saturating_sub(seen.start),
                first: false,
            };
            boxes.add(&line, row.get(before..).unwrap_or_default())?;
        }
        boxes.finish(self.profile.map(<[u8]>::to_vec))
    }
}
