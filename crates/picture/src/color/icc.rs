//! Colour profiles (ICC.1:2022, versions 2 and 4): whether one is of use, and what becomes of it.
//!
//! What of a profile is needed is read where it lies: no table is copied, and what is hostile is at worst a wrong
//! colour. Own code, since the libraries that convert from any profile to any other add a tenth to the component.

mod conversion;
mod curve;
mod link;
mod lut;
mod named;
mod tags;

use crate::options::{Icc, Options, Output};

pub(super) use self::conversion::Conversion;
pub(super) use self::link::COST_OF_INKS;
pub(super) use self::named::Named;

use super::picture::{Layout, Picture};

/// What the samples of a picture are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// Four inks, 0 for none.
    Cmyk,
    Grey,
    Rgb,
}

/// The profile, if it is of use to a picture: if it can be read, is for these colours, and they are not sRGB's anyway.
/// Whoever finds no profile takes sRGB.
pub(super) fn of_use(profile: Option<Vec<u8>>, space: Space) -> Option<Vec<u8>> {
    profile.filter(|profile| {
        let conversion = Conversion::new(profile, space);
        conversion.is_some_and(|conversion| !conversion.changes_nothing())
    })
}

/// Whether these colours have to be left for sRGB, if they have a profile of use.
pub(super) fn is_left(space: Space, format: Output, options: &Options) -> bool {
    let has_place = match space {
        // No format that is written has inks.
        Space::Cmyk => false,
        Space::Grey => format.carries_profile() && format.carries_grey(),
        Space::Rgb => format.carries_profile(),
    };
    // What grey the colours make, is said in sRGB; it has no place for a profile of colours.
    let becomes_grey = space == Space::Rgb && options.effects.grayscale;
    options.icc == Icc::Srgb || !has_place || becomes_grey
}

/// Brings the colours to sRGB where that is asked for, or where the format has no place for a profile. A profile that
/// is left goes along.
pub(super) fn settle(picture: Picture, format: Output, options: &Options) -> Picture {
    let space = picture.layout.space();
    let picture = Picture {
        profile: of_use(picture.profile, space),
        ..picture
    };
    if is_left(space, format, options) {
        to_srgb(picture)
    } else {
        picture
    }
}

/// The colours as sRGB, without a profile.
pub(super) fn to_srgb(mut picture: Picture) -> Picture {
    let Some(profile) = picture.profile.take() else {
        return picture;
    };
    if let Some(conversion) = Conversion::new(&profile, picture.layout.space()) {
        conversion.convert(&mut picture.pixels, picture.layout);
    }
    picture
}
