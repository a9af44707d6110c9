//! What Marble says that a request will take, beside what it takes: memory, and CPU time of the component.
//! `cargo bench -p host-test --profile dev --bench estimates [part of a row's name]`.
//!
//! The profile is that of the tests: what is measured was compiled by Wasmtime, and the host is built already.
//!
//! Prints a table in Markdown, the rows that are furthest off at its end. `MARBLE_ESTIMATES=docs` writes
//! `docs/estimates.tsv` and `docs/estimates.svg` as well. `attacks` instead of a name measures the most expensive
//! requests that were found.

#[path = "estimates/attacks.rs"]
mod attacks;
#[path = "estimates/jobs.rs"]
mod jobs;
#[path = "estimates/originals.rs"]
mod originals;
#[path = "estimates/plot.rs"]
mod plot;
#[path = "estimates/row.rs"]
mod row;

use std::time::Duration;

use anyhow::{Context, Result};
use host_test::runtime::cpu::cpu_time;
use host_test::runtime::host::Host;
use host_test::store::mock::MockStore;
use host_test::workspace;
use marble_picture::{Error, Estimate, Limits, Progress, process};
use marble_transform::Transform;
use tokio::runtime::{Builder, Runtime};

use crate::jobs::{Job, jobs};
use crate::originals::Originals;
use crate::row::Row;

/// Runs of each job, of which the quickest counts: the others were disturbed.
const RUNS: usize = 2;

/// What is drawn, where that is asked for.
const WATERMARK: &str = "png-1mp-alpha";

/// Nothing is refused, and no search is cut short.
const LIMITS: Limits = Limits {
    avif_max_pixels: u32::MAX as u64,
    max_frames: u32::MAX,
    max_memory: u32::MAX as u64,
    max_result_side: 4096,
    max_source_bytes: u32::MAX as u64,
    max_source_pixels: u32::MAX as u64,
    max_work: u32::MAX as u64,
};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("nothing to test; `cargo bench -p host-test --bench estimates` measures");
        return Ok(());
    }
    let filters: Vec<_> = arguments.iter().filter(|it| !it.starts_with('-')).collect();
    let wanted = |job: &Job| {
        let name = job.to_string();
        filters.is_empty() || filters.iter().any(|filter| name.contains(*filter))
    };
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut originals = Originals::default();
    if filters.iter().any(|filter| *filter == "attacks") {
        return attacks::run(&mut originals, &runtime);
    }
    let watermark = originals.file(WATERMARK)?;
    let mut rows = Vec::new();
    for job in jobs().into_iter().filter(wanted) {
        let original = originals.file(job.original)?;
        match measure(&job, &original, &watermark, &runtime) {
            Ok(row) => {
                println!("{row}");
                rows.push(row);
            }
            // What does not fit into an instance, for one.
            Err(error) => println!("| {job} | {error:#} |"),
        }
    }
    println!("\n{}", row::summary(&rows));
    if let Some(folder) = std::env::var_os("MARBLE_ESTIMATES") {
        let folder = workspace::root().join(folder);
        std::fs::write(folder.join("estimates.tsv"), row::tsv(&rows))?;
        std::fs::write(folder.join("estimates.svg"), plot::svg(&rows))?;
    }
    Ok(())
}

/// Keeps the estimate, and has no time for the rest.
#[derive(Default)]
struct Estimated(Option<Estimate>);

impl Progress for Estimated {
    fn estimated(&mut self, estimate: Estimate) {
        self.0 = Some(estimate);
    }

    fn is_late(&self) -> bool {
        self.0.is_some()
    }
}

fn estimate(original: &[u8], mut watermark: &[u8], transform: &str) -> Result<Estimate> {
    let transform = Transform::parse(transform, LIMITS.max_result_side)?;
    let mut estimated = Estimated::default();
    let made = process(
        &mut &*original,
        Some(&mut watermark),
        &transform,
        &LIMITS,
        &mut estimated,
    );
    match made {
        Err(Error::TooSlow) => estimated.0.context("no estimate"),
        other => anyhow::bail!("{other:?}"),
    }
}

fn measure(job: &Job, original: &[u8], watermark: &[u8], runtime: &Runtime) -> Result<Row> {
    let estimate = estimate(original, watermark, job.transform)?;
    let mut cpu = Duration::MAX;
    let mut memory = 0;
    for _ in 0..RUNS {
        let store = MockStore::with("a", original.to_vec());
        store.insert("watermark", watermark.to_vec());
        let host = Host::resizer_without_limits(store)?
            .env("URL", "http://w.example")
            .env("WATERMARK", "watermark");
        let start = cpu_time();
        let answer = runtime.block_on(host.get(&format!("/{}/a", job.transform)))?;
        cpu = cpu.min(cpu_time().saturating_sub(start));
        let status = answer.status.as_u16();
        anyhow::ensure!(status == 307, "{status} {:?}", answer.body);
        memory = answer.peak_memory;
    }
    Ok(Row {
        name: job.to_string(),
        estimated: (float(estimate.memory), float(estimate.work)),
        measured: (float(memory as u64), cpu.as_secs_f64() * 1e3),
    })
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn float(number: u64) -> f64 {
    number as f64
}
