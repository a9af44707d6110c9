//! The options as JSON: what the page makes its controls of.

use marble_transform::{DEFINITIONS, Definition, Values};
use serde::Serialize;

/// One option.
#[derive(Serialize)]
pub(super) struct Option {
    name: &'static str,
    default: &'static str,
    meaning: &'static str,
    values: Kind,
}

/// What [`Values`] is, with its parts under names.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Kind {
    Color,
    Crop,
    Number {
        least: f64,
        most: f64,
        step: f64,
        words: &'static [&'static str],
    },
    Pad {
        most: u32,
    },
    Position {
        words: &'static [&'static str],
    },
    Watermark {
        places: &'static [&'static str],
    },
    Words {
        words: &'static [&'static str],
    },
}

/// All of them, in canonical order.
pub(super) fn options() -> Vec<Option> {
    DEFINITIONS.iter().map(Option::of).collect()
}

impl Option {
    fn of(definition: &Definition) -> Self {
        Self {
            name: definition.name,
            default: definition.default,
            meaning: definition.meaning,
            values: Kind::of(definition.values),
        }
    }
}

impl Kind {
    fn of(values: Values) -> Self {
        match values {
            Values::Color => Self::Color,
            Values::Crop => Self::Crop,
            Values::Number {
                least,
                most,
                step,
                words,
            } => Self::Number {
                least,
                most,
                step,
                words,
            },
            Values::Pad { most } => Self::Pad { most },
            Values::Position { words } => Self::Position { words },
            Values::Watermark { places } => Self::Watermark { places },
            Values::Words(words) => Self::Words { words },
        }
    }
}
