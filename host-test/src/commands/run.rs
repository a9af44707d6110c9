//! `cargo dev run`: a WebAssembly command in Wasmtime. As cargo's runner for the target it lets
//! `cargo test --target wasm32-wasip2` test what the components run, vectors and all.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use host_test::runtime::engine::{engine, ticks};
use host_test::workspace;
use wasmtime::Store;
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime_wasi::p2::bindings::Command;
use wasmtime_wasi::{FsPerms, I32Exit, WasiCtx, WasiCtxView, WasiView};

/// How long it may run.
const TIME_LIMIT: Duration = Duration::from_mins(10);

/// What `run` takes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The command, a component
    #[arg(value_name = "COMMAND.wasm")]
    command: PathBuf,
    /// What the command takes
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// All that a command sees: its arguments, the three streams, and the repository to read from.
struct State {
    wasi: WasiCtx,
    table: ResourceTable,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let wasm = std::fs::read(&arguments.command)
        .with_context(|| arguments.command.display().to_string())?;
    let component = Component::new(engine()?, wasm)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(call(&component, arguments))
}

async fn call(component: &Component, arguments: &Arguments) -> Result<ExitCode> {
    let root = workspace::root();
    let wasi = WasiCtx::builder()
        .inherit_stdio()
        .arg(arguments.command.to_string_lossy())
        .args(&arguments.arguments)
        .preopened_dir(root, root.to_string_lossy(), FsPerms::ReadOnly)?
        .build();
    let table = ResourceTable::new();
    let mut store = Store::new(engine()?, State { wasi, table });
    store.set_epoch_deadline(ticks(TIME_LIMIT));
    let mut linker = Linker::new(engine()?);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    let command = Command::instantiate_async(&mut store, component, &linker).await?;
    match command.wasi_cli_run().call_run(&mut store).await {
        Ok(Ok(())) => Ok(ExitCode::SUCCESS),
        Ok(Err(())) => Ok(ExitCode::FAILURE),
        Err(error) => match error.downcast_ref::<I32Exit>() {
            Some(I32Exit(code)) => Ok(u8::try_from(*code).unwrap_or(u8::MAX).into()),
            None => Err(error.into()),
        },
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}
