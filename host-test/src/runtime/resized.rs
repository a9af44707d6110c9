//! What is made of one original: what most tests of pictures ask for.

use anyhow::{Context, Result, ensure};

use super::host::{Answer, Host};
use crate::store::mock::{MockStore, Stored};

/// The name of the original in the store.
const ORIGINAL: &str = "a";

/// An answer, and what is in the store after it.
pub struct Resized {
    /// The answer.
    pub answer: Answer,
    /// With the original, `a`.
    pub store: MockStore,
}

impl Resized {
    /// Asks for `transform` of `original`. `build` makes the host, as [`Host::resizer`] does.
    ///
    /// # Errors
    ///
    /// Where the component does not build or does not answer.
    pub async fn new(
        build: fn(MockStore) -> Result<Host>,
        original: &[u8],
        transform: &str,
        env: &[(&str, &str)],
    ) -> Result<Self> {
        let store = MockStore::with(ORIGINAL, original.to_vec());
        let mut host = build(store.clone())?.env("URL", "http://w.example");
        for (name, value) in env {
            host = host.env(name, value);
        }
        let answer = host.get(&format!("/{transform}/{ORIGINAL}")).await?;
        Ok(Self { answer, store })
    }

    /// The one object that was stored, if the answer leads there.
    ///
    /// # Errors
    ///
    /// The answer, where it is another one; what was stored, if it is not one object.
    pub fn stored(&self) -> Result<Stored> {
        let Answer { status, body, .. } = &self.answer;
        ensure!(*status == 307, "{status} {body:?}");
        let mut keys = self.store.keys();
        keys.retain(|key| key != ORIGINAL);
        ensure!(keys.len() == 1, "{keys:?} were stored");
        let stored = keys.first().and_then(|key| self.store.object(key));
        stored.context("it is gone")
    }

    /// The file of [`Self::stored`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn file(&self) -> Result<Vec<u8>> {
        Ok(self.stored()?.body.to_vec())
    }

    /// The memory that a result is estimated to take, in bytes: with hardly any allowed, it is in the answer.
    ///
    /// # Errors
    ///
    /// As [`Self::new`], and where the answer has none.
    pub async fn estimate(
        build: fn(MockStore) -> Result<Host>,
        original: &[u8],
        transform: &str,
    ) -> Result<usize> {
        let refused = Self::new(build, original, transform, &[("MAX_MEMORY", "1000")]).await?;
        let body: serde_json::Value = serde_json::from_slice(&refused.answer.body)?;
        let detail = body["detail"].as_str().unwrap_or_default();
        Ok(detail.rsplit(' ').next().unwrap_or_default().parse()?)
    }

    /// Asks for the estimate, and for the picture.
    ///
    /// # Errors
    ///
    /// As [`Self::estimate`].
    ///
    /// # Panics
    ///
    /// Where the picture is not made, or takes more memory than was estimated. `name` is that of the original.
    pub async fn within_estimate(
        build: fn(MockStore) -> Result<Host>,
        original: &[u8],
        transform: &str,
        name: &str,
    ) -> Result<Estimated> {
        let estimate = Self::estimate(build, original, transform).await?;
        let answer = Self::new(build, original, transform, &[]).await?.answer;
        let peak = answer.peak_memory;
        let case = format!("{name} {transform}: estimate {estimate}, peak {peak}");
        assert_eq!(answer.status, 307, "{case}");
        assert!(peak <= estimate, "{case}");
        Ok(Estimated { answer, estimate })
    }
}

/// An answer, and what was estimated before.
pub struct Estimated {
    /// The answer.
    pub answer: Answer,
    /// Memory, in bytes.
    pub estimate: usize,
}
