//! A file whose headers were read, and what can be asked of it.

use alloc::vec::Vec;
use core::fmt;

use super::file::File;
use super::frame::Component;
use super::header::{Coding, Header};
use super::huffman::Table;
use super::layout::{self, Layout};
use super::part::Part;
use super::preamble::Preamble;
use super::region::Region;
use super::rows::{Extent, Rows};
use super::scale::Scale;
use super::segment::Segments;
use super::source::Source;
use super::tables::Tables;
use super::variances::Variances;
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
    /// What the scale left out, where it was asked for and can be told.
    pub variances: Option<Variances>,
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
        self.cost_of_all(&[Part::new(scale, region)])
    }

    /// The same of `decode_rows`, where what `Rows` allocates is not counted.
    #[must_use]
    pub fn cost_of_rows(&self, scale: Scale, region: Option<Region>) -> u64 {
        let header = &self.preamble.header;
        let layout = Layout::new(header, &self.preamble.components, &Part::new(scale, region));
        let row = |part: &layout::ComponentLayout| part.samples_of_mcu_row(layout.side);
        let rows = layout.components.iter().map(row);
        self.cost_with(&layout, rows.fold(0, u64::saturating_add))
    }

    /// The same of `decode_all`.
    #[must_use]
    pub fn cost_of_all(&self, parts: &[Part]) -> u64 {
        let layouts = layouts(&self.preamble, parts);
        let Some(around) = Layout::around(&layouts) else {
            return 0;
        };
        let planes = layouts.iter().map(Layout::samples);
        let measured = layouts.iter().map(Layout::variances);
        let planes = planes.fold(0, u64::saturating_add);
        let measured = measured.fold(0, u64::saturating_add);
        let pairs = if measured > 0 {
            Table::COST_OF_PAIRS
        } else {
            0
        };
        self.cost_with(&around, planes)
            .saturating_add(pairs)
            .saturating_add(measured)
    }

    /// Where a part lies, and how large its planes are.
    #[must_use]
    pub fn extent(&self, scale: Scale, region: Option<Region>) -> Extent {
        let header = &self.preamble.header;
        let layout = Layout::new(header, &self.preamble.components, &Part::new(scale, region));
        let planes = layout.components.iter();
        Extent {
            left: layout.left,
            top: layout.top,
            planes: planes.map(|part| (part.width, part.height)).collect(),
        }
    }

    /// What there is beside so many bytes of samples.
    fn cost_with(&self, around: &Layout, samples: u64) -> u64 {
        let fixed = Table::COST.saturating_mul(8).saturating_add(16 * 1024);
        let stored = if self.preamble.header.coding == Coding::Progressive {
            let side = u64::from(around.side);
            let coefficients = around
                .kept()
                .saturating_mul(progressive::cost_of_kept(side));
            let sets = around
                .blocks()
                .saturating_mul(progressive::cost_of_block(side));
            coefficients.saturating_add(samples.max(sets))
        } else {
            samples
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
        let decoded = self.decode_all(&[Part::new(scale, region)], max_scans)?;
        let first = decoded.into_iter().next();
        first.ok_or(Error::Invalid("nothing was asked for"))
    }

    /// Decodes the same, and hands out its rows as they are made, in the size that `extent` tells: no more than a row of MCUs
    /// is there at a time.
    ///
    /// # Errors
    /// As those of `decode`. What was handed out before is of no use.
    pub fn decode_rows(
        self,
        scale: Scale,
        region: Option<Region>,
        max_scans: u64,
        receiver: &mut dyn Rows,
    ) -> Result<(), Error> {
        let mut opened = self.open(&[Part::new(scale, region)])?;
        let is_progressive = opened.header.coding == Coding::Progressive;
        let (segments, file) = opened.split(max_scans);
        if is_progressive {
            progressive::decode_rows(segments, file, receiver)
        } else {
            sequential::decode_rows(segments, file, receiver)
        }
    }

    /// Decodes several parts in one pass over the file, each to the samples that `decode` makes of it alone. Reads as far
    /// as any of them needs, and where the file is damaged so far, none is made. Parts of one scale should stand beside
    /// each other: what both keep is transformed once then.
    ///
    /// # Errors
    /// As those of `decode`.
    pub fn decode_all(self, parts: &[Part], max_scans: u64) -> Result<Vec<Decoded>, Error> {
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let mut opened = self.open(parts)?;
        let Header { coding, color, .. } = opened.header;
        let (segments, file) = opened.split(max_scans);
        let planes = if coding == Coding::Progressive {
            progressive::decode(segments, file)
        } else {
            sequential::decode(segments, file)
        }?;
        // Of each component those of all layouts, which want all components each.
        let mut planes: Vec<_> = planes.into_iter().map(Vec::into_iter).collect();
        let decoded = opened.layouts.iter().map(|layout| {
            let parts = planes.iter_mut().filter_map(Iterator::next);
            let (planes, mut variances): (Vec<_>, Vec<_>) = parts.unzip();
            Decoded {
                planes: Planes {
                    width: layout.width,
                    height: layout.height,
                    color,
                    planes,
                },
                left: layout.left,
                top: layout.top,
                variances: variances.first_mut().and_then(Option::take),
            }
        });
        Ok(decoded.collect())
    }

    /// Lets go of what stands in front of the scans, and lays out these parts, at least one.
    fn open(self, parts: &[Part]) -> Result<Opened<'a>, Error> {
        let layouts = layouts(&self.preamble, parts);
        let Self { segments, preamble } = self;
        let Preamble {
            header,
            components,
            tables,
            metadata,
        } = preamble;
        drop(metadata);
        let around = Layout::around(&layouts).ok_or(Error::Invalid("nothing was asked for"))?;
        if let Some(rest) = segments.rest() {
            check_length(rest, &header, &around)?;
        }
        Ok(Opened {
            segments,
            header,
            components,
            tables,
            layouts,
            around,
        })
    }
}

/// A file in front of its scans, and what is decoded of it.
struct Opened<'a> {
    segments: Segments<'a>,
    header: Header,
    components: Vec<Component>,
    tables: Tables,
    layouts: Vec<Layout>,
    /// What any of the layouts keeps.
    around: Layout,
}

impl<'a> Opened<'a> {
    /// What is read, and how: once.
    fn split(&mut self, max_scans: u64) -> (&mut Segments<'a>, File<'_>) {
        let file = File {
            components: &self.components,
            tables: core::mem::take(&mut self.tables),
            around: &self.around,
            layouts: &self.layouts,
            max_scans,
        };
        (&mut self.segments, file)
    }
}

fn layouts(preamble: &Preamble, parts: &[Part]) -> Vec<Layout> {
    let layouts = parts
        .iter()
        .map(|part| Layout::new(&preamble.header, &preamble.components, part));
    layouts.collect()
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
