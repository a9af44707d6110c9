//! What the parts and filters of a link mean together, in Marble's words (`transformer.py` of thumbor).

use super::NAME;
use super::filters::Filters;
use super::parts::Parts;
use crate::Error;
use crate::source::is_jpeg;
use crate::wanted::{Wanted, refused};

pub(super) fn wanted(
    parts: &Parts<'_>,
    filters: &Filters,
    original: &str,
) -> Result<Wanted, Error> {
    let mut wanted = Wanted::new(NAME);
    let side = |side: u32| (side > 0).then_some(side);
    wanted.width = side(parts.width);
    wanted.height = side(parts.height);
    set_fit(&mut wanted, parts, filters);
    set_crop(&mut wanted, parts)?;
    let (across, down) = parts.mirrors;
    for (is_set, name, value) in [
        (across, "flop", "yes"),
        (down, "flip", "yes"),
        (filters.is_gray, "grayscale", "yes"),
        (filters.is_still, "frames", "1"),
    ] {
        if is_set {
            wanted.set(name, value);
        }
    }
    set_background(&mut wanted, parts, filters, original)?;
    set_output(&mut wanted, filters);
    Ok(wanted)
}

fn set_fit(wanted: &mut Wanted, parts: &Parts<'_>, filters: &Filters) {
    let (fit, enlarges) = match (parts.fits_in, parts.is_full) {
        // What does not fill the size is filled up.
        (true, false) if filters.fill.is_some() => ("contain", filters.upscales),
        (true, false) => ("inside", filters.upscales),
        (true, true) => ("outside", true),
        (false, _) if filters.stretches && wanted.is_box() => ("fill", !filters.keeps_small),
        (false, _) => ("cover", !filters.keeps_small),
    };
    wanted.set("fit", fit);
    if !enlarges {
        wanted.set("enlarge", "no");
    }
    if fit == "cover" {
        wanted.set("position", position(parts));
    }
}

/// thumbor mirrors what it has cut, and Marble cuts what it has mirrored.
fn position(parts: &Parts<'_>) -> &'static str {
    if parts.is_smart {
        return "attention";
    }
    let (mirrored, flipped) = parts.mirrors;
    let across = match (parts.across, mirrored) {
        ("left", false) | ("right", true) => 0,
        ("right", false) | ("left", true) => 2,
        _ => 1,
    };
    let down = match (parts.down, flipped) {
        ("top", false) | ("bottom", true) => 0,
        ("bottom", false) | ("top", true) => 2,
        _ => 1,
    };
    match (across, down) {
        (0, 0) => "northwest",
        (1, 0) => "north",
        (2, 0) => "northeast",
        (0, 1) => "west",
        (2, 1) => "east",
        (0, 2) => "southwest",
        (1, 2) => "south",
        (2, 2) => "southeast",
        _ => "centre",
    }
}

fn set_crop(wanted: &mut Wanted, parts: &Parts<'_>) -> Result<(), Error> {
    let [left, top, right, bottom] = parts.crop;
    if parts.crop == [0; 4] {
        return Ok(());
    }
    let no = |why: &'static str| {
        let found = format!("{left}x{top}:{right}x{bottom}");
        Err(refused(NAME, found, why))
    };
    if parts.mirrors != (false, false) {
        return no("a picture is mirrored before it is cropped, not behind that");
    }
    match (right.checked_sub(left), bottom.checked_sub(top)) {
        (Some(width @ 1..), Some(height @ 1..)) => {
            wanted.set("crop", format!("{left}:{top}:{width}:{height}"));
            Ok(())
        }
        _ => no("the second point lies to the right of the first, and below it"),
    }
}

/// thumbor lays what is translucent onto the background, whatever the format; Marble does where the format has no alpha.
fn set_background(
    wanted: &mut Wanted,
    parts: &Parts<'_>,
    filters: &Filters,
    original: &str,
) -> Result<(), Error> {
    let is_opaque = is_jpeg(original);
    let fills = parts.fits_in && !parts.is_full;
    let fill = filters.fill.as_ref().filter(|_| fills);
    let background = filters.background.as_ref().filter(|_| !is_opaque);
    let becomes_jpeg = filters.format == Some("jpeg");
    match (background, fill) {
        (Some(color), fill) => {
            let same = fill.is_none_or(|fill| fill == color);
            if !becomes_jpeg || !same {
                let why = "what is translucent is laid onto a colour in a JPEG only";
                return Err(refused(NAME, color.as_str(), why));
            }
            wanted.set("background", color.as_str());
        }
        (None, Some(color)) => wanted.set("background", color.as_str()),
        (None, None) => {}
    }
    Ok(())
}

/// Format and quality. thumbor has 80 for each format, and loses nothing in a WebP of 100.
fn set_output(wanted: &mut Wanted, filters: &Filters) {
    let quality = filters.quality.unwrap_or(80);
    wanted.set("quality", quality.to_string());
    if let Some(format) = filters.format {
        wanted.set("format", format);
        if format == "webp" && quality == 100 {
            wanted.set("lossless", "yes");
        }
    }
    if let Some(bytes) = filters.max_bytes {
        wanted.set("max-bytes", bytes.to_string());
    }
}
