//! What bits cost: probabilities to parts of a bit.

/// How much a bit takes that is 0 with a probability of `probability` in 256, in 1/256 of a bit.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "evaluated at compile time too, where there is no `get`; the table has 257 places"
)]
pub(crate) const fn bit_cost(bit: bool, probability: u8) -> u16 {
    let of_256 = if bit {
        256 - probability as usize
    } else {
        probability as usize
    };
    COSTS[of_256]
}

/// The logarithms of n in 256, times -256; of nothing, that of 1.
#[rustfmt::skip]
const COSTS: [u16; 257] = [
    2048, 2048, 1792, 1642, 1536, 1454, 1386, 1329, 1280, 1236, 1198, 1162, 1130, 1101, 1073, 1048, 1024, 1002,
    980, 961, 942, 924, 906, 890, 874, 859, 845, 831, 817, 804, 792, 780, 768, 757, 746, 735, 724, 714, 705,
    695, 686, 676, 668, 659, 650, 642, 634, 626, 618, 611, 603, 596, 589, 582, 575, 568, 561, 555, 548, 542,
    536, 530, 524, 518, 512, 506, 501, 495, 490, 484, 479, 474, 468, 463, 458, 453, 449, 444, 439, 434, 430,
    425, 420, 416, 412, 407, 403, 399, 394, 390, 386, 382, 378, 374, 370, 366, 362, 358, 355, 351, 347, 343,
    340, 336, 333, 329, 326, 322, 319, 315, 312, 309, 305, 302, 299, 296, 292, 289, 286, 283, 280, 277, 274,
    271, 268, 265, 262, 259, 256, 253, 250, 247, 245, 242, 239, 236, 234, 231, 228, 226, 223, 220, 218, 215,
    212, 210, 207, 205, 202, 200, 197, 195, 193, 190, 188, 185, 183, 181, 178, 176, 174, 171, 169, 167, 164,
    162, 160, 158, 156, 153, 151, 149, 147, 145, 143, 140, 138, 136, 134, 132, 130, 128, 126, 124, 122, 120,
    118, 116, 114, 112, 110, 108, 106, 104, 102, 101, 99, 97, 95, 93, 91, 89, 87, 86, 84, 82, 80, 78, 77, 75,
    73, 71, 70, 68, 66, 64, 63, 61, 59, 58, 56, 54, 53, 51, 49, 48, 46, 44, 43, 41, 40, 38, 36, 35, 33, 32, 30,
    28, 27, 25, 24, 22, 21, 19, 18, 16, 15, 13, 12, 10, 9, 7, 6, 4, 3, 1, 0,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_logarithms() {
        for probability in 1..=u8::MAX {
            let share = f64::from(probability) / 256.0;
            let (no, yes) = (-share.log2() * 256.0, -(1.0 - share).log2() * 256.0);
            let is = |bit| f64::from(bit_cost(bit, probability));
            assert!((is(false) - no).abs() <= 0.5, "{probability}");
            assert!((is(true) - yes).abs() <= 0.5, "{probability}");
        }
    }
}
