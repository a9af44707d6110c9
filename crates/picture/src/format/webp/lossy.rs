//! Originals that are lossy WebP files without alpha: decoded to planes, scaled each on its own. Only the small result
//! becomes RGB, and of a JPEG not even that.

use marble_jpeg::decode::Decoded;
use marble_jpeg::{Color, Plane, Planes};
use marble_webp::Decoder;

use crate::config::Limits;
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::options::{Options, Output};
use crate::timings::Timings;

use super::finish::InPlanes;
use super::ground::fill_up;
use super::icc::{Space, is_left, of_use};
use super::limits::{check_memory, check_pixels, check_result};
use super::picture::Picture;
use super::view::{Chroma, Share, View};
use super::webp_chunks::{Lossy, is_truncated, lossy};
use super::{Encoded, colors, cost, finish};

/// Samples of each plane for each of luma.
const SHARES: [Share; 3] = [(1.0, 1.0), (0.5, 0.5), (0.5, 0.5)];

/// Makes the result from a lossy WebP; see [`super::transform`].
pub(super) fn transform(
    source: Vec<u8>,
    options: &Options,
    limits: &Limits,
    timings: &mut Timings,
) -> Result<Encoded, Error> {
    let damaged = |text: &str| Error::Damaged(text.into());
    if is_truncated(&source) {
        return Err(damaged("the file ends before the picture"));
    }
    let file = lossy(&source).ok_or_else(|| damaged("there is no frame"))?;
    let frame = Decoder::new(file.vp8).map_err(refuse)?;
    let stored = stored(&file, &frame)?;
    check_pixels(stored, limits)?;
    let mut view = View::new(stored, file.exif, options)?;
    check_result(view.geometry.canvas, options.format, limits)?;
    let format = options.format.unwrap_or(Output::WebP);
    let profile = of_use(file.icc_profile.map(<[u8]>::to_vec), Space::Rgb);
    let in_planes = view.stays_in_planes(Color::YCbCr, format, options)
        && (profile.is_none() || !is_left(Space::Rgb, format, options));
    let decoding = cost::Decoding {
        source: source.len() as u64,
        allocated: frame.cost(),
        profile: profile.as_ref().map_or(0, Vec::len) as u64,
    };
    let finishing = cost::Finishing {
        output: format,
        options,
    };
    let estimate = if in_planes {
        cost::of_planes(decoding, &view, &finishing)
    } else {
        cost::of_scaled_planes_to_pixels(decoding, &view, &finishing)
    };
    check_memory(estimate, limits)?;

    let mut decoded = whole(frame.decode().map_err(refuse)?);
    drop(source);
    timings.end("decode");
    view.choose(&mut decoded, &SHARES, |mut planes| {
        widen(&mut planes);
        colors::to_picture(planes, None)
    })?;

    let chroma = if in_planes {
        Chroma::Halved
    } else {
        Chroma::Full
    };
    let mut planes = view.scale_planes(decoded, &SHARES, chroma)?;
    if in_planes && format == Output::WebP {
        let planes = InPlanes::Video(video(planes)?);
        return finish::planes(&planes, profile.as_deref(), options, timings);
    }
    widen(&mut planes);
    if in_planes {
        let planes = InPlanes::Full(planes);
        return finish::planes(&planes, profile.as_deref(), options, timings);
    }
    let ground = format.ground(options.background);
    let picture = colors::to_picture(planes, None);
    let picture = fill_up(Picture { profile, ..picture }, &view.geometry, ground);
    finish::picture(picture, format, options, timings)
}

/// The size of the picture, of which file and frame must not say different things.
fn stored(file: &Lossy<'_>, frame: &Decoder<'_>) -> Result<Dimensions, Error> {
    let (width, height) = (frame.width(), frame.height());
    let stored = Dimensions { width, height };
    match file.canvas {
        Some(canvas) if canvas != stored => Err(Error::Damaged(format!(
            "the file says {}x{} pixels, and its frame {width}x{height}",
            canvas.width, canvas.height
        ))),
        _ => Ok(stored),
    }
}

/// All planes, from the picture's first corner on.
fn whole(planes: marble_webp::Planes) -> Decoded {
    let marble_webp::Planes { luma, chroma } = planes;
    let (width, height) = (luma.width, luma.height);
    let planes = [luma].into_iter().chain(chroma).map(|plane| Plane {
        width: plane.width,
        height: plane.height,
        samples: plane.samples,
    });
    Decoded {
        planes: Planes {
            width,
            height,
            color: Color::YCbCr,
            planes: planes.collect(),
        },
        left: 0,
        top: 0,
    }
}

/// Luma and two colour differences, as they came.
fn video(planes: Planes) -> Result<marble_webp::Planes, Error> {
    let planes = planes.planes.into_iter().map(|plane| marble_webp::Plane {
        width: plane.width,
        height: plane.height,
        samples: plane.samples,
    });
    let planes: Result<[_; 3], _> = planes.collect::<Vec<_>>().try_into();
    let [luma, u, v] = planes.map_err(|_| Error::Internal("expected three planes".into()))?;
    Ok(marble_webp::Planes {
        luma,
        chroma: [u, v],
    })
}

/// The ranges of video, luma from 16 to 235 and colour differences from 16 to 240, to those of JFIF, 0 to 255
/// (ITU-T T.871, clause 7).
fn widen(planes: &mut Planes) {
    let luma = wider(219, 16, 0);
    let chroma = wider(224, 128, 128);
    for (index, plane) in planes.planes.iter_mut().enumerate() {
        let wider = if index == 0 { &luma } else { &chroma };
        for sample in &mut plane.samples {
            *sample = wider.get(usize::from(*sample)).copied().unwrap_or(*sample);
        }
    }
}

/// What becomes of each sample: `range` becomes 255, and `from` becomes `to`.
fn wider(range: i32, from: i32, to: i32) -> [u8; 256] {
    let mut table = [0; 256];
    for (sample, wide) in (0..).zip(&mut table) {
        let distance = i32::saturating_sub(sample, from).saturating_mul(255);
        let rounded = distance.saturating_mul(2).saturating_add(range);
        let rounded = rounded.div_euclid(range.saturating_mul(2));
        let value = rounded.saturating_add(to).clamp(0, 255);
        *wide = u8::try_from(value).unwrap_or(u8::MAX);
    }
    table
}

/// Whose fault a decoder's error is.
fn refuse(error: marble_webp::Error) -> Error {
    match error {
        marble_webp::Error::OutOfMemory => Error::Internal(error.to_string()),
        marble_webp::Error::Unsupported(_) => Error::NotAPicture(error.to_string()),
        marble_webp::Error::Damaged(_) | marble_webp::Error::Truncated => {
            Error::Damaged(error.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widens_the_ranges_of_video() {
        let luma = wider(219, 16, 0);
        let expected = [(0, 0), (16, 0), (17, 1), (126, 128), (235, 255), (255, 255)];
        for (from, to) in expected {
            assert_eq!(luma[from], to, "luma {from}");
        }
        let chroma = wider(224, 128, 128);
        let expected = [
            (0, 0),
            (16, 1),
            (72, 64),
            (128, 128),
            (129, 129),
            (240, 255),
        ];
        for (from, to) in expected {
            assert_eq!(chroma[from], to, "chroma {from}");
        }
    }
}
