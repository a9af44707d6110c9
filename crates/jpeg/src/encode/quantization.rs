//! Quality to what becomes of coefficients: the step that each is divided by, and which become zero.

mod libjpeg;
mod perceptual;

use super::options::Quantization;

/// The step of each coefficient, row by row, from 1 to 255.
pub(crate) type Steps = [u8; 64];

/// What becomes of the coefficients of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) steps: Steps,
    /// The least magnitude, in eighths, that is not made zero; 0 where rounding alone decides.
    pub(crate) least: [i16; 64],
}

/// The rules for luma and for both colour differences, at a quality of 1 to 100.
pub(crate) fn rules(quantization: Quantization, quality: u8) -> [Rule; 2] {
    // The best quality is the least loss that there is: every step is 1.
    if quantization == Quantization::Libjpeg || quality >= 100 {
        return [libjpeg::luma(quality), libjpeg::chroma(quality)].map(|steps| Rule {
            steps,
            least: [0; 64],
        });
    }
    perceptual::rules(quality)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_better_quality_has_no_larger_step() {
        for quantization in [Quantization::Libjpeg, Quantization::Perceptual] {
            let mut before = [[255; 64]; 2];
            for quality in 1..=100 {
                let steps = rules(quantization, quality).map(|rule| rule.steps);
                for (steps, before) in steps.as_flattened().iter().zip(before.as_flattened()) {
                    assert!(
                        (1..=*before).contains(steps),
                        "{quantization:?}, quality {quality}"
                    );
                }
                before = steps;
            }
            assert_eq!(before, [[1; 64]; 2]);
        }
    }

    #[test]
    fn what_is_made_zero_is_less_than_a_step_and_more_than_half_of_one() {
        for quality in 1..=100 {
            for rule in rules(Quantization::Libjpeg, quality) {
                assert_eq!(rule.least, [0; 64]);
            }
        }
        for quality in 1..100 {
            for rule in rules(Quantization::Perceptual, quality) {
                assert_eq!(rule.least[0], 0, "the mean is rounded");
                for (least, step) in rule.least.iter().zip(&rule.steps).skip(1) {
                    let share = f64::from(*least) / f64::from(*step) / 8.0;
                    assert!((0.5..0.75).contains(&share), "{quality}: {least} of {step}");
                }
            }
        }
        let rules = rules(Quantization::Perceptual, 100);
        assert_eq!(rules.map(|rule| rule.least), [[0; 64]; 2]);
    }
}
