//! Samples: of another decoder, of the same coefficients written otherwise, and of the scales.

use marble_jpeg::decode::{Coding, Decoder, Scale};
use marble_jpeg::{Color, Plane};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::{SCALES, decode, file, files_and_photos};

#[test]
fn gives_planes_of_the_size_of_their_component() {
    for (name, bytes) in files_and_photos() {
        let decoder = Decoder::new(bytes.as_slice()).unwrap();
        let header = decoder.header();
        let horizontal = header
            .sampling
            .iter()
            .map(|part| part.horizontal)
            .max()
            .unwrap();
        let vertical = header
            .sampling
            .iter()
            .map(|part| part.vertical)
            .max()
            .unwrap();
        for (scale, divisor) in SCALES {
            let picture = decode(&bytes, scale).unwrap_or_else(|error| panic!("{name}: {error}"));
            let planes = &picture.planes;
            assert_eq!((picture.left, picture.top), (0, 0));
            assert_eq!(planes.width, header.width.div_ceil(divisor), "{name}");
            assert_eq!(planes.height, header.height.div_ceil(divisor), "{name}");
            assert_eq!(planes.planes.len(), header.sampling.len(), "{name}");
            for (plane, factors) in planes.planes.iter().zip(&header.sampling) {
                let width = (header.width * u32::from(factors.horizontal))
                    .div_ceil(u32::from(horizontal) * divisor);
                let height = (header.height * u32::from(factors.vertical))
                    .div_ceil(u32::from(vertical) * divisor);
                assert_eq!((plane.width, plane.height), (width, height), "{name}");
                assert_eq!(plane.samples.len(), (width * height) as usize, "{name}");
            }
        }
    }
}

/// The largest difference and the mean one.
fn difference(ours: &[u8], theirs: &[u8]) -> (u8, f64) {
    assert_eq!(ours.len(), theirs.len());
    let differences = ours.iter().zip(theirs).map(|(&a, &b)| a.abs_diff(b));
    let sum: u64 = differences.clone().map(u64::from).sum();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let mean = sum as f64 / ours.len() as f64;
    (differences.max().unwrap_or(0), mean)
}

/// At most 2 levels of difference in any sample, 0.1 on average.
#[test]
fn agrees_with_zune_jpeg() {
    for (name, bytes) in files_and_photos() {
        // It gives grey noise for luma of sequential files with several scans (0.5.15); libjpeg-turbo agrees with us,
        // and below they are compared with the same coefficients in one scan.
        if name.contains("-scans") {
            continue;
        }
        let decoder = Decoder::new(bytes.as_slice()).unwrap();
        let header = decoder.header();
        // Planes that are not subsampled can be compared in whole; of the others, luma.
        let whole = header
            .sampling
            .iter()
            .all(|part| *part == header.sampling[0]);
        let space = match header.color {
            Color::YCbCr if whole => ColorSpace::YCbCr,
            Color::Grey | Color::YCbCr => ColorSpace::Luma,
            // Its conversion of these cannot be switched off.
            Color::Cmyk | Color::Rgb | Color::Ycck => continue,
        };
        let options = DecoderOptions::default().jpeg_set_out_colorspace(space);
        let mut theirs = JpegDecoder::new_with_options(ZCursor::new(&bytes), options);
        let pixels = theirs
            .decode()
            .unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let count = if space == ColorSpace::Luma { 1 } else { 3 };
        let ours = decode(&bytes, Scale::Full).unwrap();
        for (index, plane) in ours.planes.planes.iter().take(count).enumerate() {
            let samples: Vec<u8> = pixels.iter().skip(index).step_by(count).copied().collect();
            let (most, mean) = difference(&plane.samples, &samples);
            assert!(
                most <= 2 && mean <= 0.1,
                "{name}, plane {index}: at most {most}, mean {mean}"
            );
        }
    }
}

#[test]
fn reads_the_same_coefficients_however_they_are_written() {
    for (one, others) in [
        (
            "420",
            &[
                "420-progressive",
                "420-restart-1",
                "420-restart-progressive",
            ][..],
        ),
        ("420-optimized", &["420-restart-row", "420-scans"]),
        ("422", &["422-scans-restart"]),
        ("grey", &["grey-2x2", "grey-progressive"]),
        ("cmyk", &["cmyk-progressive"]),
    ] {
        for other in others {
            for (scale, _) in SCALES {
                let (a, b) = (
                    decode(&file(one), scale).unwrap(),
                    decode(&file(other), scale).unwrap(),
                );
                // Of a progressive file, half the size is made of the corner that is stored.
                if scale == Scale::Half && other.ends_with("progressive") {
                    for (a, b) in a.planes.planes.iter().zip(&b.planes.planes) {
                        let (_, mean) = difference(&a.samples, &b.samples);
                        assert!(mean <= 1.5, "{one} and {other} differ at {scale:?}: {mean}");
                    }
                } else if scale == Scale::Eighth && other.ends_with("progressive") {
                    // The last bits of means are not read.
                    for (a, b) in a.planes.planes.iter().zip(&b.planes.planes) {
                        let (most, _) = difference(&a.samples, &b.samples);
                        assert!(most <= 1, "{one} and {other} differ at {scale:?}: {most}");
                    }
                } else {
                    assert!(a == b, "{one} and {other} differ at {scale:?}");
                }
            }
        }
    }
}

fn box_average(plane: &Plane, divisor: u32) -> Vec<u8> {
    let mut samples = Vec::new();
    for top in (0..plane.height).step_by(divisor as usize) {
        for left in (0..plane.width).step_by(divisor as usize) {
            let (mut sum, mut count) = (0, 0);
            for y in top..plane.height.min(top + divisor) {
                for x in left..plane.width.min(left + divisor) {
                    sum += u32::from(plane.samples[(y * plane.width + x) as usize]);
                    count += 1;
                }
            }
            samples.push(u8::try_from((sum + count / 2) / count).unwrap());
        }
    }
    samples
}

/// A corner of coefficients lacks the others, so details differ, and a DC term
/// stands for samples beyond the picture's edge too. Means of whole planes: 2.5 levels of difference at the most.
#[test]
fn scales_as_a_box_average_does() {
    for (name, bytes) in files_and_photos() {
        let full = decode(&bytes, Scale::Full).unwrap();
        for (scale, divisor) in &SCALES[1..] {
            let scaled = decode(&bytes, *scale).unwrap();
            for (full, scaled) in full.planes.planes.iter().zip(&scaled.planes.planes) {
                let average = box_average(full, *divisor);
                let (_, mean) = difference(&scaled.samples, &average);
                assert!(mean <= 2.5, "{name} at {scale:?}: {mean}");
            }
        }
    }
}

/// In whole blocks, which the picture's edge does not cut; where the full picture is cut off at black and white, the
/// means of what was cut differ.
#[test]
fn halves_sequential_files_to_the_mean_of_four_samples() {
    for (name, bytes) in files_and_photos() {
        let decoder = Decoder::new(bytes.as_slice()).unwrap();
        if decoder.header().coding == Coding::Progressive {
            continue;
        }
        let full = decode(&bytes, Scale::Full).unwrap();
        let half = decode(&bytes, Scale::Half).unwrap();
        for (full, half) in full.planes.planes.iter().zip(&half.planes.planes) {
            let average = box_average(full, 2);
            for (place, (&is, &should)) in half.samples.iter().zip(&average).enumerate() {
                let place = u32::try_from(place).unwrap();
                let (x, y) = (place % half.width, place / half.width);
                let whole = 2 * x + 1 < full.width && 2 * y + 1 < full.height;
                let four = [(0, 0), (1, 0), (0, 1), (1, 1)]
                    .map(|(right, below)| (2 * y + below) * full.width + 2 * x + right);
                let inner = |place: u32| (1..=254).contains(&full.samples[place as usize]);
                if whole && four.into_iter().all(inner) {
                    assert!(
                        is.abs_diff(should) <= 1,
                        "{name} at {x}, {y}: {is}, but {should}"
                    );
                }
            }
        }
    }
}
