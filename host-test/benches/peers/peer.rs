//! A peer: a Node.js process that takes a job a line and answers what it took (`worker.mjs`).

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::contender::{About, Contender, Run};
use crate::job::{Format, Job};

/// For one line of answer.
const PATIENCE: Duration = Duration::from_mins(2);

/// Module and name of each.
pub(crate) const PEERS: [(&str, &str); 4] = [
    ("sharp", "sharp"),
    ("vips", "wasm-vips"),
    ("jsquash", "jSquash"),
    ("photon", "Photon"),
];

/// A process with the peer loaded, and an original for it.
pub(crate) struct Peer {
    about: About,
    process: Process,
    original: PathBuf,
    result: PathBuf,
}

/// The process and its lines. Ends with this value.
struct Process {
    child: Child,
    input: ChildStdin,
    output: Receiver<String>,
    /// What it wrote to standard error.
    log: PathBuf,
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
#[serde(untagged)]
enum Reply<T> {
    Failed { error: String },
    Done(T),
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
        let process = Process::start(module, scripts, scratch)?;
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
        let line = serde_json::to_string(&request).map_err(|error| error.to_string())?;
        let sent = writeln!(self.process.input, "{line}");
        sent.map_err(|_| self.process.death())?;
        let taken: Taken = self.process.reply()?;
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

impl Process {
    fn start(module: &str, scripts: &Path, scratch: &Path) -> Result<Self, String> {
        let log = scratch.join(format!("{module}.log"));
        let errors = File::create(&log).map_err(|error| error.to_string())?;
        let mut child = Command::new("node")
            .args(["--expose-gc", "worker.mjs", module])
            .current_dir(scripts)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .map_err(|error| error.to_string())?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("the process has no pipes".to_owned());
        };
        let (sender, receiver) = channel();
        // A pipe cannot be read with a timeout, a channel can. The thread ends with the process.
        std::thread::spawn(move || {
            let lines = BufReader::new(output).lines().map_while(Result::ok);
            lines
                .map_while(|line| sender.send(line).ok())
                .for_each(drop);
        });
        Ok(Self {
            child,
            input,
            output: receiver,
            log,
        })
    }

    fn reply<T: DeserializeOwned>(&self) -> Result<T, String> {
        let line = match self.output.recv_timeout(PATIENCE) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => return Err("no answer in two minutes".to_owned()),
            Err(RecvTimeoutError::Disconnected) => return Err(self.death()),
        };
        match serde_json::from_str(&line) {
            Ok(Reply::Done(done)) => Ok(done),
            Ok(Reply::Failed { error }) => Err(error),
            Err(_) => Err(format!("unexpected answer {line:?}")),
        }
    }

    /// Why the process is no more, as far as it said.
    fn death(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let error = log.lines().find(|line| line.contains("Error"));
        format!("its process ended: {}", error.unwrap_or("without a word"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
