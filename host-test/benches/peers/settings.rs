//! What the command line and the environment ask for.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use host_test::workspace;

use crate::photographs::Photographs;

/// What is to be measured.
pub(crate) struct Settings {
    pub(crate) runs: usize,
    pub(crate) json: Option<PathBuf>,
    photos: Photographs,
    filters: Vec<String>,
}

impl Settings {
    /// `runs` where the environment says no other number. Nothing where this is a test run and no benchmark.
    pub(crate) fn parse(
        arguments: impl Iterator<Item = String>,
        variable: impl Fn(&str) -> Option<String>,
        runs: usize,
    ) -> Result<Option<Self>> {
        let (flags, filters): (Vec<_>, Vec<_>) =
            arguments.partition(|argument| argument.starts_with('-'));
        let has = |name: &str| flags.iter().any(|flag| flag == name);
        if !has("--bench") || has("--test") {
            return Ok(None);
        }
        let runs = variable("MARBLE_BENCH_RUNS").map_or(Ok(runs), |runs| runs.parse());
        let runs = runs.context("expected MARBLE_BENCH_RUNS to be a number")?;
        ensure!(runs > 0, "expected MARBLE_BENCH_RUNS from 1, but found 0");
        Ok(Some(Self {
            runs,
            json: variable("MARBLE_BENCH_JSON").map(|path| outside(Path::new(&path))),
            photos: Photographs::new(variable("MARBLE_PHOTOS").as_deref())?,
            filters,
        }))
    }

    pub(crate) fn wants(&self, name: &str) -> bool {
        self.filters.is_empty() || self.filters.iter().any(|filter| name.contains(filter))
    }

    /// The photograph of that name, drawn where `MARBLE_PHOTOS` is not set.
    pub(crate) fn photo(&self, name: &str) -> Result<PathBuf> {
        self.photos.path(name)
    }
}

/// Cargo runs a benchmark in the package's folder; who calls it is at the workspace's root.
fn outside(path: &Path) -> PathBuf {
    workspace::root().join(path)
}
