//! The loop filter (section 15): smooths the edges of blocks, a macroblock at a time.

mod edge;
mod macroblock;
#[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
mod portable;
mod sides;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd;
mod strength;

pub(crate) use self::strength::Strength;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use self::portable::Lanes;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use self::simd::Lanes;
