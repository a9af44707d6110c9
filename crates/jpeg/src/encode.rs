//! Planes to files.
//!
//! Blocks are transformed and quantised once, which leaves tokens (baseline) or coefficients (progressive); these
//! give the counts from which the Huffman tables are made, and then the scans. What a file will take is known
//! before its first byte, so that the memory for it is taken once.

mod baseline;
mod block;
mod fdct;
mod file;
mod frame;
mod huffman;
mod magnitude;
mod marker;
mod nonzero;
mod options;
mod output;
mod progressive;
mod quantization;
mod quantizer;
mod rgb;
mod sampling;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;

pub use file::{cost, encode};
pub use options::{Options, Quantization};
pub use rgb::rgb_to_planes;
pub use sampling::Sampling;
