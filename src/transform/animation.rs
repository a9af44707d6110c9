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
use super::limits::{check_memory, check_pixels, check_result};
use super::picture::{Layout, Picture};
use super::view::View;
use super::{Encoded, Frames, finish, resize};

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
    check_result(view.geometry.canvas, limits)?;
    let output = options.format.unwrap_or(match format {
        Format::Gif => Output::Gif,
        _ => Output::WebP,
    });
    let steps = Steps {
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

impl Steps<'_> {
    /// The first frame.
    fn still(
        self,
        file: &File<'_>,
        source_bytes: usize,
        limits: &Limits,
        timings: &mut Timings,
    ) -> Result<Encoded, Error> {
        let survey = file.survey(1);
        check_pixels(survey.largest, limits)?;
        let working = self.working(file, &survey, source_bytes);
        check_memory(cost::of_first_frame(&working, self.output), limits)?;
        let mut canvas = Canvas::new(file.canvas);
        let first = file.frames().next();
        canvas.draw(&first.ok_or_else(|| Error::Damaged("the file has no frames".into()))??)?;
        timings.end("decode");
        let picture = self.scale(&canvas)?;
        drop(canvas);
        finish::picture(picture, self.output, self.options, timings)
    }

    /// All frames that are wanted, if they stay within the bounds.
    fn animate(
        &self,
        file: &File<'_>,
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
        let room = limits.max_memory.saturating_sub(estimate);
        let mut canvas = Canvas::new(file.canvas);
        let mut clock = Clock::new(file.format, self.output);
        let mut writer = Writer::new(self, file.plays);
        let mut last: Option<(Vec<u8>, u32)> = None;
        for frame in file.frames().take(survey.kept as usize) {
            let frame = frame?;
            canvas.draw(&frame)?;
            let picture = self.scale(&canvas)?;
            let picture = finish::prepare(picture, self.output, self.options)?;
            let pixels = writer.pixels(picture.into_layout(Layout::Rgba));
            let delay = clock.delay(frame.delay);
            if let Some((last, shown_for)) = &mut last {
                if let Some(sum) = clock.sum(*shown_for, delay).filter(|_| *last == pixels) {
                    *shown_for = sum;
                    continue;
                }
                writer.add(&frame_of(last, *shown_for), Some(&pixels))?;
                // The file doubles as it grows, and is handed over to the store.
                if (writer.len() as u64).saturating_mul(3) > room {
                    return Ok(None);
                }
            }
            last = Some((pixels, delay));
        }
        if let Some((last, shown_for)) = &last {
            writer.add(&frame_of(last, *shown_for), None)?;
        }
        writer.finish().map(Some)
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

    fn working(&self, file: &File<'_>, survey: &Survey, source_bytes: usize) -> Working {
        Working {
            source: source_bytes as u64,
            canvas: file.canvas,
            kept: survey.restores,
            frame: survey.working,
            between: self.view.between(),
            result: self.view.geometry.canvas,
        }
    }
}

fn frame_of(pixels: &[u8], delay: u32) -> Frame<'_> {
    Frame { pixels, delay }
}
