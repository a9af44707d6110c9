//! IPTC-IIM (version 4.2) in the image resources of Photoshop: by-lines, 2:80, and the copyright notice, 2:116.

use super::copyright::Copyright;
use super::text::{joined, text};

/// The resource that holds the data sets.
const IPTC: [u8; 2] = [0x04, 0x04];
const BY_LINE: u8 = 80;
const NOTICE: u8 = 116;

/// Reads image resources.
pub(crate) fn read(resources: &[u8]) -> Copyright {
    let sets = find(resources).unwrap_or_default();
    let fields = |wanted| DataSets(sets).filter(move |(number, _)| *number == wanted);
    let fields = |wanted| fields(wanted).filter_map(|(_, value)| text(value));
    Copyright {
        artist: joined(fields(BY_LINE)),
        notice: fields(NOTICE).next(),
    }
}

/// The data sets among the resources: a signature, a number, a name, a length and as many bytes each, both filled up
/// to an even number.
fn find(mut resources: &[u8]) -> Option<&[u8]> {
    loop {
        let (number, rest) = resources.strip_prefix(b"8BIM")?.split_at_checked(2)?;
        let name = usize::from(*rest.first()?).saturating_add(1);
        let (length, rest) = rest.get(name.next_multiple_of(2)..)?.split_first_chunk()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        if number == IPTC {
            return rest.get(..length);
        }
        let padded = length.checked_add(length % 2)?;
        resources = rest.get(padded..)?;
    }
}

/// The data sets of record 2 by their numbers. What is longer than 32,767 bytes ends them.
struct DataSets<'a>(&'a [u8]);

impl<'a> Iterator for DataSets<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let &[0x1c, record, number, high, low, ref rest @ ..] = self.0 else {
                return None;
            };
            let length = u16::from_be_bytes([high, low]);
            let (value, rest) = rest.split_at_checked(length.into())?;
            self.0 = rest;
            if record == 2 {
                return Some((number, value));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_both_fields_among_others() {
        let sets = b"\x1c\x01\x5a\0\x03\x1b%G\x1c\x02\x50\0\x03Ada\x1c\x02\x50\0\x05Grace\x1c\x02\x69\0\x01x\x1c\x02\x74\0\x02\xa9A";
        let length = u32::try_from(sets.len()).unwrap().to_be_bytes();
        let resources = [
            b"8BIM\x04\x25\0\0\0\0\0\x03abc\0",
            &b"8BIM\x04\x04\x03map"[..],
            &length,
            sets,
        ];
        let resources = resources.concat();
        let found = read(&resources);
        assert_eq!(found.artist.as_deref(), Some("Ada; Grace"));
        assert_eq!(found.notice.as_deref(), Some("©A"));
        for end in 0..resources.len() {
            read(&resources[..end]);
            let mut damaged = resources.clone();
            damaged[end] = 0xff;
            read(&damaged);
        }
    }
}
