//! One line: its fields in their order.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::field::{Field, Value};

/// A line that is being put together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    fields: Vec<(Field, Value)>,
}

impl Line {
    /// Adds a field behind those that are there. One name is added once only.
    pub fn add(&mut self, field: Field, value: impl Into<Value>) {
        self.fields.push((field, value.into()));
    }

    /// Adds a field if it has a value.
    pub fn add_some(&mut self, field: Field, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.add(field, value);
        }
    }

    /// Adds the fields of another line.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.fields.extend_from_slice(&other.fields);
    }

    /// As logfmt: `name=value` with spaces between them. Words and numbers stand as they are; all else is in quotes, ASCII
    /// only, control characters escaped.
    #[must_use]
    pub fn to_text(&self) -> String {
        let pairs = self.fields.iter();
        let pairs: Vec<_> = pairs
            .map(|(field, value)| format!("{}={}", field.text, value.to_text()))
            .collect();
        pairs.join(" ")
    }

    /// As one JSON object (RFC 8259), without a line break in it.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Texts and numbers always serialise.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Serialize for Line {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.fields.len()))?;
        for (field, value) in &self.fields {
            map.serialize_entry(field.json, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Field = Field::new("a", "marble.a");
    const B: Field = Field::new("b", "marble.b");

    fn line(value: impl Into<Value>) -> Line {
        let mut line = Line::default();
        line.add_some(B, None::<u64>);
        line.add(A, value);
        line
    }

    #[test]
    fn values_stand_as_they_are_or_in_quotes() {
        let milliseconds = || Value::Milliseconds(vec![("fetch", 12.345), ("decode", 4.0)]);
        for (value, text, json) in [
            (Value::Number(7), "a=7", r#"{"marble.a":7}"#),
            (Value::Decimal(12.345), "a=12.3", r#"{"marble.a":12.3}"#),
            (Value::Word("made"), "a=made", r#"{"marble.a":"made"}"#),
            (
                Value::Word("JPEG XL"),
                r#"a="JPEG XL""#,
                r#"{"marble.a":"JPEG XL"}"#,
            ),
            (
                Value::Text("x y=\"z\"\n".to_owned()),
                r#"a="x y=\"z\"\n""#,
                r#"{"marble.a":"x y=\"z\"\n"}"#,
            ),
            (
                Value::List(vec!["get=found".to_owned(), "put=stored".to_owned()]),
                r#"a="get=found put=stored""#,
                r#"{"marble.a":["get=found","put=stored"]}"#,
            ),
            (
                milliseconds(),
                r#"a="fetch=12.3 decode=4.0""#,
                r#"{"marble.a":{"fetch":12.3,"decode":4.0}}"#,
            ),
        ] {
            let line = line(value);
            assert_eq!(line.to_text(), text);
            assert_eq!(line.to_json(), json);
        }
    }

    #[test]
    fn texts_are_bounded_and_one_line() {
        for text in ["\u{65e5}\n".repeat(5_000), "\u{1b}\u{2028}".repeat(5_000)] {
            let line = line(text);
            for written in [line.to_text(), line.to_json()] {
                assert!(written.len() < 7_000, "{}", written.len());
                assert!(!written.contains(['\n', '\r', '\u{1b}']), "{written}");
            }
        }
        // The longest key that S3 takes is whole.
        let key = "\u{65e5}".repeat(341);
        let line = line(key.as_str());
        assert_eq!(line.to_text().matches("\\u{65e5}").count(), 341);
        assert!(line.to_json().contains(&key));
    }
}
