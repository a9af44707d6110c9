//! The filters of thumbor, in the order in which they stand.

use super::NAME;
use crate::number::{decimal, is_zero, whole};
use crate::wanted::refused;
use crate::{Error, color};

/// What the filters of a link say.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question that a link answers with yes or no"
)]
pub(super) struct Filters {
    /// What translucent pictures are laid onto.
    pub(super) background: Option<String>,
    /// What a picture that fits in is filled up with.
    pub(super) fill: Option<String>,
    pub(super) format: Option<&'static str>,
    pub(super) is_gray: bool,
    pub(super) is_still: bool,
    pub(super) max_bytes: Option<u32>,
    pub(super) quality: Option<u32>,
    pub(super) stretches: bool,
    /// What fits in is enlarged.
    pub(super) upscales: bool,
    /// Nothing is enlarged.
    pub(super) keeps_small: bool,
}

/// Reads what stands behind `filters:`, without the last parenthesis.
pub(super) fn parse(text: &str) -> Result<Filters, Error> {
    let mut filters = Filters::default();
    let texts = text.split("):").map(|text| text.trim_end_matches(')'));
    for text in texts.filter(|text| !text.is_empty()) {
        let (name, arguments) = text.split_once('(').unwrap_or((text, ""));
        let arguments: Vec<_> = arguments.split(',').map(str::trim).collect();
        let found = || format!("{text})");
        match filters.set(name, &arguments) {
            Some(Ok(())) => {}
            Some(Err(why)) => return Err(refused(NAME, found(), why)),
            None => return Err(refused(NAME, found(), "the filter has no such value")),
        }
    }
    Ok(filters)
}

impl Filters {
    /// Sets what a filter says. `None` where it has no such value, and why where it has one that Marble cannot do.
    fn set(&mut self, name: &str, arguments: &[&str]) -> Option<Result<(), &'static str>> {
        match (name, arguments) {
            ("background_color", [color]) => self.background = Some(parse_color(color)?),
            ("cover", [""]) => self.is_still = true,
            ("fill", ["auto" | "blur" | "transparent", ..]) => {
                return Some(Err("what is filled up has one colour"));
            }
            ("fill", [color]) => self.fill = Some(parse_color(color)?),
            ("fill", [color, lays]) => {
                let color = parse_color(color)?;
                if yes(lays)? {
                    self.background = Some(color.clone());
                }
                self.fill = Some(color);
            }
            ("format", [format]) => self.format = Some(parse_format(format)?),
            ("grayscale", [""]) => self.is_gray = true,
            ("max_bytes", [bytes]) => self.max_bytes = Some(whole(bytes)?),
            ("no_upscale", [""]) => self.keeps_small = true,
            ("quality", [quality]) => {
                self.quality = Some(whole(quality).filter(|it| (1..=100).contains(it))?);
            }
            ("stretch", [""]) => self.stretches = true,
            // What was filled up before has its size already.
            ("upscale", [""]) => self.upscales |= self.fill.is_none(),
            ("strip_exif", [""]) => {}
            ("rotate", [angle]) if decimal(angle).is_some_and(is_zero) => {}
            _ => return Some(Err(why_not(name)?)),
        }
        Some(Ok(()))
    }
}

/// Why Marble does not have a filter. `None` for those that it has.
fn why_not(name: &str) -> Option<&'static str> {
    Some(match name {
        "background_color" | "cover" | "fill" | "format" | "grayscale" | "max_bytes"
        | "no_upscale" | "quality" | "stretch" | "upscale" | "strip_exif" => return None,
        "blur" => "a blur of thumbor ends at its radius, and one of Marble does not",
        "brightness" | "contrast" | "saturation" => "the same number has another effect here",
        "focal" | "extract_focal" => "a focal point is in parts of a picture here, not in pixels",
        "proportion" => "a size is in pixels",
        "rotate" => "a picture is turned before it is resized, not behind that",
        "sharpen" => "the same number sharpens differently here",
        "strip_icc" => "colours keep their profile, or are converted",
        "watermark" => "a link names no other picture; WATERMARK does",
        _ => "there is no such filter here",
    })
}

fn parse_color(text: &str) -> Option<String> {
    color::named(text).or_else(|| color::digits(text))
}

fn parse_format(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "jpeg",
        "png" => "png",
        "webp" => "webp",
        "gif" => "gif",
        "avif" => "avif",
        _ => return None,
    })
}

fn yes(text: &str) -> Option<bool> {
    match text {
        "1" | "true" | "True" => Some(true),
        "0" | "false" | "False" => Some(false),
        _ => None,
    }
}
