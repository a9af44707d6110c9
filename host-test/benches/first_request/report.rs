//! All that was measured, in Markdown and as the record that is kept.

use std::fmt;

use crate::case::{BASELINE, Case, SIZES, USUAL};
use crate::cpu::Cpu;
use crate::lambda::Lambda;
use crate::machine::Machine;
use crate::record::Record;
use crate::row::{Fetched, Refused, Row};
use crate::table::Table;
use crate::waterfall::float;

const HEAD: [&str; 8] = [
    "ms",
    "store alone",
    "Lambda original",
    "Marble",
    "÷ Lambda original",
    "÷ store alone",
    "requests",
    "fetched",
];

/// What was asked for; the rest is empty.
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) runs: usize,
    pub(crate) lambda: Result<Lambda, String>,
    pub(crate) sizes: Vec<Row>,
    pub(crate) progressive: Vec<Row>,
    pub(crate) grid: Vec<Row>,
    pub(crate) refused: Vec<Refused>,
    pub(crate) cpu: Vec<Cpu>,
}

impl Report {
    pub(crate) fn record(&self) -> Record {
        let mut record = Record::default();
        let rows = self.sizes.iter().chain(&self.progressive);
        for row in rows.chain(&self.grid) {
            record.push(row.case, "store alone ms", row.store_alone);
            if let Some(lambda) = row.lambda {
                record.push(row.case, "Lambda original ms", lambda);
            }
            record.push(row.case, "Marble ms", row.marble);
            push_fetched(&mut record, &row.case, &row.fetched);
        }
        for refused in &self.refused {
            record.push(refused.case, "Marble ms", refused.ms);
            push_fetched(&mut record, &refused.case, &refused.fetched);
        }
        for cpu in &self.cpu {
            record.push(cpu.job, "Marble, store in memory, ms of CPU", cpu.marble);
            record.push(cpu.job, "Marble, store near, ms of CPU", cpu.composed);
            if let Ok(sharp) = cpu.sharp {
                record.push(cpu.job, "sharp, ms of CPU", sharp);
            }
        }
        let drawn = Case::new(USUAL, BASELINE, SIZES[0]).to_string();
        let drawn = self.sizes.iter().find(|it| it.case.to_string() == drawn);
        if let Some(row) = drawn {
            record.push_waterfall(&row.waterfall);
        }
        record
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}. Medians of {}.\n", self.machine, self.runs)?;
        match &self.lambda {
            Ok(lambda) => writeln!(f, "The Lambda original: {}.\n", lambda.versions)?,
            Err(why) => writeln!(f, "The Lambda original is left out: {why}.\n")?,
        }
        for rows in [&self.sizes, &self.progressive, &self.grid] {
            if !rows.is_empty() {
                writeln!(f, "{}", table(rows))?;
            }
        }
        if !self.refused.is_empty() {
            let mut table = Table::new(["refused by its header", "status", "ms", "fetched"]);
            for refused in &self.refused {
                table.push([
                    refused.case.to_string(),
                    refused.status.to_string(),
                    format!("{:.1}", refused.ms),
                    fetched(&refused.fetched),
                ]);
            }
            writeln!(f, "{table}")?;
        }
        for cpu in &self.cpu {
            writeln!(f, "{}", cpu_table(cpu))?;
        }
        Ok(())
    }
}

fn push_fetched(record: &mut Record, case: &Case, fetched: &Fetched) {
    for (measure, value) in [
        ("requests", fetched.requests as u64),
        ("requests broken off", fetched.closed_early as u64),
        ("bytes of the original fetched", fetched.bytes),
        ("bytes of the original", fetched.of),
    ] {
        record.push(case, measure, float(value));
    }
}

fn table(rows: &[Row]) -> Table {
    let mut table = Table::new(HEAD);
    for row in rows {
        let of_lambda = row.lambda.map(|lambda| row.marble / lambda);
        table.push([
            row.case.to_string(),
            format!("{:.1}", row.store_alone),
            or_dash(row.lambda, 1),
            format!("{:.1}", row.marble),
            or_dash(of_lambda, 2),
            format!("{:.2}", row.marble / row.store_alone),
            requests(&row.fetched),
            fetched(&row.fetched),
        ]);
    }
    table
}

fn cpu_table(cpu: &Cpu) -> Table {
    let mut table = Table::new([
        "ms of CPU",
        "Marble",
        "Marble with a store near",
        "sharp",
        "÷",
    ]);
    let sharp = cpu.sharp.as_ref().ok();
    table.push([
        cpu.job.to_string(),
        format!("{:.1}", cpu.marble),
        format!("{:.1}", cpu.composed),
        match &cpu.sharp {
            Ok(sharp) => format!("{sharp:.1}"),
            Err(why) => format!("– ({why})"),
        },
        or_dash(sharp.map(|sharp| cpu.marble / sharp), 2),
    ]);
    table
}

fn or_dash(value: Option<f64>, digits: usize) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:.digits$}"))
}

fn requests(fetched: &Fetched) -> String {
    match fetched.closed_early {
        0 => fetched.requests.to_string(),
        early => format!("{} ({early} broken off)", fetched.requests),
    }
}

fn fetched(fetched: &Fetched) -> String {
    let share = float(fetched.bytes) / float(fetched.of) * 100.0;
    format!("{} ({share:.1} %)", fetched.bytes)
}
