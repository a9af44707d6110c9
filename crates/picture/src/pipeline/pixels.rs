//! The way of originals that are decoded as a whole: BMP, WebP without loss or with alpha.

use crate::cost::{Memory, behind, fill};
use crate::encoder::Colors;
use crate::error::Error;
use crate::input::Input;
use crate::original::pixels::{Open, Original};
use crate::pixels::alpha;
use crate::pixels::picture::Picture;
use crate::pixels::resize;
use crate::progress::Stage;

use super::job::Job;
use super::jobs::{Admitted, Jobs, Plan};
use super::shared::{Share, Stock};
use super::view::View;
use super::write;

pub(super) fn run(input: Input<'_>, open: Open, jobs: &mut Jobs<'_, '_>) -> Result<(), Error> {
    let bytes = input.length();
    let original = open(input.into_bytes()?)?;
    jobs.opened(bytes, original.size(), original.orientation());
    jobs.limits.check_pixels(original.size())?;
    let channels = original.channels();
    let has_profile = original.profile_bytes() > 0;
    let plans = jobs.plan(|job| {
        let view = View::new(original.size(), original.orientation(), job)?;
        let memory = cost(bytes, &original, &view, job)?;
        let writer = job.encoder(original.has_alpha())?;
        let before = original.work() + view.work_of_scaling(view.kept(), channels);
        let work = job.afford(view.geometry.canvas, memory, |search, job| {
            before
                + write::work(
                    writer,
                    &view,
                    channels,
                    Colors::Any,
                    has_profile,
                    search,
                    job,
                )
        })?;
        let how = view;
        Ok(Plan { memory, work, how })
    });
    let share = Share {
        decoding: 0,
        kept: original
            .size()
            .pixels()
            .saturating_mul(channels)
            .saturating_add(original.profile_bytes()),
        work: original.work(),
    };
    let Some(Admitted { plans, .. }) = jobs.admit(plans, |_| share)? else {
        return Ok(());
    };
    let mut picture = original.decode()?;
    jobs.ended(Stage::Decode)?;

    let is_translucent = picture.is_translucent();
    alpha::multiply(&mut picture);
    let mut stock = Stock::new(&vec![(); plans.len()], vec![picture]);
    jobs.make(plans, |mut view, _, job| {
        let encoder = job.encoder(is_translucent)?;
        let scaled = stock.lend(&(), |picture, last| {
            view.choose(|view, size| {
                resize::preview(picture, view.crop(), size, view.orientation)
            })?;
            let profile = if last {
                picture.profile.take()
            } else {
                picture.profile.clone()
            };
            let scaled = resize::scale(picture, view.crop(), view.scaled(), view.domain);
            Ok(Picture { profile, ..scaled })
        })?;
        let background = encoder.background(job.transform.background);
        let picture = resize::lay(scaled, &view.geometry, view.orientation, background)?;
        write::picture(picture, Colors::Any, encoder, job)
    })
}

/// The largest of what there is while the file is decoded, scaled and written, in bytes.
fn cost(bytes: u64, original: &Original, view: &View, job: &Job<'_>) -> Result<Memory, Error> {
    let (stored, channels) = (original.size(), original.channels());
    let decoded = stored.pixels().saturating_mul(channels);
    let decoding = bytes
        .saturating_add(decoded)
        .saturating_add(original.cost());
    let choosing = view.cost_of_choosing(stored, channels);
    // The file and what the decoder had were given back.
    let gaps = [bytes, original.cost()];
    let scaled = behind(&gaps, decoded, view.scaled_bytes(channels));
    let scaling = scaled.saturating_add(view.cost_of_scaling(stored, channels));
    let choosing = behind(&gaps, decoded, choosing);
    let [file, worked] = fill(gaps, view.scaled_bytes(channels));
    let gaps = [file, worked, decoded];
    let embedding = view.cost_of_embedding(&gaps, channels);
    let encoder = job.encoder(original.has_alpha())?;
    let writing = write::cost(encoder, view, channels, Colors::Any, &gaps, job);
    Ok(Memory::new(
        decoding,
        &[choosing, scaling],
        &[embedding, writing],
        original.profile_bytes(),
    ))
}
