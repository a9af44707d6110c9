//! Frames that libwebp wrote, against the planes that libwebp reads from them, sample by sample; and damaged ones.
//! How the files were made is in `files/README.md`.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "in a test, a panic is a result"
)]

#[path = "photographs/frames.rs"]
mod photographs;

use std::path::Path;

use image_webp::vp8::Vp8Decoder;
use marble_webp::{Decoder, Error, Planes};

use crate::photographs::photographs;

/// Name, width, height, and the hash of what `dwebp -yuv` (libwebp 1.2.4) made of it.
const FILES: &[(&str, u32, u32, u64)] = &[
    ("1x1", 1, 1, 0x462b_6719_3b06_6d3a),
    ("1x40", 1, 40, 0xe22c_8030_efbd_595a),
    ("40x1", 40, 1, 0xf6f2_9ca6_f463_4dbe),
    ("edges-q1", 95, 65, 0x623a_22dc_6cd8_293a),
    ("edges-q40-fast", 95, 65, 0xe65a_69e8_3e10_7043),
    ("edges-q75-slow", 95, 65, 0x2061_5637_2b93_0f8c),
    ("edges-q95", 64, 48, 0x4eed_1968_0ab5_8682),
    ("flat", 48, 48, 0x10a2_36c1_5663_9bb3),
    ("large", 1500, 1100, 0xae98_cf55_1c45_7ae1),
    ("no-filter", 95, 65, 0x9ffc_ee47_70f7_7d3f),
    ("noise-q0", 47, 35, 0x06e3_53a2_bb3c_2e62),
    ("noise-q100", 33, 35, 0xa1e6_2f0a_92d8_1a4e),
    ("noise-segments", 95, 65, 0x5db5_1f66_ea83_3215),
    ("one-segment", 95, 65, 0x8863_da5a_6466_44ec),
    ("partitions-2", 40, 50, 0x0d8f_4442_e692_cbb0),
    ("partitions-8", 70, 210, 0xda7a_4136_b73d_3b98),
    ("quarters", 64, 48, 0x5f84_417e_ba07_2cd1),
    ("simple-filter", 95, 65, 0xb315_26e5_aed6_b99b),
    ("simple-filter-sharp", 95, 65, 0xd62f_a00a_2460_c1d0),
    ("smooth-q5", 47, 35, 0x6662_9166_1a0c_f02e),
    ("smooth-q90", 47, 35, 0x1f4e_2078_4fb5_24d7),
    ("strong-filter-sharp", 95, 65, 0xd47a_c2b8_cde6_fa36),
];

/// The frame of a file that holds nothing else.
fn frame(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let file = std::fs::read(folder.join(format!("{name}.webp"))).expect("a file of the tests");
    assert_eq!(file[12..16], *b"VP8 ", "{name}");
    file[20..].to_vec()
}

/// Frames that are quick to decode thousands of times.
fn small_frames() -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    let frames = FILES.iter().map(|&(name, ..)| (name, frame(name)));
    frames.filter(|(name, frame)| frame.len() < 1100 && *name != "large")
}

fn decode(frame: &[u8]) -> Result<Planes, Error> {
    Decoder::new(frame)?.decode()
}

/// All samples of all planes.
fn samples(planes: &Planes) -> impl Iterator<Item = u8> {
    let [u, v] = &planes.chroma;
    [&planes.luma, u, v]
        .into_iter()
        .flat_map(|plane| plane.samples.iter().copied())
}

/// FNV-1a.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Of what image-webp reads, which has whole macroblocks.
fn theirs(frame: &[u8]) -> Option<Vec<u8>> {
    let frame = Vp8Decoder::decode_frame(frame).ok()?;
    let (width, height) = (usize::from(frame.width), usize::from(frame.height));
    let crop = |plane: &[u8], stride: usize, width: usize, height: usize| {
        let rows = plane.chunks_exact(stride).take(height);
        rows.flat_map(|row| row[..width].to_vec())
            .collect::<Vec<_>>()
    };
    let stride = width.next_multiple_of(16);
    let half = (width.div_ceil(2), height.div_ceil(2));
    Some(
        [
            crop(&frame.ybuf, stride, width, height),
            crop(&frame.ubuf, stride / 2, half.0, half.1),
            crop(&frame.vbuf, stride / 2, half.0, half.1),
        ]
        .concat(),
    )
}

#[test]
fn reads_every_sample_as_libwebp_does() {
    for &(name, width, height, expected) in FILES {
        let frame = frame(name);
        let decoder = Decoder::new(&frame).expect(name);
        assert_eq!(
            (decoder.width(), decoder.height()),
            (width, height),
            "{name}"
        );
        let planes = decoder.decode().expect(name);
        let half = (width.div_ceil(2), height.div_ceil(2));
        assert_eq!((planes.luma.width, planes.luma.height), (width, height));
        for plane in &planes.chroma {
            assert_eq!((plane.width, plane.height), half, "{name}");
        }
        assert_eq!(hash(samples(&planes)), expected, "{name}");
    }
}

#[test]
fn reads_photographs_as_image_webp_does() {
    for (name, frame) in photographs() {
        let ours: Vec<_> = samples(&decode(&frame).expect(&name)).collect();
        assert!(Some(ours) == theirs(&frame), "{name}");
    }
}

#[test]
fn every_prefix_is_an_error_or_a_picture() {
    for (name, frame) in small_frames() {
        for end in 0..frame.len() {
            // What is missing at the very end may be bits that say nothing.
            let result = decode(&frame[..end]);
            let refused = result == Err(Error::Truncated);
            assert!(refused || end + 8 > frame.len(), "{name} cut at {end}");
        }
    }
}

/// Where image-webp reads a damaged frame too, it reads the same, but for what no encoder writes.
#[test]
fn every_flipped_bit_is_an_error_or_a_picture() {
    let (mut same, mut other) = (0, 0);
    for (name, frame) in small_frames() {
        for index in 0..frame.len() {
            for mask in [1 << (index % 8), 0xff] {
                let mut flipped = frame.clone();
                flipped[index] ^= mask;
                let Ok(decoder) = Decoder::new(&flipped) else {
                    continue;
                };
                if decoder.cost() > 1 << 20 {
                    continue;
                }
                let Ok(planes) = decoder.decode() else {
                    continue;
                };
                let pixels = decoder.width() * decoder.height();
                assert_eq!(planes.luma.samples.len(), pixels as usize, "{name} {index}");
                if let Some(theirs) = theirs(&flipped) {
                    if samples(&planes).eq(theirs) {
                        same += 1;
                    } else {
                        other += 1;
                    }
                }
            }
        }
    }
    // Coefficients beyond 16 bits are cut as in libwebp.
    assert!(other * 20 < same, "{other} of {same} differ");
}

#[test]
fn survives_noise_behind_a_good_start() {
    let start = frame("smooth-q90");
    let mut state = 1_u32;
    for run in 0..3000 {
        let mut noisy = start.clone();
        for byte in noisy.iter_mut().skip(10 + run % 40) {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *byte = (state >> 24) as u8;
        }
        if let Ok(planes) = decode(&noisy) {
            assert_eq!(planes.luma.samples.len(), 47 * 35);
        }
    }
}

#[test]
fn refuses_what_is_no_picture() {
    let good = frame("smooth-q90");
    let with = |index: usize, value: u8| {
        let mut bad = good.clone();
        bad[index] = value;
        decode(&bad)
    };
    let interframe = with(0, good[0] | 1);
    assert!(matches!(interframe, Err(Error::Unsupported(_))));
    let version = with(0, good[0] | 0b1110);
    assert!(matches!(version, Err(Error::Unsupported(_))));
    let hidden = with(0, good[0] & !0x10);
    assert!(matches!(hidden, Err(Error::Unsupported(_))));
    let signature = with(3, 0);
    assert!(matches!(signature, Err(Error::Damaged(_))));
    let mut empty = good.clone();
    empty[6..8].fill(0);
    assert!(matches!(decode(&empty), Err(Error::Damaged(_))));
    let partition = with(2, 0xff);
    assert_eq!(partition, Err(Error::Truncated));
    assert_eq!(decode(&[]), Err(Error::Truncated));
}
