//! What was measured, as a table that is kept: `docs/first-request.tsv`, with a state before and one after.

use std::fmt;
use std::path::Path;

use anyhow::{Context, Result, bail};
use host_test::workspace;

use crate::drawing;
use crate::waterfall::{Lane, Waterfall};

/// Which state of Marble was measured.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    Before,
    After,
}

const HEAD: &str = "state\twhat\tmeasure\tvalue";

/// All that was measured of one state.
#[derive(Default)]
pub(crate) struct Record {
    lines: Vec<Line>,
}

/// What was measured, in which unit, and the value.
struct Line {
    what: String,
    measure: String,
    value: f64,
}

impl State {
    /// Nothing where nobody wants it kept.
    pub(crate) fn parse(text: Option<&str>) -> Result<Option<Self>> {
        Ok(match text {
            None => None,
            Some("before") => Some(Self::Before),
            Some("after") => Some(Self::After),
            Some(other) => {
                bail!("expected MARBLE_FIRST_REQUEST before or after, but found {other:?}")
            }
        })
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Before => "before",
            Self::After => "after",
        })
    }
}

impl Record {
    pub(crate) fn push(&mut self, what: impl fmt::Display, measure: &str, value: f64) {
        self.lines.push(Line {
            what: what.to_string(),
            measure: measure.to_owned(),
            value,
        });
    }

    pub(crate) fn push_waterfall(&mut self, waterfall: &Waterfall) {
        self.push("waterfall", "answered ms", waterfall.answered);
        for (index, lane) in waterfall.lanes.iter().enumerate() {
            let what = format!("waterfall request {}: {}", index + 1, lane.name);
            let measures = [
                ("sent ms", lane.sent),
                ("first byte ms", lane.first_byte),
                ("last byte ms", lane.last_byte),
                ("broken off ms", lane.closed),
                ("bytes", lane.bytes),
            ];
            // What did not happen is left out.
            for (measure, value) in measures.iter().filter(|it| it.1.is_finite()) {
                self.push(&what, measure, *value);
            }
        }
        for (stage, duration) in &waterfall.stages {
            self.push(format!("waterfall stage: {stage}"), "ms", *duration);
        }
    }

    /// Writes the table, with what it said of the other state, and draws the waterfalls of both.
    pub(crate) fn keep(self, state: State) -> Result<()> {
        let docs = workspace::root().join("docs");
        let path = docs.join("first-request.tsv");
        let other = match state {
            State::After => State::Before,
            State::Before => State::After,
        };
        let mut states = [(other, kept(&path, other)?), (state, self)];
        states.sort_by_key(|it| it.0);
        let rows = states.iter().map(|(of, record)| record.rows(*of));
        let tsv = format!("{HEAD}\n{}", rows.collect::<String>());
        std::fs::write(&path, tsv)?;
        let measured = states.iter().filter(|it| !it.1.lines.is_empty());
        let panels = measured.map(|(of, record)| (of.to_string(), record.waterfall()));
        let svg = drawing::svg(&panels.collect::<Vec<_>>());
        std::fs::write(docs.join("first-request.svg"), svg)?;
        Ok(())
    }

    fn rows(&self, state: State) -> String {
        let rows = self.lines.iter().map(|line| {
            let (what, measure, value) = (&line.what, &line.measure, rounded(line.value));
            format!("{state}\t{what}\t{measure}\t{value}\n")
        });
        rows.collect()
    }

    fn waterfall(&self) -> Waterfall {
        let mut waterfall = Waterfall::default();
        for line in &self.lines {
            let (kind, name) = line.what.split_once(": ").unwrap_or((&line.what, ""));
            if kind == "waterfall" {
                waterfall.answered = line.value;
            } else if kind == "waterfall stage" {
                waterfall.stages.push((name.to_owned(), line.value));
            } else if kind.starts_with("waterfall request ") {
                set(&mut waterfall.lanes, name, line);
            }
        }
        waterfall
    }
}

/// The measures of a lane follow each other, and begin with when it was sent.
fn set(lanes: &mut Vec<Lane>, name: &str, line: &Line) {
    if line.measure == "sent ms" {
        lanes.push(Lane {
            name: name.to_owned(),
            sent: line.value,
            first_byte: f64::NAN,
            last_byte: f64::NAN,
            closed: f64::NAN,
            bytes: f64::NAN,
        });
    } else if let Some(lane) = lanes.last_mut() {
        match line.measure.as_str() {
            "first byte ms" => lane.first_byte = line.value,
            "last byte ms" => lane.last_byte = line.value,
            "broken off ms" => lane.closed = line.value,
            _ => lane.bytes = line.value,
        }
    }
}

/// What the table says of a state; nothing where there is none yet.
fn kept(path: &Path, state: State) -> Result<Record> {
    if !path.exists() {
        return Ok(Record::default());
    }
    let text = std::fs::read_to_string(path)?;
    let state = state.to_string();
    let rows = text.lines().skip(1).map(|row| {
        let cells: Vec<_> = row.split('\t').collect();
        let [of, what, measure, value] = cells.as_slice() else {
            bail!("{}: {row:?}", path.display());
        };
        let line = Line {
            what: (*what).to_owned(),
            measure: (*measure).to_owned(),
            value: value.parse().with_context(|| row.to_owned())?,
        };
        Ok((*of == state).then_some(line))
    });
    let rows: Result<Vec<Option<Line>>> = rows.collect();
    Ok(Record {
        lines: rows?.into_iter().flatten().collect(),
    })
}

/// Two digits behind the point, and none where there is nothing behind it.
fn rounded(value: f64) -> String {
    let text = format!("{value:.2}");
    text.strip_suffix(".00").unwrap_or(&text).to_owned()
}
