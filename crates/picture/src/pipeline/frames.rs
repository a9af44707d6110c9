//! The way of originals of frames: every frame is drawn onto one canvas, scaled as a still picture is, and written before
//! the next one is read, so that memory follows the canvas and the result. GIF, animated WebP.

mod canvas;
mod clock;

use marble_transform::Color;

use crate::cost::Memory;
use crate::encoder::{Colors, EncodeFrames, Encoder, Planned};
use crate::error::Error;
use crate::geometry::Area;
use crate::input::Input;
use crate::original::frames::{Frame, Open, Original, Survey};
use crate::pixels::frame_diff::Frame as Shown;
use crate::pixels::picture::Picture;
use crate::pixels::resize;
use crate::progress::Stage;
use crate::quality::search::{Looks, Search};
use crate::result::{Encoded, Frames};
use crate::smartcrop;
use crate::work::Work;

use super::job::Job;
use super::jobs::{Admitted, Jobs, Plan};
use super::shared::Share;
use super::view::View;
use super::write;

use self::canvas::Canvas;
use self::clock::Clock;

/// An original, and what is done to every frame of it.
struct Steps<'a> {
    /// Length of the file, in bytes.
    file: u64,
    original: &'a dyn Original,
    view: View,
    area: Area,
    background: Color,
    encoder: &'static dyn Encoder,
}

/// What becomes of the frames.
enum Route {
    /// All that are wanted are written.
    Animation(Survey, &'static dyn EncodeFrames),
    /// The first of so many is written, or the only one.
    Still(Option<Frames>),
}

/// An animation that exceeds the limits becomes a still of its first frame. Of several results, each decodes the frames
/// anew, so that there is one canvas and one result at a time.
pub(super) fn run(input: &mut Input<'_>, open: Open, jobs: &mut Jobs<'_, '_>) -> Result<(), Error> {
    let length = input.length();
    let original = open(input, jobs.most(wanted))?;
    jobs.opened(length, original.size(), original.orientation());
    jobs.limits.check_pixels(original.size())?;
    let plans = jobs.plan(|job| Steps::new(length, &*original, job)?.plan(job));
    let Some(Admitted { plans, .. }) = jobs.admit(plans, |_| Share::NONE)? else {
        return Ok(());
    };
    jobs.make(plans, |(mut steps, route), _, job| {
        let frames = match route {
            Route::Animation(survey, encode) => {
                if let Some(bytes) = steps.animate(&survey, encode, job)? {
                    let result = write::finish(bytes, steps.encoder, job)?;
                    job.ended(Stage::Frames)?;
                    return Ok(result);
                }
                steps.afford_still(job)?;
                Some(survey.still())
            }
            Route::Still(frames) => frames,
        };
        let still = steps.still(job)?;
        Ok(Encoded { frames, ..still })
    })
}

/// How many frames are wanted, if there are as many. Facts are those of the first, and how many there are.
fn wanted(job: &Job<'_>) -> u32 {
    if job.tells_facts() {
        return u32::MAX;
    }
    let encoder = job.encoder(true).ok();
    match encoder.and_then(Encoder::frames) {
        Some(_) => job.transform.frames.unwrap_or(u32::MAX),
        None => 1,
    }
}

impl<'a> Steps<'a> {
    fn new(length: u64, original: &'a dyn Original, job: &Job<'_>) -> Result<Self, Error> {
        let view = View::new(original.size(), original.orientation(), job)?;
        let encoder = job.encoder(true)?;
        Ok(Self {
            file: original.held().unwrap_or(length),
            original,
            area: view.crop(),
            view,
            background: encoder.background(job.transform.background),
            encoder,
        })
    }

    fn plan(self, job: &mut Job<'_>) -> Result<Plan<(Self, Route)>, Error> {
        let survey = Survey::new(self.original, wanted(job));
        let encode = self.encoder.frames().filter(|_| survey.kept > 1);
        let frames = encode.map(|_| survey.still());
        if let Some(encode) = encode
            && self.may_animate(&survey, encode, job)?
        {
            let memory = self.cost_of_frames(&survey, encode);
            let work = job.afford(self.view.geometry.canvas, memory, |search, job| {
                self.work_of_frames(&survey, encode, search, job)
            })?;
            let how = (self, Route::Animation(survey, encode));
            return Ok(Plan { memory, work, how });
        }
        let (memory, work) = self.afford_still(job)?;
        let how = (self, Route::Still(frames));
        Ok(Plan { memory, work, how })
    }

    /// Whether all frames that are wanted stay within the limits.
    fn may_animate(
        &self,
        survey: &Survey,
        encode: &dyn EncodeFrames,
        job: &mut Job<'_>,
    ) -> Result<bool, Error> {
        let limits = job.limits;
        let canvas = self.view.geometry.canvas;
        let drawn = self.original.size().pixels().max(canvas.pixels());
        let pixels = drawn.saturating_mul(survey.kept.into()).max(survey.pixels);
        let estimate = self.cost_of_frames(survey, encode);
        if survey.kept > limits.max_frames || pixels > limits.max_source_pixels {
            return Ok(false);
        }
        job.affords(canvas, estimate, |search, job| {
            self.work_of_frames(survey, encode, search, job)
        })
    }

    /// Holds what the first frame takes against the limits.
    fn afford_still(&self, job: &mut Job<'_>) -> Result<(Memory, Work), Error> {
        let survey = Survey::new(self.original, 1);
        job.limits.check_pixels(survey.largest)?;
        let memory = self.cost_of_still(&survey, job);
        let work = job.afford(self.view.geometry.canvas, memory, |search, job| {
            let scaling = self.work_of_scaling() + self.work_of_choosing();
            let writing = write::work(
                self.encoder,
                &self.view,
                4,
                Colors::Palette,
                false,
                search,
                job,
            );
            survey.work + scaling + writing
        })?;
        Ok((memory, work))
    }

    /// Makes the choice that `position` leaves to the picture, if any: by the first frame, for all.
    fn choose(&mut self) -> Result<(), Error> {
        if self.view.geometry.smart_crop.is_none() {
            return Ok(());
        }
        let mut canvas = Canvas::new(self.original.size());
        canvas.draw(&self.first()?)?;
        let area = self.area;
        self.view
            .choose(|view, size| resize::preview(canvas.picture(), area, size, view.orientation))?;
        self.area = self.view.crop();
        Ok(())
    }

    /// The first frame.
    fn still(mut self, job: &mut Job<'_>) -> Result<Encoded, Error> {
        self.choose()?;
        let mut canvas = Canvas::new(self.original.size());
        canvas.draw(&self.first()?)?;
        job.ended(Stage::Decode)?;
        let picture = self.scale(&canvas)?;
        drop(canvas);
        if job.tells_facts() {
            job.counted(self.count()?);
        }
        write::picture(picture, Colors::Palette, self.encoder, job)
    }

    /// All frames that are wanted, if they stay within the limits.
    fn animate(
        &mut self,
        survey: &Survey,
        encode: &dyn EncodeFrames,
        job: &mut Job<'_>,
    ) -> Result<Option<Vec<u8>>, Error> {
        self.choose()?;
        let estimate = self.cost_of_frames(survey, encode);
        let mut frames = self.original.frames().take(survey.kept as usize);
        let mut canvas = Canvas::new(self.original.size());
        let mut clock = Clock::new(self.original.time_unit(), encode.time_unit());
        let first = self.next(&mut frames, &mut canvas, job)?;
        let (mut picture, delay) = first.ok_or_else(no_frames)?;
        let profile = picture.profile.take().unwrap_or_default();
        let plays = self.original.plays();
        let mut file = encode.start(picture.size, plays, &profile, &job.writing())?;
        let mut last = (file.pixels(picture), clock.delay(delay));
        while let Some((picture, delay)) = self.next(&mut frames, &mut canvas, job)? {
            job.check_time()?;
            let pixels = file.pixels(picture);
            let delay = clock.delay(delay);
            if let Some(sum) = clock.sum(last.1, delay).filter(|_| last.0 == pixels) {
                last.1 = sum;
                continue;
            }
            file.add(&shown(&last), Some(&pixels))?;
            last = (pixels, delay);
            // The file doubles as it grows, and is handed over to the store.
            let handed_over = (file.len() as u64).saturating_mul(3);
            if !job.has_room(estimate, handed_over)? {
                return Ok(None);
            }
        }
        file.add(&shown(&last), None)?;
        file.finish().map(Some)
    }

    /// How many frames there are; but for the first, none is decoded.
    fn count(&self) -> Result<u32, Error> {
        let mut frames = self.original.frames();
        frames.try_fold(0_u32, |count, frame| frame.map(|_| count.saturating_add(1)))
    }

    fn first(&self) -> Result<Frame<'a>, Error> {
        let first = self.original.frames().next();
        first.ok_or_else(no_frames)?
    }

    /// The next frame as it is written, and its delay.
    fn next(
        &self,
        frames: &mut impl Iterator<Item = Result<Frame<'a>, Error>>,
        canvas: &mut Canvas,
        job: &Job<'_>,
    ) -> Result<Option<(Picture, u32)>, Error> {
        let Some(frame) = frames.next() else {
            return Ok(None);
        };
        let frame = frame?;
        canvas.draw(&frame)?;
        let picture = write::prepare(self.scale(canvas)?, self.encoder, job)?;
        Ok(Some((picture, frame.delay)))
    }

    fn scale(&self, canvas: &Canvas) -> Result<Picture, Error> {
        let view = &self.view;
        let scaled = resize::scale(canvas.picture(), self.area, view.scaled(), view.domain);
        let picture = resize::lay(scaled, &view.geometry, view.orientation, self.background)?;
        Ok(Picture {
            profile: self.original.profile().map(<[u8]>::to_vec),
            ..picture
        })
    }

    /// The larger of what there is while the first frame is drawn and scaled, and while it is written, in bytes.
    fn cost_of_still(&self, survey: &Survey, job: &Job<'_>) -> Memory {
        // As it is scaled, and laid on a background.
        let scaling = self.cost_of_scaling(survey, 8);
        let result = self.view.geometry.canvas;
        let pixels = result.pixels().saturating_mul(4);
        let writing = self.encoder.cost(&Planned {
            size: result,
            channels: 4,
            colors: Colors::Palette,
            transform: job.transform,
        });
        let gap = self.original.size().pixels().saturating_mul(4);
        let writing = self
            .file
            .saturating_add(writing.max(gap.saturating_add(pixels)));
        let decoding = self.cost_of_scaling(survey, 0);
        Memory::new(decoding, &[scaling], &[writing], 0)
    }

    /// What there is while any frame is written but for the file that grows, in bytes.
    fn cost_of_frames(&self, survey: &Survey, encode: &dyn EncodeFrames) -> Memory {
        // The result as it is scaled, turned, compared with the frame before and the one behind, cut, and as indices.
        let scaling = self.cost_of_scaling(survey, 28);
        let writing = encode.cost(self.view.geometry.canvas);
        let decoding = self.cost_of_scaling(survey, 0);
        Memory::new(decoding, &[scaling.saturating_add(writing)], &[], 0)
    }

    /// How long all frames that are wanted take.
    fn work_of_frames(
        &self,
        survey: &Survey,
        encode: &dyn EncodeFrames,
        search: Search,
        job: &Job<'_>,
    ) -> Work {
        let looks = Looks::new(job.transform, search);
        let prepared = write::prepared_work(&self.view, 4, self.original.profile().is_some(), job);
        let written = encode.work(self.view.geometry.canvas, job.transform, looks);
        let frame = self.work_of_scaling() + prepared + written;
        survey.work + frame.times(survey.kept) + self.work_of_choosing()
    }

    /// How long it takes to scale a frame.
    fn work_of_scaling(&self) -> Work {
        let view = &self.view;
        resize::work(view.decoded(1), view.shown(), 4, view.domain)
    }

    /// How long it takes to choose a part, of the first frame.
    fn work_of_choosing(&self) -> Work {
        let view = &self.view;
        smartcrop::work(&view.geometry, view.stored, view.orientation, 4)
    }

    /// File, canvas, the frame that is drawn or scaled, and so many bytes for each pixel of the result.
    fn cost_of_scaling(&self, survey: &Survey, result: u64) -> u64 {
        let size = self.original.size();
        // A part of the canvas may be kept, to be restored.
        let canvases = if survey.restores { 8 } else { 4 };
        let canvas = size.pixels().saturating_mul(canvases);
        let scaling = self.view.cost_of_scaling(self.view.decoded(1), 4);
        let pixels = self.view.geometry.canvas.pixels();
        let scaling = survey.cost.max(scaling);
        let scaling = scaling.saturating_add(pixels.saturating_mul(result));
        let choosing = self.view.cost_of_choosing(size, 4);
        self.file
            .saturating_add(canvas)
            .saturating_add(scaling.max(choosing))
    }
}

fn no_frames() -> Error {
    Error::damaged("the file has no frames")
}

fn shown(last: &(Vec<u8>, u32)) -> Shown<'_> {
    Shown {
        pixels: &last.0,
        delay: last.1,
    }
}
