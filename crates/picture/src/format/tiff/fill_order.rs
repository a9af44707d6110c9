//! The order of bits in the bytes of a strip or tile (TIFF 6.0, tag 266).

/// Which bit of a byte comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FillOrder {
    LeastSignificantFirst,
    MostSignificantFirst,
}
