//! The bytes of a row to samples of at most 16 bits.

use super::directory::Bytes;
use super::storage::{Format, Storage, Subsampling};

/// Takes samples out of bytes. Numbers of whole bytes are in the order of the file, others begin with their most
/// significant bit. Of larger numbers the 16 most significant bits are kept, and of floating point so many parts of 1.
pub(super) fn unpack<'a>(
    row: &[u8],
    storage: &Storage,
    samples: impl Iterator<Item = &'a mut u16>,
) {
    let bytes = storage.bytes;
    match (storage.format, storage.bits) {
        (Format::Float, bits) => {
            let size = (bits / 8) as usize;
            for (sample, stored) in samples.zip(row.chunks_exact(size.max(1))) {
                *sample = parts(float(bytes.number(stored), bits));
            }
        }
        (_, 8) => {
            for (sample, byte) in samples.zip(row) {
                *sample = u16::from(*byte);
            }
        }
        (_, 16) => {
            for (sample, stored) in samples.zip(row.as_chunks().0) {
                *sample = bytes.short(*stored);
            }
        }
        (_, 24 | 32 | 64) => {
            let size = (storage.bits / 8) as usize;
            for (sample, stored) in samples.zip(row.chunks_exact(size)) {
                let high = match bytes {
                    Bytes::BigEndian => stored.first_chunk().copied(),
                    Bytes::LittleEndian => stored.last_chunk().copied(),
                };
                *sample = bytes.short(high.unwrap_or_default());
            }
        }
        (_, bits) => unpack_bits(row, bits, samples),
    }
}

/// Samples of less than 8 bits, and those of 9 to 15.
fn unpack_bits<'a>(row: &[u8], bits: u32, samples: impl Iterator<Item = &'a mut u16>) {
    let most = u16::MAX >> 16_u32.saturating_sub(bits);
    let mut row = row.iter();
    // At most 15 bits are left of a byte before, and 16 come.
    let (mut held, mut count) = (0_u32, 0_u32);
    for sample in samples {
        while count < bits {
            let Some(byte) = row.next() else {
                return;
            };
            held = (held << 8) | u32::from(*byte);
            count = count.saturating_add(8);
        }
        count = count.saturating_sub(bits);
        let shifted = (held >> count) & u32::from(most);
        *sample = u16::try_from(shifted).unwrap_or_default();
    }
}

/// Signed samples: what is below 0 is black, as libvips reads it.
pub(super) fn cut_negative(samples: &mut [u16], bits: u32) {
    let half = 1_u16 << bits.saturating_sub(1).min(15);
    for sample in samples {
        if *sample >= half {
            *sample = 0;
        }
    }
}

/// One row of pixels that share their colour differences: their luma, then these.
pub(super) fn unpack_shared(
    units: &[u8],
    subsampling: Subsampling,
    line: usize,
    samples: &mut [u16],
) {
    let horizontal = subsampling.horizontal.max(1);
    let units = units.chunks_exact(subsampling.samples());
    let pixels = samples.chunks_mut(horizontal.saturating_mul(3));
    for (unit, pixels) in units.zip(pixels) {
        let luma = unit.get(line.saturating_mul(horizontal)..);
        let [.., cb, cr] = unit else {
            return;
        };
        let pixels = pixels.as_chunks_mut().0.iter_mut();
        for (pixel, luma) in pixels.zip(luma.unwrap_or_default()) {
            *pixel = [luma, cb, cr].map(|sample| u16::from(*sample));
        }
    }
}

/// A number of floating point of 16 (IEEE 754), 24 (as in Adobe's Technical Note 3), 32 or 64 bits.
fn float(stored: u64, bits: u32) -> f64 {
    let low = u32::try_from(stored & 0xffff_ffff).unwrap_or_default();
    match bits {
        16 => small_float(low, 5, 10),
        24 => small_float(low, 7, 16),
        32 => f32::from_bits(low).into(),
        _ => f64::from_bits(stored),
    }
}

/// A number with so many bits of exponent and of mantissa.
fn small_float(stored: u32, exponent: u32, mantissa: u32) -> f64 {
    let fraction = stored & !(u32::MAX << mantissa);
    let most = !(u32::MAX << exponent);
    let bias = most >> 1;
    let power = (stored >> mantissa) & most;
    let wide = match power {
        // Not a part of 255, after whatever curve.
        0 => 0,
        power if power == most => 0xff,
        power => power.wrapping_sub(bias).wrapping_add(127),
    };
    let sign = (stored >> exponent.wrapping_add(mantissa)) & 1;
    let fraction = if power == 0 {
        0
    } else {
        fraction << 23_u32.saturating_sub(mantissa)
    };
    f32::from_bits((sign << 31) | (wide << 23) | fraction).into()
}

/// A number from 0 to 1 in parts of 65,535. What is none is 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, and is 0 where there is no number"
)]
fn parts(number: f64) -> u16 {
    (number * 65_535.0 + 0.5) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As IEEE 754 and Adobe's Technical Note 3 have them.
    #[test]
    fn reads_floating_point() {
        for (stored, bits, expected) in [
            (0x3c00, 16, 1.0),
            (0x3555, 16, 0.333_251_953_125),
            (0xc000, 16, -2.0),
            (0x0001, 16, 0.0),
            (0x7c00, 16, f64::INFINITY),
            (0x3f_0000, 24, 1.0),
            (0x3e_8000, 24, 0.75),
            (0xbf_8000, 24, -1.5),
            (0x3f80_0000, 32, 1.0),
            (0x3fe0_0000_0000_0000, 64, 0.5),
        ] {
            let found = float(stored, bits);
            assert_eq!(found.to_bits(), f64::to_bits(expected), "{stored:#x}");
        }
        assert!(float(0x7c01, 16).is_nan());
        for (number, expected) in [
            (f64::NAN, 0),
            (-1.0, 0),
            (0.5, 32_768),
            (1.0, u16::MAX),
            (f64::INFINITY, u16::MAX),
        ] {
            assert_eq!(parts(number), expected, "{number}");
        }
    }

    #[test]
    fn reads_bits_over_the_ends_of_bytes() {
        let mut samples = [0; 3];
        unpack_bits(&[0xab, 0xcd, 0xef, 0x12, 0x34], 12, samples.iter_mut());
        assert_eq!(samples, [0xabc, 0xdef, 0x123]);
        let mut samples = [0; 5];
        unpack_bits(&[0b0100_1110, 0b0010_0000], 3, samples.iter_mut());
        assert_eq!(samples, [2, 3, 4, 2, 0]);
        let mut samples = [5, 127, 128, 255];
        cut_negative(&mut samples, 8);
        assert_eq!(samples, [5, 127, 0, 0]);
    }

    #[test]
    fn shares_colors() {
        let subsampling = Subsampling {
            horizontal: 2,
            vertical: 2,
        };
        let units = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        for (line, expected) in [
            (0, [1, 5, 6, 2, 5, 6, 7, 11, 12]),
            (1, [3, 5, 6, 4, 5, 6, 9, 11, 12]),
        ] {
            let mut samples = [0; 9];
            unpack_shared(&units, subsampling, line, &mut samples);
            assert_eq!(samples, expected);
        }
    }
}
