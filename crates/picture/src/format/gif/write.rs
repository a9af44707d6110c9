//! Pixels to a GIF: one picture, or frames of which each holds what has changed.

use std::borrow::Cow;

use gif::{DisposalMethod, Repeat};
use marble_transform::{Output, Transform};

use crate::color::layout::to_layout;
use crate::encoder::{Animation, Colors, EncodeFrames, Planned, Writing};
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::original::frames::TimeUnit;
use crate::pieces::Pieces;
use crate::pixels::frame_diff::{Frame, Rect, changed, crop, vanishing};
use crate::pixels::palette::{self, Alpha, Color, Indexed, MOST_COLORS, NOTHING, Palette};
use crate::pixels::picture::{Layout, Picture};
use crate::quality::search::Looks;
use crate::work::Work;

/// Writes GIFs.
pub(crate) struct Encoder;

impl crate::encoder::Encoder for Encoder {
    fn output(&self) -> Output {
        Output::Gif
    }

    fn carries_profile(&self) -> bool {
        false
    }

    fn carries_grey(&self) -> bool {
        false
    }

    /// With alpha, and as indices. Those of noise take a byte and a half each.
    fn cost(&self, planned: &Planned<'_>) -> u64 {
        let indices = planned.size.pixels().saturating_mul(27) / 4;
        planned.bytes().saturating_add(indices)
    }

    fn work(&self, planned: &Planned<'_>, looks: Looks) -> Work {
        let Planned {
            size, transform, ..
        } = *planned;
        palette::work_of_making(size.pixels()) + EncodeFrames::work(self, size, transform, looks)
    }

    fn encode(&self, picture: Picture, _: Colors, _: &Writing<'_>) -> Result<Vec<u8>, Error> {
        encode(picture)
    }

    fn fills_gaps(&self) -> bool {
        true
    }

    fn frames(&self) -> Option<&dyn EncodeFrames> {
        Some(self)
    }
}

impl EncodeFrames for Encoder {
    fn cost(&self, _: Dimensions) -> u64 {
        0
    }

    fn work(&self, size: Dimensions, _: &Transform, _: Looks) -> Work {
        /// Nanoseconds for a pixel that is compressed, as measured: of noise.
        const COMPRESSED: f64 = 80.0;
        let pixels = size.pixels();
        Work::of(pixels, COMPRESSED) + palette::work(pixels)
    }

    fn time_unit(&self) -> TimeUnit {
        TimeUnit::Centisecond
    }

    fn start<'a>(
        &self,
        size: Dimensions,
        plays: u32,
        _: &'a [u8],
        _: &Writing<'a>,
    ) -> Result<Box<dyn Animation + 'a>, Error> {
        Ok(Box::new(Frames::new(size, plays)))
    }
}

/// A GIF that grows by a frame at a time.
struct Frames {
    encoder: Option<gif::Encoder<Pieces>>,
    /// The palette of the whole file: that of the first frame.
    global: Option<Palette>,
    /// The palette of the last frame that had one of its own.
    local: Option<Palette>,
    plays: u32,
    /// What is seen where the next frame lets it through.
    shown: Vec<u8>,
    size: Dimensions,
}

/// Writes a GIF of one frame.
fn encode(picture: Picture) -> Result<Vec<u8>, Error> {
    let size = picture.size;
    let picture = one_bit(picture);
    let Indexed { colors, indices } = match Indexed::exact(&picture) {
        Some(indexed) => indexed,
        None => near(picture)?,
    };
    let palette = without_alpha(&colors);
    let frame = gif::Frame {
        width: side(size.width)?,
        height: side(size.height)?,
        transparent: transparent(&colors),
        buffer: Cow::Owned(indices),
        ..gif::Frame::default()
    };
    let mut encoder = gif::Encoder::new(Pieces::default(), frame.width, frame.height, &palette)
        .map_err(Error::internal)?;
    encoder.write_frame(&frame).map_err(Error::internal)?;
    drop(frame);
    let file = encoder.into_inner().map_err(Error::internal)?;
    Ok(file.into_bytes())
}

/// The same pixels, each opaque or not there. Colours stay: alpha was not multiplied in.
fn one_bit(mut picture: Picture) -> Picture {
    if picture.layout.has_alpha() {
        for pixel in picture.pixels.chunks_exact_mut(picture.layout.channels()) {
            match pixel.last_mut() {
                Some(alpha) if *alpha >= 128 => *alpha = u8::MAX,
                _ => pixel.fill(0),
            }
        }
    }
    picture
}

fn near(picture: Picture) -> Result<Indexed, Error> {
    let size = picture.size;
    let alpha = if picture.layout.has_alpha() && picture.is_translucent() {
        Alpha::OneBit
    } else {
        Alpha::Whole
    };
    let pixels = to_layout(picture, Layout::Rgba).pixels;
    let mut palette = Palette::of_fewest(&pixels, alpha)?;
    Ok(Indexed {
        indices: palette.map(&pixels, size)?,
        colors: palette.colors(),
    })
}

impl Animation for Frames {
    /// Each pixel is opaque or not there.
    fn pixels(&self, picture: Picture) -> Vec<u8> {
        one_bit(to_layout(picture, Layout::Rgba)).pixels
    }

    fn add(&mut self, frame: &Frame<'_>, next: Option<&[u8]>) -> Result<(), Error> {
        let width = self.size.width;
        let vanishing = next.and_then(|next| vanishing(frame.pixels, next, width));
        let changed = match self.encoder {
            None => Some(Rect::whole(self.size)),
            Some(_) => changed(&self.shown, frame.pixels, width),
        };
        let part = match (changed, vanishing) {
            (Some(one), Some(other)) => one.union(other),
            (Some(part), None) | (None, Some(part)) => part,
            (None, None) => Rect::least(),
        };
        let pixels = self.unless_shown(frame.pixels, part);
        self.write(&pixels, part, frame.delay, vanishing.is_some())?;
        self.shown.copy_from_slice(frame.pixels);
        if vanishing.is_some() {
            part.clear(&mut self.shown, width);
        }
        Ok(())
    }

    fn len(&self) -> usize {
        self.encoder.as_ref().map_or(0, |it| it.get_ref().len())
    }

    fn finish(self: Box<Self>) -> Result<Vec<u8>, Error> {
        let encoder = self.encoder;
        let encoder = encoder.ok_or_else(|| Error::Internal("a GIF without frames".into()))?;
        let file = encoder.into_inner().map_err(Error::internal)?;
        Ok(file.into_bytes())
    }
}

impl Frames {
    /// `plays` is how often the animation is seen; 0 stands for without end.
    fn new(size: Dimensions, plays: u32) -> Self {
        let pixels = (size.width as usize).saturating_mul(size.height as usize);
        Self {
            encoder: None,
            global: None,
            local: None,
            plays,
            shown: vec![0; pixels.saturating_mul(4)],
            size,
        }
    }

    /// The pixels of a part, without those that are seen already.
    fn unless_shown(&self, pixels: &[u8], part: Rect) -> Vec<u8> {
        let mut pixels = crop(pixels, part, self.size.width);
        let shown = crop(&self.shown, part, self.size.width);
        let shown = shown.as_chunks::<4>().0;
        for (pixel, shown) in pixels.as_chunks_mut::<4>().0.iter_mut().zip(shown) {
            if pixel == shown {
                *pixel = NOTHING;
            }
        }
        pixels
    }

    fn write(&mut self, pixels: &[u8], part: Rect, delay: u32, clear: bool) -> Result<(), Error> {
        let size = part.size();
        let (palette, is_global) = self.palette(pixels, size)?;
        let indices = palette.map(pixels, size)?;
        let colors = palette.colors();
        let local = (!is_global).then(|| without_alpha(&colors));
        if self.encoder.is_none() {
            self.encoder = Some(self.begin(&without_alpha(&colors))?);
        }
        let frame = gif::Frame {
            delay: u16::try_from(delay).unwrap_or(u16::MAX),
            dispose: if clear {
                DisposalMethod::Background
            } else {
                DisposalMethod::Keep
            },
            transparent: transparent(&colors),
            left: side(part.left)?,
            top: side(part.top)?,
            width: side(size.width)?,
            height: side(size.height)?,
            palette: local,
            buffer: Cow::Owned(indices),
            ..gif::Frame::default()
        };
        let encoder = self.encoder.as_mut();
        let encoder = encoder.ok_or_else(|| Error::Internal("a GIF without a header".into()))?;
        encoder.write_frame(&frame).map_err(Error::internal)
    }

    /// A palette for these pixels: one that is there already, where it fits.
    fn palette(&mut self, pixels: &[u8], size: Dimensions) -> Result<(&mut Palette, bool), Error> {
        let fits = |palette: &mut Option<Palette>| match palette {
            Some(palette) => palette.fits(pixels),
            None => Ok(false),
        };
        let fits_global = fits(&mut self.global)?;
        if !fits_global && !fits(&mut self.local)? {
            let is_first = self.global.is_none();
            let (place, palette) = if is_first {
                (&mut self.global, first_palette(pixels, size)?)
            } else {
                let palette = Palette::of_fewest(pixels, Alpha::OneBit)?;
                (&mut self.local, palette)
            };
            return Ok((place.insert(palette), is_first));
        }
        let palette = if fits_global {
            self.global.as_mut()
        } else {
            self.local.as_mut()
        };
        let palette = palette.ok_or_else(|| Error::Internal("no palette".into()))?;
        Ok((palette, fits_global))
    }

    fn begin(&self, palette: &[u8]) -> Result<gif::Encoder<Pieces>, Error> {
        let (width, height) = (side(self.size.width)?, side(self.size.height)?);
        let mut encoder = gif::Encoder::new(Pieces::default(), width, height, palette)
            .map_err(Error::internal)?;
        // What is written is how often it is seen again.
        let repeat = match self.plays {
            0 => Repeat::Infinite,
            plays => Repeat::Finite(u16::try_from(plays.saturating_sub(1)).unwrap_or(u16::MAX)),
        };
        encoder.set_repeat(repeat).map_err(Error::internal)?;
        Ok(encoder)
    }
}

/// For all frames, if they are like the first one; with a place for what is not there.
fn first_palette(pixels: &[u8], size: Dimensions) -> Result<Palette, Error> {
    let picture = Picture {
        size,
        layout: Layout::Rgba,
        pixels: pixels.to_vec(),
        profile: None,
    };
    if let Some(Indexed { mut colors, .. }) = Indexed::exact(&picture) {
        if colors.first() != Some(&NOTHING) && colors.len() < MOST_COLORS {
            colors.push(NOTHING);
        }
        return Palette::of(&colors);
    }
    Palette::new(pixels, Alpha::OneBit)
}

fn without_alpha(colors: &[Color]) -> Vec<u8> {
    let colors = colors.iter();
    colors
        .flat_map(|[red, green, blue, _]| [*red, *green, *blue])
        .collect()
}

/// The index of what is not there: colours are sorted by alpha.
fn transparent(colors: &[Color]) -> Option<u8> {
    (colors.first() == Some(&NOTHING)).then_some(0)
}

fn side(pixels: u32) -> Result<u16, Error> {
    u16::try_from(pixels).map_err(|_| Error::Internal("a side beyond those of a GIF".into()))
}
