//! Rows of samples on their way out.

/// What becomes of a frame that is handed out while it is decoded.
pub trait Rows {
    /// Takes the next row of a plane: luma is 0, the blue difference 1 and the red one 2. Each plane's come from the first to
    /// the last, and each once; which plane's comes next is not said.
    fn take(&mut self, plane: usize, row: &[u8]);
}
