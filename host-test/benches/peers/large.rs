//! Originals larger than any photo here, made for the occasion: does Marble take them, and in how much memory?

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::Serialize;

use crate::job::{Format, Job};
use crate::marble::Marble;
use crate::originals::Originals;
use crate::outcome::Outcome;

pub(crate) const JOBS: [Job; 2] = [
    large("100 MP baseline", "baseline-100mp.jpg"),
    large("50 MP progressive", "progressive-50mp.jpg"),
];

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
    pub(crate) fn measure(job: &Job, originals: &Originals<'_>) -> Self {
        let answered = |path: PathBuf| answered(job, &path).map_err(|error| format!("{error:#}"));
        Self {
            job: *job,
            outcome: originals.path(job.original).and_then(answered).into(),
        }
    }
}

const fn large(about: &'static str, original: &'static str) -> Job {
    Job::new((about, original), 800, 600, Format::Jpeg)
}

fn answered(job: &Job, original: &Path) -> Result<Answered> {
    let asked = Marble::new(original)?.ask(job)?;
    Ok(Answered {
        original_bytes: original.metadata()?.len(),
        status: asked.answer.status.as_u16(),
        refused: asked.result().err(),
        peak_memory: asked.answer.peak_memory as u64,
        cpu_ms: asked.cpu_ms,
    })
}
