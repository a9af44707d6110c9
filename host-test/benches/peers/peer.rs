//! A peer: a Node.js process that takes a job a line and answers what it took (`worker.mjs`).

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::contender::{About, Contender, Run};
use crate::job::{Format, Job};
use crate::process::Process;

/// Module and name of each, but for [`OXIMG`].
const PEERS: [(&str, &str); 4] = [
    ("sharp", "sharp"),
    ("vips", "wasm-vips"),
    ("jsquash", "jSquash"),
    ("photon", "Photon"),
];

/// Takes part where it is installed: it is no package of npm.
const OXIMG: (&str, &str) = ("oximg", "oximg");

/// Module and name of those that take part.
pub(crate) fn peers() -> impl Iterator<Item = (&'static str, &'static str)> {
    let version = Command::new("oximg").arg("--version").output();
    PEERS.into_iter().chain(version.is_ok().then_some(OXIMG))
}

/// A process with the peer loaded, and an original for it.
pub(crate) struct Peer {
    about: About,
    process: Process,
    original: PathBuf,
    result: PathBuf,
}

#[derive(Serialize)]
struct Request<'a> {
    original: &'a Path,
    result: &'a Path,
    width: u32,
    height: u32,
    format: Format,
}

#[derive(Deserialize)]
struct Taken {
    cpu_ms: f64,
    peak_memory: u64,
    memory_before: u64,
}

impl Peer {
    /// `scripts` is the folder of `worker.mjs`, `scratch` one for what comes out.
    pub(crate) fn start(
        module: &str,
        scripts: &Path,
        original: &Path,
        scratch: &Path,
    ) -> Result<Self, String> {
        let process = Process::start(&["worker.mjs", module], scripts, scratch)?;
        Ok(Self {
            about: process.reply()?,
            process,
            original: original.to_owned(),
            result: scratch.join(format!("{module}.result")),
        })
    }
}

impl Contender for Peer {
    fn run(&mut self, job: &Job) -> Result<Run, String> {
        let request = Request {
            original: &self.original,
            result: &self.result,
            width: job.width,
            height: job.height,
            format: job.format,
        };
        let taken: Taken = self.process.ask(&request)?;
        Ok(Run {
            cpu_ms: taken.cpu_ms,
            peak_memory: taken.peak_memory,
            memory_before: taken.memory_before,
            instantiation_ms: None,
            result: std::fs::read(&self.result).map_err(|error| error.to_string())?,
        })
    }

    fn about(&self) -> About {
        self.about.clone()
    }
}
