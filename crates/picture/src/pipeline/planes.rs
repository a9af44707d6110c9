//! The way of originals that are decoded to planes, at the smallest sufficient scale, and only where the result shows them:
//! JPEG and lossy WebP.
//!
//! Where the result can be written of planes, luma and colour differences are scaled, turned and written each at its own
//! size, and never become RGB. Else each is scaled on its own, and only the small result becomes RGB; but inks become
//! RGB first.

mod costs;
mod how;
mod lot;
mod scalers;
mod view;

use marble_jpeg::decode::Part;

use crate::color::icc::usable;
use crate::color::range::Range;
use crate::color::ycbcr;
use crate::encoder::Colors;
use crate::error::Error;
use crate::input::Input;
use crate::original::planes::{Open, Original};
use crate::pixels::background::embed;
use crate::pixels::picture::Picture;
use crate::pixels::planes::Planes;
use crate::pixels::resize;
use crate::progress::Stage;
use crate::result::Encoded;
use crate::work::Budget;

use super::job::Job;
use super::jobs::{Admitted, Jobs, Plan};
use super::shared::{Stock, distinct};
use super::view::View;
use super::write;

use self::costs::Costs;
use self::how::{How, Route, space};
use self::lot::Lot;
use self::scalers::Scalers;
use self::view::PlanesView;

pub(super) fn run(mut input: Input<'_>, open: Open, jobs: &mut Jobs<'_, '_>) -> Result<(), Error> {
    let length = input.length();
    let original = open(&mut input)?;
    jobs.opened(length, original.size(), original.orientation());
    let (range, color) = (original.range(), original.color());
    jobs.limits.check_pixels(original.size())?;
    let profile = usable(original.profile(), space(color));
    let costs = Costs {
        length,
        profile: profile.as_ref().map_or(0, Vec::len) as u64,
        original: &*original,
    };
    let is_one = jobs.is_one();
    let plans = jobs.plan(|job| {
        let view = View::new(original.size(), original.orientation(), job)?;
        let view = PlanesView::new(view, &*original);
        // Planes have no alpha.
        let encoder = job.encoder(false)?;
        let route = Route::new(&view, color, profile.is_some(), encoder, job);
        let is_scaled_first = !matches!(route, Route::PixelsFirst);
        let how = How {
            route,
            by_rows: is_one && is_scaled_first && view.seen.goes_by_rows(),
            view,
            encoder,
        };
        let memory = costs.estimate(&how, job);
        let canvas = how.view.seen.geometry.canvas;
        let work = job.afford(canvas, memory, |search, job| costs.work(&how, search, job))?;
        Ok(Plan { memory, work, how })
    });
    let Some(Admitted { plans, budget }) = jobs.admit(plans, |plans| costs.share(plans))? else {
        return Ok(());
    };
    let wanted: Vec<_> = plans.iter().map(|it| it.plan.how.view.part).collect();
    let lots = match plans.as_slice() {
        [only] if only.plan.how.by_rows => {
            vec![Lot::Scaled(scale_rows(original, &only.plan.how, budget)?)]
        }
        _ => {
            let decoded = original.decode(&distinct(wanted.iter().copied()), budget)?;
            decoded.into_iter().map(Lot::Planes).collect()
        }
    };
    let mut decoded = Decoded {
        stock: Stock::new(&wanted, lots),
        range,
        profile,
    };
    drop(input);
    jobs.ended(Stage::Decode)?;
    jobs.make(plans, |how, last, job| decoded.make(how, last, job))
}

/// Decodes an original, and scales its planes as their rows come.
fn scale_rows(
    original: Box<dyn Original + '_>,
    how: &How,
    budget: Budget,
) -> Result<Planes, Error> {
    let How { view, route, .. } = how;
    let color = original.color();
    let extent = original.extent(&view.part);
    let mut scalers = Scalers::new(view, &extent, route.chroma());
    original.decode_rows(&view.part, budget, &mut scalers)?;
    scalers.finish(view, color)
}

/// What all results are made of.
struct Decoded {
    stock: Stock<Part, Lot>,
    range: Range,
    profile: Option<Vec<u8>>,
}

impl Decoded {
    /// Makes a result, the last one or another.
    fn make(&mut self, how: How, last: bool, job: &mut Job<'_>) -> Result<Encoded, Error> {
        let How {
            mut view,
            route,
            encoder,
            ..
        } = how;
        let background = encoder.background(job.transform.background);
        let picture = match route {
            Route::Planes(encode) => {
                let planes = self.scale(&mut view, route)?;
                job.ended(Stage::Resize)?;
                let profile = self.profile.as_deref();
                let bytes = encode.encode(planes, self.range, profile, &job.writing())?;
                job.ended(Stage::Encode)?;
                return write::finish(bytes, encoder, job);
            }
            Route::Pixels => {
                let mut planes = self.scale(&mut view, route)?;
                self.range.to_full(&mut planes);
                let picture = ycbcr::to_picture(planes, None);
                let profile = if last {
                    self.profile.take()
                } else {
                    self.profile.clone()
                };
                let picture = Picture { profile, ..picture };
                embed(picture, &view.seen.geometry, background)
            }
            Route::PixelsFirst => {
                let profile = self.profile.as_deref();
                let part = view.part;
                let scaled = self.stock.lend(&part, |lot, _| {
                    let (picture, origin) = lot.pixels(&view.sampling, profile)?;
                    view.scale_pixels(picture, origin)
                })?;
                let seen = view.seen;
                resize::lay(scaled, &seen.geometry, seen.orientation, background)?
            }
        };
        write::picture(picture, Colors::Any, encoder, job)
    }

    /// The planes of a result. What is kept of them is chosen before.
    fn scale(&mut self, view: &mut PlanesView, route: Route) -> Result<Planes, Error> {
        let (part, range) = (view.part, self.range);
        self.stock.lend(&part, |lot, last| {
            if let Some(scaled) = lot.scaled() {
                return Ok(scaled);
            }
            let decoded = lot.planes()?;
            view.choose(decoded, range)?;
            view.scale_planes(decoded, last, route.chroma(), range)
        })
    }
}
