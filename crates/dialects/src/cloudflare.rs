//! Links of Cloudflare Images (developers.cloudflare.com/images, "Transform via URL").
//!
//! ```text
//! link    = "cdn-cgi/image/" option *( "," option ) "/" source
//! option  = name "=" value                              ; each name once
//! ```

use crate::number::{decimal, is_one, is_zero, whole, written};
use crate::source::{is_jpeg, key};
use crate::wanted::{Wanted, refused};
use crate::{Dialects, Error, Link, Spelling, color};

const NAME: &str = "Cloudflare";

/// What every link begins with.
pub(crate) const PREFIX: &str = "cdn-cgi/image/";

/// What the options of a link say.
#[derive(Default)]
struct Options {
    background: Option<String>,
    dpr: Option<f64>,
    fit: Option<Fit>,
    flip: (bool, bool),
    format: Option<&'static str>,
    height: Option<u32>,
    metadata: Option<&'static str>,
    position: Option<String>,
    quality: Option<u32>,
    rotate: Option<&'static str>,
    is_still: bool,
    is_gray: bool,
    width: Option<u32>,
    /// `left`, `top`, `width`, `height`.
    trim: [Option<u32>; 4],
}

/// How a picture is brought into a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    Contain,
    Cover,
    Crop,
    Pad,
    ScaleDown,
    Squeeze,
}

pub(crate) fn read(
    dialects: &Dialects,
    spellings: &[Spelling<'_>],
    max_side: u32,
) -> Result<Link, Error> {
    let mut links = spellings.iter().filter_map(|spelling| {
        let link = spelling.text().strip_prefix(PREFIX)?;
        let (options, source) = link.split_once('/')?;
        Some((*spelling, options, source))
    });
    let none = || refused(NAME, PREFIX, "expected options and a source behind it");
    let (spelling, texts, source) = links.next().ok_or_else(none)?;
    let source = spelling.part(source).plain();
    let original = key(&source, &dialects.sources).ok_or_else(|| {
        let why = "a source is a key, or an address that begins as DIALECT_SOURCES says";
        refused(NAME, source.as_str(), why)
    })?;
    let mut options = Options::default();
    let mut names = Vec::new();
    for text in split(texts) {
        let option = spelling.part(text).plain();
        let (name, value) = option.split_once('=').unwrap_or((&option, ""));
        let name = long(name);
        if names.iter().any(|known| known == name) {
            return Err(refused(NAME, option.as_str(), "each option stands once"));
        }
        names.push(name.to_owned());
        match options.set(name, value) {
            Some(Ok(())) => {}
            Some(Err(why)) => return Err(refused(NAME, option.as_str(), why)),
            None => {
                return Err(refused(
                    NAME,
                    option.as_str(),
                    "the option has no such value",
                ));
            }
        }
    }
    let wanted = options.wanted(&original)?;
    Ok(Link {
        segment: wanted.transform(max_side)?.to_string(),
        original,
        signed: false,
    })
}

/// The options, whose commas between parentheses are none.
fn split(options: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_u32;
    options.split(move |letter| {
        match letter {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == ',' && depth == 0
    })
}

/// The long name of an option.
fn long(name: &str) -> &str {
    match name {
        "f" => "format",
        "g" => "gravity",
        "h" => "height",
        "q" => "quality",
        "scq" => "slow-connection-quality",
        "w" => "width",
        _ => name,
    }
}

impl Options {
    /// Sets what an option says. `None` where it has no such value, and why where it has one that Marble cannot do.
    fn set(&mut self, name: &str, value: &str) -> Option<Result<(), &'static str>> {
        let side = || whole(value).filter(|side| *side > 0);
        match name {
            "anim" => self.is_still = !yes(value)?,
            "background" => {
                let digits = value.strip_prefix('#').and_then(color::digits);
                let color = digits.or_else(|| color::function(value));
                let Some(color) = color.or_else(|| color::named(value)) else {
                    return Some(Err("write the colour as #rrggbb, escaped as %23rrggbb"));
                };
                self.background = Some(color);
            }
            "dpr" => self.dpr = Some(decimal(value)?),
            "fit" => match value {
                "aspect-crop" => return Some(Err("small pictures are not cut to a ratio")),
                _ => self.fit = Some(Fit::parse(value)?),
            },
            "flip" => self.flip = parse_flip(value)?,
            "format" => return self.set_format(value),
            "gravity" => match value {
                "face" => return Some(Err("nobody looks for faces here")),
                _ => self.position = Some(position(value)?),
            },
            "height" => self.height = Some(side()?),
            "metadata" => match value {
                "keep" => return Some(Err("metadata reach no result but for copyright")),
                "copyright" => self.metadata = Some("copyright"),
                "none" => self.metadata = None,
                _ => return None,
            },
            "quality" => match value {
                "high" | "medium-high" | "medium-low" | "low" => {
                    return Some(Err("a quality is a number from 1 to 100"));
                }
                _ => self.quality = Some(side()?),
            },
            "rotate" => self.rotate = Some(rotation(value)?),
            "saturation" if decimal(value).is_some_and(is_zero) => self.is_gray = true,
            "trim.left" => self.set_trim(0, value)?,
            "trim.top" => self.set_trim(1, value)?,
            "trim.width" => self.set_trim(2, value)?,
            "trim.height" => self.set_trim(3, value)?,
            "width" if value == "auto" => return Some(Err("a width is a number of pixels")),
            "width" => self.width = Some(side()?),
            _ => return Some(without_effect(name, value)),
        }
        Some(Ok(()))
    }

    fn set_format(&mut self, value: &str) -> Option<Result<(), &'static str>> {
        self.format = Some(match value {
            "auto" => "auto",
            "avif" => "avif",
            "json" => "json",
            "webp" => "webp",
            "png" => "png",
            "jpeg" | "baseline-jpeg" => value_of_jpeg(value),
            _ => return None,
        });
        Some(Ok(()))
    }

    fn set_trim(&mut self, at: usize, value: &str) -> Option<()> {
        *self.trim.get_mut(at)? = Some(whole(value)?);
        Some(())
    }

    fn wanted(&self, original: &str) -> Result<Wanted, Error> {
        let mut wanted = Wanted::new(NAME);
        (wanted.width, wanted.height) = (self.width, self.height);
        self.set_fit(&mut wanted)?;
        self.set_crop(&mut wanted)?;
        self.set_background(&mut wanted, original)?;
        if let Some(dpr) = self.dpr.filter(|dpr| !is_one(*dpr)) {
            if wanted.is_sizeless() {
                let why = "it multiplies a size, and there is none";
                return Err(refused(NAME, format!("dpr={dpr}"), why));
            }
            wanted.set("dpr", written(dpr));
        }
        let (across, down) = self.flip;
        for (is_set, name, value) in [
            (across, "flop", "yes"),
            (down, "flip", "yes"),
            (self.is_still, "frames", "1"),
            (self.is_gray, "grayscale", "yes"),
        ] {
            if is_set {
                wanted.set(name, value);
            }
        }
        if let Some(rotate) = self.rotate {
            wanted.set("rotate", rotate);
        }
        if let Some(metadata) = self.metadata {
            wanted.set("metadata", metadata);
        }
        self.set_output(&mut wanted);
        Ok(wanted)
    }

    fn set_fit(&self, wanted: &mut Wanted) -> Result<(), Error> {
        let (fit, enlarges) = match self.fit.unwrap_or(Fit::ScaleDown) {
            Fit::Contain => ("inside", true),
            Fit::Cover => ("cover", true),
            Fit::Crop => ("cover", false),
            Fit::Pad => ("contain", true),
            Fit::ScaleDown => ("inside", false),
            Fit::Squeeze if wanted.is_box() || wanted.is_sizeless() => ("fill", true),
            Fit::Squeeze => {
                let why = "it needs a width and a height";
                return Err(refused(NAME, "fit=squeeze", why));
            }
        };
        wanted.set("fit", fit);
        if !enlarges {
            wanted.set("enlarge", "no");
        }
        if let (Some(position), "cover") = (&self.position, fit) {
            wanted.set("position", position.as_str());
        }
        Ok(())
    }

    /// What is trimmed is measured before a picture is turned, and Marble crops behind that.
    fn set_crop(&self, wanted: &mut Wanted) -> Result<(), Error> {
        let [left, top, width, height] = self.trim;
        if self.trim == [None; 4] {
            return Ok(());
        }
        let turns = self.rotate.is_some() || self.flip != (false, false);
        let multiplies = self.dpr.is_some_and(|dpr| !is_one(dpr));
        if turns || multiplies {
            let why = "it does not stand beside rotate, flip or dpr";
            return Err(refused(NAME, "trim", why));
        }
        let (Some(width), Some(height)) = (width, height) else {
            return Err(refused(NAME, "trim", "it needs trim.width and trim.height"));
        };
        let (left, top) = (left.unwrap_or(0), top.unwrap_or(0));
        wanted.set("crop", format!("{left}:{top}:{width}:{height}"));
        Ok(())
    }

    /// Cloudflare lays what is translucent onto the background, whatever the format; Marble does where the format has no
    /// alpha.
    fn set_background(&self, wanted: &mut Wanted, original: &str) -> Result<(), Error> {
        let is_opaque = self.becomes_jpeg() || is_jpeg(original);
        match &self.background {
            Some(color) if is_opaque => wanted.set("background", color.as_str()),
            Some(color) => {
                let why = "what is translucent is laid onto a colour in a JPEG only";
                return Err(refused(NAME, format!("background={color}"), why));
            }
            None if self.fit == Some(Fit::Pad) => wanted.set("background", "ffffff"),
            None if self.becomes_jpeg() && !is_jpeg(original) => {
                wanted.set("background", "ffffff");
            }
            None => {}
        }
        Ok(())
    }

    fn becomes_jpeg(&self) -> bool {
        matches!(self.format, Some(PROGRESSIVE | BASELINE))
    }

    /// Format and quality; 85 where none is said.
    fn set_output(&self, wanted: &mut Wanted) {
        let quality = self.quality.unwrap_or(85);
        wanted.set("quality", quality.to_string());
        match self.format {
            None => {}
            Some(PROGRESSIVE) => {
                wanted.set("format", "jpeg");
                wanted.set("progressive", "yes");
            }
            Some(BASELINE) => wanted.set("format", "jpeg"),
            Some("webp") if quality == 100 => {
                wanted.set("format", "webp");
                wanted.set("lossless", "yes");
            }
            Some(format) => wanted.set("format", format),
        }
    }
}

const PROGRESSIVE: &str = "jpeg";
const BASELINE: &str = "baseline-jpeg";

fn value_of_jpeg(value: &str) -> &'static str {
    if value == BASELINE {
        BASELINE
    } else {
        PROGRESSIVE
    }
}

/// Options that Marble does not have: fine where they change nothing.
fn without_effect(name: &str, value: &str) -> Result<(), &'static str> {
    let number = decimal(value);
    let zero = number.is_some_and(is_zero);
    // A factor of 0 is ignored there.
    let one = zero || number.is_some_and(is_one);
    let (fine, why) = match name {
        "blur" => (false, "a radius is no sigma, which is what blurs here"),
        "border" => (false, "a border is no option of a URL"),
        "brightness" => (one, "the same factor brightens differently here"),
        "compression" => (false, "a result is compressed as its format says"),
        "contrast" => (one, "the same factor has another contrast here"),
        "draw" => (false, "nothing is drawn but WATERMARK"),
        "face-zoom" | "zoom" => (false, "nobody looks for faces here"),
        "gamma" => (one, "there is no gamma"),
        "onerror" => (false, "there is no redirect to the original, but FALLBACK"),
        "saturation" => (
            number.is_some_and(is_one),
            "the same factor saturates differently here",
        ),
        "segment" => (false, "nothing is cut out"),
        "sharpen" => (zero, "a strength is no sigma, which is what sharpens here"),
        "slow-connection-quality" => (false, "one quality is stored"),
        "trim" => (
            value == "0;0;0;0",
            "it needs the picture's size; trim.left, trim.top, trim.width and trim.height do not",
        ),
        "upscale" => (value == "interpolate", "nothing is made up"),
        _ => (false, "there is no such option here"),
    };
    if fine { Ok(()) } else { Err(why) }
}

impl Fit {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "contain" => Self::Contain,
            "cover" => Self::Cover,
            "crop" => Self::Crop,
            "pad" => Self::Pad,
            "scale-down" => Self::ScaleDown,
            "squeeze" => Self::Squeeze,
            _ => return None,
        })
    }
}

/// A side, `auto`, or a point such as `0.5x0.25`.
fn position(value: &str) -> Option<String> {
    let place = match value {
        "auto" => "attention",
        "bottom" => "south",
        "left" => "west",
        "right" => "east",
        "top" => "north",
        _ => {
            let (x, y) = value.split_once('x')?;
            let part = |text| decimal(text).filter(|part| *part <= 1.0);
            return Some(format!("{}:{}", written(part(x)?), written(part(y)?)));
        }
    };
    Some(place.to_owned())
}

/// Across and down.
fn parse_flip(value: &str) -> Option<(bool, bool)> {
    match value {
        "h" => Some((true, false)),
        "hv" => Some((true, true)),
        "v" => Some((false, true)),
        _ => None,
    }
}

fn rotation(value: &str) -> Option<&'static str> {
    let known = ["0", "90", "180", "270"];
    known.into_iter().find(|degrees| *degrees == value)
}

fn yes(value: &str) -> Option<bool> {
    match value {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
