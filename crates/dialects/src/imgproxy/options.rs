//! The options of imgproxy, read one after the other: what is said last counts. What they mean together is `meaning.rs`.

use super::NAME;
use super::gravity::{Gravity, Place};
use crate::Error;
use crate::color;
use crate::number::{decimal, is_one, is_zero, signed, whole};
use crate::wanted::refused;

/// The names of imgproxy's options, those of its paid version included: the first of each is the long one.
pub(super) const NAMES: &[&[&str]] = &[
    &["resize", "rs"],
    &["size", "s"],
    &["resizing_type", "rt"],
    &["width", "w"],
    &["height", "h"],
    &["min-width", "mw"],
    &["min-height", "mh"],
    &["zoom", "z"],
    &["dpr"],
    &["enlarge", "el"],
    &["extend", "ex"],
    &["extend_aspect_ratio", "extend_ar", "exar"],
    &["gravity", "g"],
    &["crop", "c"],
    &["trim", "t"],
    &["padding", "pd"],
    &["auto_rotate", "ar"],
    &["rotate", "rot"],
    &["flip", "fl"],
    &["background", "bg"],
    &["blur", "bl"],
    &["sharpen", "sh"],
    &["pixelate", "pix"],
    &["watermark", "wm"],
    &["strip_metadata", "sm"],
    &["keep_copyright", "kcr"],
    &["strip_color_profile", "scp"],
    &["preserve_hdr", "ph"],
    &["enforce_thumbnail", "eth"],
    &["quality", "q"],
    &["format_quality", "fq"],
    &["max_bytes", "mb"],
    &["format", "f", "ext"],
    &["skip_processing", "skp"],
    &["raw"],
    &["cachebuster", "cb"],
    &["expires", "exp"],
    &["filename", "fn"],
    &["return_attachment", "att"],
    &["preset", "pr"],
    &["max_src_resolution", "msr"],
    &["max_src_file_size", "msfs"],
    &["max_animation_frames", "maf"],
    &["max_animation_frame_resolution", "mafr"],
    &["max_result_dimension", "mrd"],
];

/// What the options of a link say; what none says is at imgproxy's default.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question that a link answers with yes or no"
)]
pub(super) struct Options {
    pub(super) background: Option<String>,
    pub(super) blur: Option<f64>,
    pub(super) crop: Option<Crop>,
    pub(super) dpr: Option<f64>,
    pub(super) enlarge: bool,
    pub(super) extend: Option<Gravity>,
    /// Left to right, and upside down.
    pub(super) flip: (bool, bool),
    pub(super) format: Option<&'static str>,
    pub(super) format_qualities: Vec<(&'static str, u32)>,
    pub(super) gravity: Gravity,
    pub(super) height: u32,
    pub(super) keep_copyright: bool,
    pub(super) max_bytes: u32,
    pub(super) padding: [u32; 4],
    pub(super) presets: Vec<String>,
    pub(super) quality: u32,
    pub(super) resizing: Resizing,
    /// Degrees to the right, from 0 to 359.
    pub(super) rotate: u32,
    /// Whether anything is said that a preset would have to be joined with.
    pub(super) says_more: bool,
    pub(super) strip_color_profile: bool,
    pub(super) watermark: Option<Watermark>,
    pub(super) width: u32,
}

/// How a picture is brought into a size.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Resizing {
    Auto,
    Fill,
    FillDown,
    #[default]
    Fit,
    Force,
}

/// The part of a picture that is kept: pixels, below 1 parts of the side, and 0 for all of it.
#[derive(Debug)]
pub(super) struct Crop {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) gravity: Gravity,
}

/// The operator's picture on the result.
#[derive(Debug)]
pub(super) struct Watermark {
    pub(super) opacity: f64,
    pub(super) place: &'static str,
    pub(super) scale: f64,
}

/// Whether imgproxy has an option of this name.
pub(super) fn is_known(name: &str) -> bool {
    NAMES.iter().any(|names| names.contains(&name))
}

impl Options {
    /// Reads an option such as `rs:fill:300:400`.
    pub(super) fn apply(&mut self, option: &str) -> Result<(), Error> {
        let mut parts = option.split(':');
        let name = parts.next().unwrap_or_default();
        let arguments: Vec<_> = parts.collect();
        let names = NAMES.iter().find(|names| names.contains(&name));
        let name = names.and_then(|names| names.first()).copied();
        let name = name.ok_or_else(|| refused(NAME, option, "there is no such option here"))?;
        self.says_more |= !matches!(name, "preset" | "cachebuster");
        match self.set(name, &arguments) {
            Some(Ok(())) => Ok(()),
            Some(Err(why)) => Err(refused(NAME, option, why)),
            None => Err(refused(NAME, option, "the option has no such value")),
        }
    }

    /// Reads a format, of the option or behind the source.
    pub(super) fn set_format(&mut self, name: &str) -> Result<(), Error> {
        let format = format(name);
        let why = "formats of results are jpg, png, webp, gif, avif and jxl";
        self.format = Some(format.ok_or_else(|| refused(NAME, name, why))?);
        self.says_more = true;
        Ok(())
    }

    /// Sets what an option says. `None` where it has no such value, and why where it has one that Marble cannot do.
    fn set(&mut self, name: &str, arguments: &[&str]) -> Option<Result<(), &'static str>> {
        match (name, arguments) {
            ("resize", [resizing, size @ ..]) if size.len() <= 7 => {
                if !resizing.is_empty() {
                    self.resizing = Resizing::parse(resizing)?;
                }
                self.set_size(size)?;
            }
            ("size", size) if size.len() <= 7 => self.set_size(size)?,
            ("resizing_type", [resizing]) => self.resizing = Resizing::parse(resizing)?,
            ("width", [width]) => self.width = whole(width)?,
            ("height", [height]) => self.height = whole(height)?,
            ("dpr", [dpr]) => self.dpr = Some(decimal(dpr).filter(|dpr| *dpr > 0.0)?),
            ("enlarge", [enlarge]) => self.enlarge = yes(enlarge)?,
            ("extend", extend) => self.set_extend(extend)?,
            ("gravity", gravity) => self.gravity = Gravity::parse(gravity)?,
            ("crop", [width, rest @ ..]) => self.crop = Some(Crop::parse(width, rest)?),
            ("padding", edges) => self.set_padding(edges)?,
            ("rotate", [angle]) => self.rotate = turn(angle)?,
            ("flip", [across]) => self.flip.0 = yes_or(across, self.flip.0)?,
            ("flip", [across, down]) => {
                self.flip = (yes_or(across, self.flip.0)?, yes_or(down, self.flip.1)?);
            }
            ("background", background) => self.background = parse_background(background)?,
            ("blur", [sigma]) => self.blur = Some(decimal(sigma)?).filter(|it| !is_zero(*it)),
            ("watermark", [opacity, rest @ ..]) => match Watermark::parse(opacity, rest)? {
                Ok(watermark) => self.watermark = watermark,
                Err(why) => return Some(Err(why)),
            },
            ("keep_copyright", [keep]) => self.keep_copyright = yes(keep)?,
            ("strip_color_profile", [strip]) => self.strip_color_profile = yes(strip)?,
            ("quality", [quality]) => self.quality = percent(quality)?,
            ("format_quality", qualities) => self.set_format_qualities(qualities)?,
            ("max_bytes", [bytes]) => self.max_bytes = whole(bytes)?,
            ("format", [name]) => self.format = Some(format(name)?),
            ("cachebuster", [_]) => {}
            ("preset", names) => self
                .presets
                .extend(names.iter().map(|name| (*name).to_owned())),
            _ => return Some(without_effect(name, arguments)),
        }
        Some(Ok(()))
    }

    /// `width:height:enlarge:extend`, each of which may be left out.
    fn set_size(&mut self, arguments: &[&str]) -> Option<()> {
        let said = |at: usize| arguments.get(at).filter(|text| !text.is_empty());
        if let Some(width) = said(0) {
            self.width = whole(width)?;
        }
        if let Some(height) = said(1) {
            self.height = whole(height)?;
        }
        if let Some(enlarge) = said(2) {
            self.enlarge = yes(enlarge)?;
        }
        match arguments.get(3..) {
            Some(extend) if said(3).is_some() => self.set_extend(extend),
            _ => Some(()),
        }
    }

    fn set_extend(&mut self, arguments: &[&str]) -> Option<()> {
        let (extend, gravity) = arguments.split_first()?;
        let gravity = match gravity {
            [] => Gravity::Unsaid,
            gravity => Gravity::parse(gravity).filter(|gravity| *gravity != Gravity::Smart)?,
        };
        self.extend = yes(extend)?.then_some(gravity);
        Some(())
    }

    /// As in CSS: what is left out is as on the other side.
    fn set_padding(&mut self, arguments: &[&str]) -> Option<()> {
        if arguments.is_empty() || arguments.len() > 4 {
            return None;
        }
        let edge = |at: usize| match arguments.get(at) {
            None | Some(&"") => Some(None),
            Some(text) => whole(text).map(Some),
        };
        let top = edge(0)?.unwrap_or(0);
        let right = edge(1)?.unwrap_or(top);
        self.padding = [
            top,
            right,
            edge(2)?.unwrap_or(top),
            edge(3)?.unwrap_or(right),
        ];
        Some(())
    }

    fn set_format_qualities(&mut self, arguments: &[&str]) -> Option<()> {
        let (pairs, []) = arguments.as_chunks() else {
            return None;
        };
        for [name, quality] in pairs {
            let (format, quality) = (format(name)?, percent(quality)?);
            self.format_qualities.push((format, quality));
        }
        Some(())
    }
}

/// Options that Marble does not have: fine where they change nothing.
fn without_effect(name: &str, arguments: &[&str]) -> Result<(), &'static str> {
    let off = |at: usize| {
        arguments
            .get(at)
            .is_some_and(|text| yes(text) == Some(false))
    };
    let on = |at: usize| {
        arguments
            .get(at)
            .is_some_and(|text| yes(text) == Some(true))
    };
    let zero = |text: &&str| decimal(text).is_some_and(is_zero);
    let one = |text: &&str| decimal(text).is_some_and(is_one);
    let (fine, why) = match name {
        "auto_rotate" => (
            on(0),
            "the orientation that a file asks for is always applied",
        ),
        "strip_metadata" => (on(0), "metadata never reach a result"),
        "preserve_hdr" => (off(0), "results have 8 bits a sample"),
        "enforce_thumbnail" => (off(0), "thumbnails inside of files are not read"),
        "return_attachment" => (off(0), "a stored picture has no Content-Disposition"),
        "extend_aspect_ratio" => (off(0), "nothing is filled up to a ratio"),
        "raw" => (off(0), "originals are not handed on"),
        "min-width" | "min-height" => (arguments.iter().all(zero), "there are no least sizes"),
        "pixelate" => (arguments.iter().all(zero), "nothing is pixelated"),
        "sharpen" => (
            arguments.iter().all(zero),
            "the same sigma sharpens differently here",
        ),
        "zoom" => (
            arguments.iter().all(one),
            "sizes are not multiplied but by dpr",
        ),
        "expires" => (
            arguments.iter().all(zero),
            "what is made is stored, and does not expire",
        ),
        "trim" => (false, "edges of one colour are not cut off"),
        "skip_processing" => (false, "every result is made"),
        "filename" => (false, "a stored picture has no Content-Disposition"),
        "max_src_resolution"
        | "max_src_file_size"
        | "max_animation_frames"
        | "max_animation_frame_resolution"
        | "max_result_dimension" => (false, "no link redefines a limit"),
        _ => (false, "the option has no such value"),
    };
    if fine && !arguments.is_empty() {
        Ok(())
    } else {
        Err(why)
    }
}

impl Resizing {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "auto" => Self::Auto,
            "fill" => Self::Fill,
            "fill-down" => Self::FillDown,
            "fit" => Self::Fit,
            "force" => Self::Force,
            _ => return None,
        })
    }
}

impl Crop {
    fn parse(width: &str, rest: &[&str]) -> Option<Self> {
        let (height, gravity) = match rest {
            [] => (0.0, Gravity::Unsaid),
            [height] => (decimal(height)?, Gravity::Unsaid),
            [height, gravity @ ..] => (decimal(height)?, Gravity::parse(gravity)?),
        };
        let width = decimal(width)?;
        Some(Self {
            width,
            height,
            gravity,
        })
    }
}

impl Watermark {
    /// `opacity:position:x:y:scale`. The inner `None` is that nothing of it is seen.
    fn parse(opacity: &str, rest: &[&str]) -> Option<Result<Option<Self>, &'static str>> {
        if rest.len() > 4 {
            return None;
        }
        let said = |at: usize| rest.get(at).copied().filter(|text| !text.is_empty());
        let place = match said(0) {
            None => "centre",
            Some("re") => "tile",
            Some(name) => Place::parse(name)?.position,
        };
        let offset = |at| said(at).map_or(Some(0.0), signed);
        let near = is_zero(offset(1)?) && is_zero(offset(2)?);
        let opacity = decimal(opacity).filter(|part| *part <= 1.0)?;
        let scale = said(3).map_or(Some(0.0), decimal)?;
        if is_zero(opacity) {
            return Some(Ok(None));
        }
        if !near {
            return Some(Err("a watermark lies at an edge, without a distance to it"));
        }
        Some(Ok(Some(Self {
            opacity,
            place,
            scale,
        })))
    }
}

/// The inner `None` is no background.
#[expect(clippy::option_option, reason = "none is no bad one")]
fn parse_background(arguments: &[&str]) -> Option<Option<String>> {
    match arguments {
        [""] => Some(None),
        [digits] if matches!(digits.len(), 3 | 6) => color::digits(digits).map(Some),
        [red, green, blue] => {
            let byte = |text: &str| whole(text).and_then(|byte| u8::try_from(byte).ok());
            let (red, green, blue) = (byte(red)?, byte(green)?, byte(blue)?);
            Some(Some(format!("{red:02x}{green:02x}{blue:02x}")))
        }
        _ => None,
    }
}

/// Multiples of a quarter turn.
fn turn(text: &str) -> Option<u32> {
    let angle: i32 = text.parse().ok()?;
    let angle = u32::try_from(angle.rem_euclid(360)).ok()?;
    angle.is_multiple_of(90).then_some(angle)
}

/// From 0 to 100; 0 stands for the default.
fn percent(text: &str) -> Option<u32> {
    whole(text).filter(|percent| *percent <= 100)
}

/// What Go's `ParseBool` reads, which imgproxy reads with. It takes all else for no; here that is an error.
fn yes(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// The same, or what was said before where nothing is said.
fn yes_or(text: &str, before: bool) -> Option<bool> {
    if text.is_empty() {
        Some(before)
    } else {
        yes(text)
    }
}

/// Marble's name of a format.
fn format(name: &str) -> Option<&'static str> {
    Some(match name {
        "jpg" | "jpeg" => "jpeg",
        "png" => "png",
        "webp" => "webp",
        "gif" => "gif",
        "avif" => "avif",
        "jxl" => "jxl",
        _ => return None,
    })
}
