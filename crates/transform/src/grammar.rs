//! The grammar: text to what is asked, and back in the one canonical spelling.

use std::fmt;

use crate::definition::{DEFINITIONS, Definition};
use crate::number::Decimal;
use crate::size::Size;
use crate::transform::Transform;

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
        /// What it would be with fewer decimals.
        nearest: Option<String>,
    },
}

impl Transform {
    /// Reads a transform such as `300x300` or `600x,fit=inside,quality=60`. A side has `max_side` pixels at most.
    ///
    /// # Errors
    ///
    /// The first part that is not understood.
    pub fn parse(text: &str, max_side: u32) -> Result<Self, Error> {
        let mut parts = text.split(',');
        let size = Size::parse(parts.next().unwrap_or_default(), max_side)?;
        let mut options = Self::new(size);
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
                nearest: nearest(definition, value),
            })?;
        }
        options.simplify();
        if !options.fits(max_side) {
            return Err(Error::Size {
                found: options.wanted().to_string(),
                max_side,
            });
        }
        Ok(options)
    }

    /// All but the size in the canonical spelling, with a comma in front of each option.
    #[must_use]
    pub fn tail(&self) -> String {
        let options = self.options();
        let written = options.map(|(option, value)| format!(",{}={value}", option.name));
        written.collect()
    }

    /// The options that are not at their defaults, with their values, as the canonical spelling has them.
    pub fn options(&self) -> impl Iterator<Item = (&'static Definition, String)> {
        DEFINITIONS.iter().filter_map(|definition| {
            let value = (definition.written)(self);
            value.map(|value| (definition, value))
        })
    }
}

impl Definition {
    /// The one spelling of a value, whatever the other options are; `None` where it is the default.
    ///
    /// # Errors
    ///
    /// [`Error::Value`], where the option has no such value.
    pub fn canonical(&'static self, value: &str) -> Result<Option<String>, Error> {
        let mut transform = Transform::new(Size {
            width: Some(1),
            height: Some(1),
        });
        (self.read)(&mut transform, value).ok_or_else(|| Error::Value {
            definition: self,
            found: value.to_owned(),
            nearest: None,
        })?;
        transform.simplify_values();
        Ok((self.written)(&transform))
    }
}

/// The nearest value that the option has, for one whose numbers have too many decimals.
fn nearest(definition: &Definition, found: &str) -> Option<String> {
    let parts = found.split(':').map(|part| {
        let number = Decimal::nearest(part);
        number.map_or_else(|| part.to_owned(), |number| number.to_string())
    });
    let nearest = parts.collect::<Vec<_>>().join(":");
    let size = Size::parse("1x1", 1).ok()?;
    (definition.read)(&mut Transform::new(size), &nearest)?;
    Some(nearest)
}

/// The canonical spelling: every text of the same meaning has the same one.
impl fmt::Display for Transform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.size, self.tail())
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
            Self::Value {
                definition,
                found,
                nearest,
            } => {
                let (name, values) = (definition.name, definition.values);
                write!(
                    f,
                    "expected {name} to be one of {values}, but found {found:?}"
                )?;
                match nearest {
                    Some(nearest) => {
                        write!(f, "; with at most two decimals it is {name}={nearest}")
                    }
                    None => Ok(()),
                }
            }
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod spellings;

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
            (
                "9x9,progressive=yes,pad=1:1:1:1,flop=yes,rotate=90,dpr=1.50,position=center",
                "9x9,dpr=1.5,rotate=90,flop=yes,pad=1,progressive=yes",
            ),
            (
                "9x9,enlarge=yes,dpr=1,rotate=0,flip=no,background=000,pad=0,progressive=no",
                "9x9",
            ),
            (
                "9x9,pad=1,background=FFF8,crop=0.0:0.50:10:0.25,position=0.50:0.9",
                "9x9,position=0.5:0.9,crop=0:0.5:10:0.25,background=ffffff88,pad=1",
            ),
            ("9x9,enlarge=no,pad=1:2:3:4", "9x9,enlarge=no,pad=1:2:3:4"),
            (
                "9x9,dpr=2,linear=yes,enlarge=no",
                "9x9,enlarge=no,linear=yes,dpr=2",
            ),
            ("9x9,linear=no", "9x9,linear=no"),
            (
                "9x9,frames=all,format=original,icc=keep,metadata=none,lossless=no,brightness=1.0,contrast=1,saturation=1,grayscale=no",
                "9x9",
            ),
            (
                "9x9,frames=1,icc=srgb,metadata=copyright,lossless=yes,max-bytes=5000,quality=auto,format=auto",
                "9x9,format=auto,quality=auto,max-bytes=5000,lossless=yes,metadata=copyright,icc=srgb,frames=1",
            ),
            (
                "9x9,format=png,watermark=center:0.50:0,blur=1",
                "9x9,blur=1,watermark=centre:0.5,format=png",
            ),
            (
                "9x9,saturation=0,contrast=1.5,brightness=0.50,sharpen=1,blur=2.50,position=entropy",
                "9x9,position=entropy,blur=2.5,sharpen=1,brightness=0.5,contrast=1.5,saturation=0",
            ),
        ] {
            let options = Transform::parse(text, 4096).unwrap();
            assert_eq!(options.to_string(), canonical, "{text}");
            assert_eq!(
                Transform::parse(canonical, 4096).unwrap(),
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
                "one of the options fit, position, enlarge, linear, dpr, crop, rotate, flip, flop, background, pad, blur, sharpen, grayscale, brightness, contrast, saturation, watermark, format, quality, max-bytes, lossless, progressive, metadata, icc, frames, but found \"\"",
            ),
            ("1x1,zoom=3", "but found \"zoom\""),
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
            (
                "1x1,format=bmp",
                "expected format to be one of original, jpeg",
            ),
            ("1x1,fit=fill,fit=fill", "expected the option fit once"),
            ("1x1,dpr=0.5", "expected dpr to be one of 1 to 5"),
            ("1x1,dpr=5.01", "expected dpr to be one of 1 to 5"),
            (
                "1x1,dpr=1.0001",
                "but found \"1.0001\"; with at most two decimals it is dpr=1",
            ),
            (
                "1x1,position=0.333:0.126",
                "; with at most two decimals it is position=0.33:0.13",
            ),
            (
                "4096x1,dpr=1.1",
                "sides from 1 to 4096, but found \"4506x1\"",
            ),
            ("1x1,position=0.5:1.1", "but found \"0.5:1.1\""),
            ("1x1,position=up", "but found \"up\""),
            ("1x1,crop=1:1:1", "but found \"1:1:1\""),
            ("1x1,crop=1:1:0:1", "but found \"1:1:0:1\""),
            ("1x1,crop=1:1:1.5:1", "but found \"1:1:1.5:1\""),
            ("1x1,crop=1:1:1:1:1", "but found \"1:1:1:1:1\""),
            (
                "1x1,rotate=45",
                "expected rotate to be one of 0, 90, 180, 270",
            ),
            ("1x1,flip", "expected flip to be one of yes, no"),
            ("1x1,linear=on", "expected linear to be one of yes, no"),
            ("1x1,background=white", "but found \"white\""),
            ("1x1,background=12345", "but found \"12345\""),
            ("1x1,pad=1:2", "but found \"1:2\""),
            ("1x1,pad=16384", "but found \"16384\""),
            ("1x1,blur=0.2", "expected blur to be one of 0.3 to 100"),
            ("1x1,blur=100.1", "but found \"100.1\""),
            ("1x1,sharpen=0", "expected sharpen to be one of 0.1 to 10"),
            ("1x1,grayscale=1", "but found \"1\""),
            ("1x1,brightness=10.01", "brightness to be one of 0 to 10"),
            ("1x1,contrast=-1", "but found \"-1\""),
            ("1x1,saturation=x", "but found \"x\""),
            ("1x1,watermark=entropy", "but found \"entropy\""),
            (
                "1x1,watermark=south:0.333:2.001",
                "expected watermark to be one of place:opacity:scale",
            ),
            (
                "1x1,watermark=south:0.333:0.123",
                "; with at most two decimals it is watermark=south:0.33:0.12",
            ),
            ("1x1,quality=best", "1 to 100, auto, but found \"best\""),
            ("1x1,max-bytes=99", "max-bytes to be one of 100 to"),
            ("1x1,lossless=maybe", "but found \"maybe\""),
            ("1x1,metadata=all", "one of none, copyright"),
            ("1x1,icc=p3", "one of keep, srgb"),
            ("1x1,frames=0", "frames to be one of 1 to 10000, all"),
        ] {
            let error = Transform::parse(text, 4096).unwrap_err().to_string();
            assert!(error.contains(expected), "{text:?} gave {error}");
        }
    }
}
