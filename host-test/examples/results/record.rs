//! `record`: what a resizer makes of every original.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use host_test::runtime::engine::compile;
use host_test::workspace;
use wasmtime::component::Component;

use crate::case::Case;
use crate::row::Row;
use crate::{originals, plan, row};

/// What `record` takes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The component, before it is composed with a store
    #[arg(long, value_name = "FILE.wasm")]
    resizer: PathBuf,
    /// It is a lean build, without AVIF and SVG
    #[arg(long)]
    lean: bool,
    /// Folder that `originals` wrote
    #[arg(value_name = "ORIGINALS")]
    originals: PathBuf,
    /// Where to write the record
    #[arg(value_name = "OUT.tsv")]
    output: PathBuf,
}

/// A case that takes longer is told of.
const SLOW: Duration = Duration::from_secs(3);

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let resizer = &arguments.resizer;
    let wasm = std::fs::read(resizer).with_context(|| resizer.display().to_string())?;
    let component = compile(&wasm, &workspace::root().join("target/results"))?;
    let originals = originals::read(&arguments.originals)?;
    let cases = plan::cases(&originals, !arguments.lean)?;
    let start = Instant::now();
    let rows = all(&component, &cases)?;
    let statuses = rows.iter().fold(BTreeMap::new(), |mut counts, Row(row)| {
        *counts.entry(row[row::KEYS].clone()).or_insert(0) += 1;
        counts
    });
    println!(
        "{} lines of {} originals in {:.0?}; statuses {statuses:?}",
        rows.len(),
        originals.len(),
        start.elapsed()
    );
    row::write(&arguments.output, rows)?;
    Ok(ExitCode::SUCCESS)
}

/// The rows of all cases, on all cores, in no order.
fn all(component: &Component, cases: &[Case]) -> Result<Vec<Row>> {
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(Vec::new());
    let cores = std::thread::available_parallelism()?.get();
    std::thread::scope(|scope| {
        let work = || -> Result<()> {
            // Each thread runs one instance after the other.
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                let (found, took) = runtime.block_on(case.run(component))?;
                if took > SLOW {
                    eprintln!("{took:.1?} {}", found[0].key().join(" "));
                }
                rows.lock()
                    .ok()
                    .context("another thread failed")?
                    .extend(found);
            }
            Ok(())
        };
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        for thread in threads {
            let done = thread.join();
            done.ok().context("a thread panicked")??;
        }
        anyhow::Ok(())
    })?;
    rows.into_inner().ok().context("a thread failed")
}
