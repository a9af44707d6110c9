//! SVGs that are compressed as a whole (`.svgz`; RFC 1952), which SVG 2 asks every viewer to read.

use std::io::Read as _;

use flate2::read::GzDecoder;

use crate::error::{Error, plain};

/// What inflating takes at a time, in bytes, where so many come out of it: these, twice while they become more, and what
/// the decoder has.
pub(super) fn cost(most: u64) -> u64 {
    most.saturating_mul(3).saturating_add(64 << 10)
}

/// Whether a file is compressed so.
pub(super) fn is_gzip(file: &[u8]) -> bool {
    file.starts_with(b"\x1f\x8b\x08")
}

/// The first so many bytes of what is in a file; of a damaged one, those before the damage.
pub(super) fn begin(file: &[u8], most: u64) -> Vec<u8> {
    let mut found = Vec::new();
    // What was read before an error is there.
    let _damage = GzDecoder::new(file).take(most).read_to_end(&mut found);
    found
}

/// What is in a file, up to one byte beyond so many, so that whoever counts them sees that there are more.
pub(super) fn unpack(file: &[u8], most: u64) -> Result<Vec<u8>, Error> {
    let mut found = Vec::new();
    let mut bytes = GzDecoder::new(file).take(most.saturating_add(1));
    match bytes.read_to_end(&mut found) {
        Ok(_) => Ok(found),
        Err(error) => Err(Error::Damaged(plain(&error))),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn inflates_no_more_than_is_asked_for() {
        let bomb = packed(&vec![b' '; 10 << 20]);
        assert!(bomb.len() < 20_000 && is_gzip(&bomb));
        assert_eq!(unpack(&bomb, 1000).unwrap().len(), 1001);
        assert_eq!(begin(&bomb, 1000).len(), 1000);
    }

    #[test]
    fn finds_damage() {
        let file = packed(b"<svg/>");
        assert_eq!(unpack(&file, 6).unwrap(), b"<svg/>");
        for end in 0..file.len() {
            assert!(unpack(&file[..end], 100).is_err(), "{end}");
        }
        let mut damaged = file.clone();
        let checksum = file.len() - 8;
        damaged[checksum] ^= 1;
        assert!(matches!(unpack(&damaged, 100), Err(Error::Damaged(_))));
        assert_eq!(begin(&damaged, 100), b"<svg/>");
    }
}
