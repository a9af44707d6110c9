//! What a file says about its picture: items of Exif and XMP that refer to it (ISO/IEC 23008-12, annex A).

use crate::error::Error;
use crate::format::HAS_AVIF;

use super::boxes::Reader;
use super::ensure_built_in;
use super::file::File;
use super::meta::Meta;
use super::write::{Written, write};

/// Items that are looked at.
const MOST_ITEMS: usize = 16;

/// The first of each kind.
#[derive(Default)]
pub(in crate::transform) struct Said<'a> {
    /// A TIFF structure (CIPA DC-008).
    pub(in crate::transform) exif: Option<&'a [u8]>,
    /// A packet of XML.
    pub(in crate::transform) xmp: Option<&'a [u8]>,
}

/// What is said, as far as it can be found.
pub(in crate::transform) fn said(file: &[u8]) -> Said<'_> {
    let mut said = Said::default();
    if !HAS_AVIF {
        return said;
    }
    let Ok(meta) = Meta::read(file) else {
        return said;
    };
    let Some(primary) = meta.primary() else {
        return said;
    };
    for id in meta.referring(*b"cdsc", primary).take(MOST_ITEMS) {
        // Nobody cuts it into pieces.
        let place = meta.location(id).ok();
        let bytes = place.and_then(|pieces| file.get(pieces.first()?.clone()));
        match meta.kind(id).as_ref() {
            Some(b"Exif") => said.exif = said.exif.or_else(|| tiff(bytes?)),
            Some(b"mime") => said.xmp = said.xmp.or(bytes),
            _ => {}
        }
    }
    said
}

/// In front of it stands how far behind that it begins.
fn tiff(item: &[u8]) -> Option<&[u8]> {
    let mut item = Reader::new(item);
    let behind = usize::try_from(item.u32()?).ok()?;
    item.bytes(behind)?;
    Some(item.rest())
}

/// The file that [`super::encode`] wrote, with Exif.
pub(in crate::transform) fn with_exif(file: &[u8], exif: &[u8]) -> Result<Vec<u8>, Error> {
    ensure_built_in()?;
    let read = File::read(file.to_vec())?;
    write(&Written {
        size: read.color.sequence.size,
        color: read.color.data.as_ref(),
        alpha: read.alpha.as_ref().map(|alpha| alpha.item.data.as_ref()),
        profile: read.profile.as_deref(),
        exif: Some(exif),
    })
}
