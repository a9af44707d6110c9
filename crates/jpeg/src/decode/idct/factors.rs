//! What coefficients are multiplied with, and the fractions that are shifted away.

/// Cosines of n·π/16, times √2, in 13 bits.
pub(super) const COS_1: i32 = 11_363;
pub(super) const COS_2: i32 = 10_703;
pub(super) const COS_3: i32 = 9_633;
pub(super) const COS_5: i32 = 6_436;
pub(super) const COS_6: i32 = 4_433;
pub(super) const COS_7: i32 = 2_260;

/// cos(n·π/16), in 13 bits: the term `n` of the outer pairs, 2 and 6.
pub(super) const PAIR_2: i32 = 7_568;
pub(super) const PAIR_6: i32 = 3_135;
/// √2·cos(2·π/16)·cos(n·π/16), in 13 bits: the odd terms where they weigh more.
pub(super) const MORE_1: i32 = 10_498;
pub(super) const MORE_3: i32 = 8_900;
pub(super) const MORE_5: i32 = 5_946;
pub(super) const MORE_7: i32 = 2_088;
/// √2·cos(6·π/16)·cos(n·π/16), in 13 bits: the odd terms where they weigh less.
pub(super) const LESS_1: i32 = 4_348;
pub(super) const LESS_3: i32 = 3_686;
pub(super) const LESS_5: i32 = 2_463;
pub(super) const LESS_7: i32 = 865;

/// The shifts after the passes: 13 bits of factors, 2 bits kept between, 3 for the transform's norm.
pub(super) const FIRST: u32 = 11;
pub(super) const SECOND: u32 = 18;
