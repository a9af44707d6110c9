//! The runtimes that are known.

use clap::ValueEnum;

/// Where Marble runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Runtime {
    /// Akamai Functions
    Akamai,
    /// Spin
    Spin,
    /// `SpinKube`, on Kubernetes
    Spinkube,
    /// wasmCloud, on Kubernetes
    Wasmcloud,
    /// Wasmtime
    Wasmtime,
}
