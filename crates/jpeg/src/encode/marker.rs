//! The segments around the scans (T.81, B.2; JFIF 1.01; ICC.1, annex B.4).

use super::frame::{Component, Frame};
use super::huffman::Table;
use super::output::{Full, Output};
use super::quantization::Steps;
use crate::error::Error;
use crate::zigzag::ZIGZAG;

/// Codes of the markers, the byte after 0xFF.
const APP0: u8 = 0xE0;
const APP2: u8 = 0xE2;
const DHT: u8 = 0xC4;
const DQT: u8 = 0xDB;
const EOI: u8 = 0xD9;
const SOF0: u8 = 0xC0;
const SOF2: u8 = 0xC2;
const SOI: u8 = 0xD8;
const SOS: u8 = 0xDA;

/// What stands before each part of a profile, without the two bytes that count the parts.
const ICC_SIGNATURE: &[u8] = b"ICC_PROFILE\0";
/// Bytes of a profile in one segment: 65535 less two for the length and 14 for signature and count.
const ICC_PART: usize = 65_519;

/// `SOI` and the JFIF header: pixels are square.
pub(crate) fn start(output: &mut Output) -> Result<(), Full> {
    output.bytes(&[0xFF, SOI])?;
    output.segment(APP0, &[b"JFIF\0", &[1, 1, 0, 0, 1, 0, 1, 0, 0]])
}

/// A profile must fit 255 segments.
pub(crate) fn check_icc_profile(profile: &[u8]) -> Result<(), Error> {
    if profile.len().div_ceil(ICC_PART) > 255 {
        return Err(Error::Invalid("an ICC profile of more than 255 segments"));
    }
    Ok(())
}

/// The profile, in as many parts as it needs.
pub(crate) fn icc_profile(output: &mut Output, profile: &[u8]) -> Result<(), Full> {
    let parts = profile.len().div_ceil(ICC_PART);
    let parts = u8::try_from(parts).unwrap_or(u8::MAX);
    for (number, part) in (1..=parts).zip(profile.chunks(ICC_PART)) {
        output.segment(APP2, &[ICC_SIGNATURE, &[number, parts], part])?;
    }
    Ok(())
}

/// `DQT` for table `number`.
pub(crate) fn quantization(output: &mut Output, number: u8, steps: &Steps) -> Result<(), Full> {
    let steps = ZIGZAG.map(|place| steps.get(usize::from(place)).copied().unwrap_or(1));
    output.segment(DQT, &[&[number], &steps])
}

/// Which frame a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Process {
    Baseline,
    Progressive,
}

/// `SOF0` or `SOF2`.
pub(crate) fn frame(output: &mut Output, process: Process, frame: &Frame<'_>) -> Result<(), Full> {
    let marker = match process {
        Process::Baseline => SOF0,
        Process::Progressive => SOF2,
    };
    let [h1, h0] = frame.height.to_be_bytes();
    let [w1, w0] = frame.width.to_be_bytes();
    let mut components = [[0; 3]; 3];
    for ((number, component), target) in (1..).zip(&frame.components).zip(&mut components) {
        let factors = component.h.wrapping_shl(4) | component.v;
        *target = [number, factors, component.tables as u8];
    }
    let count = frame.components.len().min(3);
    let components = components.get(..count).unwrap_or_default();
    output.segment(
        marker,
        &[
            &[8, h1, h0, w1, w0, u8::try_from(count).unwrap_or(3)],
            components.as_flattened(),
        ],
    )
}

/// What the symbols of a Huffman table stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Dc = 0,
    Ac = 1,
}

/// `DHT` for one table.
pub(crate) fn huffman(
    output: &mut Output,
    class: Class,
    number: u8,
    table: &Table,
) -> Result<(), Full> {
    let head = (class as u8).wrapping_shl(4) | number;
    output.segment(DHT, &[&[head], table.lengths(), table.symbols()])
}

/// What a scan holds of each coefficient (G.1.1.1); a baseline scan holds all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Band {
    /// First coefficient, in the order of the file (Ss).
    pub(crate) first: u8,
    /// Last coefficient (Se).
    pub(crate) last: u8,
    /// Bits that earlier scans left out and this one brings down to `low`; zero in a first scan (Ah).
    pub(crate) high: u8,
    /// Bits that this scan leaves out (Al).
    pub(crate) low: u8,
}

/// `SOS`. Components are those of the frame from `start` on.
pub(crate) fn scan(
    output: &mut Output,
    start: usize,
    components: &[Component<'_>],
    band: Band,
) -> Result<(), Full> {
    let mut selectors = [[0; 2]; 3];
    let numbers = u8::try_from(start).unwrap_or(u8::MAX).saturating_add(1)..;
    for ((number, component), target) in numbers.zip(components).zip(&mut selectors) {
        let tables = component.tables as u8;
        // A table that a scan does not use is zero, as libjpeg writes it.
        let dc = if band.first == 0 && band.high == 0 {
            tables
        } else {
            0
        };
        let ac = if band.last > 0 { tables } else { 0 };
        *target = [number, dc.wrapping_shl(4) | ac];
    }
    let count = components.len().min(3);
    output.segment(
        SOS,
        &[
            &[u8::try_from(count).unwrap_or(3)],
            selectors.get(..count).unwrap_or_default().as_flattened(),
            &[band.first, band.last, band.high.wrapping_shl(4) | band.low],
        ],
    )
}

/// `EOI`.
pub(crate) fn end(output: &mut Output) -> Result<(), Full> {
    output.bytes(&[0xFF, EOI])
}
