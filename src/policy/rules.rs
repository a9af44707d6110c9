//! What may be made: presets, lists of sizes and of transforms, and what becomes of a size beside the list.

use std::fmt;

use marble_transform::{HAS_AVIF, Output, Size, Transform};

/// The rules of an installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Transforms with a name, which are always allowed.
    pub presets: Vec<Preset>,
    /// The sizes that may be made; none means every size up to the limits.
    pub resolutions: Vec<Size>,
    /// What becomes of a size that is not among them.
    pub snap: Snap,
    /// The transforms that may be made; none means every one.
    pub transforms: Vec<Allowed>,
}

/// A transform with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    name: String,
    options: Transform,
}

/// What becomes of a size that is not in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snap {
    /// It is refused.
    No,
    /// The client is sent to the smallest listed one that is at least as large, if there is one.
    Up,
}

/// Transforms that may be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// No transform that is written out.
    Presets,
    /// Sizes within ranges, with these options in their canonical spelling.
    Sizes {
        /// From and to, where a width is given.
        width: Option<(u32, u32)>,
        /// From and to, where a height is given.
        height: Option<(u32, u32)>,
        /// As [`Transform::tail`] writes them: one, and, where it leaves the format to the client, each that may be
        /// chosen.
        options: Vec<String>,
    },
}

/// What a transform of a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The one spelling of it, under which the result is stored.
    pub name: String,
    /// What is done to the picture.
    pub options: Transform,
    /// Whether the size is another one than was asked for.
    pub snapped: bool,
    /// Whether the client's `Accept` chose the format.
    pub negotiated: bool,
}

/// Why a transform is not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// It is not understood.
    InvalidTransform(marble_transform::Error),
    /// Neither the presets nor the lists have it.
    NotAllowed,
}

/// The formats that a client may be sent to, besides the original's.
const NEGOTIABLE: &[Output] = if HAS_AVIF {
    &[Output::Avif, Output::WebP]
} else {
    &[Output::WebP]
};

impl Policy {
    /// Understands the first segment of a key, whose sides have `max_side` pixels at most, and decides whether it may
    /// be made. Where it leaves the format open, `choose` settles it: one of AVIF and WebP, or the original's.
    ///
    /// # Errors
    ///
    /// Every case of [`Error`].
    pub fn decide(
        &self,
        transform: &str,
        max_side: u32,
        choose: impl FnOnce(&Transform) -> Option<Output>,
    ) -> Result<Decision, Error> {
        let named = self.named(transform);
        let (name, (mut options, snapped)) = match named {
            Some((name, options)) => (Some(name), (options, false)),
            None => (None, self.allowed(transform, max_side)?),
        };
        let negotiated = options.negotiate;
        if negotiated {
            options = options.with_format(choose(&options));
        }
        let name = match name {
            Some(name) if negotiated => format!("{name}{FORMAT}{}", written(options.format)),
            Some(name) => name.to_owned(),
            None => options.to_string(),
        };
        Ok(Decision {
            name,
            options,
            snapped,
            negotiated,
        })
    }

    /// What a preset means that leaves the format open or not, or, with `,format=` behind it, one that does.
    fn named<'a>(&self, transform: &'a str) -> Option<(&'a str, Transform)> {
        if let Some(preset) = self.preset(transform) {
            return Some((transform, preset.options));
        }
        let (name, format) = transform.split_once(FORMAT)?;
        let options = self.preset(name)?.options;
        let formats = NEGOTIABLE.iter().copied().map(Some).chain([None]);
        let mut found = formats.filter(|known| written(*known) == format);
        let format = options.negotiate.then(|| found.next()).flatten()?;
        Some((transform, options.with_format(format)))
    }

    /// Understands a transform that is written out, and whether its size is another one than was asked for.
    fn allowed(&self, transform: &str, max_side: u32) -> Result<(Transform, bool), Error> {
        let options = Transform::parse(transform, max_side);
        let mut options = options.map_err(Error::InvalidTransform)?;
        let size = self.listed(&options, max_side);
        let size = size.ok_or(Error::NotAllowed)?;
        let snapped = size != options.size;
        options.size = size;
        let allowed = |allowed: &Allowed| allowed.contains(&options);
        if !self.transforms.is_empty() && !self.transforms.iter().any(allowed) {
            return Err(Error::NotAllowed);
        }
        Ok((options, snapped))
    }

    /// The preset of this name.
    #[must_use]
    pub fn preset(&self, name: &str) -> Option<&Preset> {
        self.presets.iter().find(|preset| preset.name == name)
    }

    /// Whether a folder of this name holds derivatives: it begins as a transform does, allowed or not, or is a preset's.
    #[must_use]
    pub fn names_derivatives(&self, folder: &str) -> bool {
        let (name, _) = folder.split_once(',').unwrap_or((folder, ""));
        Size::parse(name, u32::MAX).is_ok() || self.preset(name).is_some()
    }

    /// The size itself where it is in the list, or the one to go to.
    fn listed(&self, asked: &Transform, max_side: u32) -> Option<Size> {
        let size = asked.size;
        if self.resolutions.is_empty() || self.resolutions.contains(&size) {
            return Some(size);
        }
        if self.snap == Snap::No {
            return None;
        }
        let larger = self.resolutions.iter().filter(|listed| {
            let larger = covers(listed.width, size.width) && covers(listed.height, size.height);
            let there = Transform {
                size: **listed,
                ..*asked
            };
            larger && there.fits(max_side)
        });
        larger.copied().min_by_key(|listed| {
            let pixels = |side: Option<u32>| u64::from(side.unwrap_or(1));
            pixels(listed.width).saturating_mul(pixels(listed.height))
        })
    }
}

/// What stands between the name of a preset and the format that was chosen for it.
const FORMAT: &str = ",format=";

/// A format as it stands in a key.
fn written(format: Option<Output>) -> &'static str {
    format.map_or("original", Output::name)
}

/// Whether a side is at least as long, or as absent.
fn covers(listed: Option<u32>, wanted: Option<u32>) -> bool {
    match (listed, wanted) {
        (Some(listed), Some(wanted)) => listed >= wanted,
        (None, None) => true,
        _ => false,
    }
}

impl Preset {
    /// Reads `thumb=300x300,fit=inside`. `None` where the name is none or could be a size, or the transform is none.
    pub(crate) fn parse(text: &str, max_side: u32) -> Option<Self> {
        let (name, transform) = text.split_once('=')?;
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let named = !name.is_empty() && name.bytes().all(letters);
        if !named || Size::parse(name, u32::MAX).is_ok() {
            return None;
        }
        Some(Self {
            name: name.to_owned(),
            options: Transform::parse(transform, max_side).ok()?,
        })
    }
}

impl Allowed {
    /// Reads `presets`, or a size with options, either side of which may be a range: `100..2000x,fit=inside`. `None` where
    /// the largest would have more than `max_side` pixels on a side: it could never be made.
    pub(crate) fn parse(text: &str, max_side: u32) -> Option<Self> {
        if text == "presets" {
            return Some(Self::Presets);
        }
        let (size, options) = match text.split_once(',') {
            Some((size, options)) => (size, format!("1x1,{options}")),
            None => (text, "1x1".to_owned()),
        };
        let (width, height) = size.split_once('x')?;
        let (width, height) = (range(width)?, range(height)?);
        width.or(height)?;
        let options = Transform::parse(&options, u32::MAX).ok()?;
        let largest = Transform {
            size: Size {
                width: width.map(|(_, to)| to),
                height: height.map(|(_, to)| to),
            },
            ..options
        };
        if !largest.fits(max_side) {
            return None;
        }
        let formats = NEGOTIABLE.iter().copied().map(Some).chain([None]);
        let chosen = formats.filter(|_| options.negotiate);
        let chosen = chosen.map(|format| options.with_format(format).tail());
        let tails = [options.tail()].into_iter().chain(chosen);
        Some(Self::Sizes {
            width,
            height,
            options: tails.collect(),
        })
    }

    fn contains(&self, asked: &Transform) -> bool {
        match self {
            Self::Presets => false,
            Self::Sizes {
                width,
                height,
                options,
            } => {
                within(*width, asked.size.width)
                    && within(*height, asked.size.height)
                    && options.contains(&asked.tail())
            }
        }
    }
}

fn within(range: Option<(u32, u32)>, side: Option<u32>) -> bool {
    match (range, side) {
        (Some((from, to)), Some(side)) => (from..=to).contains(&side),
        (None, None) => true,
        _ => false,
    }
}

/// Reads nothing, `300` or `100..2000`. The outer `None` is an error.
#[expect(clippy::option_option, reason = "no side is not no range")]
fn range(text: &str) -> Option<Option<(u32, u32)>> {
    if text.is_empty() {
        return Some(None);
    }
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let side = |text: &str| Size::parse(&format!("{text}x"), u32::MAX).ok()?.width;
    let (from, to) = (side(from)?, side(to)?);
    (from <= to).then_some(Some((from, to)))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidTransform(error) => error.fmt(f),
            Self::NotAllowed => f.write_str("expected a transform that is allowed"),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests;
