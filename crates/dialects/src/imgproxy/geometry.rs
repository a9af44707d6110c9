//! Size and crop of imgproxy in Marble's words (`processing/prepare.go` of imgproxy).

use super::NAME;
use super::gravity::Gravity;
use super::options::{Crop, Options, Resizing};
use crate::Error;
use crate::number::{is_one, is_zero, written};
use crate::wanted::{Wanted, refused};

/// Sets the size, and how a picture is brought into it.
pub(super) fn set_size(wanted: &mut Wanted, options: &Options) -> Result<(), Error> {
    let side = |side: u32| (side > 0).then_some(side);
    wanted.width = side(options.width);
    wanted.height = side(options.height);
    let no = |found: &str, why: &'static str| Err(refused(NAME, found, why));
    let Options {
        enlarge, extend, ..
    } = options;
    let resizing = match options.resizing {
        _ if wanted.is_sizeless() => Resizing::Fit,
        Resizing::Force if !enlarge => {
            return no(
                "force",
                "it needs enlarge, because small pictures keep another ratio",
            );
        }
        Resizing::Force => Resizing::Force,
        // A side that is not asked for follows the other.
        _ if !wanted.is_box() => Resizing::Fit,
        Resizing::Auto => return no("auto", "the picture's orientation decides nothing"),
        Resizing::FillDown if !enlarge => {
            return no("fill-down", "small pictures are not cut to a ratio");
        }
        Resizing::Fill | Resizing::FillDown => Resizing::Fill,
        Resizing::Fit => Resizing::Fit,
    };
    match (resizing, extend) {
        // What is enlarged to a size needs nothing around it.
        (Resizing::Force, _) => wanted.set("fit", "fill"),
        (Resizing::Fill, Some(_)) if !enlarge => {
            return no("extend", "nothing is filled up that was cut");
        }
        (Resizing::Fill, _) => {
            let position = options.gravity.position();
            let why = "a gravity has no distance to it";
            wanted.set(
                "position",
                position.ok_or_else(|| refused(NAME, "gravity", why))?,
            );
        }
        (_, Some(gravity)) if !wanted.is_sizeless() => {
            let place = matches!(gravity, Gravity::Unsaid | Gravity::Place(..));
            let position = gravity.position().filter(|_| place);
            let why = "what is filled up lies at one of nine places";
            wanted.set("fit", "contain");
            wanted.set(
                "position",
                position.ok_or_else(|| refused(NAME, "extend", why))?,
            );
        }
        _ => wanted.set("fit", "inside"),
    }
    if !enlarge {
        wanted.set("enlarge", "no");
    }
    set_dpr(wanted, options, resizing)
}

/// Where a picture is too small for `dpr`, imgproxy takes less of it, and so of all that is measured with it. Marble takes
/// what there is of each side. Both are the same where nothing is cut, filled up or added.
fn set_dpr(wanted: &mut Wanted, options: &Options, resizing: Resizing) -> Result<(), Error> {
    let Some(dpr) = options.dpr.filter(|dpr| !is_one(*dpr)) else {
        return Ok(());
    };
    let no = |why: &'static str| Err(refused(NAME, format!("dpr:{dpr}"), why));
    if !(1.0..=5.0).contains(&dpr) {
        return no("it is from 1 to 5");
    }
    if wanted.is_sizeless() {
        // A picture of its own size stays so.
        return if options.enlarge {
            no("it multiplies a size, and there is none")
        } else {
            Ok(())
        };
    }
    let whole = resizing == Resizing::Fit && options.extend.is_none() && options.padding == [0; 4];
    if !options.enlarge && !whole {
        return no("beside fill, extend or padding it needs enlarge");
    }
    wanted.set("dpr", written(dpr));
    Ok(())
}

/// Sets the part of the picture that is kept.
pub(super) fn set_crop(wanted: &mut Wanted, crop: &Crop, gravity: &Gravity) -> Result<(), Error> {
    if is_zero(crop.width) && is_zero(crop.height) {
        return Ok(());
    }
    let gravity = match &crop.gravity {
        Gravity::Unsaid => gravity,
        said => said,
    };
    let found = placed(crop, gravity);
    let why = "a crop is in pixels from the upper left corner (nowe), or has both sides in parts";
    wanted.set("crop", found.ok_or_else(|| refused(NAME, "crop", why))?);
    Ok(())
}

/// `left:top:width:height`, where that does not depend on the picture's size.
fn placed(crop: &Crop, gravity: &Gravity) -> Option<String> {
    if is_zero(crop.width) || is_zero(crop.height) {
        return None;
    }
    let size = [crop.width, crop.height].map(length).join(":");
    let place = match gravity {
        Gravity::Unsaid => "centre",
        Gravity::Place(place, offset) if place.name == "nowe" => {
            let inside = offset.x >= 0.0 && offset.y >= 0.0;
            let start = [offset.x, offset.y].map(length).join(":");
            return inside.then(|| format!("{start}:{size}"));
        }
        Gravity::Place(place, offset) if offset.is_zero() => place.position,
        _ => return None,
    };
    if crop.width >= 1.0 || crop.height >= 1.0 {
        return None;
    }
    let left = start(crop.width, place.ends_with("west"), place.ends_with("east"));
    let top = start(
        crop.height,
        place.starts_with("north"),
        place.starts_with("south"),
    );
    Some(format!("{left}:{top}:{size}"))
}

/// Where a part of a side begins.
fn start(part: f64, at_start: bool, at_end: bool) -> String {
    let rest = 1.0 - part;
    match (at_start, at_end) {
        (true, _) => length(0.0),
        (_, true) => length(rest),
        _ => length(rest / 2.0),
    }
}

/// Whole pixels, and below 1 a part.
fn length(length: f64) -> String {
    if length >= 1.0 {
        format!("{:.0}", length.trunc())
    } else {
        written(length)
    }
}
