//! One job done by everybody in turns.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::contender::{About, Contender, Run};
use crate::job::Job;
use crate::marble::Marble;
use crate::npm::Peers;
use crate::originals::Originals;
use crate::outcome::Outcome;
use crate::peer::{Peer, peers};
use crate::reference::Reference;

/// Before the first run that counts: V8 compiles while it runs.
const WARM_UPS: usize = 2;

/// The first column's name.
pub(crate) const MARBLE: &str = "Marble";

/// A job and how each did it, Marble first.
#[derive(Serialize)]
pub(crate) struct Row {
    pub(crate) job: Job,
    pub(crate) entries: Vec<Entry>,
}

/// How one did it.
#[derive(Serialize)]
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    #[serde(flatten)]
    pub(crate) outcome: Outcome<Measured>,
}

/// What the runs took; they all made the same.
#[derive(Serialize)]
pub(crate) struct Measured {
    pub(crate) about: About,
    pub(crate) cpu_ms: Vec<f64>,
    pub(crate) instantiation_ms: Vec<f64>,
    /// In bytes, the most of all runs.
    pub(crate) peak_memory: u64,
    /// What of it was there before the first job, in bytes.
    pub(crate) memory_before: u64,
    pub(crate) result_bytes: usize,
    pub(crate) ssimulacra2: f64,
}

/// One that takes part, until it fails.
struct Entrant {
    name: &'static str,
    contender: Result<Box<dyn Contender>, String>,
    runs: Vec<Run>,
}

impl Row {
    pub(crate) fn measure(
        job: &Job,
        runs: usize,
        originals: &Originals<'_>,
        peers: &Peers,
        scratch: &Path,
    ) -> Result<Self> {
        let original = match originals.path(job.original) {
            Ok(original) => original,
            Err(why) => return Ok(Self::absent(job, &why)),
        };
        let mut entrants = entrants(&original, peers, scratch)?;
        for _ in 0..WARM_UPS + runs {
            for entrant in &mut entrants {
                entrant.run(job);
            }
        }
        let reference = Reference::new(&original, job)?;
        let score = |result: &[u8]| reference.score(result, peers, scratch);
        let entries = entrants.into_iter().map(|entrant| entrant.done(score));
        Ok(Self {
            job: *job,
            entries: entries.collect(),
        })
    }

    /// Nobody can do it.
    fn absent(job: &Job, why: &str) -> Self {
        let names = [MARBLE].into_iter().chain(peers().map(|(_, name)| name));
        let entries = names.map(|name| Entry {
            name,
            outcome: Outcome::Absent(why.to_owned()),
        });
        Self {
            job: *job,
            entries: entries.collect(),
        }
    }

    pub(crate) fn measured(&self, name: &str) -> Option<&Measured> {
        let entry = self.entries.iter().find(|entry| entry.name == name)?;
        entry.outcome.measured()
    }
}

impl Measured {
    pub(crate) fn median_cpu_ms(&self) -> f64 {
        median(&self.cpu_ms)
    }
}

impl Entrant {
    fn new(name: &'static str, contender: Result<Box<dyn Contender>, String>) -> Self {
        Self {
            name,
            contender,
            runs: Vec::new(),
        }
    }

    fn run(&mut self, job: &Job) {
        let Ok(contender) = &mut self.contender else {
            return;
        };
        match contender.run(job) {
            Ok(run) => self.runs.push(run),
            Err(why) => self.contender = Err(why),
        }
    }

    /// `score` tells how good a result is.
    fn done(self, score: impl Fn(&[u8]) -> Result<f64>) -> Entry {
        let measured = || {
            let contender = self.contender?;
            let measured = Measured::new(contender.about(), &self.runs, score);
            measured.map_err(|error| format!("{error:#}"))
        };
        Entry {
            name: self.name,
            outcome: measured().into(),
        }
    }
}

impl Measured {
    fn new(about: About, runs: &[Run], score: impl Fn(&[u8]) -> Result<f64>) -> Result<Self> {
        let counted = runs.get(WARM_UPS..).unwrap_or_default();
        let last = counted.last().context("there was no run")?;
        let instantiation = |run: &Run| run.instantiation_ms;
        Ok(Self {
            about,
            cpu_ms: counted.iter().map(|run| run.cpu_ms).collect(),
            instantiation_ms: counted.iter().filter_map(instantiation).collect(),
            peak_memory: runs.iter().map(|run| run.peak_memory).max().unwrap_or(0),
            memory_before: last.memory_before,
            result_bytes: last.result.len(),
            ssimulacra2: score(&last.result)?,
        })
    }
}

/// Marble, then the peers, each in a process that knows no other job: memory is that of this one.
fn entrants(original: &Path, installed: &Peers, scratch: &Path) -> Result<Vec<Entrant>> {
    let marble = Marble::new(original).with_context(|| original.display().to_string())?;
    let mut entrants = vec![Entrant::new(MARBLE, Ok(Box::new(marble)))];
    for (module, name) in peers() {
        let start = |scripts| Peer::start(module, scripts, original, scratch);
        let peer = installed.as_deref().map_err(Clone::clone).and_then(start);
        entrants.push(Entrant::new(name, peer.map(|peer| Box::new(peer) as _)));
    }
    Ok(entrants)
}

pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
