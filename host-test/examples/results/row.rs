//! A row of a record: what was asked, and all that came of it.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use host_test::host::Answer;
use host_test::mock_store::{MockStore, Stored};
use sha2::{Digest, Sha256};

/// Names of the columns; the first [`KEYS`] say what was asked.
pub(crate) const COLUMNS: [&str; 11] = [
    "original",
    "request",
    "environment",
    "status",
    "headers",
    "answer",
    "stored",
    "metadata",
    "calls",
    "memory",
    "log",
];

/// Columns that say what was asked.
pub(crate) const KEYS: usize = 3;

/// Column of the peak of linear memory, in bytes.
pub(crate) const MEMORY: usize = 9;

/// Bodies up to this length are written as they are if they are text.
const SHORT: usize = 2000;

/// One value a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row(pub(crate) [String; COLUMNS.len()]);

impl Row {
    /// What came of a request, and what it changed in the store, which held these keys and had had so many calls.
    pub(crate) fn of(
        [original, request, environment]: [String; KEYS],
        answer: Result<Answer>,
        store: &MockStore,
        keys: &[String],
        calls: usize,
    ) -> Self {
        let made = store.keys().into_iter();
        let made = made.filter(|key| !keys.contains(key));
        let made: Vec<_> = made
            .filter_map(|key| Some((store.object(&key)?, key)))
            .collect();
        let [status, headers, body, memory, log] = answered(answer);
        let stored = made
            .iter()
            .map(|(object, key)| format!("{key} {}", digest(&object.body)));
        let metadata = made.iter().map(|(object, _)| metadata(object));
        let calls = store.calls().into_iter().skip(calls);
        let calls = calls.map(|(call, key)| format!("{call:?} {key}").to_lowercase());
        let row = [
            original,
            request,
            environment,
            status,
            headers,
            body,
            stored.collect::<Vec<_>>().join(" | "),
            metadata.collect::<Vec<_>>().join(" | "),
            calls.collect::<Vec<_>>().join(" | "),
            memory,
            log,
        ];
        Self(row.map(|value| escaped(&value)))
    }

    /// What was asked.
    pub(crate) fn key(&self) -> &[String] {
        &self.0[..KEYS]
    }
}

/// Status, headers, body, memory and log.
fn answered(answer: Result<Answer>) -> [String; 5] {
    match answer {
        Ok(answer) => [
            answer.status.as_u16().to_string(),
            headers(&answer.headers),
            body(&answer),
            answer.peak_memory.to_string(),
            answer.log,
        ],
        // The causes above this one hold addresses of code, which any change moves.
        Err(error) => {
            let cause = error.root_cause().to_string();
            [
                "failed".into(),
                String::new(),
                String::new(),
                String::new(),
                cause,
            ]
        }
    }
}

/// All headers by name, of `Server-Timing` the names of the stages alone.
fn headers(headers: &http::HeaderMap) -> String {
    let mut lines: Vec<_> = headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            if name == "server-timing" {
                let stages = value.split(',');
                let stages: Vec<_> = stages
                    .filter_map(|it| it.trim().split(';').next())
                    .collect();
                format!("{name}: {}", stages.join(","))
            } else {
                format!("{name}: {value}")
            }
        })
        .collect();
    lines.sort();
    lines.join(" | ")
}

fn body(answer: &Answer) -> String {
    let broken = if answer.broken { " broken off" } else { "" };
    let text = std::str::from_utf8(&answer.body);
    match text {
        Ok(text) if text.len() <= SHORT => format!("{text}{broken}"),
        _ => format!("{}{broken}", digest(&answer.body)),
    }
}

/// Length and SHA-256.
fn digest(bytes: &[u8]) -> String {
    let mut digest = format!("{} ", bytes.len());
    for byte in Sha256::digest(bytes) {
        for digit in [byte >> 4, byte & 15] {
            digest.extend(char::from_digit(digit.into(), 16));
        }
    }
    digest
}

/// What the component said of an object: the rest follows from its bytes.
fn metadata(object: &Stored) -> String {
    let said = &object.metadata;
    let one = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    let user = said.user.iter().map(|note| format!("{note:?}"));
    let mut words = vec![one(&said.content_type), one(&said.cache_control)];
    words.extend(user);
    words.join("; ")
}

/// On one line and without tabs.
fn escaped(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => line.push_str("\\\\"),
            letter if letter.is_control() => line.extend(letter.escape_default()),
            letter => line.push(letter),
        }
    }
    line
}

/// Writes rows in order, below the names of the columns.
pub(crate) fn write(path: &Path, mut rows: Vec<Row>) -> Result<()> {
    rows.sort();
    for pair in rows.windows(2) {
        ensure!(
            pair[0].key() != pair[1].key(),
            "asked twice: {:?}",
            pair[0].key()
        );
    }
    let mut text = COLUMNS.join("\t");
    for Row(values) in rows {
        text.push('\n');
        text.push_str(&values.join("\t"));
    }
    text.push('\n');
    std::fs::write(path, text).with_context(|| path.display().to_string())
}

/// The rows of a record.
pub(crate) fn read(path: &Path) -> Result<Vec<Row>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut lines = text.lines();
    ensure!(
        lines.next() == Some(COLUMNS.join("\t").as_str()),
        "{} is no record of this version",
        path.display()
    );
    let rows = lines.map(|line| {
        let values: Vec<_> = line.split('\t').map(str::to_owned).collect();
        let count = values.len();
        let row = values.try_into().map(Row).ok();
        row.with_context(|| format!("{count} values in {line:?}"))
    });
    rows.collect()
}
