//! Quality to the steps of quantisation: the tables of T.81, annex K.1, scaled as libjpeg scales them.

use super::Steps;

/// The steps for luma at `quality` (1 to 100).
pub(super) fn luma(quality: u8) -> Steps {
    scaled(&LUMA, quality)
}

/// The steps for both colour differences at `quality` (1 to 100).
pub(super) fn chroma(quality: u8) -> Steps {
    scaled(&CHROMA, quality)
}

/// libjpeg's `jpeg_quality_scaling` and `jpeg_add_quant_table`, kept to what a baseline file can say.
fn scaled(table: &[u8; 64], quality: u8) -> Steps {
    let quality = u32::from(quality.clamp(1, 100));
    let percent = if quality < 50 {
        5000_u32.wrapping_div(quality)
    } else {
        200_u32.saturating_sub(quality.wrapping_mul(2))
    };
    table.map(|step| {
        let step = u32::from(step)
            .wrapping_mul(percent)
            .wrapping_add(50)
            .wrapping_div(100);
        u8::try_from(step).unwrap_or(u8::MAX).max(1)
    })
}

/// Table K.1.
const LUMA: [u8; 64] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];

/// Table K.2.
const CHROMA: [u8; 64] = [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_as_libjpeg_does() {
        for (quality, first, second, last) in [
            (1, 255, 255, 255),
            (10, 80, 55, 255),
            (25, 32, 22, 198),
            (49, 16, 11, 101),
            (50, 16, 11, 99),
            (75, 8, 6, 50),
            (80, 6, 4, 40),
            (90, 3, 2, 20),
            (95, 2, 1, 10),
            (99, 1, 1, 2),
            (100, 1, 1, 1),
        ] {
            let steps = luma(quality);
            assert_eq!(
                (steps[0], steps[1], steps[63]),
                (first, second, last),
                "quality {quality}"
            );
        }
        assert_eq!(chroma(80)[..4], [7, 7, 10, 19]);
    }
}
