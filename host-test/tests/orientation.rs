//! The right way up: every container and every way in which programs write an orientation, read alike. That AVIFs say it
//! by other means is `avif.rs`.

use anyhow::{Context, Result};
use host_test::pictures::metadata::bare_exif;
use host_test::pictures::orientation::{Container, SEEN, Spelling};
use host_test::pictures::{
    QUARTERS, decode, decode_frames, distance, encode, png_chunk, probe, quarters,
};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use image::{DynamicImage, ImageFormat};

/// What is found in front of the TIFF structure: nothing, the identifier of a JPEG, and how far behind it begins, as in
/// HEIF.
const PREFIXES: [&[u8]; 4] = [b"", b"Exif\0\0", b"\0\0\0\0", b"\0\0\0\x06Exif\0\0"];

async fn resize(file: &[u8], transform: &str) -> Result<Vec<u8>> {
    Resized::new(Host::resizer, file, transform, &[])
        .await?
        .file()
}

fn assert_seen(picture: &DynamicImage, number: u8, case: &str) {
    let size = if number < 5 { (32, 24) } else { (32, 43) };
    assert_eq!((picture.width(), picture.height()), size, "{case}");
    let expected = SEEN[usize::from(number) - 1].map(|quarter| QUARTERS[quarter]);
    for (found, expected) in probe(picture).into_iter().zip(expected) {
        let distance = distance(found, expected);
        assert!(distance < 24, "{case}: {found:?}, not {expected:?}");
    }
}

/// What an orientation is taken for. Behind the pixels of a PNG (third edition, 5.6) it stands too late, for sharp 0.35.5
/// as well.
fn seen(container: Container, number: u8) -> u8 {
    if container == Container::PngBehind {
        1
    } else {
        number
    }
}

/// All numbers in the usual spelling, and one that swaps the sides in every other.
#[tokio::test]
async fn every_way_in_which_an_orientation_is_written_is_read_alike() -> Result<()> {
    for container in Container::ALL {
        for prefix in PREFIXES {
            if container == Container::Tiff && !prefix.is_empty() {
                continue;
            }
            for (little, kind) in [
                (false, 3),
                (true, 3),
                (false, 1),
                (true, 1),
                (false, 4),
                (true, 4),
            ] {
                let spelling = Spelling {
                    little,
                    kind,
                    prefix,
                };
                let numbers = if kind == 3 { 1..=8 } else { 6..=6 };
                for number in numbers {
                    let case = format!("{container:?} {spelling:?} {number}");
                    let file = container.file(spelling, number);
                    let made = resize(&file, "32x,format=png").await;
                    let made = made.with_context(|| case.clone())?;
                    assert_seen(&decode(&made), seen(container, number), &case);
                }
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_animation_is_turned_as_a_whole() -> Result<()> {
    for prefix in PREFIXES {
        let spelling = Spelling {
            little: true,
            kind: 3,
            prefix,
        };
        let file = Container::WebPAnimated.file(spelling, 6);
        for transform in ["32x", "32x,format=gif"] {
            let (frames, _) = decode_frames(&resize(&file, transform).await?);
            assert_eq!(frames.len(), 2);
            // The second frame is mirrored before it is turned.
            for ((frame, _), number) in frames.into_iter().zip([6, 7]) {
                let case = format!("{transform} {prefix:?}");
                assert_seen(&frame.into(), number, &case);
            }
        }
    }
    Ok(())
}

/// What is no number from 1 to 8 is none, and the picture is one still.
#[tokio::test]
async fn an_orientation_that_is_none_turns_nothing() -> Result<()> {
    for container in Container::ALL {
        for (kind, number) in [(3, 0), (3, 9), (2, 6), (5, 6), (99, 6)] {
            let spelling = Spelling {
                little: false,
                kind,
                prefix: b"",
            };
            let case = format!("{container:?} {kind} {number}");
            let file = container.file(spelling, number);
            let made = resize(&file, "32x,format=png").await;
            assert_seen(&decode(&made.with_context(|| case.clone())?), 1, &case);
        }
    }
    Ok(())
}

/// Neither does sharp 0.35.5 read it from there.
#[tokio::test]
async fn xmp_turns_nothing() -> Result<()> {
    let packet = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF \
        xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description \
        xmlns:tiff=\"http://ns.adobe.com/tiff/1.0/\" tiff:Orientation=\"6\"/></rdf:RDF></x:xmpmeta>";
    let plain = encode(&quarters(64, 48).into(), ImageFormat::Jpeg);
    let length = u16::try_from(packet.len() + 2)?.to_be_bytes();
    let file = [&plain[..2], b"\xff\xe1", &length, packet, &plain[2..]].concat();
    assert_seen(&decode(&resize(&file, "32x,format=png").await?), 1, "XMP");
    Ok(())
}

/// Behind the identifier, too, the fields of copyright are found.
#[tokio::test]
async fn copyright_is_found_behind_every_prefix() -> Result<()> {
    let exif = bare_exif(["Ada", "© Ada"]);
    for prefix in PREFIXES {
        let block = [prefix, &exif].concat();
        let png = encode(&quarters(64, 48).into(), ImageFormat::Png);
        let chunk = png_chunk(*b"eXIf", &block);
        let file = [&png[..33], &chunk, &png[33..]].concat();
        let made = resize(&file, "32x,metadata=copyright").await?;
        let holds = made.windows(exif.len()).any(|part| part == exif);
        assert!(holds, "{prefix:?}");
    }
    Ok(())
}
