//! The frame's header (sections 9.2 to 9.11 and 19.2).

use alloc::vec::Vec;

use crate::Error;
use crate::bool_decoder::BoolDecoder;
use crate::coefficient_probabilities::{Branches, DEFAULTS, Probabilities, UPDATES};
use crate::quantization::{Deltas, Matrix};

/// What the ten bytes in front of the first partition say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start<'a> {
    pub(crate) width: u16,
    pub(crate) height: u16,
    first_partition: &'a [u8],
    /// Sizes of the other partitions, and these.
    others: &'a [u8],
}

/// The header of the first partition, and where it ends.
#[derive(Debug)]
pub(crate) struct Header<'a> {
    /// Probabilities of the branches to a macroblock's segment, where macroblocks name theirs.
    pub(crate) segment_tree: Option<[u8; 3]>,
    pub(crate) matrices: [Matrix; 4],
    pub(crate) filter: Filter,
    pub(crate) probabilities: ByPosition,
    /// The probability that a macroblock has coefficients, where macroblocks can say that they have none.
    pub(crate) has_coefficients: Option<u8>,
    /// The rest of the first partition: the macroblocks' modes.
    pub(crate) modes: BoolDecoder<'a>,
    /// Coefficients, a row of macroblocks each in turn; 1, 2, 4 or 8 of them.
    pub(crate) partitions: Vec<BoolDecoder<'a>>,
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

impl<'a> Start<'a> {
    pub(crate) fn parse(chunk: &'a [u8]) -> Result<Self, Error> {
        let &[a, b, c, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ref rest @ ..] = chunk else {
            return Err(if chunk.len() < 10 {
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
        let length = usize::try_from(tag >> 5).unwrap_or(usize::MAX);
        let (first_partition, others) = rest.split_at_checked(length).ok_or(Error::Truncated)?;
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
            others,
        })
    }
}

impl<'a> Header<'a> {
    pub(crate) fn parse(start: &Start<'a>) -> Result<Self, Error> {
        let mut bits = BoolDecoder::new(start.first_partition);
        let _color_space = bits.flag();
        // Samples are clamped always, which changes nothing where it is not needed.
        let _clamping = bits.flag();
        let mut segments = None;
        let mut segment_tree = None;
        if bits.flag() {
            (segments, segment_tree) = read_segments(&mut bits);
        }
        let mut filter = read_filter(&mut bits);
        if let Some(segments) = &segments {
            for (level, own) in filter.levels.iter_mut().zip(segments.filter_levels) {
                *level = i16::from(own).saturating_add(if segments.absolute { 0 } else { *level });
            }
        }
        let count = 1_usize << bits.literal(2);
        let matrices = read_matrices(&mut bits, segments.as_ref());
        let _keeps_probabilities = bits.flag();
        let probabilities = by_position(&read_probabilities(&mut bits));
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
            modes: bits,
            partitions: partitions(start.others, count)?,
        })
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
