//! What a file says about its picture: items of Exif and XMP that refer to it (ISO/IEC 23008-12, annex A).

use std::borrow::Cow;

use crate::metadata::Metadata;

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
        let data = meta.data(id).ok();
        let bytes = data.and_then(|data| data.0.first().copied());
        match meta.kind(id).as_ref() {
            Some(b"Exif") => found.exif = found.exif.or_else(|| bytes.map(Cow::Borrowed)),
            Some(b"mime") => found.xmp = found.xmp.or(bytes),
            _ => {}
        }
    }
    found
}
