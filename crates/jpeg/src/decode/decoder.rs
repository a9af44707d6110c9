//! A file whose headers were read, and what can be asked of it.

use alloc::vec::Vec;

use super::header::{Coding, Header};
use super::huffman::Table;
use super::layout::{self, Layout};
use super::marker::{EOI, SOS};
use super::preamble::Preamble;
use super::region::Region;
use super::scale::Scale;
use super::segment::Segments;
use super::tables::Tables;
use super::{progressive, sequential};
use crate::{Error, Planes};

/// A picture, or the part of it that covers a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The samples.
    pub planes: Planes,
    /// Where the planes begin in the picture, in pixels at the scale; a multiple of the largest horizontal
    /// sampling factor.
    pub left: u32,
    /// Where the planes begin in the picture, in pixels at the scale; a multiple of the largest vertical
    /// sampling factor.
    pub top: u32,
}

/// A file whose headers were read.
#[derive(Debug, Clone)]
pub struct Decoder<'a> {
    file: &'a [u8],
    preamble: Preamble<'a>,
}

impl<'a> Decoder<'a> {
    /// Reads the headers up to the first scan. Allocates a few hundred bytes.
    ///
    /// # Errors
    /// `Damaged`, `Truncated` or `Unsupported`, by what the headers say.
    pub fn new(file: &'a [u8]) -> Result<Self, Error> {
        let preamble = Preamble::parse(file, Tables::default())?;
        Ok(Self { file, preamble })
    }

    /// The same for a file in the abbreviated format (T.81, B.5), whose tables stand in a file of their own.
    ///
    /// # Errors
    /// As those of `new`, by what the headers of either file say.
    pub fn with_tables(tables: &'a [u8], file: &'a [u8]) -> Result<Self, Error> {
        let preamble = Preamble::parse(file, Tables::parse(tables)?)?;
        Ok(Self { file, preamble })
    }

    /// What the file says of its picture.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.preamble.header
    }

    /// The colour profile, if there is a whole one (ICC.1:2022, B.4): its parts in the order of their numbers.
    #[must_use]
    pub fn icc_profile(&self) -> Option<Vec<u8>> {
        let mut parts: [Option<&[u8]>; 256] = [None; 256];
        let mut total = None;
        let mut segments = Segments::new(self.file).ok()?;
        loop {
            let segment = segments.next().ok()?;
            if segment.marker == SOS {
                break;
            }
            if segment.marker != 0xe2 {
                continue;
            }
            let Some(&[number, count, ref part @ ..]) = segment.body.strip_prefix(b"ICC_PROFILE\0")
            else {
                continue;
            };
            let place = parts.get_mut(usize::from(number))?;
            if number == 0 || number > count || place.is_some() || total.is_some_and(|t| t != count)
            {
                return None;
            }
            *place = Some(part);
            total = Some(count);
        }
        let parts = parts.get(1..=usize::from(total?))?;
        let length = parts
            .iter()
            .try_fold(0_usize, |sum, part| sum.checked_add((*part)?.len()))?;
        let mut profile = Vec::new();
        profile.try_reserve_exact(length).ok()?;
        for part in parts {
            profile.extend_from_slice((*part)?);
        }
        Some(profile)
    }

    /// The TIFF structure of the Exif data.
    #[must_use]
    pub fn exif(&self) -> Option<&'a [u8]> {
        self.preamble.exif
    }

    /// How many scans the file has (T.81, B.1.1.2), as far as its segments can be followed: a progressive picture is passed
    /// over once for each. Reads the whole file.
    #[must_use]
    pub fn scans(&self) -> u64 {
        let Ok(mut segments) = Segments::new(self.file) else {
            return 0;
        };
        let mut scans = 0_u64;
        while let Ok(segment) = segments.next() {
            match segment.marker {
                EOI => break,
                SOS => scans = scans.saturating_add(1),
                _ => {}
            }
        }
        scans
    }

    /// How many bytes `decode` will allocate at the most, the planes that it returns included.
    #[must_use]
    pub fn cost(&self, scale: Scale, region: Option<Region>) -> u64 {
        let header = &self.preamble.header;
        let layout = Layout::new(header, &self.preamble.components, scale, region);
        let sum = |of: fn(&layout::ComponentLayout) -> u64| -> u64 {
            layout.components.iter().map(of).sum()
        };
        let planes = sum(layout::ComponentLayout::samples);
        let fixed = Table::COST.saturating_mul(8).saturating_add(16 * 1024);
        let stored = if header.coding == Coding::Progressive {
            let side = u64::from(scale.side());
            let coefficients =
                sum(layout::ComponentLayout::kept).saturating_mul(progressive::cost_of_kept(side));
            let sets = layout
                .blocks()
                .saturating_mul(progressive::cost_of_block(side));
            coefficients
                .saturating_add(planes.max(sets))
                .saturating_add(progressive::COST)
        } else {
            planes
        };
        stored.saturating_add(fixed)
    }

    /// Decodes the picture, or the part of it that covers `region` in whole MCUs.
    ///
    /// # Errors
    /// `Damaged`, `Truncated` or `Unsupported`, by what the file says; `OutOfMemory`.
    pub fn decode(&self, scale: Scale, region: Option<Region>) -> Result<Decoded, Error> {
        let Preamble {
            header, components, ..
        } = &self.preamble;
        let layout = Layout::new(header, components, scale, region);
        self.check_length(&layout)?;
        let (file, preamble) = (self.file, &self.preamble);
        let planes = match (header.coding, scale) {
            (Coding::Progressive, Scale::Eighth) => {
                progressive::decode::<1>(file, preamble, &layout)
            }
            (Coding::Progressive, Scale::Quarter) => {
                progressive::decode::<2>(file, preamble, &layout)
            }
            (Coding::Progressive, Scale::Half) => progressive::decode::<4>(file, preamble, &layout),
            (Coding::Progressive, Scale::Full) => progressive::decode::<8>(file, preamble, &layout),
            (_, Scale::Eighth) => sequential::decode::<1, 1>(file, preamble, &layout),
            (_, Scale::Quarter) => sequential::decode::<2, 2>(file, preamble, &layout),
            (_, Scale::Half) => sequential::decode::<8, 4>(file, preamble, &layout),
            (_, Scale::Full) => sequential::decode::<8, 8>(file, preamble, &layout),
        }?;
        Ok(Decoded {
            planes: Planes {
                width: layout.width,
                height: layout.height,
                color: header.color,
                planes,
            },
            left: layout.left,
            top: layout.top,
        })
    }

    /// A block takes two bits at the least, one in a progressive file: what a short file claims to hold beyond
    /// that is refused before any memory is taken.
    fn check_length(&self, layout: &Layout) -> Result<(), Error> {
        let blocks: u64 = layout
            .components
            .iter()
            .map(|part| u64::from(part.columns).saturating_mul(u64::from(part.rows)))
            .sum();
        let bits = match self.preamble.header.coding {
            Coding::Progressive => blocks,
            Coding::Baseline | Coding::Extended => blocks.saturating_mul(2),
        };
        let rest = self.file.len().saturating_sub(self.preamble.scans);
        if bits.div_ceil(8) > rest as u64 {
            return Err(Error::Truncated);
        }
        Ok(())
    }
}
