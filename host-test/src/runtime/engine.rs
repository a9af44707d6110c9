//! Wasmtime as production sets it up: compiled ahead of time, instances from a pool, a time limit by epochs.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use tokio::sync::{Semaphore, SemaphorePermit};
use wasmtime::component::Component;
use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

use crate::hex::hex;

/// Linear memory of one instance, all its components together, in bytes: what hosted runtimes give.
pub const MEMORY_LIMIT: usize = 128 << 20;

/// How many instances there can be at once. Whoever wants one more waits, as in front of hosted runtimes.
pub const INSTANCES: u32 = 64;

static FREE: Semaphore = Semaphore::const_new(INSTANCES as usize);

/// How often the epoch advances.
const TICK: Duration = Duration::from_millis(10);

static ENGINE: LazyLock<Result<Engine, String>> =
    LazyLock::new(|| start().map_err(|error| format!("{error:#}")));

/// The engine of this process.
///
/// # Errors
///
/// Where the machine does not give the address space for the pool.
pub fn engine() -> Result<&'static Engine> {
    let engine = ENGINE.as_ref();
    engine.map_err(|error| anyhow::anyhow!("{error}"))
}

/// Waits until an instance of the pool is free. It is taken until the permit is dropped, which must be after the
/// instance.
pub(crate) async fn instance() -> Result<SemaphorePermit<'static>> {
    Ok(FREE.acquire().await?)
}

/// A time limit in ticks of the epoch.
#[must_use]
pub fn ticks(limit: Duration) -> u64 {
    let ticks = limit.as_millis() / TICK.as_millis();
    u64::try_from(ticks).unwrap_or(u64::MAX).max(1)
}

fn start() -> Result<Engine> {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(INSTANCES)
        .total_core_instances(8 * INSTANCES)
        .total_memories(2 * INSTANCES)
        .total_tables(4 * INSTANCES)
        .total_stacks(INSTANCES)
        .max_core_instances_per_component(32)
        .max_memories_per_component(8)
        .max_tables_per_component(32)
        .max_memory_size(MEMORY_LIMIT)
        .linear_memory_keep_resident(2 << 20);
    let mut config = Config::new();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        .epoch_interruption(true);
    let engine = Engine::new(&config)?;
    let ticking = engine.weak();
    std::thread::spawn(move || {
        while let Some(engine) = ticking.upgrade() {
            engine.increment_epoch();
            drop(engine);
            std::thread::sleep(TICK);
        }
    });
    Ok(engine)
}

/// Compiles a component, or takes what an earlier process compiled from the same bytes out of `folder`.
///
/// # Errors
///
/// Where the bytes are no component, or the folder cannot be written.
pub fn compile(wasm: &[u8], folder: &Path) -> Result<Component> {
    let engine = engine()?;
    let compiled = folder.join(format!("{}.cwasm", fingerprint(engine, wasm)));
    if !compiled.exists() {
        std::fs::create_dir_all(folder)?;
        // Several processes may compile at once: each moves a whole file into place.
        let own = compiled.with_extension(format!("{}.tmp", std::process::id()));
        std::fs::write(&own, engine.precompile_component(wasm)?)?;
        std::fs::rename(&own, &compiled)?;
    }
    #[expect(unsafe_code, reason = "there is no safe way to load compiled code")]
    // SAFETY: the file was written by `precompile_component` above, in a folder of the build's own.
    let component = unsafe { Component::deserialize_file(engine, &compiled) };
    component
        .map_err(anyhow::Error::from)
        .with_context(|| compiled.display().to_string())
}

/// Differs for other bytes, another Wasmtime and other settings.
fn fingerprint(engine: &Engine, wasm: &[u8]) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut settings = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut settings);
    let mut digest = Sha256::new();
    digest.update(wasm);
    digest.update(settings.finish().to_be_bytes());
    hex(&digest.finalize())
}
