//! What a file says about itself, and what of it may go along with a result, where that is asked for: whose work the
//! picture is.
//!
//! It is read from Exif, and what Exif does not say from XMP and IPTC; it is written as a new block of Exif that holds
//! nothing else. Both is done with whole files, beside decoders and encoders, so that it is the same whatever way a
//! picture takes.

mod copyright;
pub(crate) mod exif;
mod iptc;
mod text;
mod xmp;

use std::borrow::Cow;

use self::copyright::Copyright;

/// Where a file says something about itself. All of it is foreign.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Metadata<'a> {
    /// A TIFF structure (CIPA DC-008), with whatever the file puts in front of it.
    pub(crate) exif: Option<Cow<'a, [u8]>>,
    /// Image resources of Photoshop, IPTC among them.
    pub(crate) iptc: Option<&'a [u8]>,
    /// A packet of XML.
    pub(crate) xmp: Option<&'a [u8]>,
}

impl Metadata<'_> {
    /// Whose work the picture is, if that is said, as a block of Exif.
    pub(crate) fn copyright(&self) -> Option<Vec<u8>> {
        let found = self.exif.as_deref().map(exif::read).unwrap_or_default();
        let found = found.or_else(|| self.xmp.map(xmp::read).unwrap_or_default());
        let found = found.or_else(|| self.iptc.map(iptc::read).unwrap_or_default());
        (found != Copyright::default()).then(|| exif::write(&found))
    }
}
