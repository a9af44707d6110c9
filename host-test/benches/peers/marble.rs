//! Marble: the component in Wasmtime, compiled ahead of time, a fresh instance for each run, a store in memory.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use host_test::runtime::cpu::cpu_time;
use host_test::runtime::host::{Answer, Host};
use host_test::store::mock::MockStore;
use http::header::LOCATION;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use tokio::runtime::Runtime;

use crate::contender::{About, Contender, Memory, Run};
use crate::job::Job;

/// What `Location` begins with here.
const URL: &str = "http://bucket.invalid/";

/// The key of the original.
const KEY: &str = "original";

/// The component and one original.
pub(crate) struct Marble {
    runtime: Runtime,
    original: Bytes,
}

/// A request and what came of it.
pub(crate) struct Asked {
    pub(crate) answer: Answer,
    /// CPU time of this thread, from the request's first byte to the answer's last.
    pub(crate) cpu_ms: f64,
    store: MockStore,
}

impl Marble {
    pub(crate) fn new(original: &Path) -> anyhow::Result<Self> {
        // One thread does everything, so its CPU time is the request's.
        let runtime = tokio::runtime::Builder::new_current_thread();
        Ok(Self {
            runtime: { runtime }.enable_all().build()?,
            original: std::fs::read(original)?.into(),
        })
    }

    pub(crate) fn ask(&self, job: &Job) -> anyhow::Result<Asked> {
        let store = MockStore::with(KEY, self.original.clone());
        let host = Host::resizer(store.clone())?.env("URL", URL);
        let format = job.format.option();
        let path = format!("{}x{},format={format}/{KEY}", job.width, job.height);
        let target = format!("/{}", utf8_percent_encode(&path, NON_ALPHANUMERIC));
        let start = cpu_time();
        let answer = self.runtime.block_on(host.get(&target))?;
        let cpu_ms = milliseconds(cpu_time().saturating_sub(start));
        Ok(Asked {
            answer,
            cpu_ms,
            store,
        })
    }
}

impl Asked {
    /// The picture that was stored, or how the answer says that there is none.
    pub(crate) fn result(&self) -> Result<Bytes, String> {
        let refused = || String::from_utf8_lossy(&self.answer.body).into_owned();
        let location = self.answer.headers.get(LOCATION).ok_or_else(refused)?;
        let location = location.to_str().map_err(|error| error.to_string())?;
        let key = location.strip_prefix(URL).unwrap_or(location);
        let key = percent_decode_str(key).decode_utf8_lossy();
        let stored = self.store.object(&key).ok_or("nothing was stored")?;
        Ok(stored.body)
    }
}

impl Contender for Marble {
    fn run(&mut self, job: &Job) -> Result<Run, String> {
        let asked = self.ask(job).map_err(|error| format!("{error:#}"))?;
        Ok(Run {
            cpu_ms: asked.cpu_ms,
            peak_memory: asked.answer.peak_memory as u64,
            memory_before: 0,
            instantiation_ms: Some(milliseconds(asked.answer.instantiation)),
            result: asked.result()?.into(),
        })
    }

    fn about(&self) -> About {
        About {
            versions: env!("CARGO_PKG_VERSION").to_owned(),
            memory: Memory::Linear,
            note: "the component in Wasmtime, compiled ahead of time, from the request to its answer; \
                   a fresh instance each run, the making of it included"
                .to_owned(),
        }
    }
}

pub(crate) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
