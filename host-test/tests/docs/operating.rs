//! How a running Marble is watched: the fields of its log, the examples of lines, and the answer of `/-/health`.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::Value;

use crate::docs::code::{FIELDS, Mode, healthy};
use crate::docs::pages::{blocks, read, table};

const OPERATING: &str = "docs/operating.md";

#[test]
fn fields_are_those_that_are_written_in_their_order() {
    let (_, rows) = table(OPERATING, "field");
    let found: Vec<_> = rows
        .iter()
        .map(|row| (row[0].as_str(), row[1].as_str()))
        .collect();
    let expected: Vec<_> = FIELDS
        .iter()
        .map(|field| (field.text, field.json))
        .collect();
    assert_eq!(found, expected);
    for row in &rows {
        assert!(!row[2].is_empty(), "{row:?}");
    }
}

#[test]
fn the_values_of_log_are_those_that_are_read() {
    let (_, rows) = table(OPERATING, "LOG");
    assert_eq!(rows.len(), 3);
    for row in &rows {
        let value = row[0].clone();
        let mode = Mode::read(|_| Some(value.clone()));
        let expected = match row[1..].iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["yes", "text"] => Mode::Text,
            ["yes", "JSON"] => Mode::Json,
            ["no", "text"] => Mode::Errors,
            _ => panic!("{row:?}"),
        };
        assert_eq!(mode, Ok(expected));
    }
}

/// In the examples of text, every name is that of a field, in the order of the table.
#[test]
fn the_line_of_text_has_fields_in_their_order() {
    let page = read(OPERATING);
    let texts = blocks(&page, "text").concat();
    let line = texts
        .lines()
        .find_map(|line| line.strip_prefix("marble: status="));
    let line = format!("status={}", line.expect("a line of a request"));
    let outside: String = line.split('"').step_by(2).collect();
    let names = outside.split(' ').filter_map(|pair| pair.split_once('='));
    let names: Vec<_> = names.map(|(name, _)| name).collect();
    let known = FIELDS.iter().map(|field| field.text);
    let expected: Vec<_> = known.filter(|known| names.contains(known)).collect();
    assert_eq!(names, expected);
    assert!(names.len() > 15, "{names:?}");
}

#[test]
fn the_objects_have_fields_that_are_written() -> Result<()> {
    let page = read(OPERATING);
    let objects = blocks(&page, "json").concat();
    let objects: Vec<Value> = objects
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let [of_request, of_store, of_health] = objects.as_slice() else {
        panic!("{objects:#?}");
    };
    let names = |object: &Value| -> BTreeSet<String> {
        object
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect()
    };
    let mut known: BTreeSet<_> = FIELDS.iter().map(|field| field.json.to_owned()).collect();
    known.extend(["severity_text", "marble.component"].map(str::to_owned));
    assert!(names(of_request).is_subset(&known), "{of_request}");
    // What a line of the store's component has, `log/secrets.rs` tells.
    known.extend(["body", "aws.s3.key"].map(str::to_owned));
    assert!(names(of_store).is_subset(&known), "{of_store}");
    assert_eq!(names(of_health), names(&healthy()?));
    assert_eq!(of_health["status"], healthy()?["status"]);
    Ok(())
}
