//! The way of originals that are read row by row, and shrunk as the rows come: PNG, TIFF and AVIF.

use crate::cost::{Memory, behind, fill};
use crate::encoder::Colors;
use crate::error::Error;
use crate::input::Input;
use crate::original::rows::{Open, Original};
use crate::pixels::resize;
use crate::pixels::shrink::Shrink;
use crate::progress::Stage;
use crate::result::Encoded;

use super::job::Job;
use super::view::View;
use super::write;

pub(super) fn run(mut input: Input<'_>, open: Open, job: &mut Job<'_>) -> Result<Encoded, Error> {
    let length = input.length();
    let original = open(&mut input, job.limits)?;
    job.progress.opened(original.size());
    let held = original.held().unwrap_or(length);
    job.limits.check_pixels(original.size())?;
    let mut view = View::new(original.size(), original.orientation(), job)?;
    let shrink = Shrink::new(view.crop(), view.scaled(), view.stored);
    let memory = cost(held, &*original, &view, &shrink, job)?;
    let channels = original.layout().channels() as u64;
    let writer = job.encoder(original.layout().has_alpha())?;
    let before = original.work(&shrink) + view.work_of_scaling(shrink.size(), channels);
    let has_profile = original.profile_bytes() > 0;
    let seen = colors(&*original);
    job.admit(view.geometry.canvas, memory, |search, job| {
        before + write::work(writer, &view, channels, seen, has_profile, search, job)
    })?;
    let picture = original.decode(&shrink, job.progress)?;
    drop(input);
    job.ended(Stage::Decode)?;

    let encoder = job.encoder(picture.is_translucent())?;
    view.choose(|view, size| {
        resize::preview(
            &picture,
            shrink.to_shrunk(view.crop()),
            size,
            view.orientation,
        )
    })?;
    let background = encoder.background(job.transform.background);
    let picture = resize::resize_multiplied(
        picture,
        shrink.to_shrunk(view.crop()),
        &view.geometry,
        view.orientation,
        background,
    )?;
    write::picture(picture, seen, encoder, job)
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
        .saturating_add(original.cost(shrink))
        .saturating_add(pixels);
    let boxes = shrink.x.get().max(shrink.y.get());
    let intermediate = view.intermediate(size, boxes, channels);
    let choosing = view.cost_of_choosing(size, channels);
    // The file was given back.
    let scaled = behind(&[bytes], pixels, view.scaled_bytes(channels));
    let scaling = scaled.saturating_add(intermediate);
    let choosing = behind(&[bytes], pixels, choosing);
    let [file] = fill([bytes], view.scaled_bytes(channels));
    let gaps = [file, pixels];
    let embedding = view.cost_of_embedding(&gaps, channels);
    let encoder = job.encoder(original.layout().has_alpha())?;
    let writing = write::cost(encoder, view, channels, colors(original), &gaps, job);
    Ok(Memory::new(
        decoding,
        &[choosing, scaling, embedding, writing],
        original.profile_bytes(),
    ))
}
