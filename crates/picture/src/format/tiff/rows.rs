//! The rows of a strip or tile: bytes, samples, pixels.

use crate::error::Error;
use crate::geometry::Dimensions;

use super::colors::Conversion;
use super::directory::Bytes;
use super::unpack::{Compression, Unpack};

/// How samples are stored.
#[derive(Clone, Copy)]
pub(super) struct Storage {
    /// Bits a sample, 16 at most.
    pub(super) bits: u32,
    pub(super) bytes: Bytes,
    pub(super) compression: Compression,
    pub(super) predictor: Predictor,
    /// Whether each sample has strips or tiles of its own.
    pub(super) planar: bool,
    /// Samples a pixel.
    pub(super) samples: usize,
}

/// What samples are told apart from (TIFF 6.0, section 14).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Predictor {
    /// The pixel to the left.
    Horizontal,
    None,
}

/// Reads rows.
pub(super) struct Rows<'a> {
    planes: Vec<Unpack<'a>>,
    storage: Storage,
    row: Vec<u8>,
    /// Of all planes, pixel by pixel.
    samples: Vec<u16>,
}

impl Storage {
    /// How many planes lie behind each other.
    pub(super) fn planes(&self) -> usize {
        if self.planar { self.samples } else { 1 }
    }

    /// Samples of a pixel that are stored together.
    fn together(&self) -> usize {
        if self.planar { 1 } else { self.samples }
    }

    /// What rows of so many pixels allocate, in bytes.
    pub(super) fn cost(&self, pixels: u32) -> u64 {
        let samples = (pixels as usize).saturating_mul(self.samples);
        // Bytes of 16 bits at most, and samples.
        (samples as u64).saturating_mul(4)
    }

    fn row_bytes(&self, pixels: usize) -> usize {
        let samples = pixels.saturating_mul(self.together());
        samples.saturating_mul(self.bits as usize).div_ceil(8)
    }
}

impl<'a> Rows<'a> {
    /// `packed` are the bytes of each plane, `size` the dimensions of the strip or tile.
    pub(super) fn new(
        packed: &[&'a [u8]],
        storage: Storage,
        size: Dimensions,
    ) -> Result<Self, Error> {
        let width = size.width as usize;
        let length = storage
            .row_bytes(width)
            .saturating_mul(size.height as usize);
        let planes = packed
            .iter()
            .map(|packed| Unpack::new(packed, storage.compression, length));
        Ok(Self {
            planes: planes.collect::<Result<_, _>>()?,
            storage,
            row: vec![0; storage.row_bytes(width)],
            samples: vec![0; width.saturating_mul(storage.samples)],
        })
    }

    /// The pixels of the next row.
    pub(super) fn next<'b>(
        &'b mut self,
        conversion: &Conversion<'_>,
        pixels: &'b mut Vec<u8>,
    ) -> Result<&'b [u8], Error> {
        let storage = self.storage;
        if conversion.is_none() && !storage.planar {
            if let Some(plane) = self.planes.first_mut() {
                plane.read(&mut self.row)?;
            }
            if storage.predictor == Predictor::Horizontal {
                add_left(&mut self.row, storage.samples);
            }
            return Ok(&self.row);
        }
        for (number, plane) in self.planes.iter_mut().enumerate() {
            plane.read(&mut self.row)?;
            let (step, offset) = if storage.planar {
                (storage.samples, number)
            } else {
                (1, 0)
            };
            let samples = self.samples.iter_mut().skip(offset).step_by(step.max(1));
            unpack(&self.row, storage, samples);
        }
        if storage.predictor == Predictor::Horizontal {
            let most = u16::MAX >> 16_u32.saturating_sub(storage.bits);
            add_left_samples(&mut self.samples, storage.samples, most);
        }
        pixels.clear();
        conversion.push_row(&self.samples, pixels);
        Ok(pixels)
    }
}

/// Takes samples out of bytes: the most significant bits first, numbers of two bytes in the order of the file.
fn unpack<'a>(row: &[u8], storage: Storage, samples: impl Iterator<Item = &'a mut u16>) {
    match storage.bits {
        16 => {
            let stored = row.as_chunks().0.iter();
            for (sample, bytes) in samples.zip(stored) {
                *sample = storage.bytes.short(*bytes);
            }
        }
        8 => {
            for (sample, byte) in samples.zip(row) {
                *sample = u16::from(*byte);
            }
        }
        bits => {
            let most = u8::MAX >> 8_u32.saturating_sub(bits);
            let shifts = (0..8).step_by(bits.max(1) as usize);
            let shifts = shifts.map(move |bit: u32| 8_u32.saturating_sub(bits).saturating_sub(bit));
            let stored = row
                .iter()
                .flat_map(|byte| shifts.clone().map(move |shift| (byte >> shift) & most));
            for (sample, stored) in samples.zip(stored) {
                *sample = u16::from(stored);
            }
        }
    }
}

fn add_left(row: &mut [u8], samples: usize) {
    for index in samples..row.len() {
        let left = row
            .get(index.saturating_sub(samples))
            .copied()
            .unwrap_or_default();
        if let Some(sample) = row.get_mut(index) {
            *sample = sample.wrapping_add(left);
        }
    }
}

fn add_left_samples(row: &mut [u16], samples: usize, most: u16) {
    for index in samples..row.len() {
        let left = row
            .get(index.saturating_sub(samples))
            .copied()
            .unwrap_or_default();
        if let Some(sample) = row.get_mut(index) {
            *sample = sample.wrapping_add(left) & most;
        }
    }
}
