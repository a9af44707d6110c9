//! How much memory a request will need, told from the header and the geometry before any of it is used.

use image::metadata::Orientation;

use crate::format::Format;
use crate::geometry::{Dimensions, Geometry};
use crate::options::{Effects, Options, Output};

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
    let decoded = pixels(header.stored).saturating_mul(channels);
    let result = pixels(geometry.canvas).saturating_mul(channels_of_result(geometry, channels));
    let shown = orientation::turn(geometry.shown(), header.orientation);
    let between = between(header.stored, shown).saturating_mul(channels);
    let output = options
        .format
        .unwrap_or_else(|| header.format.default_output(header.color.has_alpha()));
    let finishing = Finishing {
        output,
        effects: &options.effects,
    };

    let decoding = source_bytes
        .saturating_add(decoded)
        .saturating_add(working_memory(header));
    let choosing = interest::cost(geometry, header.stored, header.orientation, channels);
    let scaling = decoded.saturating_add(between.saturating_add(result).max(choosing));
    let writing = finishing.peak(geometry, channels);
    let peak = decoding.max(scaling).max(writing);
    peak.saturating_add(BASE)
}

/// What happens to a picture that has its size.
pub(super) struct Finishing<'a> {
    pub(super) output: Output,
    pub(super) effects: &'a Effects,
}

impl Finishing<'_> {
    /// While effects are applied, and while the file is written. In bytes, for an original of so many channels.
    fn peak(&self, geometry: &Geometry, channels: u64) -> u64 {
        let channels = channels_of_result(geometry, channels);
        let result = pixels(geometry.canvas).saturating_mul(channels);
        let beside = effects::cost(self.effects, geometry.canvas, channels);
        let writing = result.saturating_mul(copies(self.output));
        result.saturating_add(beside).max(writing)
    }
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
    let result = pixels(view.geometry.canvas);
    let planes = result.saturating_mul(2);
    // Luma, scaled in one direction, is the largest piece beside the planes.
    let scaling = view.between().saturating_add(planes);
    let scaling = decoding
        .allocated
        .saturating_add(scaling.max(view.choosing()));
    let writing = planes.saturating_add(result.saturating_mul(6));
    peak(decoding, scaling, writing)
}

/// The largest of the peaks of planes that are turned into RGB before they are scaled, in bytes.
pub(super) fn of_planes_to_pixels(
    decoding: Decoding,
    view: &View,
    finishing: &Finishing<'_>,
) -> u64 {
    let result = pixels(view.geometry.canvas);
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
    let pixels = pixels(view.geometry.canvas).saturating_mul(channels_of_result(&view.geometry, 3));
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
}

/// The largest of the peaks of a picture that is shrunk while its rows are read, in bytes.
pub(super) fn of_rows(
    reading: &Reading,
    orientation: Orientation,
    geometry: &Geometry,
    finishing: &Finishing<'_>,
) -> u64 {
    let channels = reading.layout.channels() as u64;
    let bytes = |size: Dimensions| pixels(size).saturating_mul(channels);
    let shrunk = bytes(reading.shrunk);
    let result = pixels(geometry.canvas).saturating_mul(channels_of_result(geometry, channels));
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
    peak.saturating_add(BASE)
}

/// Pixels of a picture that is scaled in one direction and not yet in the other: the library takes the columns
/// first where samples have eight bits.
pub(super) fn between(from: Dimensions, to: Dimensions) -> u64 {
    pixels(Dimensions {
        width: from.width,
        height: to.height,
    })
}

fn peak(decoding: Decoding, scaling: u64, writing: u64) -> u64 {
    let decoding = decoding.source.saturating_add(decoding.allocated);
    decoding.max(scaling).max(writing).saturating_add(BASE)
}

/// What a decoder needs besides its input and output, in bytes.
fn working_memory(header: &Header) -> u64 {
    let stored = pixels(header.stored);
    let rows = stored / 16;
    match header.format {
        // The frame, and its indices.
        Format::Gif => stored.saturating_mul(5),
        // JPEG and PNG have estimates of their own.
        Format::Bmp | Format::Jpeg | Format::Png => rows,
        // The planes of a lossy picture, or the whole of a lossless one.
        Format::WebP => stored.saturating_mul(4),
    }
}

/// How many times the size of the result is in memory while it is written: the pixels, those without alpha, and
/// the file, which doubles as it grows and is handed over to the store. A PNG is compressed as a whole first.
fn copies(output: Output) -> u64 {
    match output {
        Output::Jpeg => 4,
        Output::Png => 8,
        Output::WebP => 6,
    }
}

fn pixels(size: Dimensions) -> u64 {
    u64::from(size.width).saturating_mul(u64::from(size.height))
}
