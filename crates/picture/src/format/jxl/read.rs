//! A file to rows, by the crate `jxl`: it decodes a picture as a whole, from which rows are handed on.

use image::metadata::Orientation;
use jxl::api::{
    AlphaMode, Event, ExtraChannel, JxlBasicInfo, JxlColorEncoding, JxlColorProfile, JxlColorType,
    JxlDataFormat, JxlDecoder, JxlDecoderOptions, JxlOutputBuffer, JxlPixelFormat,
    JxlTransferFunction, ProfileLevel,
};

use crate::error::{Bound, Error, Excess, plain};
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::limits::Limits;
use crate::original::rows;
use crate::pixels::box_filter::{Line, Shrunk};
use crate::pixels::picture::{Layout, profile_fits};
use crate::pixels::shrinks::{Shrinking, Shrinks};
use crate::progress::Progress;
use crate::work::Work;

/// So many bytes are decoded between two looks at the clock.
const PIECE: usize = 4 << 10;

/// What all files may hold of what they draw from, in samples: parts that repeat are drawn from a frame that is not seen.
const SAMPLES: u64 = 1 << 20;

/// A file whose header was read.
pub(super) struct Original<'a> {
    file: &'a [u8],
    size: Dimensions,
    orientation: Orientation,
    layout: Layout,
    /// Whether its colours are stored in XYB.
    is_xyb: bool,
    /// Channels besides colours, alpha among them.
    extra: usize,
    profile: Option<Vec<u8>>,
    max_memory: u64,
}

impl<'a> Original<'a> {
    pub(super) fn open(input: &'a mut Input<'_>, limits: &Limits) -> Result<Self, Error> {
        let file = input.all()?;
        let mut decoder = JxlDecoder::new(options(None));
        let max_memory = limits.max_memory;
        let event = decoder.process(&mut &*file, None, None);
        if event.map_err(|error| refuse(&error, max_memory))? != Event::BasicInfo {
            return Err(ends_early());
        }
        let info = decoder.basic_info().ok_or_else(ends_early)?;
        let [width, height] = [info.size.0, info.size.1].map(u32::try_from);
        let (Ok(width), Ok(height)) = (width, height) else {
            return Err(Error::damaged(
                "the header says more pixels than there can be",
            ));
        };
        let colors = decoder.output_color_profile().ok_or_else(ends_early)?;
        let is_grey = is_grey(colors, info)?;
        let layout = Layout::new(!is_grey, has(info, ExtraChannel::Alpha));
        Ok(Self {
            file,
            size: Dimensions { width, height },
            orientation: Orientation::from_exif(info.orientation as u8)
                .unwrap_or(Orientation::NoTransforms),
            layout,
            is_xyb: !info.uses_original_profile,
            extra: info.extra_channels.len(),
            profile: profile(colors).filter(|profile| profile_fits(profile, layout)),
            max_memory,
        })
    }

    /// All pixels, as they are stored.
    fn pixels(&self, progress: &dyn Progress) -> Result<Vec<u8>, Error> {
        let refused = |error| refuse(&error, self.max_memory);
        let channels = self.layout.channels() as u64;
        let pixels = self.size.pixels();
        // A row counts as 16 pixels at least.
        let wide = u64::from(self.size.width.max(16));
        let samples = wide.saturating_mul(self.size.height.into());
        let samples = samples.saturating_mul((self.extra as u64).saturating_add(3));
        let samples = samples.saturating_add(SAMPLES);
        let mut decoder = JxlDecoder::new(options(usize::try_from(samples).ok()));
        let bytes = usize::try_from(pixels.saturating_mul(channels)).unwrap_or(usize::MAX);
        let mut made = Vec::new();
        let room = made.try_reserve_exact(bytes);
        room.map_err(|_| self.too_large(pixels.saturating_mul(channels)))?;
        made.resize(bytes, 0);

        let rows = self.size.height as usize;
        let row = bytes.checked_div(rows).unwrap_or_default();
        let (mut read, mut fed) = (0, 0);
        while fed < self.file.len() {
            if progress.is_late() {
                return Err(Error::TooSlow);
            }
            fed = self.file.len().min(PIECE.saturating_add(fed));
            let mut window = self.file.get(read..fed).unwrap_or_default();
            loop {
                let begun = decoder.basic_info().is_some();
                let mut buffers = [JxlOutputBuffer::new(&mut made, rows, row)];
                let buffers = begun.then_some(&mut buffers[..]);
                let event = decoder.process(&mut window, buffers, None);
                match event.map_err(refused)? {
                    Event::BasicInfo => {
                        decoder.set_pixel_format(self.format()).map_err(refused)?;
                    }
                    Event::FrameHeader => {}
                    Event::FrameComplete { .. } | Event::Complete => return Ok(made),
                    Event::NeedMoreInput { .. } => break,
                }
            }
            read = fed.saturating_sub(window.len());
        }
        Err(ends_early())
    }

    fn format(&self) -> JxlPixelFormat {
        JxlPixelFormat {
            color_type: match self.layout {
                Layout::Grey => JxlColorType::Grayscale,
                Layout::GreyAlpha => JxlColorType::GrayscaleAlpha,
                Layout::Rgb => JxlColorType::Rgb,
                Layout::Rgba => JxlColorType::Rgba,
            },
            color_data_format: Some(JxlDataFormat::U8 { bit_depth: 8 }),
            extra_channel_format: vec![None; self.extra],
        }
    }

    fn too_large(&self, found: u64) -> Error {
        too_large(found, self.max_memory)
    }
}

impl rows::Original for Original<'_> {
    fn size(&self) -> Dimensions {
        self.size
    }

    fn orientation(&self) -> Orientation {
        self.orientation
    }

    fn layout(&self) -> Layout {
        self.layout
    }

    fn profile_bytes(&self) -> u64 {
        self.profile.as_ref().map_or(0, Vec::len) as u64
    }

    /// The pixels; and, as measured, tables, and what is kept of a picture without loss or of several passes: a number for
    /// each sample.
    fn cost(&self, shrinks: &Shrinks) -> u64 {
        const TABLES: u64 = 2 << 20;
        let pixels = self.size.pixels();
        let channels = self.layout.channels() as u64;
        let samples = (self.extra as u64).saturating_add(3);
        pixels
            .saturating_mul(channels.saturating_add(samples.saturating_mul(4)))
            .saturating_add(TABLES)
            .saturating_add(Shrinking::cost(shrinks, self.layout, false))
    }

    fn work(&self, _: &Shrinks) -> Work {
        /// Nanoseconds for a pixel, as measured: in XYB, which is lossy; and in other colours, as all are without loss.
        const XYB: f64 = 100.0;
        const OTHER: f64 = 330.0;
        let pixel = if self.is_xyb { XYB } else { OTHER };
        Work::of(self.size.pixels(), pixel)
    }

    fn decode(
        self: Box<Self>,
        shrinks: &Shrinks,
        progress: &dyn Progress,
    ) -> Result<Vec<Shrunk>, Error> {
        let pixels = self.pixels(progress)?;
        let channels = self.layout.channels();
        let row = (self.size.width as usize).saturating_mul(channels);
        let (columns, rows) = (&shrinks.columns, &shrinks.rows);
        let before = (columns.start as usize).saturating_mul(channels);
        let mut boxes = Shrinking::new(shrinks, self.layout, false, progress);
        let lines = pixels.chunks_exact(row.max(1)).zip(0..);
        for (samples, y) in lines.skip(rows.start as usize).take(rows.len()) {
            let line = Line {
                y,
                left: columns.start,
                step: 1,
                pixels: columns.end.saturating_sub(columns.start),
                first: false,
            };
            boxes.add(&line, samples.get(before..).unwrap_or_default())?;
        }
        drop(pixels);
        boxes.finish(self.profile)
    }
}

/// The picture as it is stored, alpha not multiplied in.
fn options(sample_limit: Option<usize>) -> JxlDecoderOptions {
    let mut options = JxlDecoderOptions::default();
    options.adjust_orientation = false;
    options.alpha_mode = AlphaMode::Unpremultiplied;
    options.max_profile_level = ProfileLevel::Main10;
    options.sample_limit = sample_limit;
    options
}

fn has(info: &JxlBasicInfo, kind: ExtraChannel) -> bool {
    info.extra_channels
        .iter()
        .any(|extra| extra.ec_type == kind)
}

/// Whether the colours are grey; an error where they are none that are read.
fn is_grey(colors: &JxlColorProfile, info: &JxlBasicInfo) -> Result<bool, Error> {
    if colors.is_cmyk() || has(info, ExtraChannel::Black) {
        return Err(Error::Unsupported("JPEG XL of inks".to_owned()));
    }
    let transfer = colors.transfer_function();
    if matches!(
        transfer,
        Some(JxlTransferFunction::PQ | JxlTransferFunction::HLG)
    ) {
        return Err(Error::Unsupported(
            "JPEG XL of high dynamic range".to_owned(),
        ));
    }
    match colors {
        JxlColorProfile::Simple(JxlColorEncoding::XYB { .. }) => {
            Err(Error::Unsupported("JPEG XL of raw XYB".to_owned()))
        }
        JxlColorProfile::Simple(JxlColorEncoding::GrayscaleColorSpace { .. }) => Ok(true),
        JxlColorProfile::Simple(JxlColorEncoding::RgbColorSpace { .. }) => Ok(false),
        JxlColorProfile::Icc(_) => Ok(colors.channels() == 1),
    }
}

/// What the colours mean where they are not sRGB's.
fn profile(colors: &JxlColorProfile) -> Option<Vec<u8>> {
    let is_srgb = [false, true].into_iter().any(|grey| {
        let srgb = JxlColorProfile::Simple(JxlColorEncoding::srgb(grey));
        colors.same_color_encoding(&srgb)
    });
    if is_srgb {
        return None;
    }
    colors.try_as_icc().map(std::borrow::Cow::into_owned)
}

fn ends_early() -> Error {
    Error::damaged("the file ends early")
}

fn too_large(found: u64, limit: u64) -> Error {
    Error::TooLarge(Excess {
        bound: Bound::SourceMemory,
        found: found.max(limit.saturating_add(1)),
        limit,
    })
}

/// Every error of a decoder that got memory is the file's fault.
fn refuse(error: &jxl::error::Error, max_memory: u64) -> Error {
    match error {
        jxl::error::Error::OutOfMemory(_) | jxl::error::Error::ImageOutOfMemory(..) => {
            too_large(0, max_memory)
        }
        error => Error::Damaged(plain(error)),
    }
}
