//! An original that was opened: its header was read, and none of its pixels. It tells what it is and what decoding it
//! will take, and decodes on demand. There are five kinds, one for each way through `pipeline`.

pub(crate) mod drawing;
pub(crate) mod frames;
pub(crate) mod pixels;
pub(crate) mod planes;
pub(crate) mod rows;
pub(crate) mod summary;

use crate::error::Error;
use crate::input::Input;

/// How a file is opened. Which kind of original comes of it, and so which pipeline it takes, the file tells.
///
/// Functions, and not originals: they borrow the file, and a pipeline gives its memory back as soon as it is decoded.
#[derive(Clone, Copy)]
pub(crate) enum Open {
    #[cfg_attr(
        not(feature = "svg"),
        expect(dead_code, reason = "no other format is drawn")
    )]
    Drawing(drawing::Open),
    Frames(frames::Open),
    Pixels(pixels::Open),
    Planes(planes::Open),
    Rows(rows::Open),
    /// Only the file tells.
    Told(fn(&mut Input<'_>) -> Result<Open, Error>),
}

impl Open {
    /// How this file is opened: never [`Self::Told`].
    pub(crate) fn told_by(mut self, input: &mut Input<'_>) -> Result<Self, Error> {
        while let Self::Told(tell) = self {
            self = tell(input)?;
        }
        Ok(self)
    }
}
