//! The part of a picture that is decoded.

/// The part of a picture that is wanted, in pixels of the full size. What lies outside the picture is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// The first column.
    pub left: u32,
    /// The first row.
    pub top: u32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}
