//! The way of originals that are read row by row, and shrunk as the rows come, for several results side by side: PNG,
//! TIFF and AVIF.

use crate::cost::{Memory, behind, fill};
use crate::encoder::Colors;
use crate::error::Error;
use crate::input::Input;
use crate::original::rows::{Open, Original};
use crate::pixels::picture::Picture;
use crate::pixels::resize;
use crate::pixels::shrink::Shrink;
use crate::pixels::shrinks::Shrinks;
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
}

/// A shrunk picture, and whether any pixel of it is not opaque.
struct Shrunk {
    picture: Picture,
    is_translucent: bool,
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
    let plans = jobs.plan(|job| {
        let view = View::new(original.size(), original.orientation(), job)?;
        let shrink = Shrink::new(view.crop(), view.scaled(), view.stored, view.domain);
        let memory = cost(held, &*original, &view, &shrink, job)?;
        let writer = job.encoder(original.layout().has_alpha())?;
        let decoding = original.work(&Shrinks::new(vec![shrink])) + shrink.work(channels);
        let before = decoding + view.work_of_scaling(shrink.size(), channels);
        let work = job.afford(view.geometry.canvas, memory, |search, job| {
            before + write::work(writer, &view, channels, seen, has_profile, search, job)
        })?;
        let how = How { view, shrink };
        Ok(Plan { memory, work, how })
    });
    let Some(Admitted { plans, .. }) = jobs.admit(plans, |plans| share(&*original, plans))? else {
        return Ok(());
    };
    let wanted: Vec<_> = plans.iter().map(|it| it.plan.how.shrink).collect();
    let shrinks = Shrinks::new(distinct(wanted.iter().copied()));
    let pictures = original.decode(&shrinks, &*jobs.progress)?;
    let shrunk = pictures.into_iter().map(|picture| Shrunk {
        is_translucent: picture.is_translucent(),
        picture,
    });
    let mut stock = Stock::new(&wanted, shrunk.collect());
    drop(input);
    jobs.ended(Stage::Decode)?;

    jobs.make(plans, |how, _, job| {
        let How { mut view, shrink } = how;
        let (scaled, encoder) = stock.lend(&shrink, |shrunk, last| {
            let encoder = job.encoder(shrunk.is_translucent)?;
            let picture = &mut shrunk.picture;
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
fn cost(
    bytes: u64,
    original: &dyn Original,
    view: &View,
    shrink: &Shrink,
    job: &Job<'_>,
) -> Result<Memory, Error> {
    let channels = original.layout().channels() as u64;
    let size = shrink.size();
    let pixels = size.pixels().saturating_mul(channels);
    let decoding = bytes
        .saturating_add(original.cost(&Shrinks::new(vec![*shrink])))
        .saturating_add(pixels);
    let choosing = view.cost_of_choosing(size, channels);
    // The file was given back.
    let scaled = behind(&[bytes], pixels, view.scaled_bytes(channels));
    let scaling = scaled.saturating_add(view.cost_of_scaling(size, channels));
    let choosing = behind(&[bytes], pixels, choosing);
    let [file] = fill([bytes], view.scaled_bytes(channels));
    let gaps = [file, pixels];
    let embedding = view.cost_of_embedding(&gaps, channels);
    let encoder = job.encoder(original.layout().has_alpha())?;
    let writing = write::cost(encoder, view, channels, colors(original), &gaps, job);
    Ok(Memory::new(
        decoding,
        &[choosing, scaling],
        &[embedding, writing],
        original.profile_bytes(),
    ))
}
