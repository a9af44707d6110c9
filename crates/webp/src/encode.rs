//! Planes to a frame, in the manner of libwebp's method 4: a look at all macroblocks, which sorts them into
//! segments; then one after the other the best of its modes, by what it loses and what it takes; then, with the
//! probabilities that all have shown, the bits.
//!
//! ```text
//! planes ─ analysis ─ segmentation ─┬ decision ┬ levels ─ tokens ┐
//!                                   └ border ──┘ modes ── header ┴ bool_encoder
//! ```

mod analysis;
mod bit_cost;
mod bool_encoder;
mod border;
mod decision;
mod encoder;
mod error;
mod frame;
mod header;
mod kernel;
mod level_costs;
mod levels;
mod memory;
mod modes;
mod options;
mod probabilities;
mod reconstruction;
mod segment;
mod segmentation;
mod source;
mod tokens;

pub use encoder::{cost, encode, encode_and_reconstruct};
pub use error::Error;
pub use options::Options;
