//! A lossy WebP without alpha as an original of planes, decoded as it arrives where nothing behind its frame matters.

use image::metadata::Orientation;
use marble_jpeg::decode::{Decoded, Extent, Part, Rows};
use marble_webp::{IncrementalDecoder, Step};

use crate::color::range::Range;
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::original::planes::Original;
use crate::pixels::orientation::from_exif;
use crate::pixels::planes::{Color, Plane, Planes, Sampling};
use crate::work::{Budget, Work};

use super::chunks::{Lossy, ends_early, is_truncated, lossy};
use super::front::front;

/// 4:2:0, as all of them are (RFC 6386, 2).
const SAMPLING: [Sampling; 3] = [
    Sampling { x: 1.0, y: 1.0 },
    Sampling { x: 0.5, y: 0.5 },
    Sampling { x: 0.5, y: 0.5 },
];

struct WebP<'a, 'b> {
    /// At the start of the file.
    input: &'a mut Input<'b>,
    file: Lossy,
    orientation: Orientation,
    frame: IncrementalDecoder,
}

pub(super) fn open<'a>(input: &'a mut Input<'_>) -> Result<Box<dyn Original + 'a>, Error> {
    let file = match front(input)? {
        Some(file) => file,
        None => whole(input.all()?)?,
    };
    let start = file.frame.len().min(IncrementalDecoder::START_BYTES);
    let window = input.upto(file.frame.start.saturating_add(start))?;
    let exif = file.exif.clone().and_then(|exif| window.get(exif));
    let orientation = from_exif(exif);
    let start = window.get(file.frame.start..).unwrap_or_default();
    let frame = IncrementalDecoder::new(start, file.frame.len()).map_err(refuse)?;
    let (width, height) = (frame.width(), frame.height());
    match file.canvas {
        // File and frame must not say different things.
        Some(canvas) if canvas != (Dimensions { width, height }) => Err(Error::Damaged(format!(
            "the file says {}x{} pixels, and its frame {width}x{height}",
            canvas.width, canvas.height
        ))),
        _ => Ok(Box::new(WebP {
            input,
            file,
            orientation,
            frame,
        })),
    }
}

/// The parts of a file that is here.
fn whole(file: &[u8]) -> Result<Lossy, Error> {
    if is_truncated(file) {
        return Err(ends_early());
    }
    lossy(file).ok_or_else(|| Error::damaged("there is no frame"))
}

impl Original for WebP<'_, '_> {
    fn size(&self) -> Dimensions {
        Dimensions {
            width: self.frame.width(),
            height: self.frame.height(),
        }
    }

    fn orientation(&self) -> Orientation {
        self.orientation
    }

    fn held(&self) -> Option<u64> {
        let window = self.file.frame.start.saturating_add(self.frame.window());
        Some(self.input.held(window as u64))
    }

    fn color(&self) -> Color {
        Color::YCbCr
    }

    fn range(&self) -> Range {
        Range::Video
    }

    fn profile(&self) -> Option<Vec<u8>> {
        let profile = self.input.window().get(self.file.icc_profile.clone()?);
        profile.map(<[u8]>::to_vec)
    }

    fn sampling(&self) -> Vec<Sampling> {
        SAMPLING.to_vec()
    }

    fn shrinks_on_load(&self) -> bool {
        false
    }

    fn cost(&self, _: &[Part]) -> u64 {
        self.frame.cost()
    }

    fn work(&self, _: &[Part]) -> Work {
        /// Nanoseconds for a pixel, as measured; and for a byte.
        const PIXEL: f64 = 14.0;
        const BYTE: f64 = 35.0;
        Work::of(self.size().pixels(), PIXEL) + Work::of(self.file.frame.len() as u64, BYTE)
    }

    fn extent(&self, _: &Part) -> Extent {
        let (width, height) = (self.frame.width(), self.frame.height());
        let half = (width.div_ceil(2), height.div_ceil(2));
        Extent {
            left: 0,
            top: 0,
            planes: vec![(width, height), half, half],
        }
    }

    fn cost_of_rows(&self, _: &Part) -> u64 {
        self.frame.cost_of_rows()
    }

    fn decode_rows(
        self: Box<Self>,
        _: &Part,
        _: Budget,
        receiver: &mut dyn Rows,
    ) -> Result<(), Error> {
        let mut receiver = Receiver(receiver);
        self.read(|frame, bytes| frame.decode_rows(bytes, &mut receiver))?;
        Ok(())
    }

    /// All planes, from the picture's first corner on.
    fn decode(self: Box<Self>, _: &[Part], _: Budget) -> Result<Vec<Decoded>, Error> {
        let frame = self.read(IncrementalDecoder::decode)?;
        let marble_webp::Planes { luma, chroma } = frame.finish().map_err(refuse)?;
        let (width, height) = (luma.width, luma.height);
        let planes = [luma].into_iter().chain(chroma).map(|plane| Plane {
            width: plane.width,
            height: plane.height,
            samples: plane.samples,
        });
        Ok(vec![Decoded {
            planes: Planes {
                width,
                height,
                color: Color::YCbCr,
                planes: planes.collect(),
            },
            left: 0,
            top: 0,
            variances: None,
        }])
    }
}

impl WebP<'_, '_> {
    /// Reads the frame as it arrives, and gives what is there of it to the decoder.
    fn read(
        self,
        mut decode: impl FnMut(&mut IncrementalDecoder, &[u8]) -> Result<Step, marble_webp::Error>,
    ) -> Result<IncrementalDecoder, Error> {
        let Self {
            input,
            file,
            mut frame,
            ..
        } = self;
        input.consume(file.frame.start);
        let mut needed_bytes = 0;
        loop {
            let bytes = input.upto(needed_bytes)?;
            if bytes.len() < needed_bytes {
                return Err(ends_early());
            }
            match decode(&mut frame, bytes).map_err(refuse)? {
                Step::Finished => return Ok(frame),
                Step::Waiting { consumed, needed } => {
                    input.consume(consumed);
                    needed_bytes = needed;
                }
            }
        }
    }
}

/// Hands on rows.
struct Receiver<'a>(&'a mut dyn Rows);

impl marble_webp::Rows for Receiver<'_> {
    fn take(&mut self, plane: usize, row: &[u8]) {
        self.0.take(plane, row);
    }
}

/// Whose fault a decoder's error is.
fn refuse(error: marble_webp::Error) -> Error {
    match error {
        marble_webp::Error::OutOfMemory => Error::Internal(error.to_string()),
        marble_webp::Error::Unsupported(_) => Error::Unsupported(error.to_string()),
        marble_webp::Error::Damaged(_) | marble_webp::Error::Truncated => {
            Error::Damaged(error.to_string())
        }
    }
}
