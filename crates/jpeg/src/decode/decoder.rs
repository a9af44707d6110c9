//! A file whose headers were read, and what can be asked of it.

use alloc::vec::Vec;
use core::fmt;

use super::header::{Coding, Header};
use super::huffman::Table;
use super::layout::{self, Layout};
use super::preamble::Preamble;
use super::region::Region;
use super::scale::Scale;
use super::segment::Segments;
use super::source::Source;
use super::tables::Tables;
use super::{progressive, sequential};
use crate::{Error, Planes};

/// Scans that a progressive file may have at the most, whatever is allowed: see [`Decoder::decode`].
pub const MAX_SCANS: u64 = progressive::MAX_SCANS;

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

/// A file whose headers were read, and which may still be arriving.
///
/// It forgets what it has read: of the file no more is in memory than its source holds, which is at most what it was
/// asked for at a time ([`MAX_FILL`](super::MAX_FILL)) and what it gets at once.
pub struct Decoder<'a> {
    /// The next one is the first SOS.
    segments: Segments<'a>,
    preamble: Preamble,
}

impl<'a> Decoder<'a> {
    /// Reads the headers up to the first scan. Allocates 10,000 bytes, and as many as Exif and colour profile have.
    ///
    /// # Errors
    /// `Damaged`, `Truncated` or `Unsupported`, by what the headers say; `OutOfMemory`; `Interrupted`.
    pub fn new(source: impl Source + 'a) -> Result<Self, Error> {
        Self::read(source, Tables::default())
    }

    /// The same for a file in the abbreviated format (T.81, B.5), whose tables stand in a file of their own.
    ///
    /// # Errors
    /// As those of `new`, by what the headers of either file say.
    pub fn with_tables(tables: &[u8], source: impl Source + 'a) -> Result<Self, Error> {
        Self::read(source, Tables::parse(tables)?)
    }

    fn read(source: impl Source + 'a, tables: Tables) -> Result<Self, Error> {
        let mut segments = Segments::new(source)?;
        let preamble = Preamble::parse(&mut segments, tables)?;
        Ok(Self { segments, preamble })
    }

    /// What the file says of its picture.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.preamble.header
    }

    /// The colour profile, if there is a whole one (ICC.1:2022, B.4): its parts in the order of their numbers.
    #[must_use]
    pub fn icc_profile(&self) -> Option<Vec<u8>> {
        self.preamble.metadata.icc.profile()
    }

    /// The TIFF structure of the Exif data.
    #[must_use]
    pub fn exif(&self) -> Option<&[u8]> {
        self.preamble.metadata.exif.as_deref()
    }

    /// How many bytes there are at the most while `decode` runs: what it allocates, the planes that it returns included,
    /// and what the decoder has. What the source holds of the file is not counted.
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
            coefficients.saturating_add(planes.max(sets))
        } else {
            planes
        };
        stored
            .saturating_add(fixed)
            .saturating_add(self.preamble.metadata.bytes())
    }

    /// Decodes the picture, or the part of it that covers `region` in whole MCUs, as it arrives. Reads no further than
    /// the scale and the region need; what lies behind is not known to be whole.
    ///
    /// A progressive picture is passed over once for each scan, of which it may have `max_scans`, and in no case more than
    /// [`MAX_SCANS`]. Those behind the last one that is needed do not count.
    ///
    /// # Errors
    /// `Damaged`, `Truncated` or `Unsupported`, by what the file says; `TooManyScans`; `OutOfMemory`; `Interrupted`.
    pub fn decode(
        self,
        scale: Scale,
        region: Option<Region>,
        max_scans: u64,
    ) -> Result<Decoded, Error> {
        let Self {
            mut segments,
            preamble,
        } = self;
        let Preamble {
            header,
            components,
            tables,
            metadata,
        } = preamble;
        drop(metadata);
        let layout = Layout::new(&header, &components, scale, region);
        if let Some(rest) = segments.rest() {
            check_length(rest, &header, &layout)?;
        }
        let (segments, parts) = (&mut segments, components.as_slice());
        let scans = max_scans;
        let planes = match (header.coding, scale) {
            (Coding::Progressive, Scale::Eighth) => {
                progressive::decode::<1>(segments, parts, tables, &layout, scans)
            }
            (Coding::Progressive, Scale::Quarter) => {
                progressive::decode::<2>(segments, parts, tables, &layout, scans)
            }
            (Coding::Progressive, Scale::Half) => {
                progressive::decode::<4>(segments, parts, tables, &layout, scans)
            }
            (Coding::Progressive, Scale::Full) => {
                progressive::decode::<8>(segments, parts, tables, &layout, scans)
            }
            (_, Scale::Eighth) => sequential::decode::<1, 1>(segments, parts, tables, &layout),
            (_, Scale::Quarter) => sequential::decode::<2, 2>(segments, parts, tables, &layout),
            (_, Scale::Half) => sequential::decode::<8, 4>(segments, parts, tables, &layout),
            (_, Scale::Full) => sequential::decode::<8, 8>(segments, parts, tables, &layout),
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
}

impl fmt::Debug for Decoder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("header", &self.preamble.header)
            .finish_non_exhaustive()
    }
}

/// A block takes two bits at the least, one in a progressive file: what a file with a short `rest` claims to hold
/// beyond that is refused before any memory is taken.
fn check_length(rest: u64, header: &Header, layout: &Layout) -> Result<(), Error> {
    let blocks: u64 = layout
        .components
        .iter()
        .map(|part| u64::from(part.columns).saturating_mul(u64::from(part.rows)))
        .sum();
    let bits = match header.coding {
        Coding::Progressive => blocks,
        Coding::Baseline | Coding::Extended => blocks.saturating_mul(2),
    };
    if bits.div_ceil(8) > rest {
        return Err(Error::Truncated);
    }
    Ok(())
}
