//! The components in Wasmtime, as a runtime runs them: built and composed ([`components`]), known by
//! a digest ([`digest`]), compiled ahead of time
//! ([`engine`]), with an instance a request ([`host`]), and outgoing requests to this machine only (`outgoing.rs`).
//!
//! Of Spin's environment, [`components`] composes `spin-env` in front, [`engine`] and [`host`] set the bounds of hosted
//! Spin, and `outgoing.rs` waits as long as Spin does. `tests/spin.rs` plays the variables.

pub mod client;
pub mod components;
pub mod cpu;
pub mod digest;
pub mod engine;
pub mod host;
mod instance;
mod memory;
mod outgoing;
pub mod resized;
pub mod s3_adapter;
mod step_clock;
