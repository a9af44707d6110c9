//! Links of thumbor (thumbor.readthedocs.io, "Usage").
//!
//! ```text
//! link     = ( "unsafe" | signature ) "/" [ "debug/" ] [ "meta/" ] [ trim "/" ] [ crop "/" ] [ fit-in "/" ] [ size "/" ]
//!            [ halign "/" ] [ valign "/" ] [ "smart/" ] [ filters "/" ] source
//! crop     = left "x" top ":" right "x" bottom
//! fit-in   = [ "adaptive-" ] [ "full-" ] "fit-in"
//! size     = [ "-" ] [ width ] "x" [ "-" ] [ height ]         ; a minus mirrors
//! filters  = "filters:" filter *( ":" filter )                ; see `filters.rs`
//! ```

mod filters;
mod meaning;
mod parts;

use self::parts::Parts;
use crate::source::key;
use crate::wanted::refused;
use crate::{Dialects, Error, Link, Spelling};

const NAME: &str = "thumbor";

const UNSAFE: &str = "unsafe";

/// A signature in Base64: 20 bytes.
const SIGNATURE_LENGTH: usize = 28;

/// Whether the first segment of a path is one of a link of thumbor: `unsafe` or a signature.
pub(crate) fn begins(first: &str) -> bool {
    let first = first.replace("%3D", "=");
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=');
    let signature = first.len() == SIGNATURE_LENGTH && first.ends_with('=');
    first == UNSAFE || (signature && first.bytes().all(letter))
}

pub(crate) fn read(
    dialects: &Dialects,
    spellings: &[Spelling<'_>],
    max_side: u32,
) -> Result<Link, Error> {
    let mut links = spellings.iter().filter_map(|spelling| {
        let (signature, path) = spelling.text().split_once('/')?;
        Some((*spelling, signature, path))
    });
    let holds = |(_, signature, path): &(Spelling<'_>, &str, &str)| match &dialects.thumbor {
        Some(key) => key.signed(path, &signature.replace("%3D", "=")),
        None => *signature == UNSAFE,
    };
    let (spelling, _, path) = links.find(holds).ok_or(Error::Signature)?;
    let (parts, source) = Parts::parse(path)?;
    let source = spelling.part(source).plain();
    let original = key(&source, &dialects.sources).ok_or_else(|| {
        let why = "a source is a key, or an address that begins as DIALECT_SOURCES says";
        refused(NAME, source.as_str(), why)
    })?;
    let filters = spelling.part(parts.filters).plain();
    let filters = filters::parse(&filters)?;
    let wanted = meaning::wanted(&parts, &filters, &original)?;
    Ok(Link {
        segment: wanted.transform(max_side)?.to_string(),
        original,
        signed: dialects.thumbor.is_some(),
    })
}

#[cfg(test)]
mod tests;
