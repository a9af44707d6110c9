//! Pixels or planes to a JPEG.

use marble_jpeg::decode::{Decoder, Scale};
use marble_jpeg::encode::{Sampling, rgb_to_planes};
use marble_jpeg::{Color, Plane, Planes};

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::options::{Options, Output};

use super::super::picture::{Layout, Picture};
use super::loss::{Luma, loss};
use super::quality;

/// The planes of pixels, in 4:2:0, as sharp does. Alpha is passed over.
pub(super) fn planes(picture: Picture) -> Result<Planes, Error> {
    let Dimensions { width, height } = picture.size;
    let planes = match picture.layout {
        Layout::Grey | Layout::GreyAlpha => Ok(Planes {
            width,
            height,
            color: Color::Grey,
            planes: vec![Plane {
                width,
                height,
                samples: picture.pixels,
            }],
        }),
        Layout::Rgb => rgb_to_planes(width, height, &picture.pixels, 3, Sampling::Half420),
        Layout::Rgba => rgb_to_planes(width, height, &picture.pixels, 4, Sampling::Half420),
    };
    planes.map_err(Error::internal)
}

/// Writes a JPEG of its own planes.
pub(in super::super) fn encode(
    planes: &Planes,
    options: &Options,
    profile: Option<&[u8]>,
) -> Result<Vec<u8>, Error> {
    let encode = |quality| {
        let options = marble_jpeg::encode::Options {
            quality,
            progressive: options.progressive,
            icc_profile: profile,
        };
        marble_jpeg::encode::encode(planes, &options).map_err(Error::internal)
    };
    let loss = |file: &[u8]| {
        let file = Decoder::new(file).map_err(Error::internal)?;
        let decoded = file.decode(Scale::Full, None).map_err(Error::internal)?;
        Ok(loss(luma(planes), luma(&decoded.planes)))
    };
    quality::encode(Output::Jpeg, options, 0, encode, loss)
}

fn luma(planes: &Planes) -> Luma<'_> {
    let luma = planes.planes.first();
    Luma {
        width: planes.width as usize,
        samples: luma.map_or(&[], |luma| &luma.samples),
    }
}
