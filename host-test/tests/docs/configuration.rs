//! What is set: every variable, and that deployments and pages set no other.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;

use crate::docs::code::{Config, LOG, Place, STORE_VARIABLES, StoreConfig, VARIABLES};
use crate::docs::pages::{manual, read, table};

const CONFIGURATION: &str = "docs/configuration.md";

#[test]
fn variables_are_those_that_are_read_in_their_order() {
    let (_, rows) = table(CONFIGURATION, "variable");
    let resizer = VARIABLES.iter();
    let resizer = resizer.map(|variable| {
        let reader = if *variable == LOG { "both" } else { "resizer" };
        (variable.name, reader, variable.default)
    });
    let s3_store = STORE_VARIABLES.iter();
    let s3_store = s3_store.map(|variable| (variable.name, "s3-store", variable.default));
    let expected = resizer.chain(s3_store);
    let expected: Vec<_> = expected.collect();
    for (row, (name, component, default)) in rows.iter().zip(&expected) {
        let [found_name, found_component, found_default, _] = row.as_slice() else {
            panic!("the row {row:?}");
        };
        assert_eq!(found_name, name, "the order of the variables");
        assert_eq!(found_component, component, "who reads {name}");
        if default.is_empty() {
            let words = ["required", "none", "follows from"];
            let explained = words.iter().any(|word| found_default.starts_with(word));
            assert!(explained, "the default of {name} is {found_default:?}");
        } else {
            assert_eq!(found_default, default, "the default of {name}");
        }
    }
    assert_eq!(rows.len(), expected.len(), "the number of variables");
}

#[test]
fn variables_are_required_where_the_page_says_so() {
    let (_, rows) = table(CONFIGURATION, "variable");
    for row in rows {
        let name = row[0].as_str();
        let lookup = |wanted: &str| {
            let value = match wanted {
                "URL" => Some("http://pictures.example"),
                "BUCKET" => Some("pictures"),
                "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => Some("x"),
                _ => None,
            };
            value.filter(|_| wanted != name).map(str::to_owned)
        };
        let resizer = Config::parse(lookup).map_err(|error| error.variable);
        let s3_store = StoreConfig::parse(Place::Originals, lookup);
        let s3_store = s3_store.map_err(|error| error.variable);
        let refused = resizer.err().or(s3_store.err());
        let required = row[2].starts_with("required").then_some(name);
        assert_eq!(refused, required, "without {name}");
    }
}

/// The names that a text gives values: `NAME=value` or `NAME: value`, and for Spin `--variable name=value`.
fn settings(text: &str, sign: char) -> BTreeSet<String> {
    let words: Vec<_> = text.split([' ', '\n', '`', '"']).collect();
    let before = std::iter::once("").chain(words.iter().copied());
    let names = before.zip(&words).filter_map(|(before, word)| {
        let (name, _) = word.split_once(sign)?;
        let capital = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
        let named = before == "--variable" || name.len() > 2 && name.bytes().all(capital);
        named.then(|| name.to_uppercase())
    });
    names.collect()
}

#[test]
fn deployments_set_what_is_read() -> Result<()> {
    let variables = VARIABLES.iter();
    let variables = variables.chain(STORE_VARIABLES);
    let mut known: BTreeSet<_> = variables.map(|variable| variable.name.to_owned()).collect();
    // A switch of the script in `deploy/jco`, the shell's own, two of benchmarks, one of a test, one of the build, and
    // Spin's own way to hand a variable over.
    let others = [
        "JCO_DIR",
        "LC_ALL",
        "MARBLE_ESTIMATES",
        "MARBLE_FEATURES",
        "MARBLE_FIRST_REQUEST",
        "MARBLE_SPELLINGS",
        "SPIN_VARIABLE_AWS_SECRET_ACCESS_KEY",
    ];
    known.extend(others.map(str::to_owned));
    let yaml = [".wash/config.yaml", "workload-deployment.yaml"];
    let yaml = yaml.map(|file| (Path::new("deploy/wasmcloud").join(file), ':'));
    let pages = manual()?.into_iter().map(|page| (page, '='));
    for (page, sign) in pages.chain(yaml) {
        let found = settings(&read(&page), sign);
        let unknown: Vec<_> = found.difference(&known).collect();
        assert!(unknown.is_empty(), "{page:?} sets {unknown:?}");
    }
    Ok(())
}
