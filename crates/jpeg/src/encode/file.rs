//! The file from its first byte to its last.

use alloc::vec::Vec;

use super::frame::Frame;
use super::marker::{self, Process};
use super::options::{Options, Quantization};
use super::output::{Full, Output};
use super::quantization::Rule;
use super::quantizer::Quantizer;
use super::sampling::Sampling;
use super::{baseline, progressive, quantization};
use crate::error::Error;
use crate::planes::Planes;

/// The bytes of a file with `picture` in it. Equal calls give equal files.
///
/// `picture` is `Grey` with one plane, or `YCbCr` with three of which the last two have the size of the first
/// divided by 1 or 2 in each direction, rounded up.
///
/// Allocates at most [`cost`] bytes.
///
/// # Errors
///
/// `Invalid` when the picture is none of these, when a side is 0 or above 65535, or when an option is out of its
/// bounds; `OutOfMemory` when memory ends, and when the file would be larger than [`cost`] expects: no picture is
/// unless it is made to.
pub fn encode(picture: &Planes, options: &Options<'_>) -> Result<Vec<u8>, Error> {
    if !(1..=100).contains(&options.quality) {
        return Err(Error::Invalid("quality is 1 to 100"));
    }
    marker::check_icc_profile(options.icc_profile.unwrap_or_default())?;
    let frame = Frame::new(picture)?;
    let rules = quantization::rules(options.quantization, options.quality);
    let quantizers = [Quantizer::new(&rules[0]), Quantizer::new(&rules[1])];
    let scans = if options.progressive {
        Scans::Progressive(progressive::Scans::new(&frame, &quantizers)?)
    } else {
        Scans::Baseline(baseline::Scan::new(&frame, &quantizers)?)
    };

    // Enough for what is stuffed in all but made-up pictures; those are written once more.
    let most = result_cost(frame.blocks(), options);
    let bytes = scans.bits().div_ceil(8);
    let expected = bytes
        .saturating_add(bytes / 64)
        .saturating_add(extra_cost(options.icc_profile))
        .min(most);
    for capacity in [expected, most] {
        let capacity = usize::try_from(capacity).map_err(|_| Error::OutOfMemory)?;
        let mut output = Output::with_capacity(capacity)?;
        if write(&frame, &rules, &scans, options, &mut output).is_ok() {
            return Ok(output.into_bytes());
        }
    }
    Err(Error::OutOfMemory)
}

/// The most bytes that [`encode`] allocates for a picture of this size, its result included and its input not.
///
/// A result is usually a quarter of what is reckoned here for it.
#[must_use]
pub fn cost(width: u32, height: u32, sampling: Sampling, options: &Options<'_>) -> u64 {
    let (h, v) = sampling.factors();
    let mcus = |length: u32, factor: u8| {
        u64::from(length).div_ceil(u64::from(factor).saturating_mul(8).max(1))
    };
    let in_mcu = match sampling {
        Sampling::Grey => 1,
        _ => u64::from(h).saturating_mul(u64::from(v)).saturating_add(2),
    };
    let blocks = mcus(width, h)
        .saturating_mul(mcus(height, v))
        .saturating_mul(in_mcu);
    let stored = if options.progressive {
        progressive::cost(blocks)
    } else {
        baseline::cost(blocks)
    };
    stored
        .saturating_add(result_cost(blocks, options))
        .saturating_add(FIXED_COST)
}

/// Small things: components, tables, the room at the end of the result.
const FIXED_COST: u64 = 16_384;

/// The most bytes of a file: its blocks, and what stands before the scans.
fn result_cost(blocks: u64, options: &Options<'_>) -> u64 {
    blocks
        .saturating_mul(most_of_block(options))
        .saturating_add(extra_cost(options.icc_profile))
}

/// The most bytes of a block: an eighth more than one of luma takes that is black and white at random, and so takes
/// more than any other noise.
fn most_of_block(options: &Options<'_>) -> u64 {
    // As measured at the qualities 0, 10, 20 … 100.
    const LIBJPEG: [u64; 11] = [12, 18, 25, 30, 34, 37, 40, 44, 49, 58, 83];
    const PERCEPTUAL: [u64; 11] = [12, 18, 28, 33, 37, 40, 43, 46, 51, 58, 83];
    let bytes = match options.quantization {
        Quantization::Libjpeg => &LIBJPEG,
        Quantization::Perceptual => &PERCEPTUAL,
    };
    let step = usize::from(options.quality / 10);
    let entry = |step: usize| bytes.get(step).or(bytes.last()).copied().unwrap_or(128);
    let part = u64::from(options.quality % 10);
    let low = entry(step).saturating_mul(10_u64.saturating_sub(part));
    let high = entry(step.saturating_add(1)).saturating_mul(part);
    low.saturating_add(high).div_ceil(10)
}

/// Markers, tables, and the profile with its 18 bytes around each 65519.
fn extra_cost(icc_profile: Option<&[u8]>) -> u64 {
    let profile = icc_profile.map_or(0, <[u8]>::len) as u64;
    profile.saturating_add(profile / 1024).saturating_add(8192)
}

/// What stands between the frame and the end.
enum Scans<'q> {
    Baseline(baseline::Scan<'q>),
    Progressive(progressive::Scans),
}

impl Scans<'_> {
    fn bits(&self) -> u64 {
        match self {
            Self::Baseline(scan) => scan.bits(),
            Self::Progressive(scans) => scans.bits(),
        }
    }
}

/// The file from its first byte to its last.
fn write(
    frame: &Frame<'_>,
    rules: &[Rule; 2],
    scans: &Scans<'_>,
    options: &Options<'_>,
    output: &mut Output,
) -> Result<(), Full> {
    marker::start(output)?;
    marker::icc_profile(output, options.icc_profile.unwrap_or_default())?;
    for (number, rule) in (0..).zip(rules.iter().take(frame.components.len())) {
        marker::quantization(output, number, &rule.steps)?;
    }
    match scans {
        Scans::Baseline(scan) => {
            marker::frame(output, Process::Baseline, frame)?;
            scan.write(frame, output)?;
        }
        Scans::Progressive(scans) => {
            marker::frame(output, Process::Progressive, frame)?;
            scans.write(frame, output)?;
        }
    }
    marker::end(output)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::options::Quantization;
    use crate::encode::rgb::rgb_to_planes;

    #[test]
    fn a_file_that_does_not_fit_is_not_half_written() {
        let rgb: Vec<u8> = (0..48 * 48 * 3_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 24).to_le_bytes()[0])
            .collect();
        let planes = rgb_to_planes(48, 48, &rgb, 3, Sampling::Half420).unwrap();
        for progressive in [false, true] {
            let options = Options {
                quality: 100,
                quantization: Quantization::Libjpeg,
                progressive,
                icc_profile: None,
            };
            let frame = Frame::new(&planes).unwrap();
            let rules = quantization::rules(options.quantization, options.quality);
            let quantizers = [Quantizer::new(&rules[0]), Quantizer::new(&rules[1])];
            let scans = if progressive {
                Scans::Progressive(progressive::Scans::new(&frame, &quantizers).unwrap())
            } else {
                Scans::Baseline(baseline::Scan::new(&frame, &quantizers).unwrap())
            };
            let file = encode(&planes, &options).unwrap();
            for capacity in [0, 500, 1000, file.len()] {
                let mut output = Output::with_capacity(capacity).unwrap();
                let written = write(&frame, &rules, &scans, &options, &mut output);
                assert_eq!(written.is_ok(), capacity == file.len(), "{capacity}");
                if written.is_ok() {
                    assert_eq!(output.into_bytes(), file);
                }
            }
        }
    }
}
