//! What a file says about its picture: items of Exif and XMP that refer to it (ISO/IEC 23008-12, annex A).

use std::borrow::Cow;

use crate::error::Error;
use crate::metadata::Metadata;

use super::container::{Written, write};
use super::file::File;
use super::meta::Meta;

/// Items that are looked at.
const MOST_ITEMS: usize = 16;

/// The first of each kind, as far as they can be found.
pub(crate) fn metadata(file: &[u8]) -> Metadata<'_> {
    let mut found = Metadata::default();
    let Ok(meta) = Meta::read(file) else {
        return found;
    };
    let Some(primary) = meta.primary() else {
        return found;
    };
    for id in meta.referring(*b"cdsc", primary).take(MOST_ITEMS) {
        // Nobody cuts it into pieces.
        let place = meta.location(id).ok();
        let bytes = place.and_then(|pieces| file.get(pieces.first()?.clone()));
        match meta.kind(id).as_ref() {
            Some(b"Exif") => found.exif = found.exif.or_else(|| bytes.map(Cow::Borrowed)),
            Some(b"mime") => found.xmp = found.xmp.or(bytes),
            _ => {}
        }
    }
    found
}

/// A file that was written here, with Exif as an item of its own.
pub(super) fn with_exif(file: &[u8], exif: &[u8]) -> Result<Vec<u8>, Error> {
    let read = File::read(file.to_vec())?;
    write(&Written {
        size: read.color.sequence.size,
        color: read.color.data.as_ref(),
        alpha: read.alpha.as_ref().map(|alpha| alpha.item.data.as_ref()),
        profile: read.profile.as_deref(),
        exif: Some(exif),
    })
}
