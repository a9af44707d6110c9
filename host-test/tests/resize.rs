//! The product as a table: what is asked for, and what lies in the store afterwards. Through the real component
//! in Wasmtime, with a store in memory. What S3 makes of it is `store_contract.rs` and `round_trip.rs`.

mod jpeg;

use anyhow::Result;
use host_test::pictures::orientation::SEEN;
use host_test::pictures::{
    QUARTERS, color_profile, decode, disc, distance, encode, encode_with, lossy_webp, probe,
    quarters,
};
use host_test::runtime::host::Host;
use host_test::store::mock::{MockStore, Stored};
use image::{DynamicImage, ImageDecoder as _, ImageFormat, Rgb};
use marble::derivative::source_version;

const FORMATS: [(ImageFormat, &str); 5] = [
    (ImageFormat::Jpeg, "jpg"),
    (ImageFormat::Png, "png"),
    (ImageFormat::WebP, "webp"),
    (ImageFormat::Gif, "gif"),
    (ImageFormat::Bmp, "bmp"),
];

/// Puts `original` through the component and returns what it stored.
async fn resize(original: &[u8], name: &str, transform: &str) -> Result<Stored> {
    let store = MockStore::with(name, original.to_vec());
    let host = Host::resizer(store.clone())?.env("URL", "http://w.example");
    let answer = host.get(&format!("/{transform}/{name}")).await?;
    let case = format!("{transform}/{name}: {} {:?}", answer.status, answer.body);
    assert_eq!(answer.status, 307, "{case}");
    let expected = format!("http://w.example/{transform}/{name}");
    assert_eq!(answer.headers["location"], expected, "{case}");
    Ok(store.object(&format!("{transform}/{name}")).expect(&case))
}

fn assert_quarters(picture: &DynamicImage, expected: [usize; 4], case: &str) {
    for (found, expected) in probe(picture).into_iter().zip(expected) {
        let expected = QUARTERS[expected];
        assert!(
            distance(found, expected) < 24,
            "{case}: found {found:?}, expected {expected:?}"
        );
    }
}

/// Sizes as sharp 0.35.5 makes them (see `geometry.rs`).
#[tokio::test]
async fn every_fit_of_every_format_has_sharps_size() -> Result<()> {
    let original = DynamicImage::from(quarters(64, 48));
    for (format, extension) in FORMATS {
        let file = encode(&original, format);
        let name = format!("a.{extension}");
        for (transform, size) in [
            ("30x30", (30, 30)),
            ("30x30,fit=contain", (30, 30)),
            ("30x30,fit=fill", (30, 30)),
            ("30x30,fit=inside", (30, 23)),
            ("30x30,fit=outside", (40, 30)),
            ("100x200,fit=inside", (100, 75)),
            ("100x200", (100, 200)),
            ("30x", (30, 23)),
            ("x30", (40, 30)),
            ("30x,fit=fill", (30, 48)),
            ("1x1", (1, 1)),
        ] {
            let stored = resize(&file, &name, transform).await?;
            let picture = decode(&stored.body);
            let found = (picture.width(), picture.height());
            assert_eq!(found, size, "{transform}/{name}");
            if size.0 > 1 && !transform.contains("contain") {
                assert_quarters(&picture, [0, 1, 2, 3], &format!("{transform}/{name}"));
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_orientation_of_every_format_is_the_right_way_up() -> Result<()> {
    let original = DynamicImage::from(quarters(64, 48));
    for kind in ["jpeg", "png", "webp", "lossy webp"] {
        for (tag, expected) in (1..=8).zip(SEEN) {
            let file = match kind {
                "jpeg" => encode_with(&original, ImageFormat::Jpeg, tag, None),
                "png" => encode_with(&original, ImageFormat::Png, tag, None),
                "webp" => encode_with(&original, ImageFormat::WebP, tag, None),
                _ => lossy_webp(tag, None),
            };
            for (transform, size) in [
                ("32x", if tag < 5 { (32, 24) } else { (32, 43) }),
                ("40x20", (40, 20)),
                (
                    "40x40,fit=inside",
                    if tag < 5 { (40, 30) } else { (30, 40) },
                ),
                ("32x24,fit=fill", (32, 24)),
            ] {
                let stored = resize(&file, "a", transform).await?;
                let picture = decode(&stored.body);
                let case = format!("{kind} {tag} {transform}");
                assert_eq!((picture.width(), picture.height()), size, "{case}");
                assert_quarters(&picture, expected, &case);
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_format_is_the_originals_or_the_one_asked_for() -> Result<()> {
    let opaque = DynamicImage::from(quarters(32, 32));
    let translucent = DynamicImage::from(disc(32));
    for (original, format, option, expected) in [
        (&opaque, ImageFormat::Jpeg, "", "image/jpeg"),
        (&opaque, ImageFormat::Png, "", "image/png"),
        (&opaque, ImageFormat::WebP, "", "image/webp"),
        (&opaque, ImageFormat::Gif, "", "image/gif"),
        (&opaque, ImageFormat::Bmp, "", "image/jpeg"),
        (&translucent, ImageFormat::Png, "", "image/png"),
        (&translucent, ImageFormat::WebP, "", "image/webp"),
        (&translucent, ImageFormat::Gif, "", "image/gif"),
        (&translucent, ImageFormat::Png, ",format=jpeg", "image/jpeg"),
        (&opaque, ImageFormat::Jpeg, ",format=png", "image/png"),
        (&opaque, ImageFormat::Gif, ",format=webp", "image/webp"),
        (&opaque, ImageFormat::Jpeg, ",format=gif", "image/gif"),
        (&translucent, ImageFormat::Png, ",format=gif", "image/gif"),
    ] {
        // The name says nothing about the format.
        let stored = resize(&encode(original, format), "a.tiff", &format!("9x9{option}")).await?;
        let case = format!("{format:?}{option}");
        let content_type = stored.metadata.content_type.as_deref();
        assert_eq!(content_type, Some(expected), "{case}");
        let sniffed = image::guess_format(&stored.body)?.to_mime_type();
        assert_eq!(sniffed, expected, "{case}");
    }
    Ok(())
}

#[tokio::test]
async fn contain_fills_up_with_black_on_both_sides() -> Result<()> {
    let white = DynamicImage::from(image::RgbaImage::from_pixel(40, 20, image::Rgba([255; 4])));
    let stored = resize(
        &encode(&white, ImageFormat::Png),
        "a.png",
        "20x20,fit=contain",
    )
    .await?;
    let picture = decode(&stored.body).to_rgba8();
    for (y, expected) in [(0, 0), (4, 0), (5, 255), (14, 255), (15, 0), (19, 0)] {
        let expected = image::Rgba([expected, expected, expected, 255]);
        assert_eq!(*picture.get_pixel(10, y), expected, "row {y}");
    }
    Ok(())
}

/// Hidden colours must not shine through at the edge of what is seen.
#[tokio::test]
async fn transparent_edges_keep_their_colour() -> Result<()> {
    let original = DynamicImage::from(disc(128));
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        for transform in ["24x24", "200x200"] {
            let stored = resize(&encode(&original, format), "a", transform).await?;
            let picture = decode(&stored.body).to_rgba8();
            let mut edges = 0;
            for pixel in picture.pixels() {
                let [red, green, _, alpha] = pixel.0;
                edges += u32::from((1..255).contains(&alpha));
                // Eight bits of a multiplied colour are few where alpha is low.
                let reddish = alpha < 16 || (red > 180 && green < 60);
                assert!(reddish, "{format:?} {transform}: {pixel:?}");
            }
            assert!(edges > 10, "{format:?} {transform} has no edge");
            assert_eq!(picture.get_pixel(0, 0).0[3], 0, "{format:?} {transform}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn alpha_is_laid_onto_black_where_the_format_has_none() -> Result<()> {
    let file = encode(&DynamicImage::from(disc(64)), ImageFormat::Png);
    let stored = resize(&file, "a.png", "64x64,format=jpeg").await?;
    let picture = decode(&stored.body).to_rgb8();
    let corner = *picture.get_pixel(0, 0);
    // The disc begins in the same block, and its colour is coarse.
    assert!(distance(corner, Rgb([0; 3])) < 16, "{corner:?}");
    assert!(distance(*picture.get_pixel(32, 32), Rgb([220, 30, 30])) < 12);
    Ok(())
}

/// A lossy WebP becomes RGB as a small result only, or not at all.
#[tokio::test]
async fn a_lossy_webp_becomes_every_format_in_every_fit() -> Result<()> {
    let profile = color_profile("p3");
    let file = lossy_webp(1, Some(&profile));
    for output in ["jpeg", "png", "webp"] {
        for (transform, size) in [
            ("30x30", (30, 30)),
            ("31x17,fit=fill", (31, 17)),
            ("30x30,fit=inside", (30, 23)),
            ("101x", (101, 76)),
            ("30x40,fit=contain", (30, 40)),
        ] {
            let transform = match transform.split_once(',') {
                Some((size, fit)) => format!("{size},{fit},format={output}"),
                None => format!("{transform},format={output}"),
            };
            let stored = resize(&file, "a", &transform).await?;
            let reader = image::ImageReader::new(std::io::Cursor::new(&stored.body));
            let mut decoder = reader.with_guessed_format()?.into_decoder()?;
            let kept = decoder.icc_profile()?;
            assert_eq!(kept.as_deref(), Some(&profile[..]), "{transform}");
            let picture = decode(&stored.body);
            assert_eq!((picture.width(), picture.height()), size, "{transform}");
            if transform.contains("contain") {
                // Black above and below, the picture in the middle.
                let picture = picture.to_rgb8();
                for (y, expected) in [(2, Rgb([0, 0, 0])), (14, QUARTERS[0]), (26, QUARTERS[2])] {
                    let found = *picture.get_pixel(7, y);
                    assert!(distance(found, expected) < 24, "{transform}: {found:?}");
                }
            } else {
                assert_quarters(&picture, [0, 1, 2, 3], &transform);
            }
        }
    }
    // What header and frame say about the size must be the same.
    let mut other = file;
    other[24] += 1;
    let store = MockStore::with("a", other);
    let host = Host::resizer(store)?.env("URL", "http://w.example");
    assert_eq!(host.get("/30x30/a").await?.status, 422);
    Ok(())
}

#[tokio::test]
async fn profiles_are_kept_and_other_metadata_is_not() -> Result<()> {
    let profile = color_profile("p3");
    let original = DynamicImage::from(quarters(32, 16));
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let file = encode_with(&original, format, 6, Some(&profile));
        for output in ["jpeg", "png", "webp"] {
            let stored = resize(&file, "a", &format!("8x,format={output}")).await?;
            let case = format!("{format:?} to {output}");
            let reader = image::ImageReader::new(std::io::Cursor::new(&stored.body));
            let mut decoder = reader.with_guessed_format()?.into_decoder()?;
            assert_eq!(
                decoder.icc_profile()?.as_deref(),
                Some(&profile[..]),
                "{case}"
            );
            assert_eq!(decoder.exif_metadata()?, None, "{case}");
            assert_eq!(decoder.dimensions(), (8, 16), "{case}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn grey_deep_and_palette_pictures_keep_their_kind() -> Result<()> {
    let grey = image::GrayImage::from_pixel(16, 16, image::Luma([100]));
    let deep = image::ImageBuffer::from_pixel(16, 16, Rgb([25_700_u16, 128, 65_535]));
    let grey_alpha = image::GrayAlphaImage::from_pixel(16, 16, image::LumaA([100, 51]));
    for (original, color, pixel) in [
        (DynamicImage::from(grey), image::ColorType::L8, &[100][..]),
        (
            DynamicImage::from(grey_alpha),
            image::ColorType::La8,
            &[100, 51],
        ),
        // Rounded: 128 of 65,535 is nearer to 0 than to 1 of 255, and 25,700 is 100 exactly.
        (
            DynamicImage::from(deep),
            image::ColorType::Rgb8,
            &[100, 0, 255],
        ),
    ] {
        let file = encode(&original, ImageFormat::Png);
        let picture = decode(&resize(&file, "a.png", "4x4").await?.body);
        assert_eq!(picture.color(), color);
        assert_eq!(&picture.as_bytes()[..pixel.len()], pixel, "{color:?}");
    }
    Ok(())
}

#[tokio::test]
async fn quality_makes_a_jpeg_smaller() -> Result<()> {
    let file = host_test::pictures::blue_marble_jpeg();
    let mut sizes = Vec::new();
    for transform in ["200x", "200x,quality=40", "200x,quality=1"] {
        sizes.push(resize(&file, "a.jpg", transform).await?.body.len());
    }
    assert!(sizes.is_sorted_by(|a, b| a > b), "{sizes:?}");
    Ok(())
}

#[tokio::test]
async fn the_derivative_says_where_it_comes_from() -> Result<()> {
    let file = encode(&DynamicImage::from(quarters(8, 8)), ImageFormat::Png);
    let store = MockStore::with("a.png", file);
    let etag = store.object("a.png").and_then(|it| it.metadata.etag);
    let host = Host::resizer(store.clone())?
        .env("URL", "http://w.example")
        .env("CACHE_CONTROL", "max-age=60");
    host.get("/4x4,quality=80,fit=fill/a.png").await?;
    let metadata = store.object("4x4,fit=fill/a.png").unwrap().metadata;
    assert_eq!(metadata.cache_control.as_deref(), Some("max-age=60"));
    let user = |name: &str| {
        let pair = metadata.user.iter().find(|(known, _)| known == name);
        pair.map(|(_, value)| value.clone())
    };
    assert_eq!(user("marble-transform").as_deref(), Some("4x4,fit=fill"));
    assert_eq!(
        user("marble-source-etag"),
        etag.as_deref().map(source_version)
    );
    assert_eq!(
        user("marble-version").as_deref(),
        Some(env!("CARGO_PKG_VERSION"))
    );
    Ok(())
}
