//! How a macroblock is predicted: what each way takes in bits and loses in samples, and the best of them.

mod blocks;
mod chroma;
mod inputs;
mod macroblock;
mod score;
mod whole;

pub(crate) use inputs::{Inputs, Neighbor};
pub(crate) use macroblock::Decision;
