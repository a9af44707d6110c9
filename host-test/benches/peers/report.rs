//! All that was measured, as Markdown for docs/performance.md.

use std::fmt;

use serde::Serialize;

use crate::contender::Memory;
use crate::large::{Answered, Large};
use crate::machine::Machine;
use crate::outcome::Outcome;
use crate::row::{Entry, MARBLE, Measured, Row, median};
use crate::table::Table;

const MIB: f64 = (1 << 20) as f64;

#[derive(Serialize)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) runs: usize,
    pub(crate) component_bytes: usize,
    pub(crate) rows: Vec<Row>,
    pub(crate) large: Vec<Large>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}. Medians of {}, in turns.", self.machine, self.runs)?;
        if !self.rows.is_empty() {
            writeln!(f, "\nCPU time in ms (÷ sharp's)\n\n{}", self.cpu())?;
            writeln!(f, "Peak memory in MiB\n\n{}", self.memory())?;
            writeln!(
                f,
                "Bytes of the result (÷ sharp's), SSIMULACRA2\n\n{}",
                self.results()
            )?;
        }
        if !self.large.is_empty() {
            writeln!(f, "Large originals, Marble\n\n{}", self.large())?;
        }
        self.notes(f)
    }
}

impl Report {
    fn cpu(&self) -> Table {
        let cell = |row: &Row, measured: &Measured| {
            let cpu_ms = measured.median_cpu_ms();
            let sharp = row.measured("sharp").map(Measured::median_cpu_ms);
            format!("{cpu_ms:.1}{}", ratio(cpu_ms, sharp))
        };
        self.table(cell, Some("fastest Wasm peer ÷ Marble"))
    }

    fn memory(&self) -> Table {
        let cell = |_: &Row, measured: &Measured| {
            let peak = mebibytes(measured.peak_memory);
            match measured.about.memory {
                Memory::Linear => peak,
                Memory::Resident => format!(
                    "{peak} resident, {} of it before",
                    mebibytes(measured.memory_before)
                ),
            }
        };
        self.table(cell, None)
    }

    fn results(&self) -> Table {
        let cell = |row: &Row, measured: &Measured| {
            let bytes = measured.result_bytes;
            let sharp = row.measured("sharp").map(|sharp| float(sharp.result_bytes));
            format!(
                "{bytes}{}, {:.1}",
                ratio(float(bytes), sharp),
                measured.ssimulacra2
            )
        };
        self.table(cell, None)
    }

    /// A column for each contender, with one more for the lead over the other WebAssembly where that is asked for.
    fn table(&self, cell: impl Fn(&Row, &Measured) -> String, lead: Option<&str>) -> Table {
        let names = self.entries().map(|entry| entry.name);
        let mut table = Table::new(["job"].into_iter().chain(names).chain(lead));
        for row in &self.rows {
            let cells = row.entries.iter().map(|entry| match &entry.outcome {
                Outcome::Absent(why) => format!("absent: {why}"),
                Outcome::Measured(measured) => cell(row, measured),
            });
            let lead = lead.map(|_| self::lead(row));
            table.push([row.job.to_string()].into_iter().chain(cells).chain(lead));
        }
        table
    }

    fn large(&self) -> Table {
        let mut table = Table::new([
            "job",
            "original, bytes",
            "answer",
            "peak memory, MiB",
            "CPU, ms",
        ]);
        for large in &self.large {
            let cells = match &large.outcome {
                Outcome::Absent(why) => {
                    ["–".into(), format!("absent: {why}"), "–".into(), "–".into()]
                }
                Outcome::Measured(answered) => answered.cells(),
            };
            table.push([large.job.to_string()].into_iter().chain(cells));
        }
        table
    }

    fn notes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "CPU time is that of the thread (Marble) or of all threads of the process (peers), the original in memory \
             before, two runs each to warm up, one Node.js process a job. Quality 80, of AVIF 50. Memory is all linear \
             memory; for sharp and oximg it is what the process had resident, Node.js of sharp included, and what of that \
             was there before the first job. SSIMULACRA2 is against a Lanczos3 reduction of the whole picture in linear light, \
             with the crop exact or at a whole pixel, whichever fits the result better.\n"
        )?;
        for entry in self.entries() {
            let measured = self.rows.iter().find_map(|row| row.measured(entry.name));
            match (measured, &entry.outcome) {
                (Some(Measured { about, .. }), _) => {
                    writeln!(f, "- {}: {}: {}.", entry.name, about.versions, about.note)?;
                }
                (None, Outcome::Absent(why)) => writeln!(f, "- {}: absent: {why}", entry.name)?,
                (None, Outcome::Measured(_)) => {}
            }
        }
        writeln!(
            f,
            "- The component has {} bytes; an instance is made in {:.2} ms.",
            self.component_bytes,
            median(&self.instantiation_ms())
        )
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.rows.first().into_iter().flat_map(|row| &row.entries)
    }

    fn instantiation_ms(&self) -> Vec<f64> {
        let marble = self.rows.iter().filter_map(|row| row.measured(MARBLE));
        marble
            .flat_map(|marble| marble.instantiation_ms.clone())
            .collect()
    }
}

impl Answered {
    fn cells(&self) -> [String; 4] {
        let refused = self.refused.as_deref().unwrap_or_default();
        [
            self.original_bytes.to_string(),
            format!("{} {refused}", self.status).trim_end().to_owned(),
            mebibytes(self.peak_memory),
            format!("{:.0}", self.cpu_ms),
        ]
    }
}

/// How many times as long as Marble the fastest other in WebAssembly takes.
fn lead(row: &Row) -> String {
    let others = row.entries.iter().filter(|entry| entry.name != MARBLE);
    let others = others.filter_map(|entry| row.measured(entry.name));
    let wasm = others.filter(|other| matches!(other.about.memory, Memory::Linear));
    let fastest = wasm.map(Measured::median_cpu_ms).min_by(f64::total_cmp);
    match (fastest, row.measured(MARBLE)) {
        (Some(fastest), Some(marble)) => format!("{:.1}", fastest / marble.median_cpu_ms()),
        _ => "–".to_owned(),
    }
}

fn ratio(value: f64, sharp: Option<f64>) -> String {
    sharp.map_or_else(String::new, |sharp| format!(" ({:.2})", value / sharp))
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn mebibytes(bytes: u64) -> String {
    format!("{:.0}", (bytes as f64 / MIB).ceil())
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn float(bytes: usize) -> f64 {
    bytes as f64
}
