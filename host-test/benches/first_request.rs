//! What a visitor waits for who is the first to ask for a picture, with a store that is far away:
//! `cargo bench -p host-test --bench first-request [sizes] [progressive] [grid] [refused] [cpu]`.
//!
//! The store is the S3 server of this process behind a proxy that holds answers back and sends bodies at a rate. In
//! turns: the store alone, the Lambda original in Node.js, and Marble, composed, with an instance for each request. Prints
//! Markdown.
//!
//! `MARBLE_FIRST_REQUEST`: `before` or `after` keeps what was measured in `docs/first-request.tsv` as that state, and
//! draws `docs/first-request.svg`; `MARBLE_PHOTOS`: folder of the originals, which are drawn without it;
//! `MARBLE_BENCH_RUNS`: runs of each, 11.

#[path = "first_request/case.rs"]
mod case;
#[expect(dead_code, reason = "tests of the server do more with it")]
#[path = "../tests/s3/client.rs"]
mod client;
#[path = "first_request/composed.rs"]
mod composed;
#[expect(dead_code, reason = "memory and versions are for `peers`")]
#[path = "peers/contender.rs"]
mod contender;
#[path = "first_request/cpu.rs"]
mod cpu;
#[path = "first_request/drawing.rs"]
mod drawing;
#[expect(dead_code, reason = "most jobs are for `peers`")]
#[path = "peers/job.rs"]
mod job;
#[path = "first_request/lambda.rs"]
mod lambda;
#[path = "peers/machine.rs"]
mod machine;
#[path = "peers/marble.rs"]
mod marble;
#[path = "peers/npm.rs"]
mod npm;
#[path = "first_request/originals.rs"]
mod originals;
#[expect(dead_code, reason = "the others are for `peers`")]
#[path = "peers/peer.rs"]
mod peer;
#[path = "../tests/photographs/files.rs"]
mod photographs;
#[path = "peers/process.rs"]
mod process;
#[path = "first_request/record.rs"]
mod record;
#[path = "first_request/report.rs"]
mod report;
#[path = "first_request/row.rs"]
mod row;
#[expect(dead_code, reason = "raw numbers in a file are for `peers`")]
#[path = "peers/settings.rs"]
mod settings;
#[path = "first_request/stand.rs"]
mod stand;
#[path = "first_request/store_alone.rs"]
mod store_alone;
#[path = "peers/table.rs"]
mod table;
#[path = "first_request/waterfall.rs"]
mod waterfall;

use anyhow::{Result, ensure};

use crate::case::{BASELINE, Case, PROGRESSIVE, REFUSED, SIZES, USUAL, distances};
use crate::cpu::Cpu;
use crate::lambda::Lambda;
use crate::machine::Machine;
use crate::record::State;
use crate::report::Report;
use crate::row::{Refused, Row};
use crate::settings::Settings;
use crate::stand::Stand;

/// Runs of each at each case.
const RUNS: usize = 11;

/// What can be measured alone.
const PARTS: [&str; 5] = ["sizes", "progressive", "grid", "refused", "cpu"];

fn main() -> Result<()> {
    let variable = |name: &str| std::env::var(name).ok();
    let Some(settings) = Settings::parse(std::env::args().skip(1), variable, RUNS)? else {
        println!("nothing to test; `cargo bench -p host-test --bench first-request` measures");
        return Ok(());
    };
    let state = State::parse(variable("MARBLE_FIRST_REQUEST").as_deref())?;
    ensure!(
        state.is_none() || PARTS.iter().all(|part| settings.wants(part)),
        "expected no parts with MARBLE_FIRST_REQUEST: it keeps all of them"
    );
    let report = measure(&settings)?;
    print!("{report}");
    match state {
        Some(state) => report.record().keep(state),
        None => Ok(()),
    }
}

fn measure(settings: &Settings) -> Result<Report> {
    let runs = settings.runs;
    let peers = npm::install();
    let scratch = tempfile::tempdir()?;
    let stand = Stand::new()?;
    let photograph = originals::put(settings, &stand)?;
    let mut lambda = Lambda::start(&peers, scratch.path());
    let mut rows = |part: &str, cases: &[Case]| {
        let cases = cases.iter().filter(|_| settings.wants(part));
        let row = |case: &Case| Row::measure(*case, runs, &stand, &mut lambda);
        cases.map(row).collect::<Result<Vec<Row>>>()
    };
    let sizes = SIZES.map(|size| Case::new(USUAL, BASELINE, size));
    let progressive = Case::new(USUAL, PROGRESSIVE, SIZES[0]);
    let grid: Vec<_> = distances()
        .map(|distance| Case::new(distance, BASELINE, SIZES[0]))
        .collect();
    let (sizes, progressive, grid) = (
        rows("sizes", &sizes)?,
        rows("progressive", &[progressive])?,
        rows("grid", &grid)?,
    );
    let mut refused = Vec::new();
    if settings.wants("refused") {
        let case = Case::new(USUAL, REFUSED, SIZES[0]);
        refused.push(Refused::measure(case, runs, &stand)?);
    }
    let mut cpu = Vec::new();
    if settings.wants("cpu") {
        let taken = Cpu::measure(runs, &photograph, &stand, &peers, scratch.path());
        cpu.push(taken?);
    }
    Ok(Report {
        machine: Machine::here(),
        runs,
        lambda,
        sizes,
        progressive,
        grid,
        refused,
        cpu,
    })
}
