//! Inverse DCTs (T.81, A.3.3) of a block's low-frequency corner of 8, 4, 2 or 1 coefficients a side: coefficients and
//! quantisation steps in, samples out.
//!
//! Eight samples a side are the picture, one is its mean. Four are the means of pairs of the eight, as in libjpeg: the
//! mean of two cosines is one of half the frequency, times cos(n·π/16), and those of the orders n and 8 - n fall
//! together (`COS_1` and so on times these are the `PAIR`s). Of a smaller corner, what is missing counts as 0. Two
//! samples a side are the ideal low-pass, which keeps more of what the picture shows.
//!
//! Integers throughout: 13 bits of fraction in the factors, 2 more bits than whole numbers between the passes.
//! Damaged files may hold any coefficients; nothing here overflows with them.

mod factors;
mod inverse;
#[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
mod portable;
mod samples;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd;

pub(super) use self::inverse::{coarse, inverse, one};
pub(super) use self::samples::Samples;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use self::portable::{eight, four, halved};
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use self::simd::{eight, four, halved};
