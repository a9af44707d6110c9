//! Files as decoders read them back: this one, and zune-jpeg.

use marble_jpeg::Planes;
use marble_jpeg::decode::{Decoder, MAX_SCANS, Scale};
use marble_jpeg::encode::{Options, Sampling, encode, rgb_to_planes};

use crate::{Read, SAMPLINGS, SIZES, baseline, perceptual, planes, progressive, read};

#[test]
fn is_read_back_within_the_error_of_its_quality() {
    // For each quality the least ratio of signal to noise (dB) and the largest error of a luma sample.
    for (quality, least, largest) in [
        (1, 22.0, 90),
        (40, 32.0, 48),
        (60, 33.5, 45),
        (80, 35.0, 30),
        (90, 37.5, 16),
        (95, 40.5, 9),
        (100, 57.0, 1),
    ] {
        for sampling in SAMPLINGS {
            for (width, height) in SIZES {
                let planes = planes(width, height, sampling);
                let found = reads_luma_within(&planes, &baseline(quality), least, largest);
                let case = format!("{quality} {sampling:?} {width}x{height}");
                if sampling == Sampling::Full444 {
                    for plane in 1..3 {
                        let (noise, _) =
                            errors(&planes.planes[plane].samples, &found.component(plane));
                        assert!(noise >= least - 3.0, "{case}, plane {plane}: {noise} dB");
                    }
                }
            }
        }
    }
}

#[test]
fn is_read_back_within_the_error_of_its_perceptual_quality() {
    // Steps for high frequencies are finer than libjpeg's, those for low ones coarser: noise is lost less.
    for (quality, least, largest) in [
        (1, 18.0, 140),
        (40, 31.0, 60),
        (60, 32.0, 50),
        (80, 34.0, 40),
        (90, 37.0, 25),
        (95, 40.0, 15),
        (100, 57.0, 1),
    ] {
        for sampling in SAMPLINGS {
            for (width, height) in SIZES {
                for options in [baseline(quality), progressive(quality)].map(perceptual) {
                    let planes = planes(width, height, sampling);
                    reads_luma_within(&planes, &options, least, largest);
                }
            }
        }
    }
}

/// What is read of the file of these planes, whose luma has at least this ratio of signal to noise (dB), and at most this
/// error.
fn reads_luma_within(planes: &Planes, options: &Options<'_>, least: f64, largest: u8) -> Read {
    let found = read(&encode(planes, options).unwrap());
    let Planes { width, height, .. } = *planes;
    assert_eq!((found.width, found.height), (width, height));
    let (noise, error) = errors(&planes.planes[0].samples, &found.luma());
    let case = format!(
        "{options:?} {width}x{height}, {} planes",
        planes.planes.len()
    );
    assert!(noise >= least, "{case}: {noise} dB");
    assert!(error <= largest, "{case}: {error} levels");
    found
}

#[test]
fn keeps_reduced_colour() {
    // One colour all over comes back as it was, however it is sampled and whatever the size.
    for sampling in SAMPLINGS {
        for (width, height) in SIZES {
            let rgb = [200, 60, 30].repeat((width * height) as usize);
            let planes = rgb_to_planes(width, height, &rgb, 3, sampling).unwrap();
            let found = read(&encode(&planes, &baseline(100)).unwrap());
            for (index, plane) in planes.planes.iter().enumerate() {
                let expected = plane.samples[0];
                for sample in found.component(index) {
                    let case = format!("{sampling:?} {width}x{height} {index}");
                    assert!(
                        sample.abs_diff(expected) <= 1,
                        "{case}: {sample}, {expected}"
                    );
                }
            }
        }
    }
}

#[test]
fn is_read_back_plane_by_plane() {
    for sampling in SAMPLINGS {
        for (width, height) in SIZES {
            for options in [baseline(95), progressive(95)] {
                let planes = planes(width, height, sampling);
                let file = encode(&planes, &options).unwrap();
                let found = Decoder::new(file.as_slice()).unwrap();
                let found = found.decode(Scale::Full, None, MAX_SCANS).unwrap().planes;
                assert_eq!(found.color, planes.color);
                for (plane, found) in planes.planes.iter().zip(&found.planes) {
                    let case = format!("{sampling:?} {width}x{height} {options:?}");
                    assert_eq!((found.width, found.height), (plane.width, plane.height));
                    let (noise, error) = errors(&plane.samples, &found.samples);
                    assert!(noise >= 36.0 && error <= 30, "{case}: {noise} dB, {error}");
                }
            }
        }
    }
}

#[test]
fn progressive_holds_the_same_coefficients() {
    for sampling in SAMPLINGS {
        for (width, height) in SIZES {
            for quality in [1, 30, 80, 100] {
                let planes = planes(width, height, sampling);
                for change in [|options| options, perceptual] {
                    let once = encode(&planes, &change(baseline(quality))).unwrap();
                    let scans = encode(&planes, &change(progressive(quality))).unwrap();
                    let case = format!("{sampling:?} {width}x{height} {quality}");
                    assert!(read(&once).samples == read(&scans).samples, "{case}");
                }
            }
        }
    }
}

/// Signal to noise in dB, and the largest difference.
fn errors(expected: &[u8], found: &[u8]) -> (f64, u8) {
    assert_eq!(expected.len(), found.len());
    let differences = expected.iter().zip(found).map(|(a, b)| a.abs_diff(*b));
    let largest = differences.clone().max().unwrap();
    let sum: f64 = differences.map(|d| f64::from(d) * f64::from(d)).sum();
    let mean = (sum / expected.len() as f64).max(1e-9);
    (10.0 * (255.0 * 255.0 / mean).log10(), largest)
}
