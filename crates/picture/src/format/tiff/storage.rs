//! How a TIFF stores its samples, as its tags say.

use crate::error::Error;
use crate::work::Work;

use super::directory::{Bytes, Directory};
use super::fax::{self, Dimensions, Scheme};
use super::fill_order::FillOrder;
use super::unpack::{self, Packing};

/// How samples are stored.
#[derive(Clone, Copy)]
pub(super) struct Storage {
    /// Bits a sample.
    pub(super) bits: u32,
    pub(super) bytes: Bytes,
    pub(super) compression: Compression,
    /// The order of bits in compressed bytes.
    pub(super) fill_order: FillOrder,
    pub(super) format: Format,
    pub(super) predictor: Predictor,
    /// Whether each sample has strips or tiles of its own.
    pub(super) planar: bool,
    /// Samples a pixel.
    pub(super) samples: usize,
    pub(super) subsampling: Subsampling,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    /// Each strip or tile is a JPEG (TIFF Technical Note 2).
    Jpeg,
    /// Rows of bytes.
    Packed(Packing),
}

/// What the bits of a sample are (TIFF 6.0, tag 339).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Floating point.
    Float,
    Signed,
    Unsigned,
}

/// What samples are told apart from (TIFF 6.0, section 14, and Adobe's Technical Note 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Predictor {
    /// The byte to the left, after the bytes of a row were sorted by their significance.
    Float,
    /// The pixel to the left.
    Horizontal,
    None,
}

/// How many pixels share their colour differences (TIFF 6.0, section 21).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Subsampling {
    pub(super) horizontal: usize,
    pub(super) vertical: usize,
}

impl Subsampling {
    pub(super) const NONE: Self = Self {
        horizontal: 1,
        vertical: 1,
    };

    /// Samples of the pixels that share theirs.
    pub(super) fn samples(self) -> usize {
        let luma = self.horizontal.saturating_mul(self.vertical);
        luma.saturating_add(2)
    }
}

impl Storage {
    pub(super) fn read(directory: &mut Directory<'_, '_>, samples: usize) -> Result<Self, Error> {
        let photometric = directory.number(262, u64::MAX)?;
        let compression = compression(directory)?;
        let planar = match directory.number(284, 1)? {
            1 => false,
            2 => samples > 1,
            other => return Err(unread("the planar configuration 1 or 2", other)),
        };
        let format = match directory.number(339, 1)? {
            // Two of the samples of L*a*b* are signed whatever this says. Undefined numbers are whole ones.
            1 | 4 => Format::Unsigned,
            2 if matches!(photometric, 8 | 9) => Format::Unsigned,
            2 => Format::Signed,
            3 => Format::Float,
            other => return Err(unread("whole numbers or floating point", other)),
        };
        let fill_order = match directory.number(266, 1)? {
            2 => FillOrder::LeastSignificantFirst,
            _ => FillOrder::MostSignificantFirst,
        };
        let storage = Self {
            bits: bits(directory)?,
            bytes: directory.bytes(),
            compression,
            fill_order,
            format,
            predictor: predictor(directory, compression)?,
            planar,
            samples,
            subsampling: match compression {
                Compression::Packed(_) if photometric == 6 => subsampling(directory)?,
                _ => Subsampling::NONE,
            },
        };
        storage.check(photometric)?;
        Ok(storage)
    }

    /// What does not go together.
    fn check(&self, photometric: u64) -> Result<(), Error> {
        let bits = u64::from(self.bits);
        let narrow = matches!(photometric, 3 | 6 | 8 | 9);
        match (self.format, self.bits) {
            (Format::Float, _) if narrow => {
                return Err(unread("whole numbers for these colours", 3));
            }
            (_, 17..) if narrow => return Err(unread("at most 16 bits for these colours", bits)),
            (Format::Float, 16 | 24 | 32 | 64)
            | (Format::Signed | Format::Unsigned, 1..=16 | 24 | 32 | 64) => {}
            (Format::Float, _) => {
                return Err(unread("16, 24, 32 or 64 bits of floating point", bits));
            }
            _ => return Err(unread("1 to 16, 24, 32 or 64 bits a sample", bits)),
        }
        if matches!(photometric, 8 | 9) && !matches!(bits, 8 | 16) {
            return Err(unread("8 or 16 bits of L*a*b*", bits));
        }
        match self.compression {
            Compression::Jpeg if bits != 8 => return Err(unread("8 bits in its JPEGs", bits)),
            Compression::Packed(Packing::Fax(_)) if bits != 1 || self.together() != 1 => {
                return Err(unread("one bit a pixel in its fax", bits));
            }
            _ => {}
        }
        if self.predictor == Predictor::Float && self.format != Format::Float {
            return Err(unread("the predictor 1 or 2 for whole numbers", 3));
        }
        if self.subsampling != Subsampling::NONE
            && (self.planar || bits != 8 || self.predictor != Predictor::None || self.samples != 3)
        {
            return Err(Error::Unsupported(
                "expected a TIFF whose subsampled YCbCr has three samples of 8 bits together and no predictor, but \
                 found another"
                    .into(),
            ));
        }
        Ok(())
    }

    /// How many planes lie behind each other.
    pub(super) fn planes(&self) -> usize {
        if self.planar { self.samples } else { 1 }
    }

    /// Samples of a pixel that are stored together.
    pub(super) fn together(&self) -> usize {
        if self.planar { 1 } else { self.samples }
    }

    /// Bits of a sample when it is read: 16 at most.
    pub(super) fn read_bits(&self) -> u32 {
        self.bits.min(16)
    }

    /// Whether the bytes of a row are samples already.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self.compression, Compression::Packed(_))
            && self.format == Format::Unsigned
            && self.bits == 8
            && !self.planar
            && self.subsampling == Subsampling::NONE
    }

    /// How long it takes to unpack a row of so many pixels.
    pub(super) fn work(&self, pixels: u32) -> Work {
        /// Nanoseconds for a byte, as measured: of LZW, of JPEG, and as it is stored.
        const PACKED: f64 = 16.0;
        const JPEG: f64 = 12.0;
        const STORED: f64 = 1.0;
        let bytes = self.row_bytes(pixels as usize);
        let nanoseconds = match self.compression {
            Compression::Jpeg => JPEG,
            Compression::Packed(Packing::None) => STORED,
            Compression::Packed(_) => PACKED,
        };
        Work::of(bytes as u64, nanoseconds)
    }

    /// What rows of so many pixels allocate, in bytes, without what JPEGs do.
    pub(super) fn cost(&self, pixels: u32) -> u64 {
        let samples = (pixels as usize).saturating_mul(self.samples);
        let bytes = match (self.compression, self.predictor) {
            (Compression::Jpeg, _) => 0,
            (_, Predictor::Float) => self.row_bytes(pixels as usize).saturating_mul(2),
            _ => self.row_bytes(pixels as usize),
        };
        let stream = match self.compression {
            Compression::Jpeg => 0,
            Compression::Packed(Packing::Fax(_)) => fax::cost(pixels),
            Compression::Packed(_) => unpack::COST,
        };
        (bytes as u64)
            .saturating_add((samples as u64).saturating_mul(2))
            .saturating_add(stream.saturating_mul(self.planes() as u64))
    }

    /// Bytes of a row of one plane; of as many rows as share their colour differences, where they do.
    pub(super) fn row_bytes(&self, pixels: usize) -> usize {
        if self.subsampling != Subsampling::NONE {
            let units = pixels.div_ceil(self.subsampling.horizontal.max(1));
            return units.saturating_mul(self.subsampling.samples());
        }
        let samples = pixels.saturating_mul(self.together());
        let whole = (samples / 8).saturating_mul(self.bits as usize);
        let rest = (samples % 8).saturating_mul(self.bits as usize);
        whole.saturating_add(rest.div_ceil(8))
    }

    /// Bytes of so many rows of one plane.
    pub(super) fn bytes_of_rows(&self, pixels: usize, rows: usize) -> usize {
        let rows = rows.div_ceil(self.subsampling.vertical.max(1));
        self.row_bytes(pixels).saturating_mul(rows)
    }
}

/// Bits a sample, the same of all.
fn bits(directory: &mut Directory<'_, '_>) -> Result<u32, Error> {
    let all = directory.values(258)?;
    let bits = all.as_ref().and_then(|all| all.get(0)).unwrap_or(1);
    if !all.is_none_or(|all| all.iter().take(8).all(|other| other == bits)) {
        return Err(Error::Unsupported(
            "expected a TIFF with the same bits for every sample, but found others".into(),
        ));
    }
    Ok(u32::try_from(bits).unwrap_or(u32::MAX))
}

fn compression(directory: &mut Directory<'_, '_>) -> Result<Compression, Error> {
    let packing = match directory.number(259, 1)? {
        1 => Packing::None,
        2 => Packing::Fax(Scheme::ModifiedHuffman { unit: 8 }),
        3 => Packing::Fax(Scheme::Group3(if directory.number(292, 0)? & 1 == 1 {
            Dimensions::Two
        } else {
            Dimensions::One
        })),
        4 => Packing::Fax(Scheme::Group4),
        5 => Packing::Lzw,
        7 => return Ok(Compression::Jpeg),
        8 | 32946 => Packing::Deflate,
        32771 => Packing::Fax(Scheme::ModifiedHuffman { unit: 16 }),
        32773 => Packing::PackBits,
        other => {
            let name = match other {
                6 => "JPEG as in TIFF 6.0",
                9 | 10 | 34661 => "JBIG",
                33003 | 33005 | 34712 => "JPEG 2000",
                32809 => "ThunderScan",
                34676 | 34677 => "LogLuv",
                34925 => "LZMA",
                50000 => "Zstandard",
                50001 => "WebP",
                50002 | 52546 => "JPEG XL",
                _ => "another compression",
            };
            return Err(Error::Unsupported(format!(
                "expected a TIFF with no compression, LZW, Deflate, PackBits, JPEG or fax, but found {name} ({other})"
            )));
        }
    };
    Ok(Compression::Packed(packing))
}

fn predictor(
    directory: &mut Directory<'_, '_>,
    compression: Compression,
) -> Result<Predictor, Error> {
    // It says nothing with other compressions.
    if !matches!(
        compression,
        Compression::Packed(Packing::Deflate | Packing::Lzw)
    ) {
        return Ok(Predictor::None);
    }
    match directory.number(317, 1)? {
        1 => Ok(Predictor::None),
        2 => Ok(Predictor::Horizontal),
        3 => Ok(Predictor::Float),
        other => Err(unread("the predictor 1, 2 or 3", other)),
    }
}

fn subsampling(directory: &mut Directory<'_, '_>) -> Result<Subsampling, Error> {
    let values = directory.values(530)?;
    let values = values.as_ref();
    let value = |index| values.map_or(Some(2), |values| values.get(index));
    let (Some(horizontal @ (1 | 2 | 4)), Some(vertical @ (1 | 2 | 4))) = (value(0), value(1))
    else {
        return Err(Error::damaged(
            "its colour differences are shared by no known number of pixels",
        ));
    };
    Ok(Subsampling {
        horizontal: usize::try_from(horizontal).unwrap_or(1),
        vertical: usize::try_from(vertical).unwrap_or(1),
    })
}

pub(super) fn unread(expected: &str, found: u64) -> Error {
    Error::Unsupported(format!(
        "expected a TIFF with {expected}, but found {found}"
    ))
}
