//! What a file says to be (ISO/IEC 14496-12, 4.3).

use super::boxes::Reader;

/// More than any file has.
const MOST_BRANDS: usize = 64;

/// Brands that leave the codec open: HEIF of stills, of sequences, and what both have in common.
const ANY_CODEC: [&[u8; 4]; 3] = [b"mif1", b"msf1", b"miaf"];

/// Whether a file is of one of the brands: first of all, or among others where its first one leaves the codec open.
pub(in crate::format) fn has_brand(file: &[u8], brands: &[&[u8; 4]]) -> bool {
    let major = file.get(8..12).filter(|_| file.get(4..8) == Some(b"ftyp"));
    let is_one = |found: &[u8]| brands.iter().any(|brand| *brand == found);
    let leaves_open = |major: &[u8]| ANY_CODEC.iter().any(|brand| *brand == major);
    major.is_some_and(|major| is_one(major) || leaves_open(major) && others(file).any(is_one))
}

/// Those behind the first one and its version.
fn others(file: &[u8]) -> impl Iterator<Item = &[u8]> {
    let content = Reader::new(file).next().map(|(_, content)| content.rest());
    let brands = content.and_then(|content| content.get(8..));
    brands.unwrap_or_default().chunks_exact(4).take(MOST_BRANDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_behind_a_brand_that_says_nothing_of_the_codec() {
        for (file, expected) in [
            (&b"\0\0\0\x10ftypavif\0\0\0\0"[..], true),
            (b"\0\0\0\x18ftypmif1\0\0\0\0miafavif", true),
            (b"\0\0\0\x18ftypmsf1\0\0\0\0msf1avis", true),
            (b"\0\0\0\x14ftypmif1\0\0\0\0miafavif", false),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1avif", false),
            (b"\0\0\0\x18ftypisom\0\0\0\0mif1avif", false),
            (b"\0\0\0\x10styp", false),
            (b"", false),
        ] {
            assert_eq!(has_brand(file, &[b"avif", b"avis"]), expected, "{file:?}");
        }
    }
}
