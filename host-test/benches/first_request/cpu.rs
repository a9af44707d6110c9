//! CPU time of one job: Marble's and sharp's, without a store as in `peers`, and Marble's with one as in `stages`.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use host_test::runtime::cpu::cpu_time;
use tokio::runtime::Builder;

use crate::case::{BASELINE, Case, SIZES, USUAL};
use crate::composed::Composed;
use crate::contender::Contender;
use crate::job::{JOBS, Job};
use crate::marble::{Marble, milliseconds};
use crate::npm::Peers;
use crate::peer::Peer;
use crate::row::median;
use crate::stand::Stand;

const WARM_UPS: usize = 2;

/// Medians, in milliseconds.
pub(crate) struct Cpu {
    pub(crate) job: Job,
    /// The resizer, with a store in memory.
    pub(crate) marble: f64,
    /// The composed component and the HTTP of its host, with the store on this machine.
    pub(crate) composed: f64,
    /// Or why there is none.
    pub(crate) sharp: Result<f64, String>,
}

impl Cpu {
    /// 12 megapixels to 300x300; `photograph` is where they lie, and in the bucket too.
    pub(crate) fn measure(
        runs: usize,
        photograph: &Path,
        stand: &Stand,
        peers: &Peers,
        scratch: &Path,
    ) -> Result<Self> {
        let job = JOBS.into_iter().find(|job| job.width == 300);
        let job = job.context("a job of 300x300")?;
        eprintln!("CPU of {job} …");
        let case = Case::new(USUAL, BASELINE, SIZES[0]);
        let near = Composed::new(stand.near())?;
        // One thread does everything, so its CPU time is the request's.
        let here = Builder::new_current_thread().enable_all().build()?;
        let start = |scripts| Peer::start("sharp", scripts, photograph, scratch);
        let mut sharp = peers.as_deref().map_err(Clone::clone).and_then(start);
        let mut marble = Marble::new(photograph)?;
        let (mut marbles, mut composed, mut sharps) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..WARM_UPS + runs {
            marbles.push(cpu_ms(&mut marble, &job).map_err(anyhow::Error::msg)?);
            let begin = cpu_time();
            let asked = near.ask(&case, &here)?;
            composed.push(milliseconds(cpu_time().saturating_sub(begin)));
            ensure!(asked.answer.status == 307, "{:?}", asked.answer);
            stand.take(&case.derivative())?;
            let taken = sharp.as_mut().map_err(|why| why.clone());
            match taken.and_then(|sharp| cpu_ms(sharp, &job)) {
                Ok(taken) => sharps.push(taken),
                Err(why) => sharp = Err(why),
            }
        }
        let counted = |all: &[f64]| median(all.get(WARM_UPS..).unwrap_or_default());
        Ok(Self {
            job,
            marble: counted(&marbles),
            composed: counted(&composed),
            sharp: sharp.map(|_| counted(&sharps)),
        })
    }
}

fn cpu_ms(contender: &mut impl Contender, job: &Job) -> Result<f64, String> {
    Ok(contender.run(job)?.cpu_ms)
}
