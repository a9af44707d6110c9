//! Drawings that are compressed, or whose text is in another encoding.

use std::io::Write as _;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

#[tokio::test]
async fn a_compressed_drawing_is_drawn() -> Result<()> {
    let file = svg(r#"viewBox="0 0 40 20""#, QUARTERS);
    let found = picture(&gzip(&file), "80x").await?;
    assert_eq!(probe(&found), [RED, GREEN, BLUE, NOTHING]);
    // What becomes too long, is damaged, or is something else.
    let long = [&file[..], &vec![b' '; (1 << 20) - file.len() + 1]].concat();
    let mut damaged = gzip(&file);
    let checksum = damaged.len() - 8;
    damaged[checksum] ^= 1;
    for (name, file, status, detail) in [
        ("long", gzip(&long), 413, "but found 1048577"),
        (
            "a bomb",
            gzip(&[&file[..], &vec![b' '; 100 << 20]].concat()),
            413,
            "but found 1048577",
        ),
        ("damaged", damaged.clone(), 422, ""),
        ("cut", damaged[..checksum].to_vec(), 422, ""),
        ("twice", gzip(&gzip(&file)), 415, "but found gzip"),
        ("text", gzip(b"text"), 415, "but found gzip"),
        (
            "a header",
            b"\x1f\x8b\x08\0\0\0\0\0".to_vec(),
            415,
            "but found gzip",
        ),
    ] {
        let answer = ask(&file, "4x4").await?.answer;
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, status, "{name}: {body}");
        assert!(body.contains(detail), "{name}: {body}");
    }
    let file = [&file[..], &vec![b' '; (1 << 20) - file.len()]].concat();
    assert_eq!(ask(&gzip(&file), "4x4").await?.answer.status, 307);
    Ok(())
}

/// As programs of other times and systems write them.
#[tokio::test]
async fn drawings_of_other_encodings_are_read() -> Result<()> {
    let text = |encoding: &str| {
        let file = svg(r#"viewBox="0 0 40 20""#, QUARTERS);
        let file = String::from_utf8(file).expect("UTF-8");
        format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?><!-- caf\u{e9} -->{file}")
    };
    let latin = |encoding: &str| -> Vec<u8> {
        let text = text(encoding);
        text.chars()
            .map(|it| u8::try_from(it).expect("Latin-1"))
            .collect()
    };
    let utf_16 = format!("\u{feff}{}", text("UTF-16"));
    let utf_16 = || utf_16.encode_utf16();
    for (name, file) in [
        ("Latin-1", latin("ISO-8859-1")),
        ("Windows-1252", latin("windows-1252")),
        ("UTF-8", text("UTF-8").into_bytes()),
        ("UTF-16LE", utf_16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16BE", utf_16().flat_map(u16::to_be_bytes).collect()),
        (
            "UTF-16 without a mark",
            utf_16().skip(1).flat_map(u16::to_le_bytes).collect(),
        ),
        (
            "compressed UTF-16",
            gzip(&utf_16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()),
        ),
    ] {
        let found = picture(&file, "80x").await?;
        assert_eq!(probe(&found), [RED, GREEN, BLUE, NOTHING], "{name}");
    }
    for (file, status, detail) in [
        (latin("ISO-2022-JP"), 415, "but found ISO-2022-JP"),
        (latin("UTF-8"), 422, "the text is no UTF-8"),
    ] {
        let answer = ask(&file, "80x").await?.answer;
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, status, "{body}");
        assert!(body.contains(detail), "{body}");
    }
    Ok(())
}
