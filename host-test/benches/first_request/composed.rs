//! Marble as it is deployed: the composed component, compiled ahead of time, an instance for each request.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use host_test::runtime::host::{Answer, Host};
use host_test::runtime::s3_adapter;
use tokio::runtime::Runtime;

use crate::case::Case;

/// The component, led to one store.
pub(crate) struct Composed {
    host: Host,
}

/// A request and its answer.
pub(crate) struct Asked {
    pub(crate) start: Instant,
    /// To the last byte of the answer. The component goes on behind it.
    pub(crate) took: Duration,
    pub(crate) answer: Answer,
}

/// A stage and its milliseconds.
pub(crate) type Stage = (String, f64);

impl Composed {
    pub(crate) fn new(store: SocketAddr) -> Result<Self> {
        let host = Host::composed()?.envs(s3_adapter::env(store));
        Ok(Self {
            host: host.env("URL", "http://pictures.example"),
        })
    }

    pub(crate) fn ask(&self, case: &Case, runtime: &Runtime) -> Result<Asked> {
        let target = format!("/{}", case.derivative());
        let start = Instant::now();
        let answer = runtime.block_on(self.host.get(&target))?;
        Ok(Asked {
            start,
            took: answer.latency,
            answer,
        })
    }
}

impl Asked {
    /// The stages of `Server-Timing`, in their order. What is estimated is none.
    pub(crate) fn stages(&self) -> Result<Vec<Stage>> {
        let timings = self.answer.headers.get("server-timing");
        let timings = timings.context("no Server-Timing")?.to_str()?;
        let metrics = timings.split(", ").map(|metric| {
            let (name, duration) = metric.split_once(";dur=").context("no duration")?;
            Ok((name.to_owned(), duration.parse()?))
        });
        let stages: Result<Vec<Stage>> = metrics.collect();
        let stages = stages.with_context(|| timings.to_owned())?;
        Ok(stages.into_iter().filter(|it| it.0 != "estimate").collect())
    }
}
