//! A file of frames, whichever format it has.

use crate::error::Error;
use crate::format::Format;
use crate::geometry::Dimensions;

use super::super::picture::{Layout, profile_fits};
use super::{gif, webp};

/// A file whose header was read.
pub(super) struct File<'a> {
    pub(super) format: Format,
    pub(super) canvas: Dimensions,
    pub(super) exif: Option<&'a [u8]>,
    /// How often it is seen; 0 stands for without end.
    pub(super) plays: u32,
    /// Colour profile (ICC.1).
    pub(super) profile: Option<Vec<u8>>,
    frames: Frames<'a>,
}

/// The frames of a file, one after the other; none of them is decoded.
#[derive(Clone)]
pub(super) enum Frames<'a> {
    Gif(gif::Frames<'a>),
    WebP(webp::Frames<'a>),
}

/// One frame.
pub(super) struct Frame<'a> {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) size: Dimensions,
    /// How long it is seen: hundredths of a second in a GIF, thousandths in a WebP.
    pub(super) delay: u32,
    pub(super) dispose: Dispose,
    pub(super) pixels: Pixels<'a>,
}

/// What becomes of a frame before the next one is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dispose {
    /// It is cleared. The colour that files name is not used, as in browsers.
    Clear,
    Keep,
    /// What was there before it is there again.
    Restore,
}

/// Pixels that are not decoded yet.
pub(super) enum Pixels<'a> {
    Gif(gif::Pixels<'a>),
    WebP(webp::Pixels<'a>),
}

/// What there is in a file, told without decoding.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Survey {
    /// Frames.
    pub(super) all: u32,
    /// Those that are wanted, about which all else is.
    pub(super) kept: u32,
    /// Pixels that are decoded.
    pub(super) pixels: u64,
    /// The frame with the most pixels.
    pub(super) largest: Dimensions,
    /// Whether any frame is taken away again.
    pub(super) restores: bool,
    /// What decoding one frame takes besides the canvas, in bytes.
    pub(super) working: u64,
}

impl<'a> File<'a> {
    /// Reads what stands in front of the frames.
    pub(super) fn open(format: Format, file: &'a [u8]) -> Result<Self, Error> {
        let found = if format == Format::Gif {
            gif::open(file)
        } else {
            webp::open(file)
        };
        let mut found = found.ok_or_else(|| Error::Damaged("the file has no frames".into()))?;
        found
            .profile
            .take_if(|profile| !profile_fits(profile, Layout::Rgba));
        Ok(found)
    }

    pub(super) fn new(format: Format, canvas: Dimensions, frames: Frames<'a>) -> Self {
        Self {
            format,
            canvas,
            exif: None,
            plays: 1,
            profile: None,
            frames,
        }
    }

    pub(super) fn frames(&self) -> Frames<'a> {
        self.frames.clone()
    }

    /// Counts the frames. What it says of them is about the first `wanted` ones.
    pub(super) fn survey(&self, wanted: u32) -> Survey {
        let mut survey = Survey {
            all: 0,
            kept: 0,
            pixels: 0,
            largest: Dimensions {
                width: 1,
                height: 1,
            },
            restores: false,
            working: 0,
        };
        for frame in self.frames() {
            survey.all = survey.all.saturating_add(1);
            if survey.all > wanted {
                continue;
            }
            survey.kept = survey.all;
            if let Ok(frame) = frame {
                let pixels = frame.size.pixels();
                survey.pixels = survey.pixels.saturating_add(pixels);
                survey.restores |= frame.dispose == Dispose::Restore;
                survey.working = survey.working.max(frame.working_memory());
                if pixels > survey.largest.pixels() {
                    survey.largest = frame.size;
                }
            }
        }
        survey
    }
}

impl Frame<'_> {
    fn working_memory(&self) -> u64 {
        match &self.pixels {
            // A row.
            Pixels::Gif(_) => self.size.width.into(),
            Pixels::WebP(pixels) => pixels.working_memory(self.size),
        }
    }
}

/// What cannot be read ends the frames.
impl<'a> Iterator for Frames<'a> {
    type Item = Result<Frame<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Gif(frames) => frames.next(),
            Self::WebP(frames) => frames.next(),
        }
    }
}
