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
    output: Output,
) -> u64 {
    let channels = u64::from(header.color.bytes_per_pixel());
    let decoded = pixels(header.stored).saturating_mul(channels);
    let result = pixels(geometry.canvas).saturating_mul(channels_of_result(geometry, channels));
    let scaled = orientation::turn(geometry.scaled, header.orientation);
    let between = between(header.stored, scaled).saturating_mul(channels);

    let decoding = source_bytes
        .saturating_add(decoded)
        .saturating_add(working_memory(header));
    let scaling = decoded.saturating_add(between).saturating_add(result);
    let writing = while_written(output, result);
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
    let result = pixels(view.geometry.canvas);
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
    let result = pixels(view.geometry.canvas);
    // Up to four planes at the finest size, and the colours made of them.
    let full = view.decoded_pixels().saturating_mul(7);
    let scaled = view.between().saturating_add(result).saturating_mul(3);
    let scaling = decoding
        .allocated
        .saturating_add(full)
        .saturating_add(scaled);
    let bytes = result.saturating_mul(channels_of_result(&view.geometry, 3));
    let writing = while_written(output, bytes);
    peak(decoding, scaling, writing)
}

/// The largest of the peaks of planes that are scaled one by one before they are turned into RGB, in bytes.
pub(super) fn of_scaled_planes_to_pixels(decoding: Decoding, view: &View, output: Output) -> u64 {
    let pixels = pixels(view.geometry.canvas).saturating_mul(channels_of_result(&view.geometry, 3));
    let scaling = decoding
        .allocated
        .saturating_add(view.between())
        .saturating_add(pixels);
    // Planes beside pixels, and these on a ground.
    let writing = while_written(output, pixels);
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
    let bytes = |size: Dimensions| pixels(size).saturating_mul(channels);
    let shrunk = bytes(reading.shrunk);
    let result = pixels(geometry.canvas).saturating_mul(channels_of_result(geometry, channels));
    // A picture much wider or higher than its result: the filter's weights, about six for each pixel.
    let sides = u64::from(reading.shrunk.width).saturating_add(reading.shrunk.height.into());
    let between = between(reading.shrunk, scaled).saturating_mul(channels);
    let scaling = shrunk
        .saturating_add(between)
        .saturating_add(result)
        .saturating_add(sides.saturating_mul(64));
    let writing = while_written(output, result);
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
        Format::Avif => header.working_memory,
        // The frame, and its indices.
        Format::Gif => stored.saturating_mul(5),
        // JPEG and PNG have estimates of their own.
        Format::Bmp | Format::Jpeg | Format::Png => rows,
        // The planes of a lossy picture, or the whole of a lossless one.
        Format::WebP => stored.saturating_mul(4),
    }
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
        Output::Png => bytes.saturating_mul(8),
        Output::WebP => bytes.saturating_mul(6),
    }
}

fn pixels(size: Dimensions) -> u64 {
    u64::from(size.width).saturating_mul(u64::from(size.height))
}
