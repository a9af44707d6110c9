//! The last steps, for a picture that has its size and its background: colours, effects, watermark, the file.

use marble_transform::Icc;

use crate::color::icc::{to_srgb, usable};
use crate::cost::behind;
use crate::encoder::{Colors, EncodePlanes, Encoder, Planned};
use crate::error::{Bound, Error};
use crate::limits::check;
use crate::pixels::composite;
use crate::pixels::picture::{ColorSpace, Picture};
use crate::progress::Stage;
use crate::quality::search::{Looks, Search};
use crate::result::Encoded;
use crate::work::Work;
use crate::{effects, quality};

use super::job::Job;
use super::view::View;

/// Makes the file of a picture.
pub(super) fn picture(
    picture: Picture,
    colors: Colors,
    encoder: &dyn Encoder,
    job: &mut Job<'_>,
) -> Result<Encoded, Error> {
    let picture = prepare(picture, encoder, job)?;
    job.ended(Stage::Resize)?;
    let bytes = encoder.encode(picture, seen(colors, job), &job.writing())?;
    job.ended(Stage::Encode)?;
    finish(bytes, encoder, job)
}

/// Colours, effects and watermark of a result, be it a picture or a frame of many. The watermark was made before.
pub(super) fn prepare(
    picture: Picture,
    encoder: &dyn Encoder,
    job: &Job<'_>,
) -> Result<Picture, Error> {
    let space = picture.layout.space();
    let picture = Picture {
        profile: usable(picture.profile, space),
        ..picture
    };
    let picture = if keeps_profile(space, encoder, job) {
        picture
    } else {
        to_srgb(picture)
    };
    let picture = effects::apply(picture, &job.transform.effects);
    Ok(match &job.transform.watermark {
        Some(how) => job.overlay()?.over(picture, how),
        None => picture,
    })
}

/// How many colours there are: a watermark has its own.
fn seen(colors: Colors, job: &Job<'_>) -> Colors {
    if job.transform.watermark.is_some() {
        Colors::Any
    } else {
        colors
    }
}

/// Channels of what is written, of an original that has so many: a watermark may have more.
fn channels(view: &View, channels: u64, job: &Job<'_>) -> u64 {
    match view.channels(channels) {
        grey @ (1 | 2) if job.transform.watermark.is_some() => grey.saturating_add(2),
        same => same,
    }
}

/// Whether colours stay as they are where a profile says what they mean, and it goes along; else they become sRGB's.
pub(super) fn keeps_profile(space: ColorSpace, encoder: &dyn Encoder, job: &Job<'_>) -> bool {
    let has_place = match space {
        // No format that is written has inks.
        ColorSpace::Cmyk => false,
        ColorSpace::Grey => encoder.carries_profile() && encoder.carries_grey(),
        ColorSpace::Rgb => encoder.carries_profile(),
    };
    // What grey the colours make, is said in sRGB; it has no place for a profile of colours.
    let becomes_grey = space == ColorSpace::Rgb && job.transform.effects.grayscale;
    // A watermark has the colours of the screen: what more a profile may say, they cannot.
    let is_drawn_on = job.transform.watermark.is_some();
    job.transform.icc != Icc::Srgb && has_place && !becomes_grey && !is_drawn_on
}

/// A still, if it is as small as is asked for.
pub(super) fn finish(
    bytes: Vec<u8>,
    encoder: &dyn Encoder,
    job: &Job<'_>,
) -> Result<Encoded, Error> {
    check_bytes(bytes.len(), job)?;
    Ok(Encoded {
        bytes,
        format: encoder.output(),
        frames: None,
    })
}

/// A result that cannot be made as small as is asked for.
pub(super) fn check_bytes(found: usize, job: &Job<'_>) -> Result<(), Error> {
    let limit = job.transform.max_bytes.map_or(u64::MAX, u64::from);
    check(Bound::ResultBytes, found as u64, limit)
}

/// What there is while effects are applied, and while the file is written, in bytes. `channels` are the original's, `gaps`
/// are what was given back before.
pub(super) fn cost(
    encoder: &dyn Encoder,
    view: &View,
    channels: u64,
    colors: Colors,
    gaps: &[u64],
    job: &Job<'_>,
) -> u64 {
    let canvas = view.geometry.canvas;
    let result = view.result_bytes(channels);
    let beside = effects::cost(&job.transform.effects, canvas, view.channels(channels));
    let written = self::channels(view, channels, job);
    let colored = if written == view.channels(channels) {
        0
    } else {
        canvas.pixels().saturating_mul(written)
    };
    let changing = behind(gaps, result, beside.max(colored));
    let writing = encoder.cost(&planned(view, channels, colors, job));
    let looking = quality::cost(job.transform, canvas);
    // Planes, as large as luma: smaller gaps stay.
    let stays = |gap: &&u64| !encoder.fills_gaps() && **gap < canvas.pixels();
    let staying = gaps.iter().filter(stays).copied();
    let staying = staying.fold(0, u64::saturating_add);
    changing.max(writing.saturating_add(looking).saturating_add(staying))
}

/// How long colours, effects and the file take, for an original of so many channels.
pub(super) fn work(
    encoder: &dyn Encoder,
    view: &View,
    channels: u64,
    colors: Colors,
    profile: bool,
    search: Search,
    job: &Job<'_>,
) -> Work {
    let looks = Looks::new(job.transform, search);
    let planned = planned(view, channels, colors, job);
    prepared_work(view, channels, profile, job) + encoder.work(&planned, looks)
}

fn planned<'a>(view: &View, channels: u64, colors: Colors, job: &Job<'a>) -> Planned<'a> {
    Planned {
        size: view.geometry.canvas,
        channels: self::channels(view, channels, job),
        colors: seen(colors, job),
        transform: job.transform,
    }
}

/// How long colours, effects and the watermark take.
pub(super) fn prepared_work(view: &View, channels: u64, profile: bool, job: &Job<'_>) -> Work {
    /// Nanoseconds for a pixel, as measured: to sRGB, by the curves and the matrix of a profile.
    const CONVERTED: f64 = 45.0;
    let canvas = view.geometry.canvas;
    let converted = if profile { canvas.pixels() } else { 0 };
    let drawn = job.transform.watermark.as_ref();
    let drawn = drawn.map_or(Work::NONE, |how| composite::work(canvas, how));
    Work::of(converted, CONVERTED)
        + drawn
        + effects::work(&job.transform.effects, canvas, view.channels(channels))
}

/// What there is besides the planes while they are written as they are, in bytes.
pub(super) fn cost_of_planes(encoder: &dyn EncodePlanes, view: &View, job: &Job<'_>) -> u64 {
    let canvas = view.geometry.canvas;
    let looking = quality::cost(job.transform, canvas);
    encoder.cost(canvas, job.transform).saturating_add(looking)
}
