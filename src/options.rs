//! What is asked of a picture: the first segment of a key.
//!
//! ```text
//! transform = size *( "," option )
//! size      = W "x" H  |  W "x"  |  "x" H       ; 1..=MAX_RESULT_SIDE, no leading zero
//! option    = name "=" value                    ; each name once
//! ```
//!
//! An option is one row of [`DEFINITIONS`]: its name, its values, how it is read and how it is written. The
//! order of the rows is the canonical order; a value that equals the default is not written.

use std::fmt;

/// A wanted size in pixels. At least one side is given; a missing one follows from `fit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Width in pixels, at least 1.
    pub width: Option<u32>,
    /// Height in pixels, at least 1.
    pub height: Option<u32>,
}

/// How a picture is brought into a size: sharp's words with sharp's meaning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Fit {
    /// The whole picture inside the size, which is filled up with black.
    Contain,
    /// The size is covered and what sticks out is cut off evenly.
    #[default]
    Cover,
    /// Exactly the size, whatever becomes of the ratio.
    Fill,
    /// As large as possible inside the size, in the picture's ratio.
    Inside,
    /// As small as possible around the size, in the picture's ratio.
    Outside,
}

/// A format that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// JPEG, which has no alpha.
    Jpeg,
    /// PNG.
    Png,
    /// WebP, without loss.
    WebP,
}

/// Everything that is asked of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The size of the result.
    pub size: Size,
    /// How the picture is brought into it.
    pub fit: Fit,
    /// The format; the original's own where none is asked for.
    pub format: Option<Output>,
    /// Quality of a lossy format, from 1 to 100, as libjpeg means it.
    pub quality: u8,
}

/// One option of the grammar.
pub struct Definition {
    /// Its name in a key.
    pub name: &'static str,
    /// Its values, for documentation and error texts.
    pub values: &'static str,
    /// Its default, in words.
    pub default: &'static str,
    /// What it does, in a sentence.
    pub meaning: &'static str,
    read: fn(&mut Options, &str) -> Option<()>,
    /// The value as it is written, or `None` where it is the default.
    written: fn(&Options) -> Option<String>,
}

/// Every option, in canonical order.
pub const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "fit",
        values: "cover, contain, fill, inside, outside",
        default: "cover",
        meaning: "how the picture is brought into the size, as in sharp",
        read: |options, value| Fit::parse(value).map(|fit| options.fit = fit),
        written: |options| {
            let fit = options.fit;
            (fit != Fit::default()).then(|| fit.name().to_owned())
        },
    },
    Definition {
        name: "format",
        values: "jpeg, png, webp",
        default: "the original's; JPEG, or PNG with alpha, where that cannot be written",
        meaning: "the format of the result",
        read: |options, value| Output::parse(value).map(|format| options.format = Some(format)),
        written: |options| options.format.map(|format| format.name().to_owned()),
    },
    Definition {
        name: "quality",
        values: "1 to 100",
        default: "80",
        meaning: "quality of a JPEG, as libjpeg means it",
        read: |options, value| {
            let quality = parse_number(value, 100).and_then(|quality| u8::try_from(quality).ok());
            quality.map(|quality| options.quality = quality)
        },
        written: |options| {
            let quality = options.quality;
            (quality != Options::DEFAULT_QUALITY).then(|| quality.to_string())
        },
    },
];

/// Why a text is not a transform. The text says what was expected and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The first part is not a size.
    Size {
        /// What stands there.
        found: String,
        /// The longest side that is allowed, in pixels.
        max_side: u32,
    },
    /// An option stands there twice.
    Twice(&'static str),
    /// No option has this name.
    Unknown(String),
    /// The option does not have this value.
    Value {
        /// The option.
        definition: &'static Definition,
        /// What stands there.
        found: String,
    },
}

impl Options {
    const DEFAULT_QUALITY: u8 = 80;

    /// Reads a transform such as `300x300` or `600x,fit=inside,quality=60`. A side has `max_side` pixels at most.
    ///
    /// # Errors
    ///
    /// The first part that is not understood.
    ///
    /// ```
    /// let options = marble::options::Options::parse("600x,quality=60,fit=cover", 4096)?;
    /// assert_eq!(options.to_string(), "600x,quality=60");
    /// # Ok::<(), marble::options::Error>(())
    /// ```
    pub fn parse(text: &str, max_side: u32) -> Result<Self, Error> {
        let mut parts = text.split(',');
        let mut options = Self {
            size: Size::parse(parts.next().unwrap_or_default(), max_side)?,
            fit: Fit::default(),
            format: None,
            quality: Self::DEFAULT_QUALITY,
        };
        let mut seen = Vec::new();
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let definition = DEFINITIONS.iter().find(|known| known.name == name);
            let definition = definition.ok_or_else(|| Error::Unknown(name.to_owned()))?;
            if seen.contains(&name) {
                return Err(Error::Twice(definition.name));
            }
            seen.push(name);
            (definition.read)(&mut options, value).ok_or_else(|| Error::Value {
                definition,
                found: value.to_owned(),
            })?;
        }
        Ok(options)
    }
}

/// The canonical spelling: every text of the same meaning has the same one.
impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.size)?;
        for definition in DEFINITIONS {
            if let Some(value) = (definition.written)(self) {
                write!(f, ",{}={value}", definition.name)?;
            }
        }
        Ok(())
    }
}

impl Size {
    /// Reads `300x200`, `300x` or `x200`.
    ///
    /// # Errors
    ///
    /// [`Error::Size`] for anything else, and where a side is 0 or longer than `max_side` pixels.
    pub fn parse(text: &str, max_side: u32) -> Result<Self, Error> {
        let side = |text: &str| match text {
            "" => Some(None),
            digits => parse_number(digits, max_side).map(Some),
        };
        let sides = text.split_once('x');
        let sides = sides.and_then(|(width, height)| Some((side(width)?, side(height)?)));
        match sides {
            Some((width, height)) if width.or(height).is_some() => Ok(Self { width, height }),
            _ => Err(Error::Size {
                found: text.to_owned(),
                max_side,
            }),
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |side: Option<u32>| side.map(|side| side.to_string()).unwrap_or_default();
        write!(f, "{}x{}", side(self.width), side(self.height))
    }
}

impl Fit {
    const ALL: [Self; 5] = [
        Self::Contain,
        Self::Cover,
        Self::Fill,
        Self::Inside,
        Self::Outside,
    ];

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fit| fit.name() == text)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Contain => "contain",
            Self::Cover => "cover",
            Self::Fill => "fill",
            Self::Inside => "inside",
            Self::Outside => "outside",
        }
    }
}

impl Output {
    const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::WebP];

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == text)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size { found, max_side } => write!(
                f,
                "expected a size such as 300x200, 300x or x200 with sides from 1 to {max_side}, but found {found:?}"
            ),
            Self::Twice(name) => write!(f, "expected the option {name} once, but found it twice"),
            Self::Unknown(name) => {
                let known: Vec<_> = DEFINITIONS.iter().map(|known| known.name).collect();
                write!(
                    f,
                    "expected one of the options {}, but found {name:?}",
                    known.join(", ")
                )
            }
            Self::Value { definition, found } => write!(
                f,
                "expected {} to be one of {}, but found {found:?}",
                definition.name, definition.values
            ),
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Debug for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Definition {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Definition {}

/// A decimal number from 1 to `max`, without sign and leading zero, so that each has one spelling.
fn parse_number(text: &str, max: u32) -> Option<u32> {
    if text.starts_with('0') || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|number| *number <= max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_every_spelling_in_one_way() {
        for (text, canonical) in [
            ("300x300", "300x300"),
            ("300x", "300x"),
            ("x4096", "x4096"),
            ("300x200,fit=cover", "300x200"),
            ("300x200,quality=80,fit=cover", "300x200"),
            (
                "300x200,quality=1,format=webp,fit=inside",
                "300x200,fit=inside,format=webp,quality=1",
            ),
            ("1x1,format=jpeg", "1x1,format=jpeg"),
            ("1x1,fit=fill,quality=100", "1x1,fit=fill,quality=100"),
        ] {
            let options = Options::parse(text, 4096).unwrap();
            assert_eq!(options.to_string(), canonical, "{text}");
            assert_eq!(
                Options::parse(canonical, 4096).unwrap(),
                options,
                "{canonical}"
            );
        }
    }

    #[test]
    fn says_what_it_expected_and_what_it_found() {
        for (text, expected) in [
            ("", "expected a size such as 300x200, 300x or x200"),
            ("x", "but found \"x\""),
            ("300", "but found \"300\""),
            ("0x10", "sides from 1 to 4096"),
            ("010x10", "sides from 1 to 4096"),
            ("4097x1", "but found \"4097x1\""),
            ("+1x1", "but found \"+1x1\""),
            ("1x1x1", "but found \"1x1x1\""),
            ("99999999999x1", "but found \"99999999999x1\""),
            (
                "1x1,",
                "one of the options fit, format, quality, but found \"\"",
            ),
            ("1x1,blur=3", "but found \"blur\""),
            ("1x1,Fit=cover", "but found \"Fit\""),
            (
                "1x1,fit=zoom",
                "expected fit to be one of cover, contain, fill, inside, outside, but found \"zoom\"",
            ),
            (
                "1x1,fit",
                "expected fit to be one of cover, contain, fill, inside, outside, but found \"\"",
            ),
            ("1x1,quality=0", "expected quality to be one of 1 to 100"),
            ("1x1,quality=101", "but found \"101\""),
            ("1x1,quality=080", "but found \"080\""),
            ("1x1,format=gif", "expected format to be one of jpeg"),
            ("1x1,fit=fill,fit=fill", "expected the option fit once"),
        ] {
            let error = Options::parse(text, 4096).unwrap_err().to_string();
            assert!(error.contains(expected), "{text:?} gave {error}");
        }
    }
}
