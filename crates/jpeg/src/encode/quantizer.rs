//! Coefficients divided by their steps and rounded (T.81, A.3.4), without a division; small ones become zero where a rule
//! says so.

use super::fdct::Block;
use super::quantization::Rule;

/// The divisors of one table, made ready for multiplication.
///
/// libjpeg rounds halves away from zero: with `n = (|c| + 4q) / 8` the result is `n / q`, both rounded down. `c` is
/// 8 times a coefficient, hence at most 8 * 1024 and an error of rounding, `q` is at most 255 and `n` at most 1152.
/// For such `n`, `n / q` is `n * prescale * factor >> 20`, in which both products of two fit 16 and 32 bits.
/// `factor` is rounded up, by so little that no result is too large: a test tries all.
pub(crate) struct Quantizer {
    round: Block,
    prescale: Block,
    factor: [[u16; 8]; 8],
    /// The least magnitude that does not become zero.
    least: Block,
}

impl Quantizer {
    pub(crate) fn new(rule: &Rule) -> Self {
        let (rows, _) = rule.steps.as_chunks::<8>();
        let mut quantizer = Self {
            round: [[0; 8]; 8],
            prescale: [[0; 8]; 8],
            factor: [[0; 8]; 8],
            least: [[0; 8]; 8],
        };
        let (least, _) = rule.least.as_chunks::<8>();
        for (target, least) in quantizer.least.iter_mut().zip(least) {
            *target = *least;
        }
        let targets = quantizer
            .round
            .iter_mut()
            .zip(&mut quantizer.prescale)
            .zip(&mut quantizer.factor);
        for (row, ((round, prescale), factor)) in rows.iter().zip(targets) {
            let targets = round.iter_mut().zip(prescale).zip(factor);
            for (step, ((round, prescale), factor)) in row.iter().zip(targets) {
                *round = i16::from(*step).wrapping_mul(4);
                (*prescale, *factor) = reciprocal(*step);
            }
        }
        quantizer
    }

    #[inline]
    #[expect(
        clippy::indexing_slicing,
        reason = "rows are below 8, the sizes of the arrays"
    )]
    pub(crate) fn quantize(&self, block: &Block) -> Block {
        let mut output = [[0; 8]; 8];
        for row in 0..8 {
            output[row] = quotients(
                block[row],
                self.round[row],
                self.prescale[row],
                self.factor[row],
                self.least[row],
            );
        }
        output
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use super::wasm::quotients;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use portable as quotients;

#[cfg_attr(
    all(target_arch = "wasm32", target_feature = "simd128", not(test)),
    expect(dead_code, reason = "what tests compare with")
)]
#[inline]
#[expect(
    clippy::indexing_slicing,
    reason = "lanes are below 8, the sizes of the arrays"
)]
fn portable(
    coefficients: [i16; 8],
    round: [i16; 8],
    prescale: [i16; 8],
    factor: [u16; 8],
    least: [i16; 8],
) -> [i16; 8] {
    let mut output = [0; 8];
    for lane in 0..8 {
        output[lane] = quotient(
            coefficients[lane],
            round[lane],
            prescale[lane],
            factor[lane],
            least[lane],
        );
    }
    output
}

/// `prescale` and `factor` for a step.
fn reciprocal(step: u8) -> (i16, u16) {
    let step = u32::from(step.max(1));
    // 32, 16, 8, 4, 2 for steps of 1, 2 to 3, 4 to 7, 8 to 15, 16 to 31: `factor` fits 16 bits.
    let shift = 5_u32.saturating_sub(step.ilog2());
    let factor = (1_u32 << 20).wrapping_shr(shift).div_ceil(step);
    (
        1_i16.wrapping_shl(shift),
        u16::try_from(factor).unwrap_or(u16::MAX),
    )
}

#[inline]
#[expect(
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "values fit, see `Quantizer`; written so that it becomes 16-bit SIMD"
)]
fn quotient(coefficient: i16, round: i16, prescale: i16, factor: u16, least: i16) -> i16 {
    let sign = coefficient >> 15;
    let magnitude = (coefficient ^ sign).wrapping_sub(sign);
    let numerator = (magnitude.wrapping_add(round) as u16) >> 3;
    let scaled = numerator.wrapping_mul(prescale as u16);
    let product = (u32::from(scaled).wrapping_mul(u32::from(factor)) >> 16) as u16;
    // All ones where it is kept.
    let kept = i16::from(magnitude >= least).wrapping_neg();
    let quotient = (product >> 4) as i16 & kept;
    (quotient ^ sign).wrapping_sub(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divides_exactly_whatever_the_step() {
        for step in 1..=255_u8 {
            let (prescale, factor) = reciprocal(step);
            let divisor = i32::from(step) * 8;
            for coefficient in -8200..=8200_i16 {
                let magnitude = (i32::from(coefficient).abs() + divisor / 2) / divisor;
                let expected = magnitude * i32::from(coefficient).signum();
                let round = i16::from(step) * 4;
                // None, some, and all that the first step would have.
                for least in [0, i16::from(step) * 5, i16::from(step) * 12] {
                    let kept = coefficient.abs() >= least;
                    let expected = if kept { expected } else { 0 };
                    let found = quotients(
                        [coefficient; 8],
                        [round; 8],
                        [prescale; 8],
                        [factor; 8],
                        [least; 8],
                    );
                    let eight = [i16::try_from(expected).unwrap(); 8];
                    let case = format!("{coefficient} / {divisor}, {least}");
                    assert_eq!(found, eight, "{case}");
                    let found = quotient(coefficient, round, prescale, factor, least);
                    assert_eq!(i32::from(found), expected, "{case}");
                }
            }
        }
    }
}
