//! What can be asked for: options, fits, and how a key is found in a request.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::docs::code::{
    Accept, DEFINITIONS, Dimensions, Geometry, Request, Transform, Words, config, parse,
};
use crate::docs::pages::{code_spans, read, table};

const URLS: &str = "docs/urls.md";

#[test]
fn options_are_those_of_the_grammar_in_its_order() {
    let (_, rows) = table(URLS, "option");
    let expected = DEFINITIONS.iter().map(|definition| {
        let values = definition.values.to_string();
        let found = [
            definition.name,
            &values,
            definition.default,
            definition.meaning,
        ];
        found.map(str::to_owned).to_vec()
    });
    let expected: Vec<_> = expected.collect();
    for (row, expected) in rows.iter().zip(&expected) {
        assert_eq!(row, expected, "expected | {} |", expected.join(" | "));
    }
    let names = |rows: &[Vec<String>]| rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    assert_eq!(names(&rows), names(&expected), "the options");
}

#[test]
fn options_are_counted() {
    let count = DEFINITIONS.len();
    for (page, words) in [
        ("README.md", format!("[{count} options]")),
        (
            "docs/lambda-original.md",
            format!("{count}, named as in sharp"),
        ),
    ] {
        assert!(read(page).contains(&words), "{page}: {words}");
    }
}

#[test]
fn fits_give_the_sizes_in_their_table() -> Result<()> {
    let (header, rows) = table(URLS, "fit");
    let dimensions = |text: &str| {
        let (width, height) = text.split_once('x').context("a size")?;
        anyhow::Ok(Dimensions {
            width: width.parse()?,
            height: height.parse()?,
        })
    };
    for row in &rows {
        for (column, found) in header.iter().zip(row).skip(2) {
            let (source, size) = column.split_once(" as ").context("a column's name")?;
            let options = Transform::parse(&format!("{size},fit={}", row[0]), 4096)?;
            let geometry = Geometry::new(dimensions(source)?, &options)?;
            assert_eq!(geometry.canvas, dimensions(found)?, "{}: {column}", row[0]);
        }
    }
    let fits: BTreeSet<_> = rows.iter().map(|row| row[0].as_str()).collect();
    let values = DEFINITIONS.iter().find(|option| option.name == "fit");
    let values = values.context("the option fit")?.values.to_string();
    assert_eq!(fits, values.split(", ").collect(), "the values of fit");
    Ok(())
}

#[test]
fn forms_ask_for_the_same_picture() -> Result<()> {
    let (_, rows) = table(URLS, "form");
    let expected = Request {
        transform: "300x300".to_owned(),
        original: "photo.jpg".to_owned(),
        alternatives: Vec::new(),
        accept: Accept::default(),
        words: Words::Own,
    };
    for row in rows {
        assert_eq!(parse(&row[1], &config())?, expected, "{}", row[1]);
    }
    Ok(())
}

/// What S3 signs as it is, and a slash; all else is `%XX`.
const UNENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

fn encode(text: &str) -> String {
    utf8_percent_encode(text, UNENCODED).to_string()
}

const SPACES: &AsciiSet = &CONTROLS.add(b' ');

/// What a browser asks for when it is sent to `location`.
fn follow(location: &str) -> String {
    let (target, _) = location.split_once('#').unwrap_or((location, ""));
    utf8_percent_encode(target, SPACES).to_string()
}

#[test]
fn keys_come_through_where_their_table_says_so() {
    let (header, rows) = table(URLS, "original's key");
    for row in rows {
        let key = format!("300x300/{}", row[0]);
        let query = |key: &str| follow(&format!("/default/resize?key={key}"));
        let targets = [
            query(&key),
            query(&encode(&key)),
            query(&encode(&encode(&key))),
            format!("/{}", encode(&key)),
        ];
        for ((column, found), target) in header.iter().zip(&row).skip(1).zip(targets) {
            let request = parse(&target, &config());
            let through = request.is_ok_and(|request| request.original == row[0]);
            let expected = if through { "yes" } else { "no" };
            assert_eq!(found, expected, "{}: {column}", row[0]);
        }
    }
}

#[test]
fn candidate_keys_are_tried_in_the_order_of_their_table() {
    let (_, rows) = table(URLS, "asked for");
    for row in rows {
        let request = parse(&row[0], &config()).unwrap();
        let alternatives = request.alternatives.into_iter();
        let alternatives = alternatives.map(|alternative| alternative.original);
        let mut found: Vec<_> = [request.original].into_iter().chain(alternatives).collect();
        found.resize(3, "–".to_owned());
        assert_eq!(row[1..], found, "{}", row[0]);
    }
}

#[test]
fn every_spelling_is_the_first() -> Result<()> {
    let page = read(URLS);
    let line = page.lines().find(|line| line.contains("are one object"));
    let spellings = code_spans(line.context("the canonical spelling")?);
    let [first, ..] = spellings.as_slice() else {
        panic!("no spelling is named");
    };
    for spelling in &spellings {
        assert_eq!(&Transform::parse(spelling, 4096)?.to_string(), first);
    }
    Ok(())
}
