//! How much memory a request will need, told from the header and the geometry before any of it is used.

#[cfg(feature = "svg")]
pub(super) mod drawing;

use image::metadata::Orientation;

use crate::format::Format;
use crate::geometry::{Dimensions, Geometry};
use crate::options::{Options, Output, Quality};

use super::decode::Header;
use super::orientation;
use super::picture::Layout;
use super::view::View;
use super::{effects, interest};

/// What an instance needs besides pictures: both components' stacks, statics, and small buffers, in bytes.
const BASE: u64 = 6 << 20;

/// The largest of the peaks of a picture that is decoded to pixels: while the file is opened, decoded, scaled and
/// written. In bytes.
pub(super) fn of_pixels(
    source_bytes: u64,
    header: &Header,
    geometry: &Geometry,
    options: &Options,
) -> u64 {
    let channels = u64::from(header.color.bytes_per_pixel());
    let decoded = header.stored.pixels().saturating_mul(channels);
    let result = geometry
        .canvas
        .pixels()
        .saturating_mul(channels_of_result(geometry, channels));
    let shown = orientation::turn(geometry.shown(), header.orientation);
    let between = between(header.stored, shown).saturating_mul(channels);
    let output = options
        .format
        .unwrap_or_else(|| header.format.default_output(header.color.has_alpha()));
    let finishing = Finishing { output, options };

    let decoding = source_bytes
        .saturating_add(decoded)
        .saturating_add(working_memory(header));
    let choosing = interest::cost(geometry, header.stored, header.orientation, channels);
    let scaling = decoded.saturating_add(between.saturating_add(result).max(choosing));
    let writing = finishing.peak(geometry, channels);
    let peak = decoding.max(scaling).max(writing);
    let profile = carried(header.profile_bytes());
    peak.saturating_add(profile).saturating_add(BASE)
}

/// What happens to a picture that has its size.
pub(super) struct Finishing<'a> {
    pub(super) output: Output,
    pub(super) options: &'a Options,
}

impl Finishing<'_> {
    /// While effects are applied, and while the file is written. In bytes, for an original of so many channels.
    fn peak(&self, geometry: &Geometry, channels: u64) -> u64 {
        let channels = channels_of_result(geometry, channels);
        let pixels = geometry.canvas.pixels();
        let result = pixels.saturating_mul(channels);
        let beside = effects::cost(&self.options.effects, geometry.canvas, channels);
        let mut writing = while_written(self.output, result);
        if self.output == Output::WebP {
            let planes = pixels.saturating_mul(3);
            let lossy = planes.saturating_add(lossy_webp(geometry.canvas));
            // Alpha as a picture of four channels, and as a file that grows.
            let alpha = result.saturating_add(pixels.saturating_mul(16));
            writing = writing.max(lossy).max(alpha);
        }
        let writing = writing.saturating_add(self.looking_again(pixels));
        result.saturating_add(beside).max(writing)
    }

    /// While a picture is written that stayed in its planes. In bytes.
    fn peak_of_planes(&self, geometry: &Geometry) -> u64 {
        let pixels = geometry.canvas.pixels();
        let writing = match self.output {
            Output::WebP => lossy_webp(geometry.canvas),
            _ => pixels.saturating_mul(6),
        };
        writing.saturating_add(self.looking_again(pixels))
    }

    /// Where the quality is looked for: a file beside the next, and its planes.
    fn looking_again(&self, pixels: u64) -> u64 {
        let looks = self.options.quality == Quality::Auto || self.options.max_bytes.is_some();
        if looks { pixels.saturating_mul(6) } else { 0 }
    }
}

/// What there is while planes are decoded, in bytes.
#[derive(Clone, Copy)]
pub(super) struct Decoding {
    /// The file.
    pub(super) source: u64,
    /// What the decoder says it allocates, planes included.
    pub(super) allocated: u64,
    /// The colour profile.
    pub(super) profile: u64,
}

/// The largest of the peaks of a picture that stays in its planes, in bytes.
pub(super) fn of_planes(decoding: Decoding, view: &View, finishing: &Finishing<'_>) -> u64 {
    let result = view.geometry.canvas.pixels();
    let planes = result.saturating_mul(2);
    // Luma, scaled in one direction, is the largest piece beside the planes.
    let scaling = view.between().saturating_add(planes);
    let scaling = decoding
        .allocated
        .saturating_add(scaling.max(view.choosing()));
    let writing = planes.saturating_add(finishing.peak_of_planes(&view.geometry));
    peak(decoding, scaling, writing)
}

/// The largest of the peaks of planes that are turned into RGB before they are scaled, in bytes.
pub(super) fn of_planes_to_pixels(
    decoding: Decoding,
    view: &View,
    finishing: &Finishing<'_>,
) -> u64 {
    let result = view.geometry.canvas.pixels();
    // Up to four planes at the finest size, and the colours made of them.
    let full = view.decoded_pixels().saturating_mul(7);
    let scaled = view.between().saturating_add(result).saturating_mul(3);
    let scaling = decoding
        .allocated
        .saturating_add(full)
        .saturating_add(scaled.max(view.choosing()));
    let writing = finishing.peak(&view.geometry, 3);
    peak(decoding, scaling, writing)
}

/// The largest of the peaks of planes that are scaled one by one before they are turned into RGB, in bytes.
pub(super) fn of_scaled_planes_to_pixels(
    decoding: Decoding,
    view: &View,
    finishing: &Finishing<'_>,
) -> u64 {
    let pixels = view
        .geometry
        .canvas
        .pixels()
        .saturating_mul(channels_of_result(&view.geometry, 3));
    let scaling = view.between().saturating_add(pixels);
    let scaling = decoding
        .allocated
        .saturating_add(scaling.max(view.choosing()));
    // Planes beside pixels, and these on a ground.
    let writing = pixels.saturating_mul(3);
    let writing = writing.max(finishing.peak(&view.geometry, 3));
    peak(decoding, scaling, writing)
}

/// A ground may have more channels than the picture.
fn channels_of_result(geometry: &Geometry, channels: u64) -> u64 {
    if geometry.canvas == geometry.shown() {
        channels
    } else {
        4
    }
}

/// What there is while a PNG is read, in bytes.
pub(super) struct Reading {
    /// The file.
    pub(super) source: u64,
    /// What reading takes besides the shrunk picture.
    pub(super) allocated: u64,
    /// Dimensions of the shrunk picture.
    pub(super) shrunk: Dimensions,
    pub(super) layout: Layout,
    /// The colour profile.
    pub(super) profile: u64,
}

/// The largest of the peaks of a picture that is shrunk while its rows are read, in bytes.
pub(super) fn of_rows(
    reading: &Reading,
    orientation: Orientation,
    geometry: &Geometry,
    finishing: &Finishing<'_>,
) -> u64 {
    let channels = reading.layout.channels() as u64;
    let bytes = |size: Dimensions| size.pixels().saturating_mul(channels);
    let shrunk = bytes(reading.shrunk);
    let result = geometry
        .canvas
        .pixels()
        .saturating_mul(channels_of_result(geometry, channels));
    // A picture much wider or higher than its result: the filter's weights, about six for each pixel.
    let sides = u64::from(reading.shrunk.width).saturating_add(reading.shrunk.height.into());
    let shown = orientation::turn(geometry.shown(), orientation);
    let between = between(reading.shrunk, shown).saturating_mul(channels);
    let choosing = interest::cost(geometry, reading.shrunk, orientation, channels);
    let scaling = shrunk
        .saturating_add(between.saturating_add(result).max(choosing))
        .saturating_add(sides.saturating_mul(64));
    let writing = finishing.peak(geometry, channels);
    let decoding = reading
        .source
        .saturating_add(reading.allocated)
        .saturating_add(shrunk);
    let peak = decoding.max(scaling).max(writing);
    let profile = carried(reading.profile);
    peak.saturating_add(profile).saturating_add(BASE)
}

/// What there is while frames are drawn, scaled and written, in bytes.
pub(super) struct Working {
    /// The file.
    pub(super) source: u64,
    /// Dimensions of the canvas that frames are drawn onto.
    pub(super) canvas: Dimensions,
    /// Whether a part of it is kept, to be restored.
    pub(super) kept: bool,
    /// What decoding a frame takes besides.
    pub(super) frame: u64,
    /// Pixels of a canvas that is scaled in one direction.
    pub(super) between: u64,
    /// What choosing a part takes besides the canvas, before any of it is scaled.
    pub(super) choosing: u64,
    /// Dimensions of the result.
    pub(super) result: Dimensions,
    /// What writing a frame takes besides its pixels.
    pub(super) writing: u64,
}

/// The largest of the peaks of a first frame that becomes a still, in bytes.
pub(super) fn of_first_frame(working: &Working, output: Output) -> u64 {
    // As it is scaled, and filled up.
    let scaling = working.scaling(8);
    let writing = working.result.pixels().saturating_mul(4);
    let writing = working
        .source
        .saturating_add(while_written(output, writing));
    scaling.max(writing).saturating_add(BASE)
}

/// What there is while any frame is written but for the file that grows, in bytes.
pub(super) fn of_frames(working: &Working) -> u64 {
    // The result as it is scaled, turned, compared with the frame before and the one behind, cut, and as indices.
    let scaling = working.scaling(28).saturating_add(working.writing);
    scaling.saturating_add(BASE)
}

impl Working {
    /// All that there is at once, and so many bytes for each pixel of the result.
    fn scaling(&self, result: u64) -> u64 {
        let canvases = if self.kept { 8 } else { 4 };
        let canvas = self.canvas.pixels().saturating_mul(canvases);
        let between = self.between.saturating_mul(4);
        let scaling = self
            .frame
            .max(between)
            .saturating_add(self.result.pixels().saturating_mul(result));
        self.source
            .saturating_add(canvas)
            .saturating_add(scaling.max(self.choosing))
    }
}

/// Pixels of a picture that is scaled in one direction and not yet in the other: the library takes the columns
/// first where samples have eight bits.
pub(super) fn between(from: Dimensions, to: Dimensions) -> u64 {
    let between = Dimensions {
        width: from.width,
        height: to.height,
    };
    between.pixels()
}

fn peak(decoding: Decoding, scaling: u64, writing: u64) -> u64 {
    let profile = carried(decoding.profile);
    let decoding = decoding.source.saturating_add(decoding.allocated);
    let peak = decoding.max(scaling).max(writing);
    peak.saturating_add(profile).saturating_add(BASE)
}

/// What a decoder needs besides its input and output, in bytes.
fn working_memory(header: &Header) -> u64 {
    let stored = header.stored.pixels();
    let rows = stored / 16;
    match header.format {
        Format::Avif => header.working_memory,
        // All but BMP have estimates of their own.
        Format::Bmp | Format::Gif | Format::Jpeg | Format::Png | Format::Svg | Format::Tiff => rows,
        // The planes of a lossy picture, or the whole of a lossless one.
        Format::WebP => stored.saturating_mul(4),
    }
}

/// What writing a lossy WebP takes besides its planes, in bytes.
fn lossy_webp(size: Dimensions) -> u64 {
    let Dimensions { width, height } = size;
    // The file is copied once into its container.
    marble_webp::encode::cost(width, height).saturating_add(size.pixels().saturating_mul(2))
}

/// What there is while a result of so many bytes is written: the pixels, those without alpha, and the file, which
/// doubles as it grows and is handed over to the store. A PNG is compressed as a whole first; AVIF is written in
/// tiles, each of which is kept as symbols first.
fn while_written(output: Output, bytes: u64) -> u64 {
    const TILE: u64 = 36 << 20;
    match output {
        Output::Avif => {
            let symbols = bytes.saturating_mul(110).min(TILE);
            bytes.saturating_mul(10).saturating_add(symbols)
        }
        Output::Jpeg => bytes.saturating_mul(4),
        // With alpha, as indices, and packed.
        Output::Gif | Output::Png => bytes.saturating_mul(8),
        Output::WebP => bytes.saturating_mul(6),
    }
}

/// What a profile of so many bytes takes: itself, in the file, and in what is handed over to the store.
fn carried(profile: u64) -> u64 {
    profile.saturating_mul(3)
}
