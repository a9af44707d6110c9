//! Rows of samples on their way out.

use alloc::vec::Vec;

/// What becomes of a picture that is handed out while it is decoded.
pub trait Rows {
    /// Takes the next rows of a component's plane: one or several, each as wide as [`Extent`] says. Each component's come
    /// from the first to the last, and each once; which component's come next is not said.
    fn take(&mut self, component: usize, rows: &[u8]);
}

/// Where the part of a picture lies that is decoded, and how large its planes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// As of [`Decoded`](super::Decoded).
    pub left: u32,
    /// As of [`Decoded`](super::Decoded).
    pub top: u32,
    /// Of each component's plane, the width and the height.
    pub planes: Vec<(u32, u32)>,
}
