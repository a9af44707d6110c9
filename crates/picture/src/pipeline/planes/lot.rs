//! What was decoded of planes, as far as it is the same for all results.

use marble_jpeg::decode::Decoded;

use crate::color::icc::Conversion;
use crate::color::ycbcr;
use crate::error::Error;
use crate::geometry::{Area, Dimensions};
use crate::pixels::light::Domain;
use crate::pixels::picture::Picture;
use crate::pixels::planes::{Plane, Planes, Sampling, to_grey};
use crate::pixels::resize;

/// What was decoded, as far as it is the same for all results.
pub(super) enum Lot {
    Planes(Decoded),
    /// Those of the only result, which were scaled as their rows came.
    Scaled(Planes),
    /// Where they become pixels before they are scaled, and where these begin in the picture.
    Pixels(Picture, (u32, u32)),
}

impl Lot {
    pub(super) fn planes(&mut self) -> Result<&mut Decoded, Error> {
        match self {
            Self::Planes(decoded) => Ok(decoded),
            Self::Pixels(..) | Self::Scaled(_) => Err(Error::internal("planes that became others")),
        }
    }

    /// The planes that were scaled as they came, if they were.
    pub(super) fn scaled(&mut self) -> Option<Planes> {
        let Self::Scaled(scaled) = self else {
            return None;
        };
        let planes = std::mem::take(&mut scaled.planes);
        Some(Planes { planes, ..*scaled })
    }

    /// Its pixels, which they are from now on. They become light: the mean of two inks is not the ink of the mean.
    /// `profile` says what light.
    pub(super) fn pixels(
        &mut self,
        sampling: &[Sampling],
        profile: Option<&[u8]>,
    ) -> Result<(&Picture, (u32, u32)), Error> {
        if let Self::Planes(decoded) = self {
            let origin = (decoded.left, decoded.top);
            let Planes {
                width,
                height,
                color,
                ref mut planes,
            } = decoded.planes;
            let planes = Planes {
                width,
                height,
                color,
                planes: std::mem::take(planes),
            };
            let pixels = u64::from(width).saturating_mul(height.into());
            let inks = Conversion::of_inks(profile).for_many(pixels);
            let planes = equalize(planes, sampling)?;
            *self = Self::Pixels(ycbcr::to_picture(planes, Some(&inks)), origin);
        }
        match self {
            Self::Pixels(picture, origin) => Ok((picture, *origin)),
            Self::Planes(_) | Self::Scaled(_) => Err(Error::internal("planes that are no pixels")),
        }
    }
}

/// All components at the size of the finest.
fn equalize(planes: Planes, sampling: &[Sampling]) -> Result<Planes, Error> {
    let Planes { width, height, .. } = planes;
    let size = Dimensions { width, height };
    let components = planes.planes.into_iter().zip(sampling);
    let components = components.map(|(plane, sampling)| {
        if plane.width == width && plane.height == height {
            return Ok(plane);
        }
        let whole = Area {
            left: 0.0,
            top: 0.0,
            width: f64::from(width) * sampling.x,
            height: f64::from(height) * sampling.y,
        };
        let picture = resize::scale(&to_grey(plane), whole, size, Domain::Encoded);
        Ok(Plane {
            width,
            height,
            samples: picture.pixels,
        })
    });
    Ok(Planes {
        planes: components.collect::<Result<_, Error>>()?,
        ..planes
    })
}
