//! A JPEG codec for resizers: it decodes at 1/1, 1/2, 1/4 or 1/8 of the size and does only the work that the
//! scale needs, and it reads and writes planes in the file's own colours and sampling, so that a JPEG becomes a
//! smaller JPEG without a detour over RGB.
//!
//! Pure: no I/O, no clock, no threads, no global state. Section numbers in comments are those of ITU-T T.81.

#![cfg_attr(not(test), no_std)]

extern crate alloc;

pub mod decode;
pub mod encode;
mod error;
mod planes;
mod zigzag;

pub use error::Error;
pub use planes::{Color, Plane, Planes};

// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
