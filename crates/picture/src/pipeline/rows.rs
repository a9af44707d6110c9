//! The way of originals that are read row by row, and shrunk as the rows come, for several results side by side: PNG,
//! TIFF and AVIF.

use crate::cost::{Memory, behind, fill};
use crate::encoder::Colors;
use crate::error::Error;
use crate::input::Input;
use crate::original::rows::{Open, Original};
use crate::pixels::box_filter::Scaling;
use crate::pixels::picture::Picture;
use crate::pixels::resample::row_scaler;
use crate::pixels::shrink::Shrink;
use crate::pixels::shrinks::Shrinks;
use crate::pixels::{alpha, resize};
use crate::progress::Stage;

use super::job::Job;
use super::jobs::{Admitted, Jobs, Plan};
use super::shared::{Share, Stock, distinct};
use super::view::View;
use super::write;

/// How a result will be made.
struct How {
    view: View,
    shrink: Shrink,
    /// Whether the rows are scaled as they come.
    by_rows: bool,
}

impl How {
    fn shrinks(&self) -> Shrinks {
        if self.by_rows {
            Shrinks::scaled(self.shrink, self.scaling())
        } else {
            Shrinks::new(vec![self.shrink])
        }
    }

    /// What is kept of the shrunk picture, and what that is scaled to.
    fn scaling(&self) -> Scaling {
        Scaling {
            area: self.shrink.to_shrunk(self.view.crop()),
            size: self.view.scaled(),
        }
    }
}

pub(super) fn run(mut input: Input<'_>, open: Open, jobs: &mut Jobs<'_, '_>) -> Result<(), Error> {
    let length = input.length();
    let original = open(&mut input, jobs.limits)?;
    jobs.opened(length, original.size(), original.orientation());
    let held = original.held().unwrap_or(length);
    jobs.limits.check_pixels(original.size())?;
    let channels = original.layout().channels() as u64;
    let has_profile = original.profile_bytes() > 0;
    let seen = colors(&*original);
    let is_one = jobs.is_one();
    let plans = jobs.plan(|job| {
        let view = View::new(original.size(), original.orientation(), job)?;
        let shrink = Shrink::new(view.crop(), view.scaled(), view.stored, view.domain);
        let how = How {
            view,
            shrink,
            by_rows: is_one && view.goes_by_rows(),
        };
        let memory = cost(held, &*original, &how, job)?;
        let writer = job.encoder(original.layout().has_alpha())?;
        let decoding = original.work(&Shrinks::new(vec![shrink])) + shrink.work(channels);
        let before = decoding + view.work_of_scaling(shrink.size(), channels);
        let work = job.afford(view.geometry.canvas, memory, |search, job| {
            before + write::work(writer, &view, channels, seen, has_profile, search, job)
        })?;
        Ok(Plan { memory, work, how })
    });
    let Some(Admitted { plans, .. }) = jobs.admit(plans, |plans| share(&*original, plans))? else {
        return Ok(());
    };
    let wanted: Vec<_> = plans.iter().map(|it| it.plan.how.shrink).collect();
    let shrinks = match plans.as_slice() {
        [only] => only.plan.how.shrinks(),
        _ => Shrinks::new(distinct(wanted.iter().copied())),
    };
    let shrunk = original.decode(&shrinks, &*jobs.progress)?;
    let mut stock = Stock::new(&wanted, shrunk);
    drop(input);
    jobs.ended(Stage::Decode)?;

    jobs.make(plans, |how, _, job| {
        let How {
            mut view,
            shrink,
            by_rows,
        } = how;
        let (scaled, encoder) = stock.lend(&shrink, |shrunk, last| {
            let encoder = job.encoder(shrunk.is_translucent)?;
            let picture = &mut shrunk.picture;
            if by_rows {
                let mut scaled = Picture {
                    pixels: std::mem::take(&mut picture.pixels),
                    profile: picture.profile.take(),
                    ..*picture
                };
                alpha::divide(&mut scaled);
                return Ok((scaled, encoder));
            }
            view.choose(|view, size| {
                resize::preview(
                    picture,
                    shrink.to_shrunk(view.crop()),
                    size,
                    view.orientation,
                )
            })?;
            let profile = if last {
                picture.profile.take()
            } else {
                picture.profile.clone()
            };
            let area = shrink.to_shrunk(view.crop());
            let scaled = resize::scale(picture, area, view.scaled(), view.domain);
            Ok((Picture { profile, ..scaled }, encoder))
        })?;
        let background = encoder.background(job.transform.background);
        let picture = resize::lay(scaled, &view.geometry, view.orientation, background)?;
        write::picture(picture, seen, encoder, job)
    })
}

/// What is decoded for several, each shrunk picture once.
fn share(original: &dyn Original, plans: &[&How]) -> Share {
    let shrinks = Shrinks::new(distinct(plans.iter().map(|how| how.shrink)));
    let pixels = shrinks.bytes(original.layout());
    Share {
        decoding: original.cost(&shrinks).saturating_add(pixels),
        kept: pixels.saturating_add(original.profile_bytes()),
        work: original.work(&shrinks),
    }
}

fn colors(original: &dyn Original) -> Colors {
    if original.has_palette() {
        Colors::Palette
    } else {
        Colors::Any
    }
}

/// The largest of what there is while the rows are read and shrunk, and the picture is scaled and written, in bytes.
fn cost(bytes: u64, original: &dyn Original, how: &How, job: &Job<'_>) -> Result<Memory, Error> {
    let How { view, shrink, .. } = how;
    let channels = original.layout().channels() as u64;
    let size = shrink.size();
    let shrinks = how.shrinks();
    let pixels = shrinks.bytes(original.layout());
    let decoding = bytes.saturating_add(original.cost(&shrinks));
    let decoded = decoding.saturating_add(pixels);
    if how.by_rows {
        // The file was given back, and what scaled the rows.
        let gaps = [bytes, row_scaler::cost(size, view.scaled(), channels)];
        return with_writing(decoding, &[decoded], &gaps, original, view, job);
    }
    let choosing = view.cost_of_choosing(size, channels);
    // The file was given back.
    let scaled = behind(&[bytes], pixels, view.scaled_bytes(channels));
    let scaling = scaled.saturating_add(view.cost_of_scaling(size, channels));
    let choosing = behind(&[bytes], pixels, choosing);
    let [file] = fill([bytes], view.scaled_bytes(channels));
    with_writing(
        decoded,
        &[choosing, scaling],
        &[file, pixels],
        original,
        view,
        job,
    )
}

/// That, and what there is when the scaled picture is laid on a background and written. `gaps` were given back before.
fn with_writing(
    decoding: u64,
    scaling: &[u64],
    gaps: &[u64],
    original: &dyn Original,
    view: &View,
    job: &Job<'_>,
) -> Result<Memory, Error> {
    let channels = original.layout().channels() as u64;
    let embedding = view.cost_of_embedding(gaps, channels);
    let encoder = job.encoder(original.layout().has_alpha())?;
    let writing = write::cost(encoder, view, channels, colors(original), gaps, job);
    Ok(Memory::new(
        decoding,
        scaling,
        &[embedding, writing],
        original.profile_bytes(),
    ))
}
