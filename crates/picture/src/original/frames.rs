//! Originals of frames that are drawn onto one canvas, one after the other: GIFs and animated `WebP`s.

use image::metadata::Orientation;

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::result::Frames;
use crate::work::Work;

/// Of no more frames than are wanted need a file be read.
pub(crate) type Open =
    for<'a> fn(&'a mut Input<'_>, wanted: u32) -> Result<Box<dyn Original + 'a>, Error>;

/// An original of frames.
pub(crate) trait Original {
    /// Dimensions of the canvas as stored, before the orientation is applied.
    fn size(&self) -> Dimensions;

    fn orientation(&self) -> Orientation {
        Orientation::NoTransforms
    }

    /// What is held of the file while it is decoded, in bytes; `None` where that is all of it.
    fn held(&self) -> Option<u64> {
        None
    }

    /// How often it is seen; 0 stands for without end.
    fn plays(&self) -> u32;

    /// Colour profile (ICC.1), as it stands in the file.
    fn profile(&self) -> Option<&[u8]>;

    /// The unit of the delays.
    fn time_unit(&self) -> TimeUnit;

    /// The frames, one after the other; none of them is decoded. What cannot be read ends them.
    fn frames(&self) -> Box<dyn Iterator<Item = Result<Frame<'_>, Error>> + '_>;
}

/// What a file counts delays in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeUnit {
    /// Hundredths of a second, up to 65,535 of them.
    Centisecond,
    /// Thousandths of a second, up to 2^24 - 1 of them.
    Millisecond,
}

/// One frame.
pub(crate) struct Frame<'a> {
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) size: Dimensions,
    /// How long it is seen, in the unit of the file.
    pub(crate) delay: u32,
    pub(crate) dispose: Dispose,
    pub(crate) pixels: Box<dyn Pixels + 'a>,
}

/// What becomes of a frame before the next one is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dispose {
    /// It is cleared. The colour that files name is not used, as in browsers.
    Clear,
    Keep,
    /// What was there before it is there again.
    Restore,
}

/// The pixels of a frame, which are not decoded yet.
pub(crate) trait Pixels {
    /// What decoding takes besides the canvas, for a frame of this size; in bytes.
    fn cost(&self, size: Dimensions) -> u64;

    /// How long decoding takes, for a frame of this size.
    fn work(&self, size: Dimensions) -> Work;

    /// Decodes a frame of this size, and lays it onto what is seen below it.
    fn draw(&self, size: Dimensions, below: &mut Below<'_>) -> Result<(), Error>;
}

/// What a frame is drawn onto: the part of the canvas that it covers.
pub(crate) struct Below<'a> {
    canvas: &'a mut [u8],
    row_bytes: usize,
    rows: Rows,
}

/// A part of the canvas, in rows and in bytes of each.
#[derive(Clone)]
pub(crate) struct Rows {
    pub(crate) top: usize,
    pub(crate) count: usize,
    pub(crate) columns: std::ops::Range<usize>,
}

impl<'a> Below<'a> {
    /// `canvas` is red, green, blue and alpha, which is multiplied in; its rows have `row_bytes`.
    pub(crate) fn new(canvas: &'a mut [u8], row_bytes: usize, rows: Rows) -> Self {
        Self {
            canvas,
            row_bytes,
            rows,
        }
    }

    /// Rows that lie on the canvas; the frame may have more.
    pub(crate) fn count(&self) -> usize {
        self.rows.count
    }

    /// The pixels below a row of the frame, as many as lie on the canvas.
    pub(crate) fn row(&mut self, y: usize) -> Option<&mut [[u8; 4]]> {
        let start = self.rows.top.checked_add(y)?.checked_mul(self.row_bytes)?;
        let row = self.canvas.get_mut(start..)?.get_mut(..self.row_bytes)?;
        let row = row.get_mut(self.rows.columns.clone())?;
        Some(row.as_chunks_mut().0)
    }
}

/// What there is in a file, told without decoding.
#[derive(Debug, PartialEq)]
pub(crate) struct Survey {
    /// Frames.
    pub(crate) all: u32,
    /// Those that are wanted, about which all else is.
    pub(crate) kept: u32,
    /// Pixels that are decoded.
    pub(crate) pixels: u64,
    /// The frame with the most pixels.
    pub(crate) largest: Dimensions,
    /// Whether any frame is taken away again.
    pub(crate) restores: bool,
    /// What decoding one frame takes besides the canvas, in bytes.
    pub(crate) cost: u64,
    /// How long decoding all of them takes.
    pub(crate) work: Work,
}

impl Survey {
    /// Counts the frames. What it says of them is about the first `wanted` ones.
    pub(crate) fn new(original: &dyn Original, wanted: u32) -> Self {
        let mut survey = Self {
            all: 0,
            kept: 0,
            pixels: 0,
            largest: Dimensions {
                width: 1,
                height: 1,
            },
            restores: false,
            cost: 0,
            work: Work::NONE,
        };
        for frame in original.frames() {
            survey.all = survey.all.saturating_add(1);
            if survey.all > wanted {
                continue;
            }
            survey.kept = survey.all;
            if let Ok(frame) = frame {
                let pixels = frame.size.pixels();
                survey.pixels = survey.pixels.saturating_add(pixels);
                survey.restores |= frame.dispose == Dispose::Restore;
                survey.cost = survey.cost.max(frame.pixels.cost(frame.size));
                survey.work = survey.work + frame.pixels.work(frame.size);
                if pixels > survey.largest.pixels() {
                    survey.largest = frame.size;
                }
            }
        }
        survey
    }

    /// What is said of a still, where the others of the frames were not kept.
    pub(crate) fn still(&self) -> Frames {
        Frames {
            kept: 1,
            all: self.all,
        }
    }
}
