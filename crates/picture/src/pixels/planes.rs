//! Planes in memory: luma and colour differences, each on its own. They are those of the crate `marble-jpeg`, whatever
//! format they come from.

pub(crate) use marble_jpeg::{Color, Plane, Planes};

use marble_jpeg::encode::{Sampling as Subsampling, rgb_to_planes};

use crate::error::Error;
use crate::geometry::Dimensions;

use super::picture::{Layout, Picture};

/// How many samples a component has for each of the finest one, in each direction; at most 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sampling {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// The planes of pixels, in 4:2:0, as sharp does. Alpha is passed over.
pub(crate) fn to_planes(picture: Picture) -> Result<Planes, Error> {
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
        Layout::Rgb => rgb_to_planes(width, height, &picture.pixels, 3, Subsampling::Half420),
        Layout::Rgba => rgb_to_planes(width, height, &picture.pixels, 4, Subsampling::Half420),
    };
    planes.map_err(Error::internal)
}

/// One component is a grey picture.
pub(crate) fn to_grey(plane: Plane) -> Picture {
    Picture {
        size: Dimensions {
            width: plane.width,
            height: plane.height,
        },
        layout: Layout::Grey,
        pixels: plane.samples,
        profile: None,
    }
}

/// Whether the planes are light, so that each can be scaled on its own; inks are multiplied with each other.
pub(crate) fn is_light(color: Color) -> bool {
    match color {
        Color::Grey | Color::Rgb | Color::YCbCr => true,
        Color::Cmyk | Color::Ycck => false,
    }
}
