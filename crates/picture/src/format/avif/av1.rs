//! AV1 by libraries: `re_rav1d`, a translation of dav1d, reads it, and `rav1e` writes it. No threads, no clock.

use std::ops::Range;

use marble_jpeg::Plane;
use rav1e::prelude::{
    BlockSize, ChromaSamplePosition, ChromaSampling, ColorDescription, ColorPrimaries, Config,
    Context, EncoderConfig, EncoderStatus, MatrixCoefficients, PartitionRange, PixelRange,
    Rational, SceneDetectionSpeed, SpeedSettings, TransferCharacteristics, Tune,
};
use re_rav1d::{PixelLayout, PlanarImageComponent, Settings};

use crate::error::{Error, plain};
use crate::format::heif::coding::{self, Coded, Coding, Data, Form, Item, Sampling};
use crate::geometry::Dimensions;
use crate::work::Work;

use super::sequence::{self, Stream};

pub(crate) const CODING: Coding = Coding {
    kind: *b"av01",
    open: |item| Ok(Box::new(Picture::open(item)?)),
};

/// Operating points that a stream can have, and what the decoder takes.
const OPERATING_POINTS: u8 = 32;

/// An item whose stream was looked through.
struct Picture<'a> {
    data: Data<'a>,
    stream: Stream,
    operating_point: u8,
    /// Of the frame that is shown, which may be smaller than the largest of the stream.
    size: Dimensions,
}

impl<'a> Picture<'a> {
    fn open(item: Item<'a>) -> Result<Self, Error> {
        let stream = sequence::read(&item.data.whole(), item.layer)?;
        let largest = stream.sequence.size;
        let size = item.size.unwrap_or(largest);
        let is_layered = stream.frames > 1 || item.layer.is_some() || item.operating_point > 0;
        let fits = size.width <= largest.width && size.height <= largest.height;
        if size != largest && !(is_layered && fits) {
            return Err(Error::damaged(
                "container and stream differ in the picture's size",
            ));
        }
        if item.operating_point >= OPERATING_POINTS {
            return Err(Error::damaged("an item has an operating point too many"));
        }
        Ok(Self {
            data: item.data,
            stream,
            operating_point: item.operating_point,
            size,
        })
    }

    /// The planes of the largest frame, whose sides are padded, in bytes.
    fn planes(&self) -> u64 {
        let sequence = &self.stream.sequence;
        let halves: u64 = match sequence.sampling {
            Sampling::Grey => 2,
            Sampling::Half => 3,
            Sampling::HalfWidth => 4,
            Sampling::Full => 6,
        };
        let bytes = if sequence.depth > 8 { 2 } else { 1 };
        self.padded().saturating_mul(halves.saturating_mul(bytes)) / 2
    }

    fn padded(&self) -> u64 {
        let padded = |side: u32| u64::from(side).next_multiple_of(128);
        let Dimensions { width, height } = self.stream.sequence.size;
        padded(width).saturating_mul(padded(height))
    }
}

impl Coded for Picture<'_> {
    fn form(&self) -> Form {
        let sequence = &self.stream.sequence;
        Form {
            size: self.size,
            depth: sequence.depth,
            sampling: sequence.sampling,
            colors: sequence.colors,
        }
    }

    /// The stream, the planes of each layer, once more where grain is laid over a copy; and what the decoder knows of
    /// each block. As measured.
    fn cost(&self) -> u64 {
        let copies = if self.stream.sequence.has_grain { 2 } else { 1 };
        // Of layers, the one that was shown before is there until the next one is.
        let frames = match self.stream.frames {
            1 => 1,
            several => several.saturating_add(1),
        };
        self.planes()
            .saturating_mul(copies)
            .saturating_mul(frames)
            .saturating_add(self.padded())
            .saturating_add(self.data.len())
    }

    fn frame_bytes(&self) -> u64 {
        self.planes()
    }

    fn work(&self) -> Work {
        /// Nanoseconds for a pixel, as measured: of photographs of much detail.
        const PIXEL: f64 = 120.0;
        Work::of(self.padded().saturating_mul(self.stream.frames), PIXEL)
    }

    fn decode(&self) -> Result<Box<dyn coding::Frame>, Error> {
        let mut stream = self.data.whole().into_owned();
        stream.truncate(self.stream.length);
        let Dimensions { width, height } = self.stream.sequence.size;
        let mut settings = Settings::new();
        settings.set_n_threads(1);
        settings.set_max_frame_delay(1);
        settings.set_frame_size_limit(width.saturating_mul(height));
        settings.set_operating_point(self.operating_point.into());
        settings.set_all_layers(true);
        let mut decoder = re_rav1d::Decoder::with_settings(&settings).map_err(Error::internal)?;
        match decoder.send_data(stream, None, None, None) {
            Ok(()) | Err(re_rav1d::Error::Again) => {}
            Err(error) => return Err(refuse(error)),
        }
        let mut picture = decoder.get_picture().map_err(refuse)?;
        for _ in 1..self.stream.frames {
            match decoder.get_picture() {
                Ok(next) => picture = next,
                Err(re_rav1d::Error::Again) => break,
                Err(error) => return Err(refuse(error)),
            }
        }
        Ok(Box::new(Frame::new(&picture, &self.form())?))
    }
}

/// A decoded frame.
struct Frame {
    planes: Vec<Rows>,
    /// Bytes of a sample.
    sample: usize,
}

struct Rows {
    samples: re_rav1d::Plane,
    /// Bytes from row to row.
    stride: usize,
}

impl Frame {
    /// The frame has to be as was said.
    fn new(picture: &re_rav1d::Picture, form: &Form) -> Result<Self, Error> {
        let sampling = match picture.pixel_layout() {
            PixelLayout::I400 => Sampling::Grey,
            PixelLayout::I420 => Sampling::Half,
            PixelLayout::I422 => Sampling::HalfWidth,
            PixelLayout::I444 => Sampling::Full,
        };
        let depth = picture.bits_per_component().map(|depth| depth.0);
        let size = Dimensions {
            width: picture.width(),
            height: picture.height(),
        };
        if (size, sampling, depth) != (form.size, form.sampling, Some(form.depth.into())) {
            return Err(Error::damaged("a frame is not what its header says"));
        }
        let components = [
            PlanarImageComponent::Y,
            PlanarImageComponent::U,
            PlanarImageComponent::V,
        ];
        let planes = if sampling == Sampling::Grey { 1 } else { 3 };
        let planes = components.into_iter().take(planes).map(|component| Rows {
            samples: picture.plane(component),
            stride: picture.stride(component) as usize,
        });
        Ok(Self {
            planes: planes.collect(),
            sample: if form.depth > 8 { 2 } else { 1 },
        })
    }
}

/// Every error of a decoder that got memory is the stream's fault.
fn refuse(error: re_rav1d::Error) -> Error {
    match error {
        re_rav1d::Error::NotEnoughMemory => Error::Internal(error.to_string()),
        error => Error::Damaged(plain(&error)),
    }
}

impl coding::Frame for Frame {
    fn push_row(&self, plane: usize, y: usize, samples: Range<usize>, row: &mut Vec<u16>) {
        let Some(plane) = self.planes.get(plane) else {
            return;
        };
        let before = samples.start.saturating_mul(self.sample);
        let start = y.saturating_mul(plane.stride).saturating_add(before);
        let bytes = plane.samples.get(start..).unwrap_or_default();
        if self.sample == 1 {
            let bytes = bytes.iter().take(samples.len());
            row.extend(bytes.map(|byte| u16::from(*byte)));
        } else {
            let pairs = bytes.as_chunks::<2>().0.iter().take(samples.len());
            row.extend(pairs.map(|pair| u16::from_ne_bytes(*pair)));
        }
    }
}

/// Writes planes, luma alone or with chroma in 4:2:0, as a stream of one frame. `quantizer` is AV1's index of the
/// coarseness, from 1 to 255.
pub(crate) fn encode(size: Dimensions, planes: &[Plane], quantizer: u8) -> Result<Vec<u8>, Error> {
    let internal = |error: &dyn std::fmt::Display| Error::Internal(format!("AV1: {error}"));
    let config = Config::new().with_encoder_config(config(size, planes, quantizer));
    let mut context: Context<u8> = config.new_context().map_err(|error| internal(&error))?;
    let mut frame = context.new_frame();
    for (target, plane) in frame.planes.iter_mut().zip(planes) {
        target.copy_from_raw_u8(&plane.samples, plane.width as usize, 1);
    }
    context
        .send_frame(frame)
        .map_err(|error| internal(&error))?;
    context.flush();
    let mut stream = Vec::new();
    loop {
        match context.receive_packet() {
            Ok(packet) => stream.extend(packet.data),
            Err(EncoderStatus::Encoded) => {}
            Err(EncoderStatus::LimitReached) => return Ok(stream),
            Err(error) => return Err(internal(&error)),
        }
    }
}

fn config(size: Dimensions, planes: &[Plane], quantizer: u8) -> EncoderConfig {
    let once = Rational::new(1, 1);
    EncoderConfig {
        width: size.width as usize,
        height: size.height as usize,
        sample_aspect_ratio: once,
        time_base: once,
        bit_depth: 8,
        chroma_sampling: match planes {
            [_] => ChromaSampling::Cs400,
            _ => ChromaSampling::Cs420,
        },
        chroma_sample_position: ChromaSamplePosition::Unknown,
        pixel_range: PixelRange::Full,
        color_description: Some(ColorDescription {
            color_primaries: ColorPrimaries::BT709,
            transfer_characteristics: TransferCharacteristics::SRGB,
            matrix_coefficients: MatrixCoefficients::BT601,
        }),
        mastering_display: None,
        content_light: None,
        level_idx: None,
        enable_timing_info: false,
        still_picture: true,
        error_resilient: false,
        switch_frame_interval: 0,
        min_key_frame_interval: 0,
        max_key_frame_interval: 0,
        reservoir_frame_delay: None,
        low_latency: false,
        quantizer: quantizer.into(),
        min_quantizer: quantizer,
        bitrate: 0,
        tune: Tune::Psychovisual,
        film_grain_params: None,
        tile_cols: 0,
        tile_rows: 0,
        tiles: tiles(size),
        speed_settings: speed(),
    }
}

/// Large enough to cost one byte in a hundred at most, as measured.
const TILE_PIXELS: usize = 1 << 18;

/// The library keeps every symbol of a tile, 95 bytes for each byte that it writes, before it writes the first.
fn tiles(size: Dimensions) -> usize {
    let pixels = (size.width as usize).saturating_mul(size.height as usize);
    pixels.div_ceil(TILE_PIXELS)
}

/// The fastest of the library's presets with smaller blocks: as good as its preset 8 in two thirds of the time.
fn speed() -> SpeedSettings {
    let mut speed = SpeedSettings::from_preset(10);
    speed.cdef = false;
    speed.multiref = false;
    speed.rdo_lookahead_frames = 1;
    speed.scene_detection_mode = SceneDetectionSpeed::None;
    speed.partition.partition_range =
        PartitionRange::new(BlockSize::BLOCK_8X8, BlockSize::BLOCK_16X16);
    speed
}
