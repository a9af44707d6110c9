//! What is asked, as a value.

use crate::{
    Color, Crop, Decimal, Effects, Fit, Icc, Metadata, Output, Pad, Position, Quality, Size, Turn,
    Watermark,
};

/// Everything that is asked of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question that a request answers with yes or no"
)]
pub struct Transform {
    /// The size of the result.
    pub size: Size,
    /// How the picture is brought into it.
    pub fit: Fit,
    /// What stays where it is cut, and where it lies where it is filled up.
    pub position: Position,
    /// Whether a picture that is smaller than the size is enlarged.
    pub enlarge: bool,
    /// Whether the picture is scaled in linear light; as whoever makes it has it, where nothing is said.
    pub linear: Option<bool>,
    /// Pixels for each pixel of `size` and `pad`, from 1 to 5.
    pub dpr: Decimal,
    /// The part of the picture that everything else is about.
    pub crop: Option<Crop>,
    /// What is done after the orientation was applied.
    pub turn: Turn,
    /// What is seen where there is no picture, or where it is translucent.
    pub background: Color,
    /// Room around the result.
    pub pad: Pad,
    /// What is done to the pixels of the result.
    pub effects: Effects,
    /// What is drawn onto the result, behind all else that is done to its pixels.
    pub watermark: Option<Watermark>,
    /// The format; the original's own where none is asked for.
    pub format: Option<Output>,
    /// Whether the client's `Accept` chooses the format. No picture is made of such options: the plan settles it.
    pub negotiate: bool,
    /// Quality of a lossy format.
    pub quality: Quality,
    /// The most bytes that a file of a lossy format may have; quality gives way.
    pub max_bytes: Option<u32>,
    /// Whether a WebP is written without loss.
    pub lossless: bool,
    /// Whether a JPEG is progressive.
    pub progressive: bool,
    /// Which metadata of the original reach the result.
    pub metadata: Metadata,
    /// The colours of the result.
    pub icc: Icc,
    /// How many frames of an animation are kept, from the first on; all, where none is said.
    pub frames: Option<u32>,
}

impl Transform {
    /// A result of this size, with every option at its default.
    #[must_use]
    pub fn new(size: Size) -> Self {
        Self {
            size,
            fit: Fit::default(),
            position: Position::default(),
            enlarge: true,
            linear: None,
            dpr: Decimal::ONE,
            crop: None,
            turn: Turn::default(),
            background: Color::BLACK,
            pad: Pad::default(),
            effects: Effects::NONE,
            watermark: None,
            format: None,
            negotiate: false,
            quality: Quality::default(),
            max_bytes: None,
            lossless: false,
            progressive: false,
            metadata: Metadata::default(),
            icc: Icc::default(),
            frames: None,
        }
    }

    /// The same in the format that was chosen, or in the original's.
    #[must_use]
    pub fn with_format(self, format: Option<Output>) -> Self {
        let mut options = Self {
            format,
            negotiate: false,
            ..self
        };
        options.simplify();
        options
    }

    /// The same without a word about linear light, where that is what is done without one.
    #[must_use]
    pub fn settled(self, linear: bool) -> Self {
        let linear = self.linear.filter(|asked| *asked != linear);
        Self { linear, ..self }
    }

    /// The same with linear light where nothing else is said and pixels are asked for.
    #[must_use]
    pub fn or_linear(self, linear: bool) -> Self {
        let is_asked = linear && self.format != Some(Output::Json);
        let linear = self.linear.or(is_asked.then_some(true));
        Self { linear, ..self }
    }

    /// Whether no side that is asked for becomes longer than `max_side` pixels.
    #[must_use]
    pub fn fits(&self, max_side: u32) -> bool {
        let Size { width, height } = self.wanted();
        width.max(height) <= Some(max_side)
    }

    /// The size in pixels of the result.
    #[must_use]
    pub fn wanted(&self) -> Size {
        self.size.times(self.dpr)
    }
}
