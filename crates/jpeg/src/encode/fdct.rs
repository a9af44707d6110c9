//! The forward transform of T.81, A.3.3: libjpeg's accurate integer version ("islow", after Loeffler, Ligtenberg
//! and Moschytz), step for step, so that coefficients are those that libjpeg-turbo finds.
//!
//! Each pass is written for one line of a block and run on eight lines side by side, in 16-bit values with 32-bit
//! products, which is what a compiler can turn into SIMD. Coefficients come out 8 times too large, which
//! [`super::quantizer`] takes back.

mod block;
mod constants;
#[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd;
#[cfg(test)]
mod tests;

pub(crate) use self::block::Block;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub(crate) use self::portable::forward;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(crate) use self::simd::forward;
