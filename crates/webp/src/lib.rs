//! A decoder and an encoder of lossy WebP: the VP8 key frame of a file (RFC 6386) to its planes as they are and back,
//! luma and two colour differences of half the size, so that a smaller picture is made without a detour over RGB at
//! full size. [`mod@encode`] writes frames, [`mod@file`] the files around them.
//!
//! **Use it** to make lossy WebP of planes, and planes of lossy WebP, where bytes come from strangers: what a decode and
//! an encode allocate is known before, and nothing panics. **Do not use it** to take a file apart (a decoder is given
//! the chunk `VP8 `), for frames without loss (`VP8L`), to compress alpha, or where pixels are what is wanted at the
//! end: there is no way from planes to RGB.
//!
//! ```
//! use marble_webp::encode::{Options, cost, encode};
//! use marble_webp::file::{Image, Metadata, write};
//! use marble_webp::{Decoder, Plane, Planes};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // A picture of 64 by 48 pixels: its frame, and the file around it.
//! let plane = |width: u32, height: u32, sample: u8| Plane {
//!     width,
//!     height,
//!     samples: vec![sample; (width * height) as usize],
//! };
//! let planes = Planes { luma: plane(64, 48, 120), chroma: [plane(32, 24, 90), plane(32, 24, 200)] };
//! assert!(cost(64, 48, &Options { quality: 75 }) < 200_000);
//! let frame = encode(&planes, &Options { quality: 75 })?;
//! let file = write(&Image::Lossy { alpha: None, frame: &frame }, &Metadata::default())?;
//! assert!(file.starts_with(b"RIFF"));
//!
//! // And back: the planes of the frame.
//! let decoder = Decoder::new(&frame)?;
//! assert_eq!((decoder.width(), decoder.height()), (64, 48));
//! let decoded = decoder.decode()?;
//! assert!(decoded.luma.samples[0].abs_diff(120) <= 2);
//! # Ok(())
//! # }
//! ```
//!
//! A frame that is still arriving is decoded as it comes, by an [`IncrementalDecoder`]: it says how many bytes it needs, and
//! whoever has them waits for them.
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
mod frame;
mod header;
mod incremental;
mod mode_probabilities;
mod modes;
mod plane_buffer;
mod planes;
mod predict;
mod quantization;
mod rows;
mod tokens;
mod transform;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod vector;

pub use decoder::Decoder;
pub use error::Error;
pub use incremental::{IncrementalDecoder, Step};
pub use planes::{Plane, Planes};
pub use rows::Rows;

// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
