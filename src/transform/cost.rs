//! How much memory a request will need, told from the header and the geometry before any of it is used.

use crate::format::Format;
use crate::geometry::{Dimensions, Geometry};
use crate::options::Output;

use super::decode::Header;
use super::orientation;
use super::picture::Layout;
use super::view::View;

/// What an instance needs besides pictures: both components' stacks, statics, and small buffers, in bytes.
const BASE: u64 = 6 << 20;

/// The largest of the peaks of a picture that is decoded to pixels: while the file is opened, decoded, scaled and
/// written. In bytes.
pub(super) fn of_pixels(
    source_bytes: u64,
    header: &Header,
    geometry: &Geometry,
    output: Option<Output>,
) -> u64 {
    let channels = u64::from(header.color.bytes_per_pixel());
    let decoded = header.stored.pixels().saturating_mul(channels);
    let result = geometry
        .canvas
        .pixels()
        .saturating_mul(channels_of_result(geometry, channels));
    let scaled = orientation::turn(geometry.scaled, header.orientation);
    let between = between(header.stored, scaled).saturating_mul(channels);
    let output = output.unwrap_or_else(|| header.format.default_output(header.color.has_alpha()));

    let decoding = source_bytes
        .saturating_add(decoded)
        .saturating_add(working_memory(header));
    let scaling = decoded.saturating_add(between).saturating_add(result);
    let writing = result.saturating_mul(copies(output));
    let peak = decoding.max(scaling).max(writing);
    peak.saturating_add(BASE)
}

/// What there is while planes are decoded, in bytes.
#[derive(Clone, Copy)]
pub(super) struct Decoding {
    /// The file.
    pub(super) source: u64,
    /// What the decoder says it allocates, planes included.
    pub(super) allocated: u64,
}

/// The largest of the peaks of a picture that stays in its planes, in bytes.
pub(super) fn of_planes(decoding: Decoding, view: &View) -> u64 {
    let result = view.geometry.canvas.pixels();
    let planes = result.saturating_mul(2);
    // Luma, scaled in one direction, is the largest piece beside the planes.
    let scaling = decoding
        .allocated
        .saturating_add(view.between())
        .saturating_add(planes);
    let writing = planes.saturating_add(result.saturating_mul(6));
    peak(decoding, scaling, writing)
}

/// The largest of the peaks of planes that are turned into RGB before they are scaled, in bytes.
pub(super) fn of_planes_to_pixels(decoding: Decoding, view: &View, output: Output) -> u64 {
    let result = view.geometry.canvas.pixels();
    // Up to four planes at the finest size, and the colours made of them.
    let full = view.decoded_pixels().saturating_mul(7);
    let scaled = view.between().saturating_add(result).saturating_mul(3);
    let scaling = decoding
        .allocated
        .saturating_add(full)
        .saturating_add(scaled);
    let writing = result
        .saturating_mul(copies(output))
        .saturating_mul(channels_of_result(&view.geometry, 3));
    peak(decoding, scaling, writing)
}

/// The largest of the peaks of planes that are scaled one by one before they are turned into RGB, in bytes.
pub(super) fn of_scaled_planes_to_pixels(decoding: Decoding, view: &View, output: Output) -> u64 {
    let pixels = view
        .geometry
        .canvas
        .pixels()
        .saturating_mul(channels_of_result(&view.geometry, 3));
    let scaling = decoding
        .allocated
        .saturating_add(view.between())
        .saturating_add(pixels);
    // Planes beside pixels, and these on a ground.
    let writing = pixels.saturating_mul(copies(output).max(3));
    peak(decoding, scaling, writing)
}

/// A ground may have more channels than the picture.
fn channels_of_result(geometry: &Geometry, channels: u64) -> u64 {
    if geometry.canvas == geometry.scaled {
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
}

/// The largest of the peaks of a picture that is shrunk while its rows are read, in bytes. `scaled` is the size of
/// the result as the rows are stored.
pub(super) fn of_rows(
    reading: &Reading,
    scaled: Dimensions,
    geometry: &Geometry,
    output: Output,
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
    let between = between(reading.shrunk, scaled).saturating_mul(channels);
    let scaling = shrunk
        .saturating_add(between)
        .saturating_add(result)
        .saturating_add(sides.saturating_mul(64));
    let writing = result.saturating_mul(copies(output));
    let decoding = reading
        .source
        .saturating_add(reading.allocated)
        .saturating_add(shrunk);
    let peak = decoding.max(scaling).max(writing);
    peak.saturating_add(BASE)
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
        .saturating_add(writing.saturating_mul(copies(output)));
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
        self.source
            .saturating_add(canvas)
            .saturating_add(self.frame.max(between))
            .saturating_add(self.result.pixels().saturating_mul(result))
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
    let decoding = decoding.source.saturating_add(decoding.allocated);
    decoding.max(scaling).max(writing).saturating_add(BASE)
}

/// What a decoder needs besides its input and output, in bytes.
fn working_memory(header: &Header) -> u64 {
    let stored = header.stored.pixels();
    let rows = stored / 16;
    match header.format {
        // GIF, JPEG and PNG have estimates of their own.
        Format::Bmp | Format::Gif | Format::Jpeg | Format::Png => rows,
        // The planes of a lossy picture, or the whole of a lossless one.
        Format::WebP => stored.saturating_mul(4),
    }
}

/// How many times the size of the result is in memory while it is written: the pixels, those without alpha, and
/// the file, which doubles as it grows and is handed over to the store. A PNG is compressed as a whole first.
fn copies(output: Output) -> u64 {
    match output {
        Output::Jpeg => 4,
        // With alpha, as indices, and packed.
        Output::Gif | Output::Png => 8,
        Output::WebP => 6,
    }
}
