//! Marble beside others: `cargo bench -p host-test --bench peers [part of a job's name]`.
//!
//! The real component, an instance for each request, and the peers that `package.json` pins do the same jobs in
//! turns. Prints Markdown: CPU time, memory, size and quality of the results, and what was measured of each.
//!
//! `MARBLE_PHOTOS`: folder of the originals, which are drawn without it; `MARBLE_BENCH_RUNS`: runs a job, 9; `MARBLE_BENCH_JSON`: file for the
//! raw numbers.

#[path = "peers/contender.rs"]
mod contender;
#[path = "peers/job.rs"]
mod job;
#[path = "peers/large.rs"]
mod large;
#[path = "peers/machine.rs"]
mod machine;
#[path = "peers/marble.rs"]
mod marble;
#[path = "peers/npm.rs"]
mod npm;
#[path = "peers/originals.rs"]
mod originals;
#[path = "peers/outcome.rs"]
mod outcome;
#[path = "peers/peer.rs"]
mod peer;
#[path = "../tests/photographs/files.rs"]
mod photographs;
#[path = "peers/process.rs"]
mod process;
#[path = "peers/reference.rs"]
mod reference;
#[path = "peers/report.rs"]
mod report;
#[path = "peers/row.rs"]
mod row;
#[path = "peers/script.rs"]
mod script;
#[path = "peers/settings.rs"]
mod settings;
#[path = "peers/table.rs"]
mod table;

use anyhow::{Context, Result};
use host_test::runtime::components::Components;

use crate::job::{JOBS, Job, MORE};
use crate::large::Large;
use crate::machine::Machine;
use crate::originals::Originals;
use crate::report::Report;
use crate::row::Row;
use crate::settings::Settings;

/// Runs of each contender at each job.
const RUNS: usize = 9;

fn main() -> Result<()> {
    // `cargo test --benches` runs this file too, without the flag that `cargo bench` gives.
    let Some(settings) = Settings::parse(
        std::env::args().skip(1),
        |name| std::env::var(name).ok(),
        RUNS,
    )?
    else {
        println!("nothing to test; `cargo bench -p host-test --bench peers` measures");
        return Ok(());
    };
    let component_bytes = Components::get()?.resizer.len();
    let peers = npm::install();
    let scratch = tempfile::tempdir()?;
    let originals = Originals::new(&settings, &peers, scratch.path());
    let wanted = |job: &&Job| settings.wants(&job.to_string());
    let mut rows = Vec::new();
    for job in JOBS.iter().chain(&MORE).filter(wanted) {
        eprintln!("{job} …");
        rows.push(Row::measure(
            job,
            settings.runs,
            &originals,
            &peers,
            scratch.path(),
        )?);
    }
    let large = large::JOBS.iter().filter(wanted);
    let report = Report {
        machine: Machine::here(),
        runs: settings.runs,
        component_bytes,
        rows,
        large: large.map(|job| Large::measure(job, &originals)).collect(),
    };
    if let Some(path) = &settings.json {
        let json = serde_json::to_vec_pretty(&report)?;
        std::fs::write(path, json).with_context(|| path.display().to_string())?;
    }
    print!("{report}");
    Ok(())
}
