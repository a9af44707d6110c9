//! JPEGs: every way to store one, and where its colours lie.

use anyhow::Result;
use host_test::pictures::{QUARTERS, decode, distance, encode, quarters};
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
        // The other decoder does not know some of them, and is wrong about others (see the codec's tests).
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let (Ok(original), false) = (image::load_from_memory(&file), name.contains("scans")) else {
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
