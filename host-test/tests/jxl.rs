//! JPEG XL in and out, through a component that is built with it. Files that are written by Rust are read again by
//! another library; `jxl/README.md` says where those in `jxl/` come from. What is not about the component is tested in
//! `crates/picture/src/format/jxl/tests.rs`.

use anyhow::{Context, Result};
use host_test::pictures::{QUARTERS, decode, distance, encode, noise_at, probe, quarters};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use host_test::store::mock::Stored;
use host_test::workspace;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, RgbaImage};

async fn ask(original: &[u8], transform: &str, env: &[(&str, &str)]) -> Result<Resized> {
    Resized::new(Host::resizer, original, transform, env).await
}

async fn made(original: &[u8], transform: &str) -> Result<Stored> {
    let made = ask(original, transform, &[]).await?;
    made.stored().with_context(|| transform.to_owned())
}

fn fixture(name: &str) -> Result<Vec<u8>> {
    let path = workspace::root().join(format!("host-test/tests/jxl/{name}.jxl"));
    std::fs::read(&path).with_context(|| path.display().to_string())
}

#[tokio::test]
async fn pixels_survive_the_way_there_and_back() -> Result<()> {
    let rgb = DynamicImage::from(quarters(64, 48));
    for (transform, tolerance) in [
        ("64x48,format=jxl", 10),
        ("31x23,format=jxl", 14),
        ("64x48,format=jxl,quality=100", 5),
        ("64x48,format=jxl,progressive=yes", 10),
        ("64x48,format=jxl,max-bytes=900", 40),
    ] {
        let jxl = made(&encode(&rgb, ImageFormat::Png), transform).await?;
        let content_type = jxl.metadata.content_type.as_deref();
        assert_eq!(content_type, Some("image/jxl"), "{transform}");
        let (size, _) = transform.split_once(',').unwrap_or_default();
        let back = made(&jxl.body, &format!("{size},format=png")).await?;
        for (found, expected) in probe(&decode(&back.body)).into_iter().zip(QUARTERS) {
            let far = distance(found, expected);
            assert!(far <= tolerance, "{transform}: {found:?}, not {expected:?}");
        }
    }
    Ok(())
}

/// A sky of orange: in XYB, blue rises by up to 28 in spots.
#[tokio::test]
async fn a_smooth_saturated_ground_has_no_spots() -> Result<()> {
    let sky = RgbImage::from_fn(480, 360, |x, y| {
        let [noise, ..] = noise_at(x, y).map(|it| it % 5);
        let [red, green] = [225 + x / 40, 95 + y / 6].map(|it| u8::try_from(it).unwrap_or(255));
        Rgb([red + noise, green + noise, noise])
    });
    let png = encode(&DynamicImage::from(sky.clone()), ImageFormat::Png);
    let jxl = made(&png, "480x360,format=jxl").await?;
    let back = decode(&made(&jxl.body, "480x360,format=png").await?.body).into_rgb8();
    let pairs = back.pixels().zip(sky.pixels());
    let most = pairs.map(|(found, expected)| found[2].abs_diff(expected[2]));
    let most = most.max().unwrap_or_default();
    assert!(most <= 10, "{most}");
    Ok(())
}

/// Reading and writing, within what was said before; without a trap.
#[tokio::test]
async fn memory_stays_below_the_estimate() -> Result<()> {
    let rgb = RgbImage::from_fn(400, 300, |x, y| {
        let [r, g, b, _] = noise_at(x, y);
        Rgb([r, g, b])
    });
    let rgba = RgbaImage::from_fn(300, 400, |x, y| image::Rgba(noise_at(x, y)));
    for (name, picture) in [
        ("rgb", DynamicImage::from(rgb)),
        ("rgba", DynamicImage::from(rgba)),
    ] {
        let png = encode(&picture, ImageFormat::Png);
        for transform in [
            "500x400,format=jxl",
            "500x400,format=jxl,quality=100",
            "900x700,format=jxl,progressive=yes",
        ] {
            Resized::within_estimate(Host::resizer, &png, transform, name).await?;
        }
        let jxl = made(&png, "400x400,format=jxl,quality=100").await?.body;
        for transform in ["10x10,format=png", "400x400,format=jpeg"] {
            Resized::within_estimate(Host::resizer, &jxl, transform, name).await?;
        }
    }
    for name in ["lossless", "lossless-progressive", "sixteen", "frames"] {
        let file = fixture(name)?;
        Resized::within_estimate(Host::resizer, &file, "64x48,format=png", name).await?;
    }
    Ok(())
}

#[tokio::test]
async fn damage_is_an_error_or_a_picture() -> Result<()> {
    for name in ["boxed", "lossless-alpha"] {
        let file = fixture(name)?;
        for end in (0..file.len()).step_by(5) {
            let status = ask(&file[..end], "7x7,format=png", &[])
                .await?
                .answer
                .status;
            assert!(
                matches!(status.as_u16(), 307 | 415 | 422),
                "{name} {end}: {status}"
            );
        }
        for index in (0..file.len()).step_by(3) {
            let mut flipped = file.clone();
            flipped[index] ^= 1 << (index % 8);
            let status = ask(&flipped, "7x7,format=png", &[]).await?.answer.status;
            let expected = matches!(status.as_u16(), 307 | 413 | 415 | 422);
            assert!(expected, "{name} {index}: {status}");
        }
    }
    Ok(())
}
