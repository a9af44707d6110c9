//! HEIC in, through a component that is built with it. The files are libheif's, with frames of x265, so that what is read is
//! what was meant. That the decoder's samples are right to the bit is not proved here.

use anyhow::{Context, Result};
use host_test::pictures::heif::{CodedFrame, HeifItem, grid_item, heif, heif_box, size_property};
use host_test::pictures::{QUARTERS, color_profile, decode, distance, encode, probe, quarters};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use host_test::store::mock::Stored;
use host_test::workspace;
use image::{DynamicImage, GenericImageView, ImageDecoder, ImageFormat, Rgb};

async fn ask(original: &[u8], transform: &str, env: &[(&str, &str)]) -> Result<Resized> {
    Resized::new(Host::heic_resizer, original, transform, env).await
}

async fn made(original: &[u8], transform: &str) -> Result<Stored> {
    let made = ask(original, transform, &[]).await?;
    made.stored().with_context(|| transform.to_owned())
}

/// The status and the detail of a refusal.
async fn refused(original: &[u8], transform: &str, env: &[(&str, &str)]) -> Result<(u16, String)> {
    let answer = ask(original, transform, env).await?.answer;
    let body: serde_json::Value = serde_json::from_slice(&answer.body)?;
    let detail = body["detail"].as_str().unwrap_or_default().to_owned();
    Ok((answer.status.as_u16(), detail))
}

fn fixture(name: &str) -> Result<Vec<u8>> {
    let path = workspace::root().join(format!("host-test/tests/heic/{name}.heic"));
    std::fs::read(&path).with_context(|| path.display().to_string())
}

/// The middles of the quarters are as far from these colours at most.
fn assert_quarters(picture: &DynamicImage, expected: [Rgb<u8>; 4], tolerance: u8, case: &str) {
    for (found, expected) in probe(picture).into_iter().zip(expected) {
        let distance = distance(found, expected);
        assert!(distance <= tolerance, "{case}: {found:?}, not {expected:?}");
    }
}

/// Where the container says nothing of colours, the stream does: in full range here.
#[tokio::test]
async fn reads_every_kind() -> Result<()> {
    for (name, size) in [
        ("plain", "64x48"),
        ("without-numbers", "64x48"),
        ("limited-709", "64x48"),
        ("ten", "64x48"),
        ("twelve", "64x48"),
        ("odd", "37x29"),
        ("grid", "181x111"),
    ] {
        let file = fixture(name)?;
        let made = made(&file, &format!("{size},format=png")).await?;
        let picture = decode(&made.body);
        let (width, height) = picture.dimensions();
        assert_eq!(format!("{width}x{height}"), size, "{name}");
        assert_quarters(&picture, QUARTERS, 10, name);
    }
    let made = made(&fixture("plain")?, "20x15").await?;
    assert_eq!(made.metadata.content_type.as_deref(), Some("image/jpeg"));
    assert_quarters(&decode(&made.body), QUARTERS, 30, "as a JPEG");
    Ok(())
}

#[tokio::test]
async fn grey_stays_grey() -> Result<()> {
    let picture = decode(&made(&fixture("grey")?, "64x48,format=png").await?.body);
    // Luma of BT.601, as Pillow makes it.
    let expected = [87, 130, 52, 240].map(|luma| Rgb([luma; 3]));
    assert_quarters(&picture, expected, 4, "grey");
    Ok(())
}

#[tokio::test]
async fn alpha_is_kept() -> Result<()> {
    let made = made(&fixture("alpha")?, "64x48").await?;
    assert_eq!(made.metadata.content_type.as_deref(), Some("image/png"));
    let picture = decode(&made.body);
    assert_quarters(&picture, QUARTERS, 16, "alpha");
    let picture = picture.to_rgba8();
    for (x, expected) in [(16, 255), (48, 128)] {
        let [.., alpha] = picture.get_pixel(x, 12).0;
        assert!(alpha.abs_diff(expected) <= 2, "{alpha}, not {expected}");
    }
    Ok(())
}

/// First turned, to the left, and then mirrored, as AVIF is.
#[tokio::test]
async fn turns_and_mirrors() -> Result<()> {
    let stored = DynamicImage::from(quarters(64, 48));
    let frame = CodedFrame::of_heic(&fixture("plain")?);
    // 64 by 48 of what is coded in blocks of 64, 8 above the middle: each number is a fraction.
    let upper = [64_i32, 1, 48, 1, 0, 1, -16, 2].map(i32::to_be_bytes);
    let upper = upper.concat();
    for (turns, axis, expected) in [
        (1, None, stored.rotate270()),
        (2, None, stored.rotate180()),
        (3, None, stored.rotate90()),
        (0, Some(0), stored.flipv()),
        (0, Some(1), stored.fliph()),
        (3, Some(1), stored.rotate90().fliph()),
    ] {
        let mut item = frame.item(64, 64);
        item.properties.push((heif_box(*b"clap", &upper), true));
        item.properties.push((heif_box(*b"irot", &[turns]), true));
        if let Some(axis) = axis {
            item.properties.push((heif_box(*b"imir", &[axis]), true));
        }
        let file = heif(*b"heic", &[item]);
        let transform = format!("{}x,format=png", expected.width());
        let found = decode(&made(&file, &transform).await?.body);
        let case = format!("{turns} {axis:?}");
        assert_eq!(found.dimensions(), expected.dimensions(), "{case}");
        assert_quarters(&found, probe(&expected), 10, &case);
    }
    Ok(())
}

/// The standard has the container alone say it, and libheif does so, too.
#[tokio::test]
async fn is_not_turned_by_exif() -> Result<()> {
    let picture = decode(&made(&fixture("exif-6")?, "64x48,format=png").await?.body);
    assert_quarters(&picture, QUARTERS, 10, "Exif");
    Ok(())
}

#[tokio::test]
async fn colors_that_are_named_by_numbers_are_kept() -> Result<()> {
    let kept = made(&fixture("display-p3")?, "64x48,format=png")
        .await?
        .body;
    let reader = image::ImageReader::new(std::io::Cursor::new(&kept));
    let mut decoder = reader.with_guessed_format()?.into_decoder()?;
    assert_eq!(decoder.icc_profile()?, Some(color_profile("p3")));
    Ok(())
}

#[tokio::test]
async fn says_what_it_does_not_read() -> Result<()> {
    for (name, expected) in [("full-444", "one in 4:4:4"), ("half-422", "one in 4:2:2")] {
        let (status, detail) = refused(&fixture(name)?, "9x9", &[]).await?;
        assert_eq!(status, 415, "{name}");
        assert!(detail.ends_with(expected), "{name}: {detail}");
    }
    let laid_over = HeifItem {
        kind: *b"iovl",
        data: vec![0; 20],
        properties: vec![(size_property(64, 64), false)],
        references: vec![(*b"dimg", vec![2])],
    };
    let (status, detail) = refused(&heif(*b"heic", &[laid_over]), "9x9", &[]).await?;
    assert_eq!(status, 415);
    assert!(detail.ends_with("one of overlays (iovl)"), "{detail}");
    let tiles = grid_item(1, &[2], 64, 64);
    let nothing = refused(&heif(*b"heic", &[tiles]), "9x9", &[]).await?;
    assert_eq!(nothing.0, 422, "{nothing:?}");
    Ok(())
}

/// HEIC is never a format of results.
#[tokio::test]
async fn is_not_written() -> Result<()> {
    let png = encode(&DynamicImage::from(quarters(8, 8)), ImageFormat::Png);
    let answer = ask(&png, "8x8,format=heic", &[]).await?.answer;
    assert_eq!(answer.status, 400);
    Ok(())
}

/// Every third byte, in two ways, and every end.
#[tokio::test]
async fn damage_is_an_error_or_a_picture() -> Result<()> {
    for name in ["plain", "grid", "alpha", "ten"] {
        let file = fixture(name)?;
        let check = async |damaged: &[u8], case: &str| -> Result<()> {
            let made = ask(damaged, "7x7,format=png", &[]).await;
            let answer = made.with_context(|| format!("{name}, {case}"))?.answer;
            let status = answer.status.as_u16();
            let expected = matches!(status, 307 | 413 | 415 | 422);
            assert!(expected, "{name}, {case}: {status} {:?}", answer.body);
            Ok(())
        };
        for index in (0..file.len()).step_by(3) {
            check(&file[..index], &format!("cut at {index}")).await?;
            for mask in [1 << (index % 8), 0xff] {
                let mut flipped = file.clone();
                flipped[index] ^= mask;
                check(&flipped, &format!("{mask:#04x} flipped at {index}")).await?;
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn memory_stays_below_the_estimate() -> Result<()> {
    for name in ["plain", "grid", "alpha", "ten", "exif-6"] {
        for transform in ["9x9,format=png", "64x,format=jpeg"] {
            let file = fixture(name)?;
            Resized::within_estimate(Host::heic_resizer, &file, transform, name).await?;
        }
    }
    Ok(())
}

/// Nothing is allocated for what a header promises.
#[tokio::test]
async fn a_size_that_is_not_the_streams_is_refused() -> Result<()> {
    let mut file = fixture("plain")?;
    let at = file.windows(4).position(|kind| kind == b"ispe");
    let at = at.context("a size")? + 8;
    file[at..at + 8].copy_from_slice(&[0, 0, 0x7f, 0xff, 0, 0, 0x7f, 0xff]);
    let (status, _) = refused(&file, "9x9", &[]).await?;
    assert_eq!(status, 422);
    Ok(())
}
