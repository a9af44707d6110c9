//! Pixels to a file: planes of Y, Cb and Cr (BT.601, full range) in 4:2:0, as JPEG has them, and alpha as a grey
//! picture of its own.

use marble_jpeg::encode::{Sampling, rgb_to_planes};
use marble_transform::{Output, Quality};

use crate::encoder::{Colors, Planned, Writing};
use crate::error::{Bound, Error};
use crate::geometry::Dimensions;
use crate::limits::{Limits, check};
use crate::pixels::picture::{Layout, Picture};
use crate::pixels::planes::Plane;
use crate::quality;
use crate::quality::search::Looks;
use crate::work::Work;

use super::av1;
use super::container::{Written, with_exif, write};

/// AV1's quantizers for the qualities 0, 10, 20 … 100: those at which photographs come out as good (SSIMULACRA2) as
/// sharp's AVIF of the same quality.
const QUANTIZERS: [u8; 11] = [224, 207, 190, 172, 150, 123, 98, 74, 46, 24, 8];

/// Writes AVIFs.
pub(crate) struct Encoder;

impl crate::encoder::Encoder for Encoder {
    fn output(&self) -> Output {
        Output::Avif
    }

    fn check(&self, canvas: Dimensions, limits: &Limits) -> Result<(), Error> {
        check(Bound::AvifPixels, canvas.pixels(), limits.avif_max_pixels)
    }

    /// It is written in tiles, each of which is kept as symbols first.
    fn cost(&self, planned: &Planned<'_>) -> u64 {
        const TILE: u64 = 36 << 20;
        let pixels = planned.bytes();
        let symbols = pixels.saturating_mul(110).min(TILE);
        let quality = u64::from(quality::highest_of(Output::Avif, planned.transform));
        let symbols = symbols.saturating_mul(quality.saturating_mul(quality)) / 10_000;
        pixels.saturating_mul(8).saturating_add(symbols)
    }

    fn work(&self, planned: &Planned<'_>, _: Looks) -> Work {
        /// Nanoseconds for a pixel, as measured, and more for each step of the quality; and for its alpha, if it has one.
        const PIXEL: f64 = 1600.0;
        const QUALITY: f64 = 24.0;
        const ALPHA: f64 = 1000.0;
        let quality = quality::highest_of(Output::Avif, planned.transform);
        let quality = QUALITY * f64::from(quality);
        let alpha = if planned.has_alpha() { ALPHA } else { 0.0 };
        Work::of(planned.size.pixels(), PIXEL + quality + alpha)
    }

    fn encode(&self, picture: Picture, _: Colors, writing: &Writing<'_>) -> Result<Vec<u8>, Error> {
        let quality = match writing.transform.quality {
            Quality::Is(quality) => quality,
            // Each look would take seconds.
            Quality::Auto | Quality::Default => Output::Avif.default_quality(),
        };
        encode(picture, quality)
    }

    fn insert_exif(&self, file: &mut Vec<u8>, exif: &[u8]) {
        if let Ok(longer) = with_exif(file, exif) {
            *file = longer;
        }
    }
}

/// Writes a file. `quality` is from 1 to 100, as sharp means it for AVIF.
fn encode(picture: Picture, quality: u8) -> Result<Vec<u8>, Error> {
    let quantizer = quantizer(quality);
    let size = picture.size;
    // Alpha that rings is seen as dirt on every ground.
    let alpha = alpha(&picture).map(|alpha| encode_planes(&[alpha], &picture, quantizer / 2));
    let alpha = alpha.transpose()?;
    let color = encode_planes(&colors(&picture)?, &picture, quantizer)?;
    let profile = picture.profile;
    write(&Written {
        size,
        color: &color,
        alpha: alpha.as_deref(),
        profile: profile.as_deref(),
        exif: None,
    })
}

fn encode_planes(planes: &[Plane], picture: &Picture, quantizer: u8) -> Result<Vec<u8>, Error> {
    av1::encode(picture.size, planes, quantizer.max(1))
}

/// Between two entries of the table.
fn quantizer(quality: u8) -> u8 {
    let step = usize::from(quality / 10);
    let entry = |step: usize| {
        let found = QUANTIZERS.get(step).or(QUANTIZERS.last());
        u16::from(found.copied().unwrap_or_default())
    };
    let part = u16::from(quality % 10);
    let low = entry(step).saturating_mul(10_u16.saturating_sub(part));
    let high = entry(step.saturating_add(1)).saturating_mul(part);
    u8::try_from(low.saturating_add(high).saturating_add(5) / 10).unwrap_or(u8::MAX)
}

/// The opaque planes.
fn colors(picture: &Picture) -> Result<Vec<Plane>, Error> {
    let (width, height) = (picture.size.width, picture.size.height);
    let filled;
    let (channels, pixels) = match picture.layout {
        Layout::Grey => return Ok(vec![plane(picture, picture.pixels.clone())]),
        Layout::GreyAlpha => {
            let filled = fill_unseen::<2>(picture);
            let luma = filled.as_chunks::<2>().0.iter().map(|[luma, _]| *luma);
            return Ok(vec![plane(picture, luma.collect())]);
        }
        Layout::Rgb => (3, &picture.pixels),
        Layout::Rgba => {
            filled = fill_unseen::<4>(picture);
            (4, &filled)
        }
    };
    let planes = rgb_to_planes(width, height, pixels, channels, Sampling::Half420);
    let planes = planes.map_err(Error::internal)?;
    Ok(planes.planes)
}

fn alpha(picture: &Picture) -> Option<Plane> {
    if !picture.is_translucent() {
        return None;
    }
    let pixels = picture.pixels.chunks_exact(picture.layout.channels());
    let alpha = pixels.filter_map(|pixel| pixel.last().copied());
    Some(plane(picture, alpha.collect()))
}

fn plane(picture: &Picture, samples: Vec<u8>) -> Plane {
    Plane {
        width: picture.size.width,
        height: picture.size.height,
        samples,
    }
}

/// Pixels that are not seen, in the colours of those beside them that are: what they hide would cost bytes, and would
/// bleed into its neighbours. Alpha is not kept.
fn fill_unseen<const CHANNELS: usize>(picture: &Picture) -> Vec<u8> {
    let mut pixels = picture.pixels.clone();
    let width = picture.size.width as usize;
    let (cells, _) = pixels.as_chunks_mut::<CHANNELS>();
    spread(cells, width);
    cells.reverse();
    spread(cells, width);
    cells.reverse();
    pixels
}

/// To the right, and down from where there is nothing to the left.
fn spread<const CHANNELS: usize>(cells: &mut [[u8; CHANNELS]], width: usize) {
    let is_seen = |cell: &&[u8; CHANNELS]| cell.last() != Some(&0);
    for index in 0..cells.len() {
        if cells.get(index).is_some_and(|cell| is_seen(&cell)) {
            continue;
        }
        let left = index.checked_sub(1);
        let left = left.filter(|_| index.checked_rem(width) != Some(0));
        let above = index.checked_sub(width);
        let beside = [left, above].into_iter().flatten();
        let seen = beside.filter_map(|index| cells.get(index)).find(is_seen);
        if let (Some(seen), Some(cell)) = (seen.copied(), cells.get_mut(index)) {
            *cell = seen;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_quantizers_between_the_entries() {
        for (quality, expected) in [
            (1, 222),
            (10, 207),
            (50, 123),
            (55, 111),
            (99, 10),
            (100, 8),
        ] {
            assert_eq!(quantizer(quality), expected, "{quality}");
        }
    }

    #[test]
    fn fills_what_is_not_seen_from_beside_it() {
        let (none, one, two) = ([9, 0], [1, 255], [2, 7]);
        let mut cells = [none, none, none, none, one, none, none, none, two];
        spread(&mut cells, 3);
        assert_eq!(cells, [none, none, none, none, one, one, none, one, two]);
        cells.reverse();
        spread(&mut cells, 3);
        cells.reverse();
        assert_eq!(cells, [one, one, one, one, one, one, one, one, two]);
    }
}
