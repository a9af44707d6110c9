//! Frame headers (T.81, B.2.2).

use alloc::vec::Vec;

use super::header::{Coding, Sampling};
use super::segment::Segment;
use crate::Error;

/// A component of the frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Component {
    pub(super) id: u8,
    pub(super) sampling: Sampling,
    /// Which quantisation table.
    pub(super) quantization: usize,
}

/// A frame header (T.81, B.2.2).
pub(super) struct Frame {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) coding: Coding,
    pub(super) components: Vec<Component>,
}

impl Frame {
    pub(super) fn parse(segment: Segment<'_>) -> Result<Self, Error> {
        let coding = match segment.marker {
            0xc0 => Coding::Baseline,
            0xc1 => Coding::Extended,
            0xc2 => Coding::Progressive,
            marker => return Err(Error::Unsupported(process(marker))),
        };
        let damaged = Error::Damaged("the frame header is not one");
        let (&[precision, h1, h0, w1, w0, count], parts) =
            segment.body.split_first_chunk::<6>().ok_or(damaged)?;
        match precision {
            8 => {}
            12 => return Err(Error::Unsupported("a precision of 12 bits")),
            _ => return Err(Error::Unsupported("a precision other than 8 bits")),
        }
        let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
        if width == 0 {
            return Err(damaged);
        }
        if height == 0 {
            // T.81, B.2.5: it would come behind the first scan.
            return Err(Error::Unsupported("a height behind the picture (DNL)"));
        }
        if !matches!(count, 1 | 3 | 4) {
            return Err(Error::Unsupported("this number of components"));
        }
        Ok(Self {
            width: u32::from(width),
            height: u32::from(height),
            coding,
            components: components(count, parts)?,
        })
    }
}

/// The coding process that is not read, by the marker of its frame header (T.81, table B.1).
fn process(marker: u8) -> &'static str {
    match marker {
        0xc3 => "lossless JPEG (SOF3)",
        0xc5 => "hierarchical JPEG (SOF5)",
        0xc6 => "hierarchical progressive JPEG (SOF6)",
        0xc7 => "hierarchical lossless JPEG (SOF7)",
        0xc9 => "JPEG with arithmetic coding (SOF9)",
        0xca => "progressive JPEG with arithmetic coding (SOF10)",
        0xcb => "lossless JPEG with arithmetic coding (SOF11)",
        0xcd => "hierarchical JPEG with arithmetic coding (SOF13)",
        0xce => "hierarchical progressive JPEG with arithmetic coding (SOF14)",
        0xcf => "hierarchical lossless JPEG with arithmetic coding (SOF15)",
        0xf7 => "JPEG-LS (SOF55)",
        _ => "this process of JPEG",
    }
}

/// The components of a frame header, of which there are `count`, and which are described by `parts`.
fn components(count: u8, parts: &[u8]) -> Result<Vec<Component>, Error> {
    let damaged = Error::Damaged("the frame header is not one");
    let (parts, []) = parts.as_chunks::<3>() else {
        return Err(damaged);
    };
    if parts.len() != usize::from(count) {
        return Err(damaged);
    }
    let mut components = Vec::with_capacity(parts.len());
    for &[id, sampling, quantization] in parts {
        let mut sampling = Sampling {
            horizontal: sampling >> 4,
            vertical: sampling & 15,
        };
        let known = 1..=4;
        if !known.contains(&sampling.horizontal)
            || !known.contains(&sampling.vertical)
            || quantization > 3
            || components.iter().any(|other: &Component| other.id == id)
        {
            return Err(damaged);
        }
        if count == 1 {
            // T.81, A.2.2: a scan of one component is read block by block, whatever its factors.
            sampling = Sampling {
                horizontal: 1,
                vertical: 1,
            };
        }
        components.push(Component {
            id,
            sampling,
            quantization: usize::from(quantization),
        });
    }
    Ok(components)
}
