//! A JPEG codec for resizers: it decodes at 1/1, 1/2, 1/4 or 1/8 of the size and does only the work that the
//! scale needs, and it reads and writes planes in the file's own colours and sampling, so that a JPEG becomes a
//! smaller JPEG without a detour over RGB.
//!
//! **Use it** to make JPEGs smaller, where bytes come from strangers: what a decode and an encode allocate is known
//! before, and nothing panics. **Do not use it** where pixels are what is wanted at the end (there is a way from RGB to
//! planes, none back), to read arithmetic coding, 12 bits or lossless files, or to write CMYK, Exif or restart markers.
//!
//! ```
//! use marble_jpeg::decode::{Decoder, MAX_SCANS, Scale};
//! use marble_jpeg::encode::{Options, Quantization, Sampling, encode, rgb_to_planes};
//!
//! # fn main() -> Result<(), marble_jpeg::Error> {
//! // A picture of 64 by 48 pixels, and its file.
//! let rgb = [200, 30, 30].repeat(64 * 48);
//! let planes = rgb_to_planes(64, 48, &rgb, 3, Sampling::Half420)?;
//! let options = Options {
//!     quality: 80,
//!     quantization: Quantization::Perceptual,
//!     progressive: false,
//!     icc_profile: None,
//! };
//! let file = encode(&planes, &options)?;
//!
//! // A quarter of its size, and the file of that: the planes go from one to the other as they are.
//! let decoder = Decoder::new(file.as_slice())?;
//! assert!(decoder.cost(Scale::Quarter, None) < 150_000);
//! let small = decoder.decode(Scale::Quarter, None, MAX_SCANS)?.planes;
//! assert_eq!((small.width, small.height), (16, 12));
//! assert!(encode(&small, &options)?.len() < file.len());
//! # Ok(())
//! # }
//! ```
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
