//! Where a request's time goes, I/O included: `cargo bench -p host-test --bench stages [part of a job's name]`.
//!
//! The composed component between a client and an S3 server on loopback, which runs on threads of its own. Prints what
//! `Server-Timing` says of each stage, and the CPU time of the thread that the component and its host share. Settings
//! as for `peers`.

#[expect(dead_code, reason = "some jobs are for `peers` alone")]
#[path = "peers/job.rs"]
mod job;
#[path = "peers/machine.rs"]
mod machine;
#[path = "../tests/photographs/files.rs"]
mod photographs;
#[expect(dead_code, reason = "raw numbers in a file are for `peers`")]
#[path = "peers/settings.rs"]
mod settings;
#[path = "peers/table.rs"]
mod table;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use host_test::runtime::cpu::cpu_time;
use host_test::runtime::host::Host;
use host_test::runtime::s3_adapter;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::s3::S3Config;
use host_test::store::s3::S3Server;
use tokio::runtime::{Builder, Runtime};

use crate::job::{JOBS, Job};
use crate::machine::Machine;
use crate::settings::Settings;
use crate::table::Table;

/// Requests of each job.
const RUNS: usize = 9;

const STAGES: [&str; 6] = ["stored", "fetch", "decode", "resize", "encode", "store"];

/// Milliseconds of one request: the stages', then the thread's CPU.
type Run = [f64; STAGES.len() + 1];

fn main() -> Result<()> {
    let Some(settings) = Settings::parse(
        std::env::args().skip(1),
        |name| std::env::var(name).ok(),
        RUNS,
    )?
    else {
        println!("nothing to test; `cargo bench -p host-test --bench stages` measures");
        return Ok(());
    };
    let servers = Builder::new_multi_thread().enable_all().build()?;
    let here = Builder::new_current_thread().enable_all().build()?;
    let mut table = Table::new(["ms"].into_iter().chain(STAGES).chain(["CPU of all"]));
    for job in JOBS.iter().filter(|job| settings.wants(&job.to_string())) {
        let photo = settings.photo(job.original)?;
        let original = std::fs::read(&photo).with_context(|| photo.display().to_string())?;
        let medians = measure(job, &original, settings.runs, &servers, &here)?;
        let cells = medians.iter().map(|median| format!("{median:.1}"));
        table.push([job.to_string()].into_iter().chain(cells));
    }
    println!("{}. Medians of {}.\n", Machine::here(), settings.runs);
    print!("{table}");
    Ok(())
}

/// Medians over `runs` requests, after two to warm up, each of which finds the original and nothing else.
fn measure(
    job: &Job,
    original: &[u8],
    runs: usize,
    servers: &Runtime,
    here: &Runtime,
) -> Result<Run> {
    let bucket = Arc::new(Bucket::in_memory());
    let object = Object::new(original.to_vec());
    bucket.put("original", object, &Condition::Always)?;
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let s3 = servers.block_on(S3Server::start(
        listen,
        Arc::clone(&bucket),
        S3Config::default(),
    ))?;
    let host = Host::composed()?.envs(s3_adapter::env(s3.addr()));
    let host = host.env("URL", "http://pictures.example");
    let format = job.format.option();
    let derivative = format!("{}x{},format={format}/original", job.width, job.height);
    let mut seen = Vec::new();
    for run in 0..runs + 2 {
        let start = cpu_time();
        let answer = here.block_on(host.get(&format!("/{derivative}")))?;
        let cpu = cpu_time().saturating_sub(start);
        ensure!(answer.status == 307, "{job}: {answer:?}");
        let timings = answer.headers.get("server-timing");
        let timings = timings.context("no Server-Timing")?.to_str()?;
        let mut times = [0.0; STAGES.len() + 1];
        for (time, stage) in times.iter_mut().zip(STAGES) {
            *time = milliseconds(timings, stage).with_context(|| format!("{stage}: {timings}"))?;
        }
        times[STAGES.len()] = cpu.as_secs_f64() * 1e3;
        if run >= 2 {
            seen.push(times);
        }
        bucket.delete(&derivative)?;
    }
    Ok(std::array::from_fn(|column| {
        let mut column: Vec<f64> = seen.iter().map(|times| times[column]).collect();
        column.sort_by(f64::total_cmp);
        column[column.len() / 2]
    }))
}

/// What a `Server-Timing` says of one stage.
fn milliseconds(timings: &str, stage: &str) -> Option<f64> {
    let mut metrics = timings.split(", ");
    let duration = metrics.find_map(|metric| metric.strip_prefix(stage)?.strip_prefix(";dur="));
    duration?.parse().ok()
}
