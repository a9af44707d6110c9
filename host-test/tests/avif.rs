//! AVIF in and out, through a component that is built with it. Files that are written by Rust are read again by the
//! same decoder, which proves that both agree; those in `avif/` come from libavif, which proves that they are right.

mod derived;

use anyhow::{Context, Result};
use host_test::pictures::{
    QUARTERS, color_profile, decode, disc, distance, encode, noise_at, probe, quarters,
};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use host_test::store::mock::Stored;
use host_test::workspace;
use image::{DynamicImage, GrayImage, ImageDecoder, ImageFormat, Rgb, RgbImage, RgbaImage};

async fn ask(original: &[u8], transform: &str, env: &[(&str, &str)]) -> Result<Resized> {
    Resized::new(Host::resizer, original, transform, env).await
}

async fn made(original: &[u8], transform: &str) -> Result<Stored> {
    let made = ask(original, transform, &[]).await?;
    made.stored().with_context(|| transform.to_owned())
}

/// The status and the code of a refusal.
async fn refused(
    original: &[u8],
    transform: &str,
    env: &[(&str, &str)],
) -> Result<(u16, String, String)> {
    let answer = ask(original, transform, env).await?.answer;
    let body: serde_json::Value = serde_json::from_slice(&answer.body)?;
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    Ok((answer.status.as_u16(), text("code"), text("detail")))
}

fn fixture(name: &str) -> Result<Vec<u8>> {
    let path = workspace::root().join(format!("host-test/tests/avif/{name}.avif"));
    std::fs::read(&path).with_context(|| path.display().to_string())
}

/// The middles of the quarters are as far from these colours at most.
fn assert_quarters(picture: &DynamicImage, expected: [Rgb<u8>; 4], tolerance: u8, case: &str) {
    let found = probe(picture);
    for (found, expected) in found.into_iter().zip(expected) {
        let distance = distance(found, expected);
        assert!(distance <= tolerance, "{case}: {found:?}, not {expected:?}");
    }
}

#[tokio::test]
async fn every_kind_of_pixels_survives_the_way_there_and_back() -> Result<()> {
    let rgb = DynamicImage::from(quarters(64, 48));
    let (jpeg, png) = (ImageFormat::Jpeg, ImageFormat::Png);
    for (name, file, transform, tolerance) in [
        ("jpeg", encode(&rgb, jpeg), "64x48,format=avif", 10),
        ("jpeg, shrunk", encode(&rgb, jpeg), "31x23,format=avif", 14),
        (
            "best",
            encode(&rgb, png),
            "64x48,format=avif,quality=100",
            5,
        ),
        (
            "worst",
            encode(&rgb, png),
            "64x48,format=avif,quality=1",
            60,
        ),
        (
            "webp",
            encode(&rgb, ImageFormat::WebP),
            "90x,format=avif",
            10,
        ),
        (
            "on a ground",
            encode(&rgb, png),
            "80x48,fit=contain,format=avif",
            255,
        ),
    ] {
        let avif = made(&file, transform).await?;
        assert_eq!(
            avif.metadata.content_type.as_deref(),
            Some("image/avif"),
            "{name}"
        );
        let (size, _) = transform.split_once(',').unwrap_or_default();
        let back = made(&avif.body, &format!("{size},format=png")).await?;
        assert_quarters(&decode(&back.body), QUARTERS, tolerance, name);
    }
    let grey = encode(&rgb.grayscale(), png);
    let back = made(
        &made(&grey, "64x,format=avif").await?.body,
        "64x,format=png",
    )
    .await?;
    let back = decode(&back.body);
    assert!(is_grey(&back));
    let expected = probe(&rgb.grayscale());
    assert_quarters(&back, expected, 8, "grey");
    Ok(())
}

#[tokio::test]
async fn the_smallest_sizes_survive() -> Result<()> {
    let file = encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Png);
    for (width, height) in [(1, 1), (1, 9), (9, 1), (3, 2), (8, 8), (17, 33), (65, 7)] {
        let transform = format!("{width}x{height},fit=fill,format=avif");
        let avif = made(&file, &transform).await?;
        let back = made(&avif.body, &format!("{width}x{height},format=png")).await?;
        let back = decode(&back.body);
        assert_eq!((back.width(), back.height()), (width, height));
    }
    Ok(())
}

/// Whether no pixel has a hue; a palette stands for grey where that is smaller.
fn is_grey(picture: &DynamicImage) -> bool {
    let picture = picture.to_rgb8();
    let mut pixels = picture.pixels();
    pixels.all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2])
}

/// What is hidden under alpha 0 is not seen at the edge either.
#[tokio::test]
async fn alpha_survives_without_a_fringe() -> Result<()> {
    let file = encode(&DynamicImage::from(disc(48)), ImageFormat::Png);
    let avif = made(&file, "48x48,format=avif").await?;
    // An AVIF becomes a PNG where nothing is asked for: writing it again would take seconds.
    assert_eq!(
        made(&avif.body, "40x40")
            .await?
            .metadata
            .content_type
            .as_deref(),
        Some("image/png")
    );
    let again = made(&avif.body, "40x40,format=avif").await?;
    assert_eq!(again.metadata.content_type.as_deref(), Some("image/avif"));
    let back = decode(&made(&again.body, "40x40,format=png").await?.body).to_rgba8();
    for (x, y, pixel) in back.enumerate_pixels() {
        let [red, green, blue, alpha] = pixel.0;
        let from_middle = (f64::from(x) - 19.5).hypot(f64::from(y) - 19.5);
        let case = format!("{x}, {y}: {pixel:?}");
        if from_middle < 14.0 {
            assert!(alpha > 245, "{case}");
        }
        if from_middle > 18.0 {
            assert!(alpha < 10, "{case}");
        }
        if alpha > 60 {
            assert!(red > 170 && green < 75 && blue < 75, "{case}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn reads_what_others_write() -> Result<()> {
    for (name, tolerance) in [
        ("full-420", 12),
        ("limited-420", 12),
        ("ten-444", 12),
        ("twelve-422", 12),
        ("bt2020-ten-420", 12),
        ("grid", 12),
        ("identity", 0),
        ("odd", 16),
    ] {
        let file = fixture(name)?;
        let png = made(&file, "64x48,format=png").await?;
        assert_quarters(&decode(&png.body), QUARTERS, tolerance, name);
        let jpeg = made(&file, "20x15,format=jpeg").await?;
        assert_quarters(&decode(&jpeg.body), QUARTERS, 30, name);
    }
    let grey = decode(&made(&fixture("grey")?, "64x,format=png").await?.body);
    assert!(is_grey(&grey));
    // Luma of BT.601.
    let expected = [87, 130, 52, 240].map(|luma| Rgb([luma; 3]));
    assert_quarters(&grey, expected, 6, "grey");
    Ok(())
}

#[tokio::test]
async fn reads_alpha_whether_multiplied_in_or_not() -> Result<()> {
    for name in ["alpha", "alpha-premultiplied", "alpha-ten-limited"] {
        let back = decode(&made(&fixture(name)?, "64x48,format=png").await?.body);
        assert_quarters(&back, QUARTERS, 16, name);
        let back = back.to_rgba8();
        for (x, expected) in [(16, 255), (48, 128)] {
            let [.., alpha] = back.get_pixel(x, 12).0;
            assert!(alpha.abs_diff(expected) <= 2, "{name}: {alpha}, {expected}");
        }
    }
    Ok(())
}

/// A file that sharp wrote says twice that its picture lies on its side. What Exif says of it does not count
/// (ISO/IEC 23000-22, 7.3.6.7), neither for sharp 0.35.5.
#[tokio::test]
async fn is_not_turned_by_exif() -> Result<()> {
    let file = fixture("exif-6")?;
    // The tag, SHORT, one of them.
    let tag = b"\x12\x01\x03\0\x01\0\0\0";
    let place = file.windows(8).position(|part| part == tag);
    let place = place.context("there is Exif")? + 8;
    assert_eq!(file[place], 6);
    let expected = DynamicImage::from(quarters(64, 48)).rotate90();
    for number in 0..=9 {
        let mut file = file.clone();
        file[place] = number;
        let found = decode(&made(&file, "48x,format=png").await?.body);
        assert_eq!((found.width(), found.height()), (48, 64), "{number}");
        assert_quarters(&found, probe(&expected), 12, &format!("Exif {number}"));
    }
    Ok(())
}

/// First turned, to the left, and then mirrored (ISO/IEC 23000-22, 7.3.6.7).
#[tokio::test]
async fn turns_and_mirrors() -> Result<()> {
    let stored = DynamicImage::from(quarters(64, 48));
    for (name, expected) in [
        ("turned-1", stored.rotate270()),
        ("turned-2", stored.rotate180()),
        ("turned-3", stored.rotate90()),
        ("mirrored-0", stored.flipv()),
        ("mirrored-1", stored.fliph()),
        ("turned-1-mirrored-0", stored.rotate270().flipv()),
        ("turned-1-mirrored-1", stored.rotate270().fliph()),
        ("turned-3-mirrored-1", stored.rotate90().fliph()),
    ] {
        let transform = format!("{}x,format=png", expected.width());
        let found = decode(&made(&fixture(name)?, &transform).await?.body);
        assert_eq!(found.height(), expected.height(), "{name}");
        assert_quarters(&found, probe(&expected), 12, name);
    }
    Ok(())
}

#[tokio::test]
async fn says_what_it_does_not_read() -> Result<()> {
    let (status, code, detail) = refused(&fixture("ycgco")?, "9x9", &[]).await?;
    assert_eq!((status, code.as_str()), (415, "not-a-picture"));
    let expected = "one with other matrix coefficients";
    assert!(detail.ends_with(expected), "{detail}");
    Ok(())
}

#[tokio::test]
async fn the_bound_of_results_holds_to_the_pixel() -> Result<()> {
    let file = encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Png);
    let at = |pixels: &'static str| [("AVIF_MAX_PIXELS", pixels)];
    let answer = ask(&file, "30x20,format=avif", &at("600")).await?.answer;
    assert_eq!(answer.status, 307);
    let (status, code, detail) = refused(&file, "30x20,format=avif", &at("599")).await?;
    assert_eq!((status, code.as_str()), (413, "too-many-pixels-for-avif"));
    assert_eq!(detail, "expected at most 599 pixels of AVIF, but found 600");

    // What nobody asked for becomes what can be written.
    for (name, expected) in [("full-420", "image/jpeg"), ("alpha", "image/png")] {
        let made = ask(&fixture(name)?, "30x20", &at("599")).await?.stored()?;
        assert_eq!(made.metadata.content_type.as_deref(), Some(expected));
    }
    Ok(())
}

/// Nothing is allocated for what a header promises.
#[tokio::test]
async fn huge_pictures_are_refused_from_the_header() -> Result<()> {
    let huge = fixture("huge")?;
    for (env, expected) in [
        (&[][..], "too-many-pixels"),
        (&[("MAX_SOURCE_PIXELS", "4000000000")], "too-much-memory"),
    ] {
        let answer = ask(&huge, "9x9", env).await?.answer;
        let body: serde_json::Value = serde_json::from_slice(&answer.body)?;
        assert_eq!(answer.status, 413, "{body}");
        assert_eq!(body["code"], expected);
        assert!(answer.peak_memory < 8 << 20, "{}", answer.peak_memory);
    }
    // The container alone, without the stream.
    let mut file = fixture("full-420")?;
    let at = file.windows(4).position(|kind| kind == b"ispe");
    let at = at.context("a size")? + 8;
    file[at..at + 8].copy_from_slice(&[0, 0, 0x7f, 0xff, 0, 0, 0x7f, 0xff]);
    let (status, code, _) = refused(&file, "9x9", &[]).await?;
    assert_eq!((status, code.as_str()), (422, "damaged-original"));
    Ok(())
}

#[tokio::test]
async fn damage_is_an_error_or_a_picture() -> Result<()> {
    let own = encode(&DynamicImage::from(disc(12)), ImageFormat::Png);
    let own = made(&own, "12x12,format=avif").await?.body;
    for (name, file) in [
        ("own", own.to_vec()),
        ("ten-444", fixture("ten-444")?),
        ("alpha-premultiplied", fixture("alpha-premultiplied")?),
        ("grid", fixture("grid")?),
        ("cropped", fixture("cropped")?),
    ] {
        let check = async |damaged: &[u8], case: &str| -> Result<bool> {
            let made = ask(damaged, "7x7,format=png", &[]).await;
            let answer = made.with_context(|| format!("{name}, {case}"))?.answer;
            let status = answer.status.as_u16();
            let expected = matches!(status, 307 | 413 | 415 | 422);
            assert!(expected, "{name}, {case}: {status} {:?}", answer.body);
            Ok(status == 307)
        };
        for end in 0..file.len() {
            let case = format!("cut at {end}");
            assert!(!check(&file[..end], &case).await?, "{name}, {case}");
        }
        for index in 0..file.len() {
            for mask in [1 << (index % 8), 0xff] {
                let mut flipped = file.clone();
                flipped[index] ^= mask;
                check(&flipped, &format!("{mask:#04x} flipped at {index}")).await?;
            }
        }
    }
    Ok(())
}

async fn stays_below_the_estimate(file: &[u8], transform: &str, name: &str) -> Result<()> {
    let made = Resized::within_estimate(Host::resizer, file, transform, name).await;
    made.map(|_| ())
}

#[tokio::test]
async fn memory_stays_below_the_estimate() -> Result<()> {
    let rgb = RgbImage::from_fn(400, 300, |x, y| {
        let [r, g, b, _] = noise_at(x, y);
        Rgb([r, g, b])
    });
    let rgba = RgbaImage::from_fn(300, 400, |x, y| image::Rgba(noise_at(x, y)));
    let grey = GrayImage::from_fn(400, 300, |x, y| image::Luma([noise_at(x, y)[0]]));
    for (name, picture) in [
        ("rgb", DynamicImage::from(rgb)),
        ("rgba", DynamicImage::from(rgba)),
        ("grey", DynamicImage::from(grey)),
    ] {
        let png = encode(&picture, ImageFormat::Png);
        stays_below_the_estimate(&png, "500x400,format=avif,quality=100", name).await?;
        let avif = made(&png, "400x400,format=avif,quality=100").await?.body;
        for transform in ["10x10,format=png", "400x400,format=jpeg", "300x300"] {
            stays_below_the_estimate(&avif, transform, name).await?;
        }
    }
    for name in ["ten-444", "twelve-422", "alpha-ten-limited", "grid"] {
        stays_below_the_estimate(&fixture(name)?, "64x48,format=png", name).await?;
    }
    Ok(())
}

/// As numbers in the container say it, Display P3 here.
#[tokio::test]
async fn colors_that_are_named_by_numbers_are_kept_or_converted() -> Result<()> {
    let srgb = fixture("limited-420")?;
    let at = srgb.windows(8).position(|it| it == b"colrnclx");
    let mut wide = srgb.clone();
    wide[at.context("no numbers")? + 9] = 12;

    let kept = made(&wide, "64x48,format=png").await?.body;
    let reader = image::ImageReader::new(std::io::Cursor::new(&kept));
    let mut decoder = reader.with_guessed_format()?.into_decoder()?;
    assert_eq!(decoder.icc_profile()?, Some(color_profile("p3")));
    let plain = made(&srgb, "64x48,format=png").await?.body;
    assert_eq!(decode(&kept).to_rgb8(), decode(&plain).to_rgb8());

    let convert = "64x48,icc=srgb,format=png";
    let converted = decode(&made(&wide, convert).await?.body).to_rgb8();
    assert_eq!(
        converted,
        decode(&made(&kept, convert).await?.body).to_rgb8()
    );
    assert_ne!(converted, decode(&plain).to_rgb8());
    Ok(())
}
