//! Curves of one channel, from 0..1 to 0..1 (ICC.1:2022, 10.6 and 10.18).

use super::tags::{fixed, number};

/// A curve. Tables stay in the profile.
#[derive(Debug, Clone, Copy)]
pub(super) enum Curve<'a> {
    /// A table of eight bits an entry.
    Bytes(&'a [u8]),
    /// A power.
    Gamma(f32),
    /// A power with a line below it: g, a to f of `(a x + b) ^ g + e` from `d` on, and `c x + f` below.
    Parameters([f32; 7]),
    /// A table of sixteen bits an entry.
    Words(&'a [[u8; 2]]),
}

impl<'a> Curve<'a> {
    /// Reads a curve and tells its length in bytes. What stands behind it is not looked at.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<(Self, usize)> {
        match bytes.first_chunk()? {
            b"curv" => {
                let count = number(bytes, 8)?;
                let end = count.checked_mul(2)?.checked_add(12)?;
                let (entries, _) = bytes.get(12..end)?.as_chunks::<2>();
                let curve = match *entries {
                    [] => Self::Gamma(1.0),
                    [gamma] => Self::Gamma(f32::from(u16::from_be_bytes(gamma)) / 256.0),
                    _ => Self::Words(entries),
                };
                Some((curve, end))
            }
            b"para" => {
                let kind = bytes.get(8..)?.first_chunk()?;
                Self::parse_parameters(u16::from_be_bytes(*kind), bytes.get(12..)?)
            }
            _ => None,
        }
    }

    fn parse_parameters(kind: u16, bytes: &[u8]) -> Option<(Self, usize)> {
        let (parameters, length) = match kind {
            0 => {
                let [g] = fixed(bytes)?;
                return Some((Self::Gamma(g), 16));
            }
            1 => {
                let [g, a, b] = fixed(bytes)?;
                ([g, a, b, 0.0, -b / a, 0.0, 0.0], 24)
            }
            2 => {
                let [g, a, b, below] = fixed(bytes)?;
                ([g, a, b, 0.0, -b / a, below, below], 28)
            }
            3 => {
                let [g, factor, summand, slope, start] = fixed(bytes)?;
                ([g, factor, summand, slope, start, 0.0, 0.0], 32)
            }
            4 => (fixed(bytes)?, 40),
            _ => return None,
        };
        Some((Self::Parameters(parameters), length))
    }

    /// The value at `x`, from 0 to 1 whatever the curve says.
    pub(super) fn at(&self, x: f32) -> f32 {
        let value = match *self {
            Self::Bytes(entries) => {
                let entry = |index| entries.get(index).map(|byte| f32::from(*byte) / 255.0);
                between(x, entries.len(), entry)
            }
            Self::Gamma(gamma) => power(x, gamma),
            Self::Parameters([g, factor, summand, slope, start, above, below]) => {
                if x >= start {
                    power((factor * x + summand).max(0.0), g) + above
                } else {
                    slope * x + below
                }
            }
            Self::Words(entries) => {
                let entry = |index| {
                    let word = entries.get(index)?;
                    Some(f32::from(u16::from_be_bytes(*word)) / 65_535.0)
                };
                between(x, entries.len(), entry)
            }
        };
        unit(value)
    }

    /// The values of all bytes.
    pub(super) fn of_bytes(&self) -> [f32; 256] {
        let mut values = [0.0; 256];
        for (byte, value) in (0..=u8::MAX).zip(&mut values) {
            *value = self.at(f32::from(byte) / 255.0);
        }
        values
    }
}

/// Exactly what it was where the power is 1.
fn power(x: f32, gamma: f32) -> f32 {
    if gamma.to_bits() == 1.0_f32.to_bits() {
        x
    } else {
        x.powf(gamma)
    }
}

/// What a table of `length` entries says of `x`.
fn between(x: f32, length: usize, entry: impl Fn(usize) -> Option<f32>) -> f32 {
    let (low, part) = place(x, length);
    let first = entry(low).unwrap_or_default();
    let second = entry(low.saturating_add(1)).unwrap_or(first);
    first + (second - first) * part
}

/// The entry at or below `x`, and the part of the way to the next one, in a table of `length` entries.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a place in the table; tables are shorter than 2^24"
)]
pub(super) fn place(x: f32, length: usize) -> (usize, f32) {
    let last = length.saturating_sub(1);
    let at = unit(x) * last as f32;
    let low = (at as usize).min(last);
    (low, at - low as f32)
}

/// From 0 to 1; what is no number is 0.
pub(super) fn unit(value: f32) -> f32 {
    if value > 0.0 { value.min(1.0) } else { 0.0 }
}
