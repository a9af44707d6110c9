//! What an instance of a component is made with, and all that it may import.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;
use wasmtime::Store;
use wasmtime::component::{HasData, Linker, ResourceTable};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use super::engine::{MEMORY_LIMIT, engine, ticks};
use super::memory::{Memory, SharedUsage};
use super::outgoing::Loopback;
use super::step_clock::StepClock;
use crate::store::mock::{MockStore, View};
use crate::store::object_store;

/// As hosted runtimes allow.
pub(crate) const TIME_LIMIT: Duration = Duration::from_secs(30);

/// What every instance is made with.
#[derive(Clone)]
pub(crate) struct Setup {
    pub(crate) env: BTreeMap<String, String>,
    pub(super) store: MockStore,
    pub(super) memory_limit: usize,
    pub(super) time_limit: Duration,
    pub(super) clock_step: Option<Duration>,
    pub(super) queue_limit: Duration,
    /// The most bytes that a stream of a body gives at a time.
    pub(crate) longest_read: usize,
}

/// The state of one instance.
pub(crate) struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    hooks: Loopback,
    table: ResourceTable,
    store: MockStore,
    memory: Memory,
}

impl Setup {
    /// As hosted runtimes do, with an empty environment.
    pub(crate) fn new(store: MockStore) -> Self {
        Self {
            env: BTreeMap::new(),
            store,
            memory_limit: MEMORY_LIMIT,
            time_limit: TIME_LIMIT,
            clock_step: None,
            queue_limit: Duration::MAX,
            longest_read: usize::MAX,
        }
    }

    /// A store for one instance, which may run until the time limit.
    pub(crate) fn instance(
        &self,
        log: MemoryOutputPipe,
        usage: SharedUsage,
    ) -> Result<Store<State>> {
        let env: Vec<_> = self.env.iter().collect();
        let mut wasi = WasiCtx::builder();
        wasi.envs(&env).stderr(log);
        if let Some(step) = self.clock_step {
            wasi.monotonic_clock(StepClock::new(step));
        }
        let wasi = wasi.build();
        let state = State {
            wasi,
            http: WasiHttpCtx::new(),
            hooks: Loopback {
                longest_read: self.longest_read,
            },
            table: ResourceTable::new(),
            store: self.store.clone(),
            memory: Memory::new(self.memory_limit, usage),
        };
        let mut store = Store::new(engine()?, state);
        store.limiter(|state| &mut state.memory);
        store.set_epoch_deadline(ticks(self.time_limit));
        Ok(store)
    }
}

/// All that any of the components may import.
pub(crate) fn linker() -> Result<Linker<State>> {
    let mut linker = Linker::<State>::new(engine()?);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
    object_store::add_to_linker::<_, Objects>(&mut linker, |state| View {
        store: &state.store,
        table: &mut state.table,
    })?;
    Ok(linker)
}

struct Objects;

impl HasData for Objects {
    type Data<'a> = View<'a>;
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView {
            hooks: &mut self.hooks,
            table: &mut self.table,
            ctx: &mut self.http,
        }
    }
}
