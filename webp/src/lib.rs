//! A decoder and an encoder of lossy WebP: the VP8 key frame of a file (RFC 6386) to its planes as they are and back,
//! luma and two colour differences of half the size, so that a smaller picture is made without a detour over RGB at
//! full size. [`mod@encode`] writes frames, [`mod@file`] the files around them.
//!
//! Pure: no I/O, no clock, no threads, no global state. Section numbers in comments are those of RFC 6386.
//!
//! ```text
//! chunk ─ header ─┬ modes ── predict ─┬ plane_buffer ─ filter, a row of macroblocks behind ─ planes
//!                 └ tokens ─ transform┘
//! ```

#![cfg_attr(not(test), no_std)]

extern crate alloc;

mod bool_decoder;
mod coefficient_probabilities;
mod decoder;
pub mod encode;
mod error;
pub mod file;
mod filter;
mod header;
mod mode_probabilities;
mod modes;
mod plane_buffer;
mod planes;
mod predict;
mod quantization;
mod tokens;
mod transform;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod vector;

pub use decoder::Decoder;
pub use error::Error;
pub use planes::{Plane, Planes};

// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
