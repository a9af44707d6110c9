//! The linear memory of an instance: counted, and bounded.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use wasmtime::ResourceLimiter;

/// What an instance used.
#[derive(Clone, Copy, Default)]
pub(crate) struct Usage {
    pub(super) instantiation: Duration,
    pub(super) peak_memory: usize,
}

pub(crate) type SharedUsage = Arc<Mutex<Usage>>;

/// Counts linear memory, all memories of an instance together.
pub(super) struct Memory {
    limit: usize,
    now: usize,
    usage: SharedUsage,
}

impl Memory {
    /// Up to so many bytes, told to `usage`.
    pub(super) fn new(limit: usize, usage: SharedUsage) -> Self {
        Self {
            limit,
            now: 0,
            usage,
        }
    }
}

impl ResourceLimiter for Memory {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let now = self.now.saturating_add(desired.saturating_sub(current));
        if now > self.limit {
            return Ok(false);
        }
        self.now = now;
        let mut usage = self.usage.lock().unwrap_or_else(PoisonError::into_inner);
        usage.peak_memory = usage.peak_memory.max(now);
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(true)
    }
}
