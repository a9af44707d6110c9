//! A format that is written: what it can hold, what writing it takes, and how it is done.

use marble_transform::{Color, Output, Transform};

use crate::color::range::Range;
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::limits::Limits;
use crate::original::frames::TimeUnit;
use crate::original::summary::Summary;
use crate::pixels::frame_diff::Frame;
use crate::pixels::picture::Picture;
use crate::pixels::planes::Planes;
use crate::progress::Progress;
use crate::quality::search::{Looks, Search};
use crate::work::Work;

/// What an encoder has to know besides the picture.
#[derive(Clone, Copy)]
pub(crate) struct Writing<'a> {
    /// What is asked for.
    pub(crate) transform: &'a Transform,
    /// What the picture was made of, where that is known: facts are about it, too.
    pub(crate) original: Option<&'a Summary>,
    /// How thoroughly a quality is looked for, where it is.
    pub(crate) search: Search,
    /// Whom to ask for the time.
    pub(crate) progress: &'a dyn Progress,
}

/// A picture that is not there yet, as what writing it takes depends on it.
pub(crate) struct Planned<'a> {
    pub(crate) size: Dimensions,
    pub(crate) channels: u64,
    pub(crate) colors: Colors,
    /// What is asked for.
    pub(crate) transform: &'a Transform,
}

impl Planned<'_> {
    /// Of its pixels.
    pub(crate) fn bytes(&self) -> u64 {
        self.size.pixels().saturating_mul(self.channels)
    }

    pub(crate) fn has_alpha(&self) -> bool {
        self.channels.is_multiple_of(2)
    }
}

/// A format that is written.
pub(crate) trait Encoder: Sync {
    /// The word for it in a transform.
    fn output(&self) -> Output;

    /// Whether a file has a place for a colour profile. Where it has none, colours are sRGB's.
    fn carries_profile(&self) -> bool {
        true
    }

    /// Whether a grey picture is grey in a file, so that a profile of grey fits it.
    fn carries_grey(&self) -> bool {
        true
    }

    /// The background in this format, which may have no alpha.
    fn background(&self, color: Color) -> Color {
        color
    }

    /// Holds a result's dimensions against the limits that are of this format alone.
    fn check(&self, _: Dimensions, _: &Limits) -> Result<(), Error> {
        Ok(())
    }

    /// What there is while pixels are written, in bytes: the pixels, what is made of them, and the file.
    fn cost(&self, planned: &Planned<'_>) -> u64;

    /// Whether what is written beside the pixels comes in small pieces, so that it fits into every gap.
    fn fills_gaps(&self) -> bool {
        false
    }

    /// How long it takes to write a picture.
    fn work(&self, planned: &Planned<'_>, looks: Looks) -> Work;

    /// Writes a file of pixels. `colors` says how many different ones to expect.
    fn encode(
        &self,
        picture: Picture,
        colors: Colors,
        writing: &Writing<'_>,
    ) -> Result<Vec<u8>, Error>;

    /// The way to write planes as they are, where the format has one for such a transform.
    fn planes(&self, _: &Transform) -> Option<&dyn EncodePlanes> {
        None
    }

    /// The way to write frames, where the format can be animated.
    fn frames(&self) -> Option<&dyn EncodeFrames> {
        None
    }

    /// Puts a block of Exif into a file that [`Encoder::encode`] or its like wrote, where there is a place for it.
    fn insert_exif(&self, _: &mut Vec<u8>, _exif: &[u8]) {}
}

/// How many colours an original had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colors {
    /// As many as there are.
    Any,
    /// Those of a palette: so may the result.
    Palette,
}

/// Writing planes with loss: luma, and colour differences half as wide and high.
pub(crate) trait EncodePlanes {
    /// What writing takes besides the planes, in bytes.
    fn cost(&self, size: Dimensions, transform: &Transform) -> u64;

    /// How long it takes to write planes.
    fn work(&self, size: Dimensions, transform: &Transform, looks: Looks) -> Work;

    /// Writes a file of planes whose samples are of `range`.
    fn encode(
        &self,
        planes: Planes,
        range: Range,
        profile: Option<&[u8]>,
        writing: &Writing<'_>,
    ) -> Result<Vec<u8>, Error>;
}

/// Writing an animation.
pub(crate) trait EncodeFrames {
    /// What writing one frame takes besides its pixels, in bytes.
    fn cost(&self, size: Dimensions) -> u64;

    /// How long it takes to write one frame, compared with what was seen before.
    fn work(&self, size: Dimensions, transform: &Transform, looks: Looks) -> Work;

    /// The unit of the delays.
    fn time_unit(&self) -> TimeUnit;

    /// Begins a file. `plays` is how often the animation is seen; 0 stands for without end.
    fn start<'a>(
        &self,
        size: Dimensions,
        plays: u32,
        profile: &'a [u8],
        writing: &Writing<'a>,
    ) -> Result<Box<dyn Animation + 'a>, Error>;
}

/// A file that grows by a frame at a time.
pub(crate) trait Animation {
    /// What can be written of a picture: red, green, blue and alpha.
    fn pixels(&self, picture: Picture) -> Vec<u8>;

    /// Adds a frame; `next` are the pixels of the one behind it.
    fn add(&mut self, frame: &Frame<'_>, next: Option<&[u8]>) -> Result<(), Error>;

    /// Bytes so far.
    fn len(&self) -> usize;

    /// Ends the file.
    fn finish(self: Box<Self>) -> Result<Vec<u8>, Error>;
}
