//! The runtimes that are known.

use clap::ValueEnum;

/// Where Marble runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Runtime {
    /// Akamai Functions
    Akamai,
    /// A container, wherever one runs
    Container,
    /// AWS Lambda
    Lambda,
    /// Spin
    Spin,
    /// `SpinKube`, on Kubernetes
    Spinkube,
    /// wasmCloud, on Kubernetes
    Wasmcloud,
    /// Wasmtime
    Wasmtime,
}
