//! What a file says of its picture.

use alloc::vec::Vec;

use crate::Color;

/// How a file's coefficients are written (T.81, 4.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// Sequential, Huffman, 8 bits.
    Baseline,
    /// Sequential, Huffman, 8 bits, with up to four tables of each class.
    Extended,
    /// Progressive, Huffman, 8 bits.
    Progressive,
}

/// How many samples a component has beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampling {
    /// 1 to 4.
    pub horizontal: u8,
    /// 1 to 4.
    pub vertical: u8,
}

/// What a file says of its picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// In pixels, 1 to 65,535.
    pub width: u32,
    /// In pixels, 1 to 65,535.
    pub height: u32,
    /// What the components mean.
    pub color: Color,
    /// Of each component. A single component has 1 and 1, whatever its file says: it changes nothing.
    pub sampling: Vec<Sampling>,
    /// How the coefficients are written.
    pub coding: Coding,
}
