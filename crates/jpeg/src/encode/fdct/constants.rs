//! The constants of the transform, and where their points are.

/// Fractional bits of the constants.
pub(super) const CONST_BITS: u32 = 13;
/// Fractional bits that the first pass leaves in its results.
pub(super) const PASS1_BITS: u32 = 2;

// Cosines and their sums with 13 bits of fraction, named as in libjpeg.
pub(super) const F_0_298: i16 = 2446;
pub(super) const F_0_390: i16 = 3196;
pub(super) const F_0_541: i16 = 4433;
pub(super) const F_0_765: i16 = 6270;
pub(super) const F_0_899: i16 = 7373;
pub(super) const F_1_175: i16 = 9633;
pub(super) const F_1_501: i16 = 12299;
pub(super) const F_1_847: i16 = 15137;
pub(super) const F_1_961: i16 = 16069;
pub(super) const F_2_053: i16 = 16819;
pub(super) const F_2_562: i16 = 20995;
pub(super) const F_3_072: i16 = 25172;
