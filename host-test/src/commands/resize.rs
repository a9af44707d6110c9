//! `cargo dev resize`: one file through the real component, with a store in memory.

use std::io::Cursor;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use host_test::runtime::cpu::cpu_time;
use host_test::runtime::host::{Answer, Host};
use host_test::store::mock::{MockStore, Stored};
use image::ImageFormat;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Serialize;
use tokio::runtime::{Builder, Runtime};

/// What `Location` begins with here.
const URL: &str = "http://bucket.invalid";

/// What `resize` takes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The original
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// What is asked for, such as 300x300 or 800x600,fit=inside
    transform: String,
    /// Where to write the result
    #[arg(value_name = "OUT")]
    output: PathBuf,
    /// How often to do it
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    repeat: u32,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What is printed.
#[derive(Serialize)]
struct Report {
    status: u16,
    #[serde(flatten)]
    outcome: Outcome,
    #[serde(skip)]
    instantiation: Duration,
    /// CPU time of this thread in milliseconds, from the request's first byte to the answer's last; one a repeat.
    cpu_ms: Vec<f64>,
    peak_memory_bytes: usize,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Outcome {
    Made {
        key: String,
        content_type: String,
        width: u32,
        height: u32,
        bytes: usize,
    },
    Failed {
        message: String,
        code: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        detail: Option<String>,
    },
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let input = &arguments.input;
    let original = std::fs::read(input).with_context(|| input.display().to_string())?;
    let name = input.file_name().unwrap_or_default().to_string_lossy();
    // One thread does everything, so its CPU time is the request's.
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut cpu_ms = Vec::new();
    let mut peak_memory_bytes = 0;
    let mut instantiation = Duration::MAX;
    let mut last = None;
    for _ in 0..arguments.repeat {
        let store = MockStore::with(&name, original.clone());
        let host = limits().fold(Host::resizer(store.clone())?, |host, (name, value)| {
            host.env(&name, &value)
        });
        let host = host.env("URL", URL);
        let path = format!("{}/{name}", arguments.transform);
        let target = target(&path);
        let start = cpu_milliseconds();
        let answer = runtime.block_on(host.get(&target))?;
        cpu_ms.push(((cpu_milliseconds() - start) * 100.0).round() / 100.0);
        instantiation = instantiation.min(answer.instantiation);
        peak_memory_bytes = answer.peak_memory.max(peak_memory_bytes);
        last = Some((store, answer));
    }
    let (store, answer) = last.context("nothing was done")?;
    let report = Report {
        status: answer.status.as_u16(),
        outcome: outcome(&runtime, &store, &answer, arguments)?,
        instantiation,
        cpu_ms,
        peak_memory_bytes,
    };
    report.print(arguments.json)?;
    Ok(match report.outcome {
        Outcome::Made { .. } => ExitCode::SUCCESS,
        Outcome::Failed { .. } => ExitCode::FAILURE,
    })
}

/// Where a request for a key goes.
fn target(key: &str) -> String {
    format!("/{}", utf8_percent_encode(key, NON_ALPHANUMERIC))
}

/// The limits that are set in the environment.
fn limits() -> impl Iterator<Item = (String, String)> {
    std::env::vars().filter(|(name, _)| name.starts_with("MAX_"))
}

fn outcome(
    runtime: &Runtime,
    store: &MockStore,
    answer: &Answer,
    arguments: &Arguments,
) -> Result<Outcome> {
    let Some(location) = answer.headers.get(http::header::LOCATION) else {
        let body: serde_json::Value = serde_json::from_slice(&answer.body)?;
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        return Ok(Outcome::Failed {
            message: text("message").unwrap_or_default(),
            code: text("code").unwrap_or_default(),
            detail: text("detail"),
        });
    };
    let path = location.to_str()?.strip_prefix(URL).unwrap_or_default();
    let key = percent_decode_str(path.trim_start_matches('/')).decode_utf8()?;
    let Stored { body, metadata } = store.object(&key).context("nothing was stored")?;
    std::fs::write(&arguments.output, &body)
        .with_context(|| arguments.output.display().to_string())?;
    let (width, height) = match metadata.content_type.as_deref() {
        Some("application/json") => size(&serde_json::from_slice(&body)?)?,
        _ => dimensions(runtime, &body)?,
    };
    Ok(Outcome::Made {
        key: key.into_owned(),
        content_type: metadata.content_type.unwrap_or_default(),
        width,
        height,
        bytes: body.len(),
    })
}

/// The dimensions in facts.
fn size(facts: &serde_json::Value) -> Result<(u32, u32)> {
    let side = |name: &str| {
        let side = facts[name].as_u64().context("no size")?;
        anyhow::Ok(u32::try_from(side)?)
    };
    Ok((side("width")?, side("height")?))
}

fn dimensions(runtime: &Runtime, picture: &[u8]) -> Result<(u32, u32)> {
    let reader = image::ImageReader::new(Cursor::new(picture)).with_guessed_format()?;
    match reader.format() {
        Some(format) if format != ImageFormat::Avif => Ok(reader.into_dimensions()?),
        _ => runtime.block_on(read_back(picture)),
    }
}

/// The dimensions of what no library here reads, as Marble reads them.
async fn read_back(picture: &[u8]) -> Result<(u32, u32)> {
    let store = MockStore::with("picture", picture.to_vec());
    let key = "1x1,format=json/picture";
    let host = Host::resizer(store.clone())?.env("URL", URL);
    host.get(&target(key)).await?;
    let Stored { body, .. } = store.object(key).context("it cannot be read")?;
    let facts: serde_json::Value = serde_json::from_slice(&body)?;
    size(&facts["original"])
}

fn cpu_milliseconds() -> f64 {
    cpu_time().as_secs_f64() * 1e3
}

impl Report {
    fn print(&self, json: bool) -> Result<()> {
        if json {
            println!("{}", serde_json::to_string(self)?);
            return Ok(());
        }
        match &self.outcome {
            Outcome::Made {
                key,
                content_type,
                width,
                height,
                bytes,
            } => println!(
                "{} {key}: {content_type}, {width}x{height}, {bytes} bytes",
                self.status
            ),
            Outcome::Failed {
                message,
                code,
                detail,
            } => {
                let detail = detail.as_deref().unwrap_or_default();
                println!("{} {message} ({code}) {detail}", self.status);
            }
        }
        let mut sorted = self.cpu_ms.clone();
        sorted.sort_by(f64::total_cmp);
        let median = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
        let mebibytes = self.peak_memory_bytes.div_ceil(1 << 20);
        println!(
            "CPU {median:.1} ms (median of {}), peak linear memory {mebibytes} MiB, instance made in {:.2} ms",
            sorted.len(),
            self.instantiation.as_secs_f64() * 1e3,
        );
        Ok(())
    }
}
