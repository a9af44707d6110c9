//! The values of an option: in words for a reader, and in parts for a program that offers a control.

use std::fmt;

/// The values of an option. `Display` has them in words, for documentation and error texts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Values {
    /// A color in hexadecimal digits: three or six, or with alpha four or eight.
    Color,
    /// A box `left:top:width:height`, each in whole pixels or, with a decimal point, as a part of the side below 1.
    Crop,
    /// A number, or one of a few words.
    Number {
        /// The least.
        least: f64,
        /// The most.
        most: f64,
        /// From one number to the next: 1 of whole numbers, else 0.01.
        step: f64,
        /// What may stand in place of a number.
        words: &'static [&'static str],
    },
    /// Whole pixels, once for all edges or as `top:right:bottom:left`.
    Pad {
        /// The most at one edge.
        most: u32,
    },
    /// A word, or a focal point `x:y` in parts of width and height from 0 to 1.
    Position {
        /// The words.
        words: &'static [&'static str],
    },
    /// A place, behind which an opacity and a scale from 0 to 1 may follow: `place:opacity:scale`.
    Watermark {
        /// The places.
        places: &'static [&'static str],
    },
    /// One of these words.
    Words(&'static [&'static str]),
}

/// Whether something is.
pub(super) const YES_OR_NO: Values = Values::Words(&["yes", "no"]);

/// A factor with at most two decimals.
pub(super) const FACTOR: Values = Values::Number {
    least: 0.0,
    most: 10.0,
    step: 0.01,
    words: &[],
};

impl fmt::Display for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Color => f.write_str("a colour such as ff8000, f80 or, with alpha, ff800080"),
            Self::Crop => {
                f.write_str("left:top:width:height, in pixels or in parts such as 0.25")
            }
            Self::Number {
                least, most, words, ..
            } => {
                write!(f, "{least} to {most}")?;
                words.iter().try_for_each(|word| write!(f, ", {word}"))
            }
            Self::Pad { .. } => f.write_str("pixels, or top:right:bottom:left"),
            Self::Position { words } => write!(
                f,
                "{}, or a focal point such as 0.5:0.25",
                words.join(", ")
            ),
            Self::Watermark { .. } => f.write_str(
                "place:opacity:scale with a place such as southeast or tile, an opacity from 0 to 1, and a scale from 0 to 1",
            ),
            Self::Words(words) => f.write_str(&words.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::DEFINITIONS;

    /// What is said of the values is what is read: the ends of a range and every word are, and what lies beyond is not.
    #[test]
    fn values_are_those_that_are_read() {
        for option in DEFINITIONS {
            let (good, bad) = match option.values {
                Values::Color => (
                    texts(&["ff8000", "f80", "ff800080"]),
                    texts(&["ff800", "red"]),
                ),
                Values::Crop => (
                    texts(&["0:0:1:1", "0.25:0:0.99:100"]),
                    texts(&["0:0:1", "1.0:0:1:1", "0:0:0:1"]),
                ),
                Values::Number {
                    least,
                    most,
                    step,
                    words,
                } => {
                    let written = |number: f64| ((number * 100.0).round() / 100.0).to_string();
                    let good = [least, least + step, most - step, most].map(written);
                    let bad = [least - step, most + step, least + step / 2.0]
                        .map(|it| ((it * 1000.0).round() / 1000.0).to_string());
                    (good.into_iter().chain(texts(words)).collect(), bad.to_vec())
                }
                Values::Pad { most } => (
                    vec![most.to_string(), format!("0:1:2:{most}")],
                    vec![format!("{}", most + 1), "1:2".to_owned()],
                ),
                Values::Position { words } => (
                    texts(words)
                        .into_iter()
                        .chain(texts(&["0:1", "0.25:1.00"]))
                        .collect(),
                    texts(&["0.5:1.01", "0.5", "tile"]),
                ),
                Values::Watermark { places } => (
                    places
                        .iter()
                        .flat_map(|place| {
                            [
                                (*place).to_owned(),
                                format!("{place}:0.5"),
                                format!("{place}:1:0.25"),
                            ]
                        })
                        .collect(),
                    texts(&["attention", "north:1.01", "north:1:1.01", "north:1:1:1"]),
                ),
                Values::Words(words) => (texts(words), texts(&["maybe", ""])),
            };
            for value in good {
                assert!(option.canonical(&value).is_ok(), "{}={value}", option.name);
            }
            for value in bad {
                assert!(option.canonical(&value).is_err(), "{}={value}", option.name);
            }
        }
    }

    fn texts(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }
}
