//! A Gaussian as libvips builds it by default: in steps of a twentieth of its height, and cut off where it is low.
//!
//! Such a staircase is the sum of at most 20 boxes, which is why a blur of any width costs about the same.

/// Weights around a middle.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kernel {
    /// The boxes, widest first; there is one at least.
    pub(crate) boxes: Vec<Box>,
    /// Sum of all weights.
    pub(crate) sum: u16,
}

/// The same weight for all samples that lie at most `reach` away from the middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Box {
    pub(crate) reach: usize,
    pub(crate) weight: u8,
}

impl Kernel {
    /// The kernel of sharp's `blur`, cut off at a fifth of the height (`minAmplitude`).
    pub(crate) fn of_blur(sigma: f64) -> Self {
        Self::new(sigma, 0.2)
    }

    /// The kernel of sharp's `sharpen`, cut off at a tenth.
    pub(crate) fn of_sharpening(sigma: f64) -> Self {
        Self::new(sigma, 0.1)
    }

    /// `sigma` is at most 100.
    fn new(sigma: f64, least: f64) -> Self {
        let heights: Vec<_> = (0..8_u16)
            .flat_map(|hundred| {
                (0..100).map(move |rest| hundred.saturating_mul(100).saturating_add(rest))
            })
            .map(|distance| (-f64::from(distance).powi(2) / (2.0 * sigma * sigma)).exp())
            .take_while(|height| *height >= least)
            .map(weight)
            .collect();
        let mut kernel = Self {
            boxes: Vec::new(),
            sum: 0,
        };
        let mut below = 0;
        for (reach, height) in heights.into_iter().enumerate().rev() {
            let weight = height.saturating_sub(below);
            if weight > 0 {
                let samples = u16::try_from(reach).unwrap_or(u16::MAX).saturating_mul(2);
                let samples = samples.saturating_add(1);
                let sum = samples.saturating_mul(weight.into());
                kernel.sum = kernel.sum.saturating_add(sum);
                kernel.boxes.push(Box { reach, weight });
                below = height;
            }
        }
        kernel
    }

    /// How far the kernel looks to each side.
    pub(crate) fn reach(&self) -> usize {
        self.boxes.first().map_or(0, |widest| widest.reach)
    }
}

/// Twentieths, rounded.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "from 0 to 20"
)]
fn weight(height: f64) -> u8 {
    (20.0 * height).round_ties_even() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The weights from the middle outwards, as `vips gaussmat --separable --precision integer` says.
    #[test]
    fn builds_the_staircase_of_libvips() {
        for (kernel, weights) in [
            (Kernel::of_blur(0.3), &[20_u8][..]),
            (Kernel::of_blur(1.0), &[20, 12]),
            (Kernel::of_blur(2.0), &[20, 18, 12, 6]),
            (Kernel::of_sharpening(1.0), &[20, 12, 3]),
        ] {
            let reach = weights.len() - 1;
            assert_eq!(kernel.reach(), reach, "{kernel:?}");
            for (distance, weight) in weights.iter().enumerate() {
                let inside = kernel.boxes.iter().filter(|it| it.reach >= distance);
                let sum: u8 = inside.map(|it| it.weight).sum();
                assert_eq!(sum, *weight, "{kernel:?} at {distance}");
            }
            let sum: u16 = weights.iter().map(|weight| u16::from(*weight) * 2).sum();
            assert_eq!(kernel.sum, sum - u16::from(weights[0]));
        }
    }

    #[test]
    fn is_few_boxes_for_every_sigma() {
        for sigma in [0.3, 1.0, 5.0, 10.0, 33.3, 100.0] {
            let kernel = Kernel::of_blur(sigma);
            assert!(kernel.boxes.len() <= 17, "{sigma}: {kernel:?}");
            assert!(kernel.boxes.iter().map(|it| it.weight).sum::<u8>() == 20);
        }
        assert_eq!(Kernel::of_blur(100.0).reach(), 179);
        // Sums of 16-bit samples stay exact in 32 bits with a fraction of 24.
        assert!(u32::from(Kernel::of_sharpening(10.0).sum) * 32_767 < 1 << 24);
        assert!(u32::from(Kernel::of_blur(100.0).sum) * 255 < 1 << 24);
    }
}
