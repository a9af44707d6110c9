//! Lines of standard error, read as programs read them.

use std::collections::BTreeMap;

use marble::log::FIELDS;
use serde_json::Value;

/// Every line as an object.
pub(super) fn objects(log: &str) -> Vec<Value> {
    let lines = log.lines().map(|line| {
        let object = serde_json::from_str(line);
        let object: Value = object.unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(object.is_object(), "{line}");
        object
    });
    lines.collect()
}

/// The fields of a line of text under their names in JSON, all of them as text.
pub(super) fn text_fields(line: &str) -> BTreeMap<String, String> {
    let mut rest = line.strip_prefix("marble: ").expect("a prefix");
    let mut fields = BTreeMap::new();
    while !rest.is_empty() {
        let (name, behind) = rest.split_once('=').unwrap_or_else(|| panic!("{line}"));
        let field = FIELDS.iter().find(|field| field.text == name);
        let field = field.unwrap_or_else(|| panic!("the field {name}: {line}"));
        let (value, behind) = value(behind);
        let before = fields.insert(field.json.to_owned(), value);
        assert_eq!(before, None, "{name} twice: {line}");
        rest = behind;
    }
    fields
}

/// A value, and what follows it and a space.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, rest) = text.split_once(' ').unwrap_or((text, ""));
        return (value.to_owned(), rest);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => {
                let rest = &quoted[at + 1..];
                assert!(rest.is_empty() || rest.starts_with(' '), "{text}");
                return (value, rest.trim_start());
            }
            '\\' => match characters.next() {
                Some((_, quote @ ('"' | '\'' | '\\'))) => value.push(quote),
                Some((_, other)) => value.extend(['\\', other]),
                None => panic!("{text}"),
            },
            other => value.push(other),
        }
    }
    panic!("no quote ends {text}")
}
