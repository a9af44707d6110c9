//! What the transforms give.

/// Samples of a block, row by row without gaps.
pub(in crate::decode) type Samples = [u8; 64];

/// Samples are stored with 128 added (T.81, A.3.1).
pub(super) const LEVEL: i32 = 128;

#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::cast_sign_loss,
    reason = "innermost; clamped"
)]
pub(super) fn clamped(value: i32) -> u8 {
    value.clamp(0, 255) as u8
}
