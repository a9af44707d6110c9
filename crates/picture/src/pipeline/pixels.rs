//! The way of originals that are decoded as a whole: BMP, WebP without loss or with alpha.

use crate::cost::{Memory, behind, fill};
use crate::encoder::Colors;
use crate::error::Error;
use crate::input::Input;
use crate::original::pixels::{Open, Original};
use crate::pixels::resize;
use crate::progress::Stage;
use crate::result::Encoded;

use super::job::Job;
use super::view::View;
use super::write;

pub(super) fn run(input: Input<'_>, open: Open, job: &mut Job<'_>) -> Result<Encoded, Error> {
    let bytes = input.length();
    let original = open(input.into_bytes()?)?;
    job.progress.opened(original.size());
    job.limits.check_pixels(original.size())?;
    let mut view = View::new(original.size(), original.orientation(), job)?;
    let memory = cost(bytes, &original, &view, job)?;
    let channels = original.channels();
    let writer = job.encoder(original.has_alpha())?;
    let stored = view.kept();
    let before = original.work() + view.work_of_scaling(stored, channels);
    let has_profile = original.profile_bytes() > 0;
    job.admit(view.geometry.canvas, memory, |search, job| {
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
    let mut picture = original.decode()?;
    job.ended(Stage::Decode)?;

    let encoder = job.encoder(picture.is_translucent())?;
    resize::multiply_alpha(&mut picture)?;
    view.choose(|view, size| resize::preview(&picture, view.crop(), size, view.orientation))?;
    let background = encoder.background(job.transform.background);
    let picture = resize::resize_multiplied(
        picture,
        view.crop(),
        &view.geometry,
        view.orientation,
        background,
    )?;
    write::picture(picture, Colors::Any, encoder, job)
}

/// The largest of what there is while the file is decoded, scaled and written, in bytes.
fn cost(bytes: u64, original: &Original, view: &View, job: &Job<'_>) -> Result<Memory, Error> {
    let (stored, channels) = (original.size(), original.channels());
    let decoded = stored.pixels().saturating_mul(channels);
    let decoding = bytes
        .saturating_add(decoded)
        .saturating_add(original.cost());
    let intermediate = view.intermediate(stored, 1, channels);
    let choosing = view.cost_of_choosing(stored, channels);
    // The file and what the decoder had were given back.
    let gaps = [bytes, original.cost()];
    let scaled = behind(&gaps, decoded, view.scaled_bytes(channels));
    let scaling = scaled.saturating_add(intermediate);
    let choosing = behind(&gaps, decoded, choosing);
    let [file, worked] = fill(gaps, view.scaled_bytes(channels));
    let gaps = [file, worked, decoded];
    let embedding = view.cost_of_embedding(&gaps, channels);
    let encoder = job.encoder(original.has_alpha())?;
    let writing = write::cost(encoder, view, channels, Colors::Any, &gaps, job);
    Ok(Memory::new(
        decoding,
        &[choosing, scaling, embedding, writing],
        original.profile_bytes(),
    ))
}
