//! Contrast: the distance of each colour to middle grey, times a factor (sharp's `linear(c, 128 * (1 - c))`).

use marble_transform::Decimal;

use crate::pixels::picture::Picture;

use super::colors::colors;

/// Changes the contrast of a picture.
pub(super) fn change(picture: &mut Picture, factor: Decimal) {
    if factor == Decimal::ONE {
        return;
    }
    let table = table(factor.value());
    for color in colors(picture).flatten() {
        *color = table.get(usize::from(*color)).copied().unwrap_or(*color);
    }
}

/// What becomes of each sample.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float becomes the nearest that there is"
)]
fn table(factor: f64) -> [u8; 256] {
    let mut table = [0; 256];
    for (sample, changed) in (0..=u8::MAX).zip(&mut table) {
        let distance = f64::from(sample) - 128.0;
        *changed = (distance * factor + 128.0).round() as u8;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_middle_grey() {
        for (factor, sample, expected) in [
            (0.0, 7, 128),
            (0.5, 28, 78),
            (0.5, 228, 178),
            (2.0, 100, 72),
            (2.0, 10, 0),
            (2.0, 250, 255),
            (10.0, 128, 128),
        ] {
            assert_eq!(table(factor)[sample], expected, "{factor} {sample}");
        }
    }
}
