//! The size of an original, by its header.

use marble_transform::{Size, Transform};

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::limits::Limits;
use crate::process;
use crate::progress::Progress;
use crate::source::Source;

/// How many pixels an original has as it is seen: with its orientation applied. It is not read further than its header, so
/// its beginning is enough: for most files some kilobytes, behind whatever metadata stand in front.
///
/// # Errors
///
/// [`Error::Unsupported`], [`Error::Damaged`], [`Error::TooLarge`] for more bytes than `limits` allow, and
/// [`Error::Interrupted`] where the header breaks off.
pub fn dimensions(original: &mut dyn Source, limits: &Limits) -> Result<Dimensions, Error> {
    let mut header = Header(None);
    let smallest = Transform::new(Size {
        width: Some(1),
        height: Some(1),
    });
    let outcome = process(original, None, &smallest, limits, &mut header);
    match (header.0, outcome) {
        (Some(seen), _) => Ok(seen),
        (None, Err(error)) => Err(error),
        (None, Ok(_)) => Err(Error::internal(
            "a picture that was made before it was seen",
        )),
    }
}

/// Has seen enough as soon as it knows the size.
struct Header(Option<Dimensions>);

impl Progress for Header {
    fn seen(&mut self, size: Dimensions) {
        self.0 = Some(size);
    }

    fn is_late(&self) -> bool {
        self.0.is_some()
    }
}
