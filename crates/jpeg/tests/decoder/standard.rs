//! Files without Huffman tables, or without some: those of T.81, K.3, hold, as in frames of Motion JPEG.

use marble_jpeg::Error;
use marble_jpeg::decode::{Decoder, Scale};

use crate::{FILES, SCALES, decode, file};

/// Where a table begins in its segment and where it ends, and its class and number, for each of a file.
type Tables = Vec<(std::ops::Range<usize>, u8)>;

/// The file in front of its first scan: segments without their tables, and all tables one by one.
fn taken_apart(bytes: &[u8]) -> (Vec<u8>, Tables, usize) {
    let mut rest = bytes[..2].to_vec();
    let mut tables = Vec::new();
    let mut at = 2;
    loop {
        let marker = bytes[at + 1];
        let length = usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
        let end = at + 2 + length;
        if marker == 0xda {
            return (rest, tables, at);
        }
        if marker == 0xc4 {
            let mut table = at + 4;
            while table < end {
                let symbols: usize = bytes[table + 1..table + 17]
                    .iter()
                    .map(|it| usize::from(*it))
                    .sum();
                let next = table + 17 + symbols;
                tables.push((table..next, bytes[table]));
                table = next;
            }
        } else {
            rest.extend(&bytes[at..end]);
        }
        at = end;
    }
}

/// The file with those tables only of which `keep` holds.
fn with_tables(bytes: &[u8], keep: impl Fn(u8) -> bool) -> Vec<u8> {
    let (mut file, tables, scan) = taken_apart(bytes);
    for (range, number) in tables {
        if keep(number) {
            let length = u16::try_from(range.len() + 2).unwrap();
            file.extend([0xff, 0xc4]);
            file.extend(length.to_be_bytes());
            file.extend(&bytes[range]);
        }
    }
    file.extend(&bytes[scan..]);
    file
}

/// The tables of a file, each with its class and number.
fn tables(bytes: &[u8]) -> Vec<&[u8]> {
    let (_, tables, _) = taken_apart(bytes);
    tables.into_iter().map(|(range, _)| &bytes[range]).collect()
}

/// Files that libjpeg wrote without optimising their tables have these very tables.
#[test]
fn takes_the_standard_tables_where_a_file_has_none() {
    let plain = file("420");
    let standard = tables(&plain);
    assert_eq!(standard.len(), 4);
    let mut count = 0;
    for &(name, ..) in FILES {
        let bytes = file(name);
        let own = tables(&bytes);
        if name.contains("scans") || !own.iter().all(|table| standard.contains(table)) {
            continue;
        }
        count += 1;
        for (scale, _) in SCALES {
            let expected = decode(&bytes, scale);
            assert!(expected.is_ok(), "{name}");
            let none = with_tables(&bytes, |_| false);
            assert!(none.len() < bytes.len());
            assert!(decode(&none, scale) == expected, "{name} at {scale:?}");
            for missing in [0x00, 0x01, 0x10, 0x11] {
                let some = with_tables(&bytes, |number| number != missing);
                assert!(
                    decode(&some, scale) == expected,
                    "{name} without {missing:#x}"
                );
                let one = with_tables(&bytes, |number| number == missing);
                assert!(
                    decode(&one, scale) == expected,
                    "{name} with {missing:#x} only"
                );
            }
        }
    }
    assert!(count > 8, "{count} files have the standard tables");
}

/// A table that the file does define goes before.
#[test]
fn a_files_own_table_holds() {
    let bytes = file("420-optimized");
    assert_ne!(tables(&bytes), tables(&file("420")));
    let none = with_tables(&bytes, |_| false);
    assert!(decode(&none, Scale::Full) != decode(&bytes, Scale::Full));
    let all = with_tables(&bytes, |_| true);
    assert!(decode(&all, Scale::Full) == decode(&bytes, Scale::Full));
}

/// There are two of each class; and of quantisation tables there are none.
#[test]
fn misses_tables_that_no_standard_gives() {
    let bytes = file("420");
    let scan = bytes.windows(2).position(|it| it == [0xff, 0xda]).unwrap();
    for selector in [0x20, 0x02, 0x33] {
        let mut other = bytes.clone();
        other[scan + 6] = selector;
        let expected = Err(Error::Damaged("a Huffman table is missing"));
        assert_eq!(decode(&other, Scale::Full), expected, "{selector:#x}");
    }
    let quantization = bytes.windows(2).position(|it| it == [0xff, 0xdb]).unwrap();
    let mut other = bytes.clone();
    // A comment instead.
    other[quantization + 1] = 0xfe;
    assert!(matches!(
        decode(&other, Scale::Full),
        Err(Error::Damaged(_))
    ));
    assert!(Decoder::new(other.as_slice()).is_ok());
}
