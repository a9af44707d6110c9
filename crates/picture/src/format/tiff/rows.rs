//! The rows of a strip or tile: bytes, samples, pixels.

use crate::error::Error;
use crate::geometry::Dimensions;

use super::colors::Conversion;
use super::jpeg::{self, Jpegs};
use super::predictor;
use super::samples::{cut_negative, unpack, unpack_shared};
use super::storage::{Compression, Format, Predictor, Storage, Subsampling};
use super::unpack::{Packing, Stream, Unpack};

/// Reads rows.
pub(super) struct Rows<'a> {
    storage: Storage,
    source: Source<'a>,
    /// Of all planes, pixel by pixel.
    samples: Vec<u16>,
}

enum Source<'a> {
    Jpegs(Jpegs),
    Packed(Packed<'a>),
}

/// Rows of bytes.
struct Packed<'a> {
    planes: Vec<Unpack<'a>>,
    row: Vec<u8>,
    /// Bytes of floating point while they are put in order.
    sorted: Vec<u8>,
    /// How many rows were taken of those that share their colour differences.
    taken: usize,
}

impl<'a> Rows<'a> {
    /// `packed` are the bytes of each plane, `size` the dimensions of the strip or tile.
    pub(super) fn new(
        packed: &[&'a [u8]],
        storage: Storage,
        size: Dimensions,
        plan: jpeg::Plan<'_>,
    ) -> Result<Self, Error> {
        let width = size.width as usize;
        let source = match storage.compression {
            Compression::Jpeg => Source::Jpegs(Jpegs::decode(packed, &storage, size, plan)?),
            Compression::Packed(packing) => {
                Source::Packed(Packed::new(packed, &storage, packing, size))
            }
        };
        Ok(Self {
            storage,
            source,
            samples: vec![0; width.saturating_mul(storage.samples)],
        })
    }

    /// The pixels of the next row.
    pub(super) fn next<'b>(
        &'b mut self,
        conversion: &Conversion<'_>,
        pixels: &'b mut Vec<u8>,
    ) -> Result<&'b [u8], Error> {
        if self.storage.is_plain() && conversion.is_none() {
            return match &mut self.source {
                Source::Packed(packed) => packed.next(&self.storage),
                Source::Jpegs(_) => Ok(&[]),
            };
        }
        match &mut self.source {
            Source::Packed(packed) => packed.next_samples(&self.storage, &mut self.samples)?,
            Source::Jpegs(jpegs) => jpegs.next_samples(&mut self.samples)?,
        }
        pixels.clear();
        conversion.push_row(&self.samples, pixels);
        Ok(pixels)
    }
}

impl<'a> Packed<'a> {
    fn new(packed: &[&'a [u8]], storage: &Storage, packing: Packing, size: Dimensions) -> Self {
        let width = size.width as usize;
        let stream = Stream {
            packing,
            order: storage.fill_order,
            width: size.width,
            length: storage.bytes_of_rows(width, size.height as usize),
        };
        let planes = packed.iter().map(|packed| Unpack::new(packed, stream));
        Self {
            planes: planes.collect(),
            row: vec![0; storage.row_bytes(width)],
            sorted: Vec::new(),
            taken: 0,
        }
    }

    /// The next row, where its bytes are pixels.
    fn next(&mut self, storage: &Storage) -> Result<&[u8], Error> {
        if let Some(plane) = self.planes.first_mut() {
            plane.read(&mut self.row)?;
        }
        if storage.predictor == Predictor::Horizontal {
            predictor::add_left(&mut self.row, storage.samples);
        }
        Ok(&self.row)
    }

    fn next_samples(&mut self, storage: &Storage, samples: &mut [u16]) -> Result<(), Error> {
        if storage.subsampling != Subsampling::NONE {
            return self.next_shared(storage, samples);
        }
        // Numbers that are cut to 16 bits, or are no whole ones, are added up before that.
        let late = storage.bits <= 16 && storage.format != Format::Float;
        for (number, plane) in self.planes.iter_mut().enumerate() {
            plane.read(&mut self.row)?;
            let (bits, bytes, together) = (storage.bits, storage.bytes, storage.together());
            match storage.predictor {
                Predictor::Float => {
                    predictor::join(&mut self.row, &mut self.sorted, bits, bytes, together);
                }
                Predictor::Horizontal if !late => {
                    predictor::add_left_numbers(&mut self.row, bits, bytes, together);
                }
                Predictor::Horizontal | Predictor::None => {}
            }
            let (step, offset) = if storage.planar {
                (storage.samples, number)
            } else {
                (1, 0)
            };
            let samples = samples.iter_mut().skip(offset).step_by(step.max(1));
            unpack(&self.row, storage, samples);
        }
        let bits = storage.read_bits();
        if storage.predictor == Predictor::Horizontal && late {
            let most = u16::MAX >> 16_u32.saturating_sub(bits);
            predictor::add_left_samples(samples, storage.samples, most);
        }
        if storage.format == Format::Signed {
            cut_negative(samples, bits);
        }
        Ok(())
    }

    /// The next of the rows that share their colour differences.
    fn next_shared(&mut self, storage: &Storage, samples: &mut [u16]) -> Result<(), Error> {
        if self.taken == 0
            && let Some(plane) = self.planes.first_mut()
        {
            plane.read(&mut self.row)?;
        }
        unpack_shared(&self.row, storage.subsampling, self.taken, samples);
        self.taken = self.taken.saturating_add(1);
        if self.taken >= storage.subsampling.vertical {
            self.taken = 0;
        }
        Ok(())
    }
}
