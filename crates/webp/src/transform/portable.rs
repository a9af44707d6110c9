//! The transform of section 14.4, in plain numbers.

use super::{COSINE, SINE, Samples};

/// Adds what a block's coefficients stand for to the prediction.
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_sign_loss,
    reason = "sums wrap in `points`, and samples are clamped"
)]
pub(crate) fn add(block: &[i16; 16], samples: &mut Samples) {
    let [r0, r1, r2, r3] = *block.as_chunks::<4>().0 else {
        return;
    };
    let column = |x: usize| {
        let at = |row: [i16; 4]| i32::from(row.get(x).copied().unwrap_or_default());
        points([at(r0), at(r1), at(r2), at(r3)])
    };
    let columns = [column(0), column(1), column(2), column(3)];
    for (y, samples) in samples.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let mut row = columns.map(|column| column.get(y).copied().unwrap_or_default());
        row[0] = row[0].wrapping_add(4);
        for (sample, value) in samples.iter_mut().zip(points(row)) {
            *sample = (i32::from(*sample) + (value >> 3)).clamp(0, 255) as u8;
        }
    }
}

/// Four points. Damaged files may hold any numbers, so sums and products wrap.
fn points([p0, p1, p2, p3]: [i32; 4]) -> [i32; 4] {
    let cosine = |value: i32| (value.wrapping_mul(COSINE) >> 16).wrapping_add(value);
    let sine = |value: i32| value.wrapping_mul(SINE) >> 16;
    let a = p0.wrapping_add(p2);
    let b = p0.wrapping_sub(p2);
    let c = sine(p1).wrapping_sub(cosine(p3));
    let d = cosine(p1).wrapping_add(sine(p3));
    [
        a.wrapping_add(d),
        b.wrapping_add(c),
        b.wrapping_sub(c),
        a.wrapping_sub(d),
    ]
}
