//! A Node.js process that answers each line with a line.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// For one line of answer.
const PATIENCE: Duration = Duration::from_mins(2);

/// For its end, where nothing more is asked.
const FAREWELL: Duration = Duration::from_secs(2);

/// The process and its lines. Ends with this value.
pub(crate) struct Process {
    child: Child,
    /// Closed where the process shall end.
    input: Option<ChildStdin>,
    output: Receiver<String>,
    /// What it wrote to standard error.
    log: PathBuf,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Reply<T> {
    Failed { error: String },
    Done(T),
}

impl Process {
    /// Runs a script with arguments in the folder `scripts`; its standard error goes to a file in `scratch`.
    pub(crate) fn start(
        arguments: &[&str],
        scripts: &Path,
        scratch: &Path,
    ) -> Result<Self, String> {
        let log = scratch.join(format!("{}.log", arguments.join("-")));
        let errors = File::create(&log).map_err(|error| error.to_string())?;
        let mut child = Command::new("node")
            .arg("--expose-gc")
            .args(arguments)
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
            input: Some(input),
            output: receiver,
            log,
        })
    }

    /// Sends a request, and waits for what it is answered.
    pub(crate) fn ask<T: DeserializeOwned>(
        &mut self,
        request: &impl Serialize,
    ) -> Result<T, String> {
        let line = serde_json::to_string(request).map_err(|error| error.to_string())?;
        let input = self.input.as_mut().ok_or("the process has no pipes")?;
        writeln!(input, "{line}").map_err(|_| self.death())?;
        self.reply()
    }

    /// The next line, which may say that something failed.
    pub(crate) fn reply<T: DeserializeOwned>(&self) -> Result<T, String> {
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
        // So that it can end what it started. Its output ends with it.
        drop(self.input.take());
        while self.output.recv_timeout(FAREWELL).is_ok() {}
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
