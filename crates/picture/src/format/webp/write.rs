//! Pixels or planes to a WebP, with or without loss.

use marble_transform::{Output, Transform};
use marble_webp::encode::Options;
use marble_webp::file::{
    Animation as File, Blend, Dispose, Frame as FileFrame, Image, Loops, Metadata,
};

use crate::color::layout::to_layout;
use crate::color::range::Range;
use crate::encoder::{Animation, Colors, EncodeFrames, EncodePlanes, Planned, Writing};
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::original::frames::TimeUnit;
use crate::pixels::frame_diff::{Frame as Shown, Rect, changed, crop};
use crate::pixels::picture::{Layout, Picture};
use crate::pixels::planes::Planes;
use crate::progress::Progress;
use crate::quality;
use crate::quality::search::{Looks, Search};
use crate::work::Work;

use super::frame::{Frame, lossy, video};

/// Nanoseconds for a pixel, as measured: with loss, of much detail.
const WRITTEN: f64 = 110.0;

/// Nanoseconds for a pixel, as measured: without loss.
const LOSSLESS: f64 = 40.0;

/// Nanoseconds for a pixel, as measured: to decode it again, and to compare.
const COMPARED: f64 = 20.0;

/// Nanoseconds for a pixel, as measured: its alpha, without loss.
const ALPHA: f64 = 20.0;

/// Writes `WebP`s.
pub(crate) struct Encoder;

impl crate::encoder::Encoder for Encoder {
    fn output(&self) -> Output {
        Output::WebP
    }

    /// Grey is written as colours.
    fn carries_grey(&self) -> bool {
        false
    }

    fn cost(&self, planned: &Planned<'_>) -> u64 {
        let (count, pixels) = (planned.size.pixels(), planned.bytes());
        if planned.transform.lossless {
            // As a picture of four channels, and changed to what is written of it.
            return pixels.saturating_add(count.saturating_mul(37) / 2);
        }
        // Colours without alpha, and their planes; alpha as a picture of four channels, and as a file.
        let beside = if planned.has_alpha() { 9 } else { 5 };
        let planes = pixels.saturating_add(count.saturating_mul(beside));
        let lossy = count.saturating_mul(3);
        let lossy = lossy.saturating_add(cost_of_lossy(planned.size, planned.transform));
        planes.max(lossy)
    }

    fn work(&self, planned: &Planned<'_>, looks: Looks) -> Work {
        let Planned {
            size, transform, ..
        } = *planned;
        if transform.lossless {
            return Work::of(size.pixels(), LOSSLESS);
        }
        let alpha = if planned.has_alpha() { ALPHA } else { 0.0 };
        Work::of(size.pixels(), alpha) + EncodePlanes::work(self, size, transform, looks)
    }

    fn encode(
        &self,
        mut picture: Picture,
        _: Colors,
        writing: &Writing<'_>,
    ) -> Result<Vec<u8>, Error> {
        let profile = picture.profile.take();
        let frame = Frame::new(picture, writing)?;
        write(frame.as_image(), profile.as_deref())
    }

    fn planes(&self, transform: &Transform) -> Option<&dyn EncodePlanes> {
        (!transform.lossless).then_some(self)
    }

    fn frames(&self) -> Option<&dyn EncodeFrames> {
        Some(self)
    }

    fn insert_exif(&self, file: &mut Vec<u8>, exif: &[u8]) {
        super::metadata::insert(file, exif);
    }
}

impl EncodePlanes for Encoder {
    fn cost(&self, size: Dimensions, transform: &Transform) -> u64 {
        cost_of_lossy(size, transform)
    }

    fn work(&self, size: Dimensions, _: &Transform, looks: Looks) -> Work {
        let pixels = size.pixels();
        looks.work(Work::of(pixels, WRITTEN), Work::of(pixels, COMPARED))
    }

    fn encode(
        &self,
        planes: Planes,
        range: Range,
        profile: Option<&[u8]>,
        writing: &Writing<'_>,
    ) -> Result<Vec<u8>, Error> {
        let overhead = profile.map_or(0, <[u8]>::len);
        let frame = lossy(&video(planes, range), writing, overhead)?;
        let image = Image::Lossy {
            alpha: None,
            frame: &frame,
        };
        write(image, profile)
    }
}

impl EncodeFrames for Encoder {
    fn cost(&self, size: Dimensions) -> u64 {
        // Planes; a picture and its alpha without loss.
        let pixels = size.pixels().saturating_mul(12);
        let options = Options { quality: 100 };
        pixels.saturating_add(marble_webp::encode::cost(size.width, size.height, &options))
    }

    fn work(&self, size: Dimensions, transform: &Transform, looks: Looks) -> Work {
        let planned = Planned {
            size,
            channels: 4,
            colors: Colors::Any,
            transform,
        };
        crate::encoder::Encoder::work(self, &planned, looks)
    }

    fn time_unit(&self) -> TimeUnit {
        TimeUnit::Millisecond
    }

    fn start<'a>(
        &self,
        size: Dimensions,
        plays: u32,
        profile: &'a [u8],
        writing: &Writing<'a>,
    ) -> Result<Box<dyn Animation + 'a>, Error> {
        let loops = match plays {
            0 => Loops::Forever,
            plays => Loops::Times(u16::try_from(plays).unwrap_or(u16::MAX)),
        };
        let metadata = Metadata {
            icc_profile: profile,
            ..Metadata::default()
        };
        let sides = (size.width, size.height);
        Ok(Box::new(Frames {
            file: File::new(sides, [0; 4], loops, metadata).map_err(Error::internal)?,
            bytes: 0,
            // What is bounded is the file.
            transform: Transform {
                max_bytes: None,
                ..*writing.transform
            },
            search: writing.search,
            progress: writing.progress,
            shown: None,
            size,
        }))
    }
}

/// What writing a lossy frame takes besides its planes, in bytes.
fn cost_of_lossy(size: Dimensions, transform: &Transform) -> u64 {
    let Dimensions { width, height } = size;
    let quality = quality::highest_of(Output::WebP, transform);
    let cost = marble_webp::encode::cost(width, height, &Options { quality });
    // The file is copied once into its container.
    cost.saturating_add(size.pixels().saturating_mul(3) / 2)
}

/// An animation that grows by a frame at a time.
struct Frames<'a> {
    file: File<'a>,
    bytes: usize,
    transform: Transform,
    search: Search,
    progress: &'a dyn Progress,
    /// What is seen when the next frame comes.
    shown: Option<Vec<u8>>,
    size: Dimensions,
}

impl Animation for Frames<'_> {
    fn pixels(&self, picture: Picture) -> Vec<u8> {
        to_layout(picture, Layout::Rgba).pixels
    }

    /// What has changed replaces what was there.
    fn add(&mut self, frame: &Shown<'_>, _: Option<&[u8]>) -> Result<(), Error> {
        let width = self.size.width;
        let part = match &self.shown {
            Some(shown) => changed(shown, frame.pixels, width).unwrap_or(Rect::least()),
            None => Rect::whole(self.size),
        };
        let part = part.at_even();
        let picture = Picture {
            size: part.size(),
            layout: Layout::Rgba,
            pixels: crop(frame.pixels, part, width),
            profile: None,
        };
        let writing = Writing {
            transform: &self.transform,
            original: None,
            search: self.search,
            progress: self.progress,
        };
        let encoded = Frame::new(picture, &writing)?;
        self.bytes = self.bytes.saturating_add(encoded.len());
        self.file
            .push(&FileFrame {
                x: part.left,
                y: part.top,
                duration_ms: frame.delay,
                blend: Blend::Replace,
                dispose: Dispose::Keep,
                image: encoded.as_image(),
            })
            .map_err(Error::internal)?;
        self.shown = Some(frame.pixels.to_vec());
        Ok(())
    }

    fn len(&self) -> usize {
        self.bytes
    }

    fn finish(self: Box<Self>) -> Result<Vec<u8>, Error> {
        self.file.finish().map_err(Error::internal)
    }
}

fn write(image: Image<'_>, profile: Option<&[u8]>) -> Result<Vec<u8>, Error> {
    let metadata = Metadata {
        icc_profile: profile.unwrap_or_default(),
        ..Metadata::default()
    };
    marble_webp::file::write(&image, &metadata).map_err(Error::internal)
}
