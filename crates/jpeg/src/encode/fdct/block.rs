//! A block, before and behind the transform.

/// Eight rows of eight values.
pub(crate) type Block = [[i16; 8]; 8];
