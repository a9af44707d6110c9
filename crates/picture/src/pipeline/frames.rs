//! Originals that may be animated: every frame is drawn onto one canvas, scaled as a still picture is, and written before
//! the next one is read, so that memory follows the canvas and the result.

mod canvas;
mod delay;
mod file;
mod gif;
mod webp;
mod writer;

use crate::config::Limits;
use crate::error::Error;
use crate::format::Format;
use crate::geometry::Area;
use crate::options::{Color, Options, Output};
use crate::timings::Timings;

use self::canvas::Canvas;
use self::delay::Clock;
use self::file::{File, Survey};
use self::writer::Writer;

use super::changes::Frame;
use super::cost::{self, Working};
use super::limits::{check_bytes, check_memory, check_pixels, check_result};
use super::picture::Picture;
use super::view::View;
use super::{Encoded, Frames, finish, interest, resize};

pub(super) use self::webp::is_animated;

/// What is done to every frame.
struct Steps<'a> {
    view: View,
    area: Area,
    ground: Color,
    output: Output,
    options: &'a Options,
    profile: Option<Vec<u8>>,
}

/// Makes the result from a GIF or an animated WebP; see [`super::transform`]. An animation that exceeds the bounds becomes a
/// still of its first frame.
pub(super) fn transform(
    format: Format,
    source: &[u8],
    options: &Options,
    limits: &Limits,
    timings: &mut Timings,
) -> Result<Encoded, Error> {
    let file = File::open(format, source)?;
    check_pixels(file.canvas, limits)?;
    let view = View::new(file.canvas, file.exif, options)?;
    check_result(view.geometry.canvas, options.format, limits)?;
    let output = options.format.unwrap_or(match format {
        Format::Gif => Output::Gif,
        _ => Output::WebP,
    });
    let mut steps = Steps {
        area: view.to_stored(view.geometry.crop),
        ground: output.ground(options.background),
        view,
        output,
        options,
        profile: file.profile.clone(),
    };
    let wanted = options.frames.unwrap_or(u32::MAX);
    let survey = file.survey(wanted);
    let mut frames = None;
    if survey.kept > 1 && Writer::is_for(output) {
        let made = steps.animate(&file, &survey, source.len(), limits)?;
        if let Some(bytes) = made {
            check_bytes(bytes.len(), options)?;
            timings.end("frames");
            return Ok(Encoded {
                bytes,
                format: output,
                frames,
            });
        }
        let all = survey.all;
        frames = Some(Frames { kept: 1, all });
    }
    let still = steps.still(&file, source.len(), limits, timings)?;
    Ok(Encoded { frames, ..still })
}

impl<'a> Steps<'a> {
    /// Makes the choice that `position` leaves to the picture, if any: by the first frame, for all.
    fn choose(&mut self, file: &File<'a>) -> Result<(), Error> {
        let geometry = self.view.geometry;
        if geometry.choice.is_none() {
            return Ok(());
        }
        let mut canvas = Canvas::new(file.canvas);
        canvas.draw(&first(file)?)?;
        self.view.geometry = interest::choose(geometry, |size| {
            resize::glance(canvas.picture(), self.area, size, self.view.orientation)
        })?;
        self.area = self.view.to_stored(self.view.geometry.crop);
        Ok(())
    }

    /// The first frame.
    fn still(
        mut self,
        file: &File<'a>,
        source_bytes: usize,
        limits: &Limits,
        timings: &mut Timings,
    ) -> Result<Encoded, Error> {
        let survey = file.survey(1);
        check_pixels(survey.largest, limits)?;
        let working = self.working(file, &survey, source_bytes);
        check_memory(cost::of_first_frame(&working, self.output), limits)?;
        self.choose(file)?;
        let mut canvas = Canvas::new(file.canvas);
        canvas.draw(&first(file)?)?;
        timings.end("decode");
        let picture = self.scale(&canvas)?;
        drop(canvas);
        finish::picture_of_few_colors(picture, self.output, self.options, timings)
    }

    /// All frames that are wanted, if they stay within the bounds.
    fn animate(
        &mut self,
        file: &File<'a>,
        survey: &Survey,
        source_bytes: usize,
        limits: &Limits,
    ) -> Result<Option<Vec<u8>>, Error> {
        let result = self.view.geometry.canvas.pixels();
        let drawn = file.canvas.pixels().max(result);
        let pixels = drawn.saturating_mul(survey.kept.into()).max(survey.pixels);
        let estimate = cost::of_frames(&self.working(file, survey, source_bytes));
        if survey.kept > limits.max_frames
            || pixels > limits.max_source_pixels
            || estimate > limits.max_memory
        {
            return Ok(None);
        }
        self.choose(file)?;
        let room = limits.max_memory.saturating_sub(estimate);
        let mut frames = file.frames().take(survey.kept as usize);
        let mut canvas = Canvas::new(file.canvas);
        let mut clock = Clock::new(file.format, self.output);
        let first = self.next(&mut frames, &mut canvas)?;
        let (mut picture, delay) =
            first.ok_or_else(|| Error::Damaged("the file has no frames".into()))?;
        let profile = picture.profile.take().unwrap_or_default();
        let size = picture.size;
        let mut writer = Writer::new(self.output, size, file.plays, &profile, self.options)?;
        let mut last = (writer.pixels(picture), clock.delay(delay));
        while let Some((picture, delay)) = self.next(&mut frames, &mut canvas)? {
            let pixels = writer.pixels(picture);
            let delay = clock.delay(delay);
            if let Some(sum) = clock.sum(last.1, delay).filter(|_| last.0 == pixels) {
                last.1 = sum;
                continue;
            }
            writer.add(&frame_of(&last), Some(&pixels))?;
            last = (pixels, delay);
            // The file doubles as it grows, and is handed over to the store.
            if (writer.len() as u64).saturating_mul(3) > room {
                return Ok(None);
            }
        }
        writer.add(&frame_of(&last), None)?;
        writer.finish().map(Some)
    }

    /// The next frame as it is written, and its delay.
    fn next(
        &self,
        frames: &mut impl Iterator<Item = Result<file::Frame<'a>, Error>>,
        canvas: &mut Canvas,
    ) -> Result<Option<(Picture, u32)>, Error> {
        let Some(frame) = frames.next() else {
            return Ok(None);
        };
        let frame = frame?;
        canvas.draw(&frame)?;
        let picture = finish::prepare(self.scale(canvas)?, self.output, self.options)?;
        Ok(Some((picture, frame.delay)))
    }

    fn scale(&self, canvas: &Canvas) -> Result<Picture, Error> {
        let View {
            geometry,
            orientation,
            ..
        } = &self.view;
        let picture = resize::resize_canvas(
            canvas.picture(),
            self.area,
            geometry,
            *orientation,
            self.ground,
        )?;
        Ok(Picture {
            profile: self.profile.clone(),
            ..picture
        })
    }

    fn working(&self, file: &File<'a>, survey: &Survey, source_bytes: usize) -> Working {
        Working {
            source: source_bytes as u64,
            canvas: file.canvas,
            kept: survey.restores,
            frame: survey.working,
            between: self.view.between(),
            choosing: interest::cost(&self.view.geometry, file.canvas, self.view.orientation, 4),
            result: self.view.geometry.canvas,
            writing: Writer::working_memory(self.output, self.view.geometry.canvas),
        }
    }
}

fn first<'a>(file: &File<'a>) -> Result<file::Frame<'a>, Error> {
    let first = file.frames().next();
    first.ok_or_else(|| Error::Damaged("the file has no frames".into()))?
}

fn frame_of(last: &(Vec<u8>, u32)) -> Frame<'_> {
    Frame {
        pixels: &last.0,
        delay: last.1,
    }
}
