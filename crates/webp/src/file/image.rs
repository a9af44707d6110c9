//! A picture in a file: a frame with or without loss, and its alpha.

use super::chunks::{self, Chunks};
use crate::encode::Error;
use crate::header::Start;

/// A picture that was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Image<'a> {
    /// A frame without loss (`VP8L`), from its signature on. It has its alpha in it.
    Lossless(&'a [u8]),
    /// A VP8 key frame, as [`encode`](crate::encode::encode()) writes it.
    Lossy {
        /// What is transparent, if anything is.
        alpha: Option<Alpha<'a>>,
        /// The frame.
        frame: &'a [u8],
    },
}

/// How opaque pixels are: 0 to 255, row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alpha<'a> {
    /// A frame without loss whose green is the alpha, without the five bytes of its signature and its size.
    Lossless(&'a [u8]),
    /// A byte for each pixel.
    Raw(&'a [u8]),
}

impl Image<'_> {
    /// That it is a picture. Its width and height.
    pub(crate) fn check(&self) -> Result<(u32, u32), Error> {
        match *self {
            Self::Lossless(frame) => {
                let &[0x2f, a, b, c, d, ..] = frame else {
                    return Err(Error::Invalid("expected a frame without loss"));
                };
                let bits = u32::from_le_bytes([a, b, c, d]);
                let side = |bits: u32| (bits & 0x3fff).saturating_add(1);
                Ok((side(bits), side(bits >> 14)))
            }
            Self::Lossy { alpha, frame } => {
                let start = Start::parse(frame, frame.len());
                let start = start.map_err(|_| Error::Invalid("expected a VP8 key frame"))?;
                let (width, height) = (u32::from(start.width), u32::from(start.height));
                if let Some(Alpha::Raw(samples)) = alpha
                    && samples.len() as u64 != u64::from(width).saturating_mul(height.into())
                {
                    return Err(Error::Invalid("expected alpha for each pixel"));
                }
                Ok((width, height))
            }
        }
    }

    pub(crate) fn has_alpha(&self) -> bool {
        match self {
            // The bit behind width and height.
            Self::Lossless(frame) => frame.get(4).is_some_and(|byte| byte & 0x10 != 0),
            Self::Lossy { alpha, .. } => alpha.is_some(),
        }
    }

    /// Bytes of its chunks.
    pub(crate) fn length(&self) -> usize {
        match *self {
            Self::Lossless(frame) => chunks::length(frame.len()),
            Self::Lossy { alpha, frame } => {
                let alpha = alpha.map_or(0, |alpha| {
                    let (Alpha::Lossless(bytes) | Alpha::Raw(bytes)) = alpha;
                    chunks::length(bytes.len().saturating_add(1))
                });
                chunks::length(frame.len()).saturating_add(alpha)
            }
        }
    }

    pub(crate) fn write(&self, chunks: &mut Chunks) -> Result<(), Error> {
        let (alpha, frame) = match *self {
            Self::Lossless(frame) => {
                chunks.put(*b"VP8L", &[frame])?;
                return Ok(());
            }
            Self::Lossy { alpha, frame } => (alpha, frame),
        };
        // The lowest two bits say how it is compressed; the others, that nothing was done to it before.
        match alpha {
            Some(Alpha::Raw(samples)) => {
                chunks.put(*b"ALPH", &[&[0], samples])?;
            }
            Some(Alpha::Lossless(bytes)) => {
                chunks.put(*b"ALPH", &[&[1], bytes])?;
            }
            None => {}
        }
        chunks.put(*b"VP8 ", &[frame])?;
        Ok(())
    }
}
