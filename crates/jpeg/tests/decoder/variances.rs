//! What a scale leaves out, held against the variance of the samples of the full size.
//!
//! By Parseval both are the same but for rounding, where no sample was cut to 8 bits.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "levels below 256, and indices within a block"
)]

use marble_jpeg::decode::{Decoded, Decoder, MAX_SCANS, Part, Region, Scale};
use marble_jpeg::encode::{Options, Quantization, Sampling, encode, rgb_to_planes};

const SCALES: [(Scale, usize); 3] = [(Scale::Eighth, 1), (Scale::Quarter, 2), (Scale::Half, 4)];

/// Texture of middle contrast on slopes, 20 blocks and a bit wide and high; in places flat.
fn file(quality: u8, sampling: Sampling, progressive: bool) -> Vec<u8> {
    let (width, height) = (163_u32, 165_u32);
    let mut state = 7_u32;
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (state >> 24) % (1 + (x / 16 + y / 16) % 5 * 18);
            let level = 60 + x / 4 + y / 5 + noise;
            rgb.extend([level as u8, level as u8, (level * 3 / 4) as u8]);
        }
    }
    let planes = rgb_to_planes(width, height, &rgb, 3, sampling).unwrap();
    let options = Options {
        quality,
        progressive,
        icc_profile: None,
        quantization: Quantization::Libjpeg,
    };
    encode(&planes, &options).unwrap()
}

fn decode(file: &[u8], parts: &[Part]) -> Vec<Decoded> {
    let decoder = Decoder::new(file).unwrap();
    decoder.decode_all(parts, MAX_SCANS).unwrap()
}

fn measured(scale: Scale, region: Option<Region>) -> Part {
    Part {
        variances: true,
        ..Part::new(scale, region)
    }
}

/// The mean over a block's samples of the variance of what each stands for: samples of the full size, of which they are
/// means at 1/8 and 1/2. At 1/4 they are the ideal low-pass, and what is left is the rest of the sum of squares.
fn expected(full: &[u8], width: usize, (column, row): (usize, usize), side: usize) -> f64 {
    let at = |x: usize, y: usize| f64::from(full[(row * 8 + y) * width + column * 8 + x]);
    let mut block = [[0.0; 8]; 8];
    for (y, line) in block.iter_mut().enumerate() {
        for (x, sample) in line.iter_mut().enumerate() {
            *sample = at(x, y);
        }
    }
    let wave = |n: usize, x: usize| {
        let angle = (2 * x + 1) as f64 * n as f64 * std::f64::consts::PI / 16.0;
        angle.cos() * if n == 0 { 0.125_f64.sqrt() } else { 0.5 }
    };
    let coefficient = |u: usize, v: usize| {
        let mut sum = 0.0;
        for (y, line) in block.iter().enumerate() {
            for (x, sample) in line.iter().enumerate() {
                sum += sample * wave(u, x) * wave(v, y);
            }
        }
        sum
    };
    if side == 4 {
        let mut sum = 0.0;
        for y in (0..8).step_by(2) {
            for x in (0..8).step_by(2) {
                let four = [
                    block[y][x],
                    block[y][x + 1],
                    block[y + 1][x],
                    block[y + 1][x + 1],
                ];
                let mean = four.iter().sum::<f64>() / 4.0;
                sum += four.iter().map(|it| (it - mean).powi(2)).sum::<f64>();
            }
        }
        return sum / 64.0;
    }
    let mut sum = 0.0;
    for v in 0..8 {
        for u in 0..8 {
            if u >= side || v >= side {
                sum += coefficient(u, v).powi(2);
            }
        }
    }
    sum / 64.0
}

#[test]
fn are_those_of_the_samples_that_are_left_out() {
    for (quality, sampling) in [
        (50, Sampling::Half420),
        (85, Sampling::Half420),
        (98, Sampling::Full444),
    ] {
        let file = file(quality, sampling, false);
        let full = decode(&file, &[Part::new(Scale::Full, None)]);
        let plane = &full[0].planes.planes[0];
        let width = plane.width as usize;
        for (scale, side) in SCALES {
            let found = decode(&file, &[measured(scale, None)]);
            let variances = found[0].variances.as_ref().unwrap();
            let mut seen = 0.0;
            for row in 0..plane.height as usize / 8 {
                for column in 0..width / 8 {
                    let expected = expected(&plane.samples, width, (column, row), side);
                    let at = row * variances.columns as usize + column;
                    let found = f64::from(variances.values[at]);
                    // Samples are rounded, those of the full size and their means.
                    let allowed = 2.0 + 0.6 * expected.sqrt();
                    assert!(
                        (found - expected).abs() <= allowed,
                        "quality {quality}, {side}, block {column}, {row}: {found}, not {expected}"
                    );
                    seen += expected;
                }
            }
            assert!(seen > 1000.0, "there is nothing to see");
        }
    }
}

#[test]
fn samples_are_the_same_with_them() {
    let file = file(90, Sampling::Half420, false);
    for (scale, _) in SCALES {
        let plain = decode(&file, &[Part::new(scale, None)]);
        let found = decode(&file, &[measured(scale, None)]);
        assert_eq!(plain[0].planes, found[0].planes);
        assert!(plain[0].variances.is_none());
    }
}

#[test]
fn several_parts_have_those_that_each_has_alone() {
    let file = file(93, Sampling::Half420, false);
    let region = Some(Region {
        left: 40,
        top: 50,
        width: 60,
        height: 30,
    });
    let all: Vec<_> = SCALES.iter().map(|(scale, _)| *scale).collect();
    for scales in [&all[..], &all[..2]] {
        let mut parts: Vec<_> = scales.iter().map(|scale| measured(*scale, None)).collect();
        parts.extend(scales.iter().map(|scale| measured(*scale, region)));
        parts.push(Part::new(scales[0], None));
        for (part, found) in parts.iter().zip(decode(&file, &parts)) {
            assert_eq!(found, decode(&file, &[*part])[0], "{part:?}");
        }
    }
}

#[test]
fn of_a_region_they_begin_with_its_first_block() {
    let file = file(80, Sampling::Half420, false);
    let whole = decode(&file, &[measured(Scale::Quarter, None)]);
    let region = Region {
        left: 33,
        top: 70,
        width: 50,
        height: 40,
    };
    let part = decode(&file, &[measured(Scale::Quarter, Some(region))]);
    let (whole, part) = (&whole[0], &part[0]);
    let (left, top) = (part.left as usize / 2, part.top as usize / 2);
    assert!(left > 0 && top > 0);
    let [all, some] = [whole, part].map(|it| it.variances.as_ref().unwrap());
    let columns = some.columns as usize;
    for (index, value) in some.values.iter().enumerate() {
        let at = (top + index / columns) * all.columns as usize + left + index % columns;
        assert_eq!(*value, all.values[at]);
    }
}

#[test]
fn nothing_is_known_of_progressive_files_and_nothing_left_out_of_whole_ones() {
    let progressive = file(80, Sampling::Half420, true);
    let found = decode(&progressive, &[measured(Scale::Quarter, None)]);
    assert!(found[0].variances.is_none());
    let found = decode(
        &file(80, Sampling::Half420, false),
        &[measured(Scale::Full, None)],
    );
    assert!(found[0].variances.is_none());
}

#[test]
fn they_are_counted_in_the_cost() {
    let file = file(80, Sampling::Half420, false);
    let decoder = Decoder::new(file.as_slice()).unwrap();
    let plain = decoder.cost_of_all(&[Part::new(Scale::Eighth, None)]);
    let found = decoder.cost_of_all(&[measured(Scale::Eighth, None)]);
    assert!(found >= plain + 22 * 22 * 2, "{found}, beside {plain}");
}
