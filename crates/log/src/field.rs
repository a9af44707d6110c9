//! A field of a line: its names, and its value.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::quoted::quoted_upto;

/// Longest text of a value in JSON, in bytes: that of a key in S3.
const LONGEST_TEXT: usize = 1_024;

/// The same in a line of text, where each of its bytes may be three of an escape.
const LONGEST_QUOTED: usize = LONGEST_TEXT * 3;

/// What a field is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// In text.
    pub text: &'static str,
    /// In JSON: OpenTelemetry's name where there is one, else one below `marble.`.
    pub json: &'static str,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number of what the field's name says, to a tenth.
    Decimal(f64),
    /// Short texts, one after the other.
    List(Vec<String>),
    /// Names and milliseconds, in their order.
    Milliseconds(Vec<(&'static str, f64)>),
    /// A number of what the field's name says.
    Number(u64),
    /// Any text.
    Text(String),
    /// A name of a closed list, which needs no quotes where it is one word.
    Word(&'static str),
}

impl Field {
    /// A field with these names.
    #[must_use]
    pub const fn new(text: &'static str, json: &'static str) -> Self {
        Self { text, json }
    }
}

impl Value {
    /// As it stands behind `name=` in a line of text.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Decimal(number) => format!("{number:.1}"),
            Self::List(texts) => quote(&texts.join(" ")),
            Self::Milliseconds(pairs) => {
                let pairs = pairs.iter();
                let pairs: Vec<_> = pairs.map(|(name, ms)| format!("{name}={ms:.1}")).collect();
                quote(&pairs.join(" "))
            }
            Self::Number(number) => number.to_string(),
            Self::Text(text) => quote(text),
            Self::Word(word) if word.contains(' ') => quote(word),
            Self::Word(word) => (*word).to_owned(),
        }
    }
}

fn quote(text: &str) -> String {
    quoted_upto(text, LONGEST_QUOTED)
}

/// The beginning of a text, as long as one may be.
fn bounded(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LONGEST_TEXT))
        .unwrap_or_default()
}

fn to_tenth(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Decimal(number) => serializer.serialize_f64(to_tenth(*number)),
            Self::List(texts) => serializer.collect_seq(texts.iter().map(|text| bounded(text))),
            Self::Milliseconds(pairs) => {
                let mut map = serializer.serialize_map(Some(pairs.len()))?;
                for (name, ms) in pairs {
                    map.serialize_entry(name, &to_tenth(*ms))?;
                }
                map.end()
            }
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Text(text) => serializer.serialize_str(bounded(text)),
            Self::Word(word) => serializer.serialize_str(word),
        }
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// As any text: what is a word is said to be one.
impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
