//! The way of originals that are drawn at the size of the result: SVG.

use image::metadata::Orientation;

use crate::cost::Memory;
use crate::encoder::{Colors, Encoder};
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::original::drawing::{Open, Original, View as Part};
use crate::pixels::alpha;
use crate::pixels::background::embed;
use crate::pixels::picture::Picture;
use crate::pixels::{orientation, resize};
use crate::progress::Stage;

use super::job::Job;
use super::jobs::{Admitted, Jobs, Plan};
use super::shared::Share;
use super::view::View;
use super::write;

pub(super) fn run(input: &mut Input<'_>, open: Open, jobs: &mut Jobs<'_, '_>) -> Result<(), Error> {
    let length = input.length();
    let original = open(input, jobs.limits)?;
    let original = &*original;
    jobs.opened(length, original.size(), Orientation::NoTransforms);
    let plans = jobs.plan(|job| {
        let view = View::new(original.size(), Orientation::NoTransforms, job)?;
        let encoder = job.encoder(true)?;
        let memory = cost(original, &view, encoder, job)?;
        let drawing = original.work(&part(&view, view.geometry.scaled))?;
        // The preview is drawn apart.
        let drawing = drawing.times(if view.geometry.smart_crop.is_some() {
            2_u32
        } else {
            1
        });
        let work = job.afford(view.geometry.canvas, memory, |search, job| {
            drawing + write::work(encoder, &view, 4, Colors::Any, false, search, job)
        })?;
        let how = view;
        Ok(Plan { memory, work, how })
    });
    // Each is drawn for itself.
    let Some(Admitted { plans, .. }) = jobs.admit(plans, |_| Share::NONE)? else {
        return Ok(());
    };
    jobs.ended(Stage::Decode)?;

    jobs.make(plans, |mut view, _, job| {
        let encoder = job.encoder(true)?;
        view.choose(|view, size| {
            let mut preview = draw(original, view, size)?;
            alpha::multiply(&mut preview);
            Ok(preview)
        })?;
        let picture = draw(original, &view, view.geometry.scaled)?;
        let background = encoder.background(job.transform.background);
        let picture = embed(picture, &view.geometry, background);
        write::picture(picture, Colors::Any, encoder, job)
    })
}

/// What is kept of the drawing, as it is seen in a size.
fn draw(original: &dyn Original, view: &View, size: Dimensions) -> Result<Picture, Error> {
    resize::turn(original.draw(&part(view, size))?, view.orientation)
}

fn part(view: &View, size: Dimensions) -> Part {
    Part {
        area: view.crop(),
        size: orientation::turn(size, view.orientation),
    }
}

/// The larger of what there is while the drawing is drawn and while it is written, in bytes.
fn cost(
    original: &dyn Original,
    view: &View,
    encoder: &dyn Encoder,
    job: &Job<'_>,
) -> Result<Memory, Error> {
    let scaled = view.geometry.scaled;
    let drawing = original.cost(&part(view, scaled))?;
    // Turned, and laid on a background.
    let turned = scaled.pixels().saturating_mul(4).saturating_mul(2);
    let writing = write::cost(encoder, view, 4, Colors::Any, &[turned], job);
    let opened = original.opened_cost();
    Ok(Memory {
        decoding: opened,
        scaling: opened.saturating_add(drawing),
        writing: opened.saturating_add(writing),
    })
}
