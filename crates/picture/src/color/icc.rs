//! Colour profiles (ICC.1:2022, versions 2 and 4): whether one is of use, and what becomes of it.
//!
//! What of a profile is needed is read where it lies: no table is copied, and what is hostile is at worst a wrong
//! colour. Own code, since the libraries that convert from any profile to any other add a tenth to the component.

mod conversion;
mod curve;
mod link;
mod lut;
mod named;
mod press;
mod tags;

use crate::pixels::picture::{ColorSpace, Picture};

pub(crate) use crate::color::icc::conversion::Conversion;
pub(crate) use crate::color::icc::link::CMYK_COST;
pub(crate) use crate::color::icc::named::Named;

/// The profile, if it is of use to a picture: if it can be read, is for these colours, and they are not sRGB's anyway.
/// Whoever finds no profile takes sRGB.
pub(crate) fn usable(profile: Option<Vec<u8>>, space: ColorSpace) -> Option<Vec<u8>> {
    profile.filter(|profile| {
        let conversion = Conversion::new(profile, space);
        conversion.is_some_and(|conversion| !conversion.changes_nothing())
    })
}

/// The colours as sRGB, without a profile.
pub(crate) fn to_srgb(mut picture: Picture) -> Picture {
    let Some(profile) = picture.profile.take() else {
        return picture;
    };
    if let Some(conversion) = Conversion::new(&profile, picture.layout.space()) {
        conversion.convert(&mut picture.pixels, picture.layout);
    }
    picture
}
