//! What the options of imgproxy mean together, in Marble's words.

use marble_transform::Transform;

use super::options::Options;
use super::{NAME, geometry};
use crate::Error;
use crate::number::written;
use crate::source::is_jpeg;
use crate::wanted::{Wanted, refused};

/// The first segment of the key: the name of a preset, or the transform.
pub(super) fn segment(
    options: &Options,
    original: &str,
    presets: &[String],
    max_side: u32,
) -> Result<String, Error> {
    match options.presets.as_slice() {
        [] => transform(options, original, max_side).map(|transform| transform.to_string()),
        [name] if !options.says_more && presets.contains(name) => Ok(name.clone()),
        [name] if !options.says_more => {
            Err(refused(NAME, name, "PRESETS has no preset of this name"))
        }
        names => {
            let why = "a preset stands alone: put all that it is to do into PRESETS";
            Err(refused(NAME, format!("preset:{}", names.join(":")), why))
        }
    }
}

fn transform(options: &Options, original: &str, max_side: u32) -> Result<Transform, Error> {
    let mut wanted = Wanted::new(NAME);
    geometry::set_size(&mut wanted, options)?;
    if let Some(crop) = &options.crop {
        geometry::set_crop(&mut wanted, crop, &options.gravity)?;
    }
    set_turn(&mut wanted, options);
    if options.padding != [0; 4] {
        wanted.set(
            "pad",
            options.padding.map(|edge| edge.to_string()).join(":"),
        );
    }
    set_background(&mut wanted, options, original)?;
    if let Some(sigma) = options.blur {
        wanted.set("blur", written(sigma));
    }
    if let Some(watermark) = &options.watermark {
        let (opacity, scale) = (written(watermark.opacity), written(watermark.scale));
        wanted.set(
            "watermark",
            format!("{}:{opacity}:{scale}", watermark.place),
        );
    }
    if let Some(format) = options.format {
        wanted.set("format", format);
    }
    set_quality(&mut wanted, options)?;
    if options.max_bytes > 0 {
        wanted.set("max-bytes", options.max_bytes.to_string());
    }
    if options.keep_copyright {
        wanted.set("metadata", "copyright");
    }
    if options.strip_color_profile {
        wanted.set("icc", "srgb");
    }
    wanted.transform(max_side)
}

/// imgproxy turns and mirrors then, Marble mirrors and turns then: behind a quarter turn it is the other mirror.
fn set_turn(wanted: &mut Wanted, options: &Options) {
    let (across, down) = match options.rotate {
        90 | 270 => (options.flip.1, options.flip.0),
        _ => options.flip,
    };
    if across {
        wanted.set("flop", "yes");
    }
    if down {
        wanted.set("flip", "yes");
    }
    if options.rotate > 0 {
        wanted.set("rotate", options.rotate.to_string());
    }
}

/// imgproxy lays what is translucent onto the background, whatever the format; Marble does where the format has no alpha.
/// Without a background, room that is added lets everything through, and is white in a JPEG.
fn set_background(wanted: &mut Wanted, options: &Options, original: &str) -> Result<(), Error> {
    let becomes_jpeg = options.format == Some("jpeg");
    let is_opaque = is_jpeg(original);
    let adds_room = options.extend.is_some() || options.padding != [0; 4];
    match &options.background {
        Some(color) if becomes_jpeg || is_opaque => wanted.set("background", color.as_str()),
        Some(color) => {
            let why = "what is translucent is laid onto a colour in a JPEG only";
            return Err(refused(NAME, format!("background:{color}"), why));
        }
        None if becomes_jpeg && (adds_room || !is_opaque) => wanted.set("background", "ffffff"),
        None if adds_room => wanted.set("background", "ffffff00"),
        None => {}
    }
    Ok(())
}

/// What is said, or imgproxy's default for the format. Where the format is the original's, it is Marble's.
fn set_quality(wanted: &mut Wanted, options: &Options) -> Result<(), Error> {
    if options.quality > 0 {
        wanted.set("quality", options.quality.to_string());
        return Ok(());
    }
    let Some(format) = options.format else {
        return if options.format_qualities.is_empty() {
            Ok(())
        } else {
            let why = "it needs a format of the result";
            Err(refused(NAME, "format_quality", why))
        };
    };
    let mut qualities = options.format_qualities.iter().rev();
    let said = qualities.find(|(of, quality)| *of == format && *quality > 0);
    let default = match format {
        "avif" => 63,
        "jxl" => 77,
        "webp" => 79,
        _ => 80,
    };
    let quality = said.map_or(default, |(_, quality)| *quality);
    wanted.set("quality", quality.to_string());
    Ok(())
}
