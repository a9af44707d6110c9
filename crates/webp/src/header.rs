//! The frame's header (sections 9.2 to 9.11 and 19.2).

use alloc::vec::Vec;

use crate::Error;
use crate::bool_decoder::BoolDecoder;
use crate::coefficient_probabilities::{Branches, DEFAULTS, Probabilities, UPDATES};
use crate::quantization::{Deltas, Matrix};

/// Length of what stands in front of the first partition, in bytes.
const START: usize = 10;

/// In so many bytes of the first partition the number of the others is found: 179 bits of even odds stand up to there,
/// each of which halves the range once at the most, and the decoder looks at eight bits more.
const COUNTED: usize = 24;

/// What the ten bytes in front of the first partition say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start {
    pub(crate) width: u16,
    pub(crate) height: u16,
    /// Length of the first partition, in bytes: it ends within the frame.
    first_partition: usize,
}

/// The header of the first partition. Behind it stand the macroblocks' modes.
#[derive(Debug)]
pub(crate) struct Header {
    /// Probabilities of the branches to a macroblock's segment, where macroblocks name theirs.
    pub(crate) segment_tree: Option<[u8; 3]>,
    pub(crate) matrices: [Matrix; 4],
    pub(crate) filter: Filter,
    pub(crate) probabilities: ByPosition,
    /// The probability that a macroblock has coefficients, where macroblocks can say that they have none.
    pub(crate) has_coefficients: Option<u8>,
    /// Number of partitions with coefficients: 1, 2, 4 or 8.
    partitions: usize,
}

/// What stands at the very beginning of the header, up to the number of partitions.
struct Beginning {
    segments: Option<Segments>,
    segment_tree: Option<[u8; 3]>,
    filter: Filter,
    partitions: usize,
}

/// How the loop filter is set (section 9.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) simple: bool,
    /// Without any, from 0 to 63; 0 turns the filter off.
    pub(crate) level: u8,
    /// The levels of the segments.
    pub(crate) levels: [i16; 4],
    pub(crate) sharpness: u8,
    /// What is added in macroblocks, and besides in those that are predicted in 4x4 blocks.
    pub(crate) deltas: (i8, i8),
}

/// Probabilities of tokens by type of block and position; one row more than there are positions.
pub(crate) type ByPosition = [[[Branches; 3]; 17]; 4];

/// What a segment changes (section 9.3).
#[derive(Default)]
struct Segments {
    absolute: bool,
    quantizers: [i8; 4],
    filter_levels: [i8; 4],
}

impl Start {
    /// Of this many bytes, [`Self::partitions`] can be told.
    pub(crate) const BYTES: usize = START + COUNTED;

    /// Of a frame of `length` bytes, whose first ones are here.
    pub(crate) fn parse(frame: &[u8], length: usize) -> Result<Self, Error> {
        let &[a, b, c, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ..] = frame else {
            return Err(if frame.len() < START {
                Error::Truncated
            } else {
                Error::Damaged("expected a VP8 key frame")
            });
        };
        let tag = u32::from_le_bytes([a, b, c, 0]);
        if tag & 1 != 0 {
            return Err(Error::Unsupported("a VP8 frame that is no key frame"));
        }
        if (tag >> 1) & 7 > 3 {
            return Err(Error::Unsupported("a VP8 version above 3"));
        }
        if (tag >> 4) & 1 == 0 {
            return Err(Error::Unsupported("a VP8 frame that is not shown"));
        }
        let first_partition = usize::try_from(tag >> 5).unwrap_or(usize::MAX);
        if first_partition > length.saturating_sub(START) {
            return Err(Error::Truncated);
        }
        // The upper two bits ask for an enlargement, which nothing does.
        let (width, height) = (
            u16::from_le_bytes([w0, w1]) & 0x3fff,
            u16::from_le_bytes([h0, h1]) & 0x3fff,
        );
        if width == 0 || height == 0 {
            return Err(Error::Damaged("the frame has no pixels"));
        }
        Ok(Self {
            width,
            height,
            first_partition,
        })
    }

    /// Columns and rows of macroblocks.
    pub(crate) fn macroblocks(&self) -> (usize, usize) {
        let count = |side: u16| usize::from(side.div_ceil(16));
        (count(self.width), count(self.height))
    }

    /// Where the first partition ends, in bytes from the frame's first one on.
    pub(crate) fn end_of_modes(&self) -> usize {
        START.saturating_add(self.first_partition)
    }

    /// The first partition, and what stands behind it.
    pub(crate) fn split<'a>(&self, frame: &'a [u8]) -> Result<(&'a [u8], &'a [u8]), Error> {
        let parts = frame.split_at_checked(self.end_of_modes());
        let (front, others) = parts.ok_or(Error::Truncated)?;
        Ok((front.get(START..).unwrap_or_default(), others))
    }

    /// Number of partitions with coefficients, of the frame's first [`Self::BYTES`], or all of it where it is shorter.
    pub(crate) fn partitions(&self, frame: &[u8]) -> Result<usize, Error> {
        let end = self.end_of_modes().min(Self::BYTES);
        let first_partition = frame.get(START..end).ok_or(Error::Truncated)?;
        Ok(Beginning::read(&mut BoolDecoder::new(first_partition)).partitions)
    }
}

impl Beginning {
    fn read(bits: &mut BoolDecoder<'_>) -> Self {
        let _color_space = bits.flag();
        // Samples are clamped always, which changes nothing where it is not needed.
        let _clamping = bits.flag();
        let (mut segments, mut segment_tree) = (None, None);
        if bits.flag() {
            (segments, segment_tree) = read_segments(bits);
        }
        Self {
            segments,
            segment_tree,
            filter: read_filter(bits),
            partitions: 1_usize << bits.literal(2),
        }
    }
}

impl Header {
    /// Of the first partition, from its first bit on.
    pub(crate) fn parse(bits: &mut BoolDecoder<'_>) -> Result<Self, Error> {
        let Beginning {
            segments,
            segment_tree,
            mut filter,
            partitions,
        } = Beginning::read(bits);
        if let Some(segments) = &segments {
            for (level, own) in filter.levels.iter_mut().zip(segments.filter_levels) {
                *level = i16::from(own).saturating_add(if segments.absolute { 0 } else { *level });
            }
        }
        let matrices = read_matrices(bits, segments.as_ref());
        let _keeps_probabilities = bits.flag();
        let probabilities = by_position(&read_probabilities(bits));
        let has_coefficients = bits.flag().then(|| bits.literal(8));
        if bits.is_past_end() {
            return Err(Error::Truncated);
        }
        Ok(Self {
            segment_tree,
            matrices,
            filter,
            probabilities,
            has_coefficients,
            partitions,
        })
    }

    /// The partitions with coefficients, of what stands behind the first one: a row of macroblocks each in turn.
    pub(crate) fn partitions<'a>(&self, others: &'a [u8]) -> Result<Vec<BoolDecoder<'a>>, Error> {
        partitions(others, self.partitions)
    }
}

/// What segments change, and the probabilities of the branches to a macroblock's segment.
fn read_segments(bits: &mut BoolDecoder<'_>) -> (Option<Segments>, Option<[u8; 3]>) {
    let has_map = bits.flag();
    // Of a key frame, what is not said is 0.
    let mut segments = Segments::default();
    if bits.flag() {
        segments.absolute = bits.flag();
        segments.quantizers = core::array::from_fn(|_| bits.optional_signed(7));
        segments.filter_levels = core::array::from_fn(|_| bits.optional_signed(6));
    }
    let tree = has_map.then(|| {
        core::array::from_fn(|_| {
            if bits.flag() {
                bits.literal(8)
            } else {
                u8::MAX
            }
        })
    });
    (Some(segments), tree)
}

fn read_filter(bits: &mut BoolDecoder<'_>) -> Filter {
    let simple = bits.flag();
    let level = bits.literal(6);
    let sharpness = bits.literal(3);
    let mut deltas = (0, 0);
    if bits.flag() && bits.flag() {
        // The other three of each are those of frames that are predicted from others.
        let [of_key_frames, ..]: [i8; 4] = core::array::from_fn(|_| bits.optional_signed(6));
        let [of_blocks, ..]: [i8; 4] = core::array::from_fn(|_| bits.optional_signed(6));
        deltas = (of_key_frames, of_blocks);
    }
    Filter {
        simple,
        level,
        levels: [i16::from(level); 4],
        sharpness,
        deltas,
    }
}

fn read_matrices(bits: &mut BoolDecoder<'_>, segments: Option<&Segments>) -> [Matrix; 4] {
    let index = i16::from(bits.literal(7));
    let deltas = Deltas {
        luma_dc: bits.optional_signed(4),
        y2_dc: bits.optional_signed(4),
        y2_ac: bits.optional_signed(4),
        chroma_dc: bits.optional_signed(4),
        chroma_ac: bits.optional_signed(4),
    };
    let Some(segments) = segments else {
        return [Matrix::new(index, deltas); 4];
    };
    segments.quantizers.map(|own| {
        let base = if segments.absolute { 0 } else { index };
        Matrix::new(base.saturating_add(i16::from(own)), deltas)
    })
}

fn read_probabilities(bits: &mut BoolDecoder<'_>) -> Probabilities {
    let mut probabilities = DEFAULTS;
    let all = probabilities.as_flattened_mut().as_flattened_mut();
    let updates = UPDATES.as_flattened().as_flattened();
    let all = all.as_flattened_mut().iter_mut();
    for (probability, update) in all.zip(updates.as_flattened()) {
        if bits.read(*update) {
            *probability = bits.literal(8);
        }
    }
    probabilities
}

/// The bands' probabilities, at each position that belongs to them (section 13.3).
fn by_position(probabilities: &Probabilities) -> ByPosition {
    const BANDS: [usize; 17] = [0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0];
    probabilities.map(|bands| BANDS.map(|band| bands.get(band).copied().unwrap_or_default()))
}

/// The partitions with coefficients: the sizes of all but the last in three bytes each, then their bytes.
fn partitions(data: &[u8], count: usize) -> Result<Vec<BoolDecoder<'_>>, Error> {
    let sizes = count.saturating_sub(1).saturating_mul(3);
    let (sizes, mut data) = data.split_at_checked(sizes).ok_or(Error::Truncated)?;
    let mut partitions = Vec::new();
    partitions
        .try_reserve_exact(count)
        .map_err(|_| Error::OutOfMemory)?;
    for &[a, b, c] in sizes.as_chunks::<3>().0 {
        let size = usize::try_from(u32::from_le_bytes([a, b, c, 0])).unwrap_or(usize::MAX);
        let (partition, rest) = data.split_at_checked(size).ok_or(Error::Truncated)?;
        partitions.push(BoolDecoder::new(partition));
        data = rest;
    }
    partitions.push(BoolDecoder::new(data));
    Ok(partitions)
}
