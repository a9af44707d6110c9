//! Originals larger than any photo here, made for the occasion: does Marble take them, and in how much memory?

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use serde::Serialize;

use crate::job::{Format, Job};
use crate::marble::Marble;
use crate::npm::Peers;
use crate::outcome::Outcome;
use crate::settings::Settings;

const JOBS: [Job; 2] = [
    large("100 MP baseline", "baseline-100mp.jpg"),
    large("50 MP progressive", "progressive-50mp.jpg"),
];

/// What the originals are tiled from.
const PHOTO: &str = "mosaic-12mp.jpg";

/// A large original and how Marble answered.
#[derive(Serialize)]
pub(crate) struct Large {
    pub(crate) job: Job,
    #[serde(flatten)]
    pub(crate) outcome: Outcome<Answered>,
}

#[derive(Serialize)]
pub(crate) struct Answered {
    pub(crate) original_bytes: u64,
    pub(crate) status: u16,
    /// What the answer says where there is no picture.
    pub(crate) refused: Option<String>,
    /// Linear memory, in bytes.
    pub(crate) peak_memory: u64,
    pub(crate) cpu_ms: f64,
}

impl Large {
    pub(crate) fn measure_all(settings: &Settings, peers: &Peers, scratch: &Path) -> Vec<Self> {
        let wanted = JOBS.iter().filter(|job| settings.wants(&job.to_string()));
        let wanted: Vec<&Job> = wanted.collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        eprintln!("large originals …");
        let made = make(&settings.photo(PHOTO), peers, scratch);
        let answered = |job: &Job| answered(job, scratch).map_err(|error| format!("{error:#}"));
        let measure = |job: &Job| Self {
            job: *job,
            outcome: made.clone().and_then(|()| answered(job)).into(),
        };
        wanted.into_iter().map(measure).collect()
    }
}

const fn large(about: &'static str, original: &'static str) -> Job {
    Job::new((about, original), 800, 600, Format::Jpeg)
}

fn make(photo: &Path, peers: &Peers, folder: &Path) -> Result<(), String> {
    let scripts = peers.as_deref().map_err(Clone::clone)?;
    let made = Command::new("node")
        .arg("large.mjs")
        .args([photo, folder])
        .current_dir(scripts)
        .output()
        .map_err(|error| error.to_string())?;
    if made.status.success() {
        return Ok(());
    }
    let log = String::from_utf8_lossy(&made.stderr);
    let error = log.lines().find(|line| line.contains("Error"));
    Err(format!(
        "sharp cannot make it: {}",
        error.unwrap_or_default()
    ))
}

fn answered(job: &Job, folder: &Path) -> Result<Answered> {
    let original = folder.join(job.original);
    let asked = Marble::new(&original)?.ask(job)?;
    Ok(Answered {
        original_bytes: original.metadata()?.len(),
        status: asked.answer.status.as_u16(),
        refused: asked.result().err(),
        peak_memory: asked.answer.peak_memory as u64,
        cpu_ms: asked.cpu_ms,
    })
}
