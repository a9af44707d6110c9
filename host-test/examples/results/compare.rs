//! `compare`: where two records differ.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;

use crate::row::{COLUMNS, KEYS, MEMORY, Row, read};

/// What `compare` takes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What was recorded before
    #[arg(value_name = "BEFORE.tsv")]
    before: PathBuf,
    /// What was recorded after
    #[arg(value_name = "AFTER.tsv")]
    after: PathBuf,
}

/// A peak of memory that differs by more, in bytes, is another one.
const MEMORY_STEP: u64 = 64 << 10;

type Rows = BTreeMap<Vec<String>, Row>;

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let before = by_key(read(&arguments.before)?);
    let after = by_key(read(&arguments.after)?);
    let mut differences = 0;
    for (key, row) in &before {
        let found = match after.get(key) {
            Some(other) => different(row, other),
            None => vec!["only before".to_owned()],
        };
        differences += report(key, &found);
    }
    for key in after.keys().filter(|key| !before.contains_key(*key)) {
        differences += report(key, &["only after".to_owned()]);
    }
    let all = before.keys().chain(after.keys());
    let all = all.collect::<std::collections::BTreeSet<_>>().len();
    println!("{} of {all} lines are equal", all - differences);
    Ok(if differences == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn by_key(rows: Vec<Row>) -> Rows {
    let rows = rows.into_iter().map(|row| (row.key().to_vec(), row));
    rows.collect()
}

/// Prints what differs in a row; 1 if anything does.
fn report(key: &[String], found: &[String]) -> usize {
    if found.is_empty() {
        return 0;
    }
    println!("{}", key.join(" ").trim_end());
    for line in found {
        println!("  {line}");
    }
    1
}

/// The columns that differ.
fn different(Row(before): &Row, Row(after): &Row) -> Vec<String> {
    let columns = (KEYS..COLUMNS.len()).filter(|column| {
        let (before, after) = (&before[*column], &after[*column]);
        match (before.parse::<u64>(), after.parse::<u64>()) {
            (Ok(before), Ok(after)) if *column == MEMORY => before.abs_diff(after) > MEMORY_STEP,
            _ => before != after,
        }
    });
    let lines = columns.map(|column| {
        let (before, after) = (&before[column], &after[column]);
        format!("{}: {before} -> {after}", COLUMNS[column])
    });
    lines.collect()
}
