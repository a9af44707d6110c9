//! What making results of planes takes: memory and time.

use crate::color::icc::CMYK_COST;
use crate::cost::Memory;
use crate::encoder::{Colors, EncodePlanes, Encoder};
use crate::geometry::Dimensions;
use crate::original::planes::Original;
use crate::pipeline::job::Job;
use crate::pipeline::shared::{Share, distinct};
use crate::pipeline::write;
use crate::pixels::planes::Color;
use crate::quality::search::{Looks, Search};
use crate::work::Work;

use super::how::{How, Route};
use super::scalers::Scalers;
use super::view::PlanesView;

/// Nanoseconds for a pixel, as measured: from luma and colour differences to colours.
const COLORS: f64 = 6.0;

/// Nanoseconds for a pixel, as measured: from inks to colours, through a grid.
const INKS: f64 = 90.0;

/// What the estimate is made of.
pub(super) struct Costs<'a> {
    /// Of the file, in bytes.
    pub(super) length: u64,
    /// Length of the colour profile, in bytes.
    pub(super) profile: u64,
    pub(super) original: &'a dyn Original,
}

impl Costs<'_> {
    /// The largest of what there is while the planes are decoded, scaled and written, in bytes.
    pub(super) fn estimate(&self, how: &How, job: &Job<'_>) -> Memory {
        let How {
            view,
            route,
            encoder,
            by_rows,
        } = how;
        let converting = match route {
            Route::PixelsFirst => CMYK_COST,
            Route::Pixels | Route::Planes(_) => 0,
        };
        // What is decoded, and the result as far as it grows meanwhile.
        let (decoded, made) = if *by_rows {
            self.of_rows(view, *route)
        } else {
            (self.original.cost(&[view.part]), 0)
        };
        let decoded = decoded.saturating_add(converting);
        let window = self.original.held();
        let decoding = window.unwrap_or(self.length).saturating_add(decoded);
        let (scaling, writing) = match route {
            Route::Planes(encode) => of_planes(view, *encode, job),
            Route::Pixels => of_pixels(view, *encoder, *by_rows, job),
            Route::PixelsFirst => of_pixels_first(view, *encoder, job),
        };
        // What the file was read through was given back, but lies in pieces in front of the planes.
        let before = window.unwrap_or_default();
        let scaling = if *by_rows {
            // It is there when all is decoded, and each plane of it is turned then.
            let turned = before.saturating_add(view.seen.geometry.canvas.pixels());
            made.saturating_add(decoding.max(turned))
        } else {
            decoded.saturating_add(scaling).saturating_add(before)
        };
        let writing = writing.saturating_add(before);
        Memory::new(decoding, &[scaling], &[writing], self.profile)
    }

    /// What there is while a result is made row by row, beside it; and the result.
    fn of_rows(&self, view: &PlanesView, route: Route) -> (u64, u64) {
        let (extent, chroma) = (self.original.extent(&view.part), route.chroma());
        let decoder = self.original.cost_of_rows(&view.part);
        let scalers = Scalers::cost(view, &extent, chroma);
        let result = Scalers::result(view, &extent, chroma);
        (decoder.saturating_add(scalers), result)
    }

    /// How long it takes to decode, to scale and to write, where a quality is looked for in such a way.
    pub(super) fn work(&self, how: &How, search: Search, job: &Job<'_>) -> Work {
        let How {
            view,
            route,
            encoder,
            ..
        } = how;
        let (seen, has_profile) = (&view.seen, self.profile > 0);
        let decoded = view.decoded();
        let decoding = self.original.work(&[view.part]);
        let canvas = seen.geometry.canvas;
        let behind = match route {
            // Luma, and colour differences of half its pixels.
            Route::Planes(encode) => {
                let looks = Looks::new(job.transform, search);
                let scaling = seen.work_of_scaling(decoded, 3);
                let part = if self.original.color() == Color::Grey {
                    1.0 / 3.0
                } else {
                    0.5
                };
                scaling.times(part) + encode.work(canvas, job.transform, looks)
            }
            Route::Pixels => {
                let scaling = seen.work_of_scaling(decoded, 3);
                let colors = Work::of(canvas.pixels(), COLORS);
                scaling
                    + colors
                    + write::work(*encoder, seen, 3, Colors::Any, has_profile, search, job)
            }
            Route::PixelsFirst => {
                let inks = Work::of(decoded.pixels(), INKS);
                let scaling = seen.work_of_scaling(decoded, 3);
                inks + scaling + write::work(*encoder, seen, 3, Colors::Any, false, search, job)
            }
        };
        decoding + behind
    }

    /// What is decoded for several, each part once.
    pub(super) fn share(&self, plans: &[&How]) -> Share {
        let parts = distinct(plans.iter().map(|how| how.view.part));
        let decoded = self.original.cost(&parts);
        // Pixels may be larger than the planes that they are made of.
        let pixels = plans.iter().map(|how| match how.route {
            Route::PixelsFirst => how.view.decoded().pixels().saturating_mul(3),
            Route::Pixels | Route::Planes(_) => 0,
        });
        Share {
            decoding: decoded,
            kept: pixels
                .fold(decoded, u64::saturating_add)
                .saturating_add(self.profile),
            work: self.original.work(&parts),
        }
    }
}

/// What there is besides what was decoded, while that is scaled and while it is written, in bytes.
fn of_planes(view: &PlanesView, encode: &dyn EncodePlanes, job: &Job<'_>) -> (u64, u64) {
    // Colour differences have half the width and height, rounded up.
    let Dimensions { width, height } = view.seen.geometry.canvas;
    let around = u64::from(width).saturating_add(height.into());
    let planes = view.seen.geometry.canvas.pixels().saturating_mul(3) / 2;
    let planes = planes.saturating_add(around);
    // One plane after the other, of which luma is the largest.
    let scaling = view.cost_of_scaling(1).saturating_add(planes);
    let writing = write::cost_of_planes(encode, &view.seen, job);
    (
        scaling.max(view.cost_of_choosing()),
        planes.saturating_add(writing),
    )
}

fn of_pixels(view: &PlanesView, encoder: &dyn Encoder, by_rows: bool, job: &Job<'_>) -> (u64, u64) {
    let pixels = view.seen.result_bytes(3);
    let scaling = view.cost_of_scaling(1).saturating_add(pixels);
    // Planes beside pixels, and these on a background.
    let beside = if view.seen.covers() {
        pixels.saturating_mul(2)
    } else {
        pixels.saturating_mul(25) / 8
    };
    let left_behind = if by_rows { 0 } else { view.left_behind() };
    let beside = beside.saturating_add(left_behind);
    let writing = write::cost(encoder, &view.seen, 3, Colors::Any, &[], job);
    (scaling.max(view.cost_of_choosing()), beside.max(writing))
}

fn of_pixels_first(view: &PlanesView, encoder: &dyn Encoder, job: &Job<'_>) -> (u64, u64) {
    // Up to four planes at the finest size, and the colours made of them.
    let full = view.decoded().pixels().saturating_mul(7);
    let result = view.seen.geometry.canvas.pixels();
    let scaled = view.cost_of_scaling(3);
    let scaled = scaled.saturating_add(result.saturating_mul(3));
    let scaling = full.saturating_add(scaled.max(view.cost_of_choosing()));
    let writing = write::cost(encoder, &view.seen, 3, Colors::Any, &[full], job);
    (scaling, writing)
}
