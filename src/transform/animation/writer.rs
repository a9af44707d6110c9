//! The file that frames are written to, whichever format it has.

use marble_webp::file::{Animation, Blend, Dispose, Frame as FileFrame, Loops, Metadata};

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::options::{Options, Output};

use super::super::changes::{Frame, Part, changed, cut};
use super::super::picture::{Layout, Picture};
use super::super::{encode, gif};

/// A file that grows by a frame at a time.
pub(super) enum Writer<'a> {
    Gif(Box<gif::Writer>),
    WebP(Box<WebPWriter<'a>>),
}

pub(super) struct WebPWriter<'a> {
    animation: Animation<'a>,
    bytes: usize,
    options: Options,
    /// What is seen when the next frame comes.
    shown: Option<Vec<u8>>,
    size: Dimensions,
}

impl<'a> Writer<'a> {
    /// Whether the format can be animated.
    pub(super) fn is_for(output: Output) -> bool {
        matches!(output, Output::Gif | Output::WebP)
    }

    /// What writing one frame takes besides its pixels, in bytes.
    pub(super) fn working_memory(output: Output, size: Dimensions) -> u64 {
        if output == Output::WebP {
            // Planes; a picture and its alpha without loss.
            let pixels = size.pixels().saturating_mul(12);
            pixels.saturating_add(marble_webp::encode::cost(size.width, size.height))
        } else {
            0
        }
    }

    /// `plays` is how often the animation is seen; 0 stands for without end.
    pub(super) fn new(
        output: Output,
        size: Dimensions,
        plays: u32,
        icc_profile: &'a [u8],
        options: &Options,
    ) -> Result<Self, Error> {
        if output == Output::Gif {
            return Ok(Self::Gif(Box::new(gif::Writer::new(size, plays))));
        }
        let loops = match plays {
            0 => Loops::Forever,
            plays => Loops::Times(u16::try_from(plays).unwrap_or(u16::MAX)),
        };
        let metadata = Metadata {
            icc_profile,
            ..Metadata::default()
        };
        let sides = (size.width, size.height);
        Ok(Self::WebP(Box::new(WebPWriter {
            animation: Animation::new(sides, [0; 4], loops, metadata).map_err(Error::internal)?,
            bytes: 0,
            // What is bounded is the file.
            options: Options {
                max_bytes: None,
                ..*options
            },
            shown: None,
            size,
        })))
    }

    /// What can be written of a picture's pixels.
    pub(super) fn pixels(&self, picture: Picture) -> Vec<u8> {
        let picture = picture.into_layout(Layout::Rgba);
        match self {
            Self::Gif(_) => gif::one_bit(picture).pixels,
            Self::WebP(_) => picture.pixels,
        }
    }

    /// Adds a frame; `next` are the pixels of the one behind it.
    pub(super) fn add(&mut self, frame: &Frame<'_>, next: Option<&[u8]>) -> Result<(), Error> {
        match self {
            Self::Gif(writer) => writer.add(frame, next),
            Self::WebP(writer) => writer.add(frame),
        }
    }

    /// Bytes so far.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Gif(writer) => writer.len(),
            Self::WebP(writer) => writer.bytes,
        }
    }

    /// Ends the file.
    pub(super) fn finish(self) -> Result<Vec<u8>, Error> {
        match self {
            Self::Gif(writer) => writer.finish(),
            Self::WebP(writer) => writer.animation.finish().map_err(Error::internal),
        }
    }
}

impl WebPWriter<'_> {
    /// What has changed replaces what was there.
    fn add(&mut self, frame: &Frame<'_>) -> Result<(), Error> {
        let width = self.size.width;
        let part = match &self.shown {
            Some(shown) => changed(shown, frame.pixels, width).unwrap_or(Part::least()),
            None => Part::whole(self.size),
        };
        let part = part.at_even();
        let picture = Picture {
            size: part.size(),
            layout: Layout::Rgba,
            pixels: cut(frame.pixels, part, width),
            profile: None,
        };
        let encoded = encode::webp::Frame::new(picture, &self.options)?;
        self.bytes = self.bytes.saturating_add(encoded.len());
        self.animation
            .push(&FileFrame {
                x: part.left,
                y: part.top,
                duration_ms: frame.delay,
                blend: Blend::Replace,
                dispose: Dispose::Keep,
                image: encoded.as_image(),
            })
            .map_err(Error::internal)?;
        self.shown = Some(frame.pixels.to_vec());
        Ok(())
    }
}
