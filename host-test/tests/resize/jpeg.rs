//! JPEGs: every way to store one, and where its colours lie.

use anyhow::Result;
use host_test::pictures::{QUARTERS, decode, distance, encode, quarters};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use image::{DynamicImage, ImageFormat, Rgb};

use super::{assert_quarters, resize};

/// Every kind of JPEG that the codec's own tests know: to JPEG by way of its planes, to PNG by way of RGB, and
/// both are the picture that another decoder sees.
#[tokio::test]
async fn every_kind_of_jpeg_becomes_what_it_shows() -> Result<()> {
    let folder = host_test::workspace::root().join("crates/jpeg/tests/files");
    let mut kinds = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "jpg") {
            continue;
        }
        let file = std::fs::read(&path)?;
        // The other decoder does not know some of them, is wrong about others (see the codec's tests), and takes inks for
        // light (see `colour::inks`).
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let (Ok(original), false) = (
            image::load_from_memory(&file),
            ["scans", "cmyk", "ycck"]
                .iter()
                .any(|kind| name.contains(kind)),
        ) else {
            continue;
        };
        let expected = average(&original);
        for transform in [
            "8x8,fit=fill",
            "8x8,fit=fill,format=png",
            "1x1",
            "40x40,fit=fill",
        ] {
            let stored = resize(&file, "a", transform).await?;
            let found = average(&decode(&stored.body));
            let case = format!("{name} {transform}: found {found:?}, expected {expected:?}");
            assert!(
                distance(found, expected) < 24 || transform == "1x1",
                "{case}"
            );
        }
        kinds += 1;
    }
    assert!(kinds > 20, "{kinds} kinds");
    Ok(())
}

fn average(picture: &DynamicImage) -> Rgb<u8> {
    let picture = picture.to_rgb8();
    let pixels = u64::from(picture.width()) * u64::from(picture.height());
    let channel = |channel: usize| {
        let sum: u64 = picture
            .pixels()
            .map(|pixel| u64::from(pixel.0[channel]))
            .sum();
        u8::try_from(sum / pixels).unwrap_or(u8::MAX)
    };
    Rgb([0, 1, 2].map(channel))
}

/// sharp and every camera's viewer agree on where the colour of an odd picture lies: no shift at the edges.
#[tokio::test]
async fn colour_stays_where_it_was_in_odd_sizes() -> Result<()> {
    let original = DynamicImage::from(quarters(101, 77));
    for format in [ImageFormat::Jpeg, ImageFormat::Png] {
        for transform in [
            "51x39,format=jpeg",
            "33x25,fit=fill,format=jpeg",
            "101x77,format=jpeg",
        ] {
            let stored = resize(&encode(&original, format), "a", transform).await?;
            let picture = decode(&stored.body);
            assert_quarters(&picture, [0, 1, 2, 3], transform);
            let (width, height) = (picture.width(), picture.height());
            let picture = picture.to_rgb8();
            for (x, y, quarter) in [
                (0, 0, 0),
                (width - 1, 0, 1),
                (0, height - 1, 2),
                (width - 1, height - 1, 3),
            ] {
                let found = *picture.get_pixel(x, y);
                let far = distance(found, QUARTERS[quarter]);
                assert!(far < 32, "{transform} corner {quarter}: {found:?}");
            }
        }
    }
    Ok(())
}

/// The segments in front of the scan, each with its marker, and all from the scan on.
fn segments(file: &[u8]) -> (Vec<&[u8]>, &[u8]) {
    let (mut segments, mut rest) = (Vec::new(), &file[2..]);
    while rest[1] != 0xda {
        let length = usize::from(u16::from_be_bytes([rest[2], rest[3]]));
        let (segment, behind) = rest.split_at(length + 2);
        segments.push(segment);
        rest = behind;
    }
    (segments, rest)
}

/// A frame of Motion JPEG leaves the tables of the standard out (T.81, K.3), which the crate `image` writes.
#[tokio::test]
async fn without_huffman_tables_those_of_the_standard_hold() -> Result<()> {
    let pictures = [
        DynamicImage::from(quarters(64, 48)),
        DynamicImage::from(quarters(64, 48)).grayscale(),
    ];
    for picture in pictures {
        let plain = encode(&picture, ImageFormat::Jpeg);
        let (all, scan) = segments(&plain);
        let tables = all.iter().filter(|segment| segment[1] == 0xc4).count();
        assert!(tables > 0);
        // Each alone, and all of them.
        for missing in 0..=tables {
            let mut number = 0;
            let kept = all.iter().filter(|segment| {
                number += usize::from(segment[1] == 0xc4);
                segment[1] != 0xc4 || (missing < tables && number != missing + 1)
            });
            let kept: Vec<u8> = kept.flat_map(|segment| segment.iter().copied()).collect();
            let abbreviated = [&plain[..2], &kept, scan].concat();
            assert!(abbreviated.len() < plain.len());
            for transform in ["64x48", "32x", "16x", "8x", "20x,format=png"] {
                let expected = resize(&plain, "a", transform).await?;
                let found = resize(&abbreviated, "a", transform).await?;
                assert!(found.body == expected.body, "{missing} {transform}");
            }
        }
    }
    Ok(())
}

/// What is wrong is the kind of file, and the answer names it.
#[tokio::test]
async fn a_process_that_is_not_read_is_named() -> Result<()> {
    let plain = encode(&quarters(64, 48).into(), ImageFormat::Jpeg);
    let frame = plain.windows(2).position(|it| it == [0xff, 0xc0]);
    let frame = frame.expect("a baseline file");
    for (place, value, name) in [
        (1, 0xc3, "lossless JPEG (SOF3)"),
        (1, 0xc5, "hierarchical JPEG (SOF5)"),
        (1, 0xc6, "hierarchical progressive JPEG (SOF6)"),
        (1, 0xc7, "hierarchical lossless JPEG (SOF7)"),
        (1, 0xc9, "JPEG with arithmetic coding (SOF9)"),
        (1, 0xca, "progressive JPEG with arithmetic coding (SOF10)"),
        (1, 0xcb, "lossless JPEG with arithmetic coding (SOF11)"),
        (1, 0xcd, "hierarchical JPEG with arithmetic coding (SOF13)"),
        (
            1,
            0xce,
            "hierarchical progressive JPEG with arithmetic coding (SOF14)",
        ),
        (
            1,
            0xcf,
            "hierarchical lossless JPEG with arithmetic coding (SOF15)",
        ),
        (1, 0xde, "hierarchical JPEG (DHP)"),
        (1, 0xf7, "JPEG-LS (SOF55)"),
        (4, 12, "a precision of 12 bits"),
    ] {
        let mut file = plain.clone();
        file[frame + place] = value;
        let answer = Resized::new(Host::resizer, &file, "32x", &[]).await?.answer;
        assert_eq!(answer.status, 415, "{name}: {answer:?}");
        let body: serde_json::Value = serde_json::from_slice(&answer.body)?;
        let expected = format!("{name} is not supported");
        assert_eq!(body["detail"].as_str(), Some(expected.as_str()));
    }
    Ok(())
}
