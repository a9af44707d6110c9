//! A file of several pictures, one after the other.

use alloc::vec::Vec;

use super::chunks::{self, Chunks};
use super::image::Image;
use super::metadata::Metadata;
use super::vp8x::{self, ALPHA, ANIMATION};
use crate::encode::Error;

/// An animation that is being written, frame by frame.
#[derive(Debug)]
pub struct Animation<'a> {
    chunks: Chunks,
    /// Where the flags of `VP8X` are.
    flags: usize,
    width: u32,
    height: u32,
    metadata: Metadata<'a>,
}

/// How often an animation is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loops {
    /// Without an end.
    Forever,
    /// So many times; 0 is once.
    Times(u16),
}

/// A frame of an animation: a picture, and where and how it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// From the left, an even number.
    pub x: u32,
    /// From the top, an even number.
    pub y: u32,
    /// How long it stays, below 2^24.
    pub duration_ms: u32,
    /// How it is laid over what was there.
    pub blend: Blend,
    /// What becomes of it before the next one.
    pub dispose: Dispose,
    /// The picture.
    pub image: Image<'a>,
}

/// How a frame is laid over what was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blend {
    /// Through what is transparent, the canvas shows.
    Over,
    /// The canvas is replaced, by what is transparent too.
    Replace,
}

/// What becomes of a frame before the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dispose {
    /// Its place becomes the background.
    Background,
    /// It stays.
    Keep,
}

/// The largest side of an animation.
const MOST: u32 = 1 << 24;

impl<'a> Animation<'a> {
    /// Begins an animation. `background` is blue, green, red and alpha, a hint that viewers need not follow.
    ///
    /// # Errors
    ///
    /// `Invalid` when a side is 0 or above 2^24, or when both are so large that there are 2^32 pixels;
    /// `OutOfMemory`.
    pub fn new(
        (width, height): (u32, u32),
        background: [u8; 4],
        loops: Loops,
        metadata: Metadata<'a>,
    ) -> Result<Self, Error> {
        let sides = 1..=MOST;
        let pixels = u64::from(width).saturating_mul(height.into());
        if !sides.contains(&width) || !sides.contains(&height) || pixels > u32::MAX.into() {
            return Err(Error::Invalid("expected sides from 1 to 2^24"));
        }
        let mut chunks = Chunks::new(chunks::length(metadata.icc_profile.len()))?;
        let flags = metadata.flags() | ANIMATION;
        let flags = vp8x::write(&mut chunks, flags, (width, height))?;
        chunks.optional(*b"ICCP", metadata.icc_profile)?;
        let loops = match loops {
            Loops::Forever => 0,
            Loops::Times(times) => times.max(1),
        };
        chunks.put(*b"ANIM", &[&background, &loops.to_le_bytes()])?;
        Ok(Self {
            chunks,
            flags,
            width,
            height,
            metadata,
        })
    }

    /// The next frame. The file grows by the bytes of its picture, and 40, as a `Vec` does.
    ///
    /// # Errors
    ///
    /// `Invalid` when the picture is none or does not lie within the animation, and where `frame` is out of its
    /// bounds; `OutOfMemory`.
    pub fn push(&mut self, frame: &Frame<'_>) -> Result<(), Error> {
        let (width, height) = frame.image.check()?;
        let fits = |start: u32, length: u32, all: u32| {
            let end = start.checked_add(length);
            start & 1 == 0 && end.is_some_and(|end| end <= all)
        };
        if !fits(frame.x, width, self.width) || !fits(frame.y, height, self.height) {
            return Err(Error::Invalid("expected a frame within the animation"));
        }
        if frame.duration_ms >= 1 << 24 {
            return Err(Error::Invalid("expected a duration below 2^24 ms"));
        }
        let numbers = [
            frame.x / 2,
            frame.y / 2,
            width.saturating_sub(1),
            height.saturating_sub(1),
            frame.duration_ms,
        ];
        let length = chunks::length(frame.image.length()).saturating_add(16);
        self.chunks.reserve(length)?;
        let start = self.chunks.begin(*b"ANMF")?;
        for number in numbers {
            let [a, b, c, _] = number.to_le_bytes();
            self.chunks.append(&[a, b, c])?;
        }
        let blend = match frame.blend {
            Blend::Over => 0,
            Blend::Replace => 2,
        };
        let dispose = match frame.dispose {
            Dispose::Background => 1,
            Dispose::Keep => 0,
        };
        self.chunks.append(&[blend | dispose])?;
        frame.image.write(&mut self.chunks)?;
        self.chunks.end(start)?;
        if frame.image.has_alpha() {
            self.chunks.add_flag(self.flags, ALPHA);
        }
        Ok(())
    }

    /// The file.
    ///
    /// # Errors
    ///
    /// `Invalid` from 4 GiB on; `OutOfMemory`.
    pub fn finish(mut self) -> Result<Vec<u8>, Error> {
        self.metadata.write_last(&mut self.chunks)?;
        self.chunks.finish()
    }
}
