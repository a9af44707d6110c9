//! Who does the jobs, and what a run of one takes.

use serde::Serialize;

use crate::job::Job;

/// Marble or a peer, ready for the jobs of one original.
pub(crate) trait Contender {
    /// Does `job` once. The error is why it cannot.
    fn run(&mut self, job: &Job) -> Result<Run, String>;

    /// Its version and what is called of it.
    fn about(&self) -> About;
}

/// What one run took and gave.
pub(crate) struct Run {
    pub(crate) cpu_ms: f64,
    /// In bytes.
    pub(crate) peak_memory: u64,
    /// What of it was there before the first job, in bytes.
    pub(crate) memory_before: u64,
    /// How long it took to make the instance, where each run has its own.
    pub(crate) instantiation_ms: Option<f64>,
    /// The file it made.
    pub(crate) result: Vec<u8>,
}

/// What a contender is.
#[derive(Clone, Serialize, serde::Deserialize)]
pub(crate) struct About {
    pub(crate) versions: String,
    pub(crate) memory: Memory,
    pub(crate) note: String,
}

/// What is counted as memory.
#[derive(Clone, Copy, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Memory {
    /// All linear memories of WebAssembly.
    Linear,
    /// The most that the process had resident.
    Resident,
}
