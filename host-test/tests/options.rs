//! What the options make of pictures of every format, through the real component. Sizes, boxes and places in numbers
//! are `geometry.rs`; what is no option is `status.rs`.

use anyhow::Result;
use host_test::pictures::{QUARTERS, decode, disc, distance, encode, encode_with, quarters};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba};

const FORMATS: [ImageFormat; 5] = [
    ImageFormat::Jpeg,
    ImageFormat::Png,
    ImageFormat::WebP,
    ImageFormat::Gif,
    ImageFormat::Bmp,
];

async fn ask(original: &[u8], transform: &str) -> Result<Resized> {
    Resized::new(Host::resizer, original, transform, &[]).await
}

async fn resize(original: &[u8], transform: &str) -> Result<DynamicImage> {
    Ok(decode(&file(original, transform).await?))
}

async fn file(original: &[u8], transform: &str) -> Result<Vec<u8>> {
    ask(original, transform).await?.file()
}

/// The colour at a part of width and height.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "parts are below 1"
)]
fn found_at(picture: &RgbImage, x: f64, y: f64) -> Rgb<u8> {
    let at = |part: f64, side: u32| (part * f64::from(side)) as u32;
    *picture.get_pixel(at(x, picture.width()), at(y, picture.height()))
}

fn assert_near(found: Rgb<u8>, expected: Rgb<u8>, case: &str) {
    assert!(
        distance(found, expected) < 24,
        "{case}: found {found:?}, expected {expected:?}"
    );
}

#[tokio::test]
async fn every_turn_of_every_format_is_sharps() -> Result<()> {
    let original = DynamicImage::from(quarters(64, 48));
    for format in FORMATS {
        let file = encode(&original, format);
        for (options, expected) in [
            ("rotate=90", [2, 0, 3, 1]),
            ("rotate=180", [3, 2, 1, 0]),
            ("rotate=270", [1, 3, 0, 2]),
            ("flip=yes", [2, 3, 0, 1]),
            ("flop=yes", [1, 0, 3, 2]),
            ("flip=yes,flop=yes", [3, 2, 1, 0]),
            // Mirrored first, then turned.
            ("rotate=90,flip=yes", [0, 2, 1, 3]),
            ("rotate=90,flop=yes", [3, 1, 2, 0]),
        ] {
            let picture = resize(&file, &format!("32x,{options}")).await?.to_rgb8();
            let case = format!("{format:?} {options}");
            let high = if options.starts_with("rotate=90") || options == "rotate=270" {
                43
            } else {
                24
            };
            assert_eq!(picture.dimensions(), (32, high), "{case}");
            let places = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
            for ((x, y), expected) in places.into_iter().zip(expected) {
                assert_near(found_at(&picture, x, y), QUARTERS[expected], &case);
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_turn_comes_after_the_orientation_of_the_file() -> Result<()> {
    let original = DynamicImage::from(quarters(64, 48));
    // Orientation 6 is turned to the right to be seen: 2 0 / 3 1. Once more to the right: 3 2 / 1 0.
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let file = encode_with(&original, format, 6, None);
        let picture = resize(&file, "32x,rotate=90").await?.to_rgb8();
        assert_eq!(picture.dimensions(), (32, 24));
        for ((x, y), expected) in [((0.25, 0.25), 3), ((0.75, 0.25), 2), ((0.25, 0.75), 1)] {
            let case = format!("{format:?} {x} {y}");
            assert_near(found_at(&picture, x, y), QUARTERS[expected], &case);
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_is_asked_for_is_kept() -> Result<()> {
    let original = DynamicImage::from(quarters(64, 64));
    for format in FORMATS {
        let file = encode(&original, format);
        for (transform, expected) in [
            ("16x16,crop=0:0:30:30", 0),
            ("16x16,crop=0.55:0:0.4:0.4", 1),
            ("16x16,crop=0:40:20:100", 2),
            // The upper half, of which the right end.
            ("8x16,position=east,crop=0:0:64:30", 1),
            ("8x16,position=0:0.5,crop=0:0:64:30", 0),
            ("8x16,position=1:1,crop=0:34:64:30", 3),
        ] {
            let picture = resize(&file, transform).await?.to_rgb8();
            let case = format!("{format:?} {transform}");
            for (x, y) in [(0.1, 0.1), (0.5, 0.5), (0.9, 0.9)] {
                assert_near(found_at(&picture, x, y), QUARTERS[expected], &case);
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_crop_beside_the_picture_is_refused() -> Result<()> {
    for format in FORMATS {
        let file = encode(&DynamicImage::from(quarters(64, 48)), format);
        let Resized { answer, store } = ask(&file, "9x9,crop=0:48:9:9").await?;
        assert_eq!(answer.status, 400, "{format:?}");
        let body: serde_json::Value = serde_json::from_slice(&answer.body)?;
        assert_eq!(body["code"], "invalid-key");
        assert_eq!(
            body["detail"],
            "expected a crop that begins inside the 64x48 picture, but found 0:48:9:9"
        );
        assert_eq!(store.keys(), ["a"]);
    }
    Ok(())
}

#[tokio::test]
async fn small_pictures_stay_small_where_that_is_asked_for() -> Result<()> {
    let file = encode(&DynamicImage::from(quarters(40, 30)), ImageFormat::Jpeg);
    for (transform, size) in [
        ("400x,enlarge=no", (40, 30)),
        ("20x100,enlarge=no", (20, 30)),
        ("100x100,fit=contain,enlarge=no", (100, 100)),
        ("10x10,enlarge=no,dpr=2", (20, 20)),
        ("10x10,dpr=2.5", (25, 25)),
    ] {
        let picture = resize(&file, transform).await?;
        assert_eq!((picture.width(), picture.height()), size, "{transform}");
    }
    Ok(())
}

#[tokio::test]
async fn the_ground_has_its_colour() -> Result<()> {
    let original = DynamicImage::from(quarters(40, 20));
    let orange = Rgb([255, 128, 0]);
    for format in FORMATS {
        let file = encode(&original, format);
        for output in ["jpeg", "png", "webp", "gif"] {
            let transform = format!("40x40,fit=contain,background=ff8000,format={output}");
            let picture = resize(&file, &transform).await?.to_rgb8();
            let case = format!("{format:?} {transform}");
            assert_near(found_at(&picture, 0.5, 0.05), orange, &case);
            assert_near(found_at(&picture, 0.5, 0.95), orange, &case);
            assert_near(found_at(&picture, 0.25, 0.35), QUARTERS[0], &case);

            let transform = format!("40x20,background=ff8000,pad=0:10:0:30,format={output}");
            let picture = resize(&file, &transform).await?.to_rgb8();
            assert_eq!(picture.dimensions(), (80, 20), "{format:?} {transform}");
            assert_near(found_at(&picture, 0.1, 0.5), orange, &transform);
            assert_near(found_at(&picture, 0.95, 0.5), orange, &transform);
            assert_near(found_at(&picture, 0.5, 0.2), QUARTERS[0], &transform);
        }
    }
    Ok(())
}

/// A grey picture gets the hue of its ground, and any picture its alpha.
#[tokio::test]
async fn the_ground_may_have_more_channels_than_the_picture() -> Result<()> {
    let grey = DynamicImage::from(image::GrayImage::from_pixel(40, 20, image::Luma([100])));
    for format in [ImageFormat::Jpeg, ImageFormat::Png] {
        let file = encode(&grey, format);
        let transform = "40x40,fit=contain,background=0000ff80,format=png";
        let picture = resize(&file, transform).await?.to_rgba8();
        let (corner, middle) = (*picture.get_pixel(0, 0), *picture.get_pixel(20, 20));
        assert_eq!(corner, Rgba([0, 0, 255, 128]), "{format:?}");
        assert_eq!(middle.0[3], 255, "{format:?}");
        assert_near(Rgb([middle.0[0]; 3]), Rgb([100; 3]), "grey");
        let transform = "40x40,fit=contain,background=0000ff80,format=jpeg";
        let picture = resize(&file, transform).await?.to_rgb8();
        assert_near(*picture.get_pixel(0, 0), Rgb([0, 0, 255]), transform);
    }
    Ok(())
}

#[tokio::test]
async fn alpha_is_laid_onto_the_ground_that_is_asked_for() -> Result<()> {
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let file = encode(&DynamicImage::from(disc(64)), format);
        let transform = "64x64,background=f0f0ff,format=jpeg";
        let picture = resize(&file, transform).await?.to_rgb8();
        assert_near(*picture.get_pixel(0, 0), Rgb([240, 240, 255]), "corner");
        assert_near(*picture.get_pixel(32, 32), Rgb([220, 30, 30]), "disc");
    }
    Ok(())
}

#[tokio::test]
async fn a_jpeg_is_progressive_where_that_is_asked_for() -> Result<()> {
    let original = DynamicImage::from(quarters(64, 48));
    for format in [ImageFormat::Jpeg, ImageFormat::Png] {
        let source = encode(&original, format);
        for (transform, marker) in [
            ("32x,format=jpeg", 0xc0),
            ("32x,format=jpeg,progressive=yes", 0xc2),
        ] {
            let jpeg = file(&source, transform).await?;
            let start = jpeg.windows(2).any(|pair| pair == [0xff, marker]);
            assert!(start, "{format:?} {transform}");
            let picture = decode(&jpeg).to_rgb8();
            assert_near(found_at(&picture, 0.25, 0.25), QUARTERS[0], transform);
        }
    }
    Ok(())
}
