//! Pictures scaled in linear light, through the real component: of every format, at every scale of a JPEG, with alpha, of
//! animations; against what sharp makes of small ones (`linear/generate.mjs`); and what becomes of the words and the setting.
//!
//! How good the estimate of what a JPEG's scale leaves out is, `crates/jpeg/tests/decoder/variances.rs` shows.

use anyhow::Result;
use host_test::pictures::tiff_variants::{Alpha, PLAIN, Variant};
use host_test::pictures::{
    Cases, WebPFrame, animated_gif, animated_webp, color_profile, decode, decode_frames, encode,
    from_base64, gif_part, linear_from_srgb, quarters,
};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use host_test::store::mock::MockStore;
use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgb, RgbImage, Rgba, RgbaImage};
use marble_jpeg::encode::{Options, Quantization, Sampling, rgb_to_planes};
use serde::Deserialize;

const DARK: u8 = 60;
const BRIGHT: u8 = 200;

async fn ask(original: &[u8], transform: &str, env: &[(&str, &str)]) -> Result<Resized> {
    Resized::new(Host::resizer, original, transform, env).await
}

async fn resize(original: &[u8], transform: &str) -> Result<DynamicImage> {
    Ok(decode(&ask(original, transform, &[]).await?.file()?))
}

/// The level whose light is the mean of both.
fn mean_light() -> u8 {
    let light = |level: u8| linear_from_srgb(f32::from(level) / 255.0);
    let mean = light(DARK).midpoint(light(BRIGHT));
    let levels = 0..=u8::MAX;
    let nearest = levels.min_by(|one, other| {
        let distance = |level: u8| (light(level) - mean).abs();
        distance(*one).total_cmp(&distance(*other))
    });
    nearest.unwrap_or_default()
}

fn mean() -> u8 {
    DARK.midpoint(BRIGHT)
}

fn level(x: u32, y: u32) -> u8 {
    if (x + y).is_multiple_of(2) {
        DARK
    } else {
        BRIGHT
    }
}

/// Pixels that are dark and bright in turns.
fn texture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([level(x, y); 3]))
}

fn middle(picture: &DynamicImage) -> [u8; 3] {
    let picture = picture.to_rgb8();
    picture
        .get_pixel(picture.width() / 2, picture.height() / 2)
        .0
}

fn assert_level(picture: &DynamicImage, expected: u8, case: &str) {
    let found = middle(picture);
    let near = found.iter().all(|it| it.abs_diff(expected) <= 4);
    assert!(near, "{case}: {found:?}, not {expected}");
}

fn jpeg(picture: &RgbImage, progressive: bool) -> Vec<u8> {
    let (width, height) = picture.dimensions();
    let planes = rgb_to_planes(width, height, picture, 3, Sampling::Half420).unwrap();
    let options = Options {
        quality: 95,
        progressive,
        icc_profile: None,
        quantization: Quantization::Libjpeg,
    };
    marble_jpeg::encode::encode(&planes, &options).unwrap()
}

/// As a file of `format`; TIFFs have one strip.
fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    if format != ImageFormat::Tiff {
        return encode(picture, format);
    }
    let (alpha, samples) = if picture.color().has_alpha() {
        (Alpha::Unassociated, picture.to_rgba8().into_raw())
    } else {
        (Alpha::None, picture.to_rgb8().into_raw())
    };
    let samples: Vec<_> = samples.into_iter().map(u16::from).collect();
    let size = (picture.width(), picture.height());
    Variant { alpha, ..PLAIN }.file(&samples, size, &[])
}

#[test]
fn there_is_something_to_see() {
    assert!(mean_light() > mean() + 15);
}

#[tokio::test]
async fn texture_keeps_its_light_in_every_format() -> Result<()> {
    let texture = DynamicImage::from(texture(240, 240));
    for format in [
        ImageFormat::Bmp,
        ImageFormat::Gif,
        ImageFormat::Png,
        ImageFormat::Tiff,
        ImageFormat::WebP,
    ] {
        let file = file(&texture, format);
        // Shrunk by boxes first, and not.
        for size in ["20x20", "100x100"] {
            for (words, expected) in [("yes", mean_light()), ("no", mean())] {
                let transform = format!("{size},linear={words},format=png");
                let found = resize(&file, &transform).await?;
                assert_level(&found, expected, &format!("{format:?} {transform}"));
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn texture_of_jpegs_keeps_its_light_at_every_scale() -> Result<()> {
    let texture = texture(640, 480);
    let sequential = jpeg(&texture, false);
    for size in ["60x45", "80x60", "120x90", "200x150", "320x240", "400x300"] {
        for format in ["jpeg", "png", "webp"] {
            let transform = format!("{size},linear=yes,format={format}");
            let found = resize(&sequential, &transform).await?;
            assert_level(&found, mean_light(), &transform);
            let transform = format!("{size},format={format}");
            let found = resize(&sequential, &transform).await?;
            assert_level(&found, mean(), &transform);
        }
    }
    // Of a progressive one nothing is known of the scans that are passed over.
    let progressive = jpeg(&texture, true);
    let found = resize(&progressive, "400x300,linear=yes").await?;
    assert_level(&found, mean_light(), "progressive, at full size");
    let found = resize(&progressive, "80x60,linear=yes").await?;
    assert_level(&found, mean(), "progressive, by its means");
    Ok(())
}

#[tokio::test]
async fn where_nothing_is_scaled_nothing_changes() -> Result<()> {
    let colors = RgbImage::from_fn(64, 48, |x, y| {
        let byte = |number: u32| u8::try_from(number % 256).unwrap_or_default();
        Rgb([byte(x * 4), byte(y * 5), byte(x * y)])
    });
    let file = encode(&DynamicImage::from(colors.clone()), ImageFormat::Png);
    for transform in ["64x48,linear=yes", "64x48,linear=yes,rotate=180"] {
        let found = resize(&file, transform).await?;
        let found = if transform.ends_with("180") {
            found.rotate180()
        } else {
            found
        };
        assert!(found.to_rgb8() == colors, "{transform}");
    }
    // Flat colours come back from light as they were.
    let flat = encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Png);
    let [plain, linear] = [
        resize(&flat, "32x24").await?,
        resize(&flat, "32x24,linear=yes").await?,
    ];
    for (x, y) in [(4, 4), (28, 4), (4, 20), (28, 20)] {
        assert_eq!(
            plain.to_rgb8().get_pixel(x, y),
            linear.to_rgb8().get_pixel(x, y)
        );
    }
    Ok(())
}

#[tokio::test]
async fn hidden_colors_stay_hidden() -> Result<()> {
    let columns = RgbaImage::from_fn(200, 200, |x, _| {
        if x.is_multiple_of(2) {
            Rgba([BRIGHT, 30, 30, 255])
        } else {
            Rgba([0, 255, 0, 0])
        }
    });
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Tiff] {
        let file = file(&DynamicImage::from(columns.clone()), format);
        for size in ["20x20", "100x100"] {
            let transform = format!("{size},linear=yes,format=png");
            let found = resize(&file, &transform).await?.to_rgba8();
            let [red, green, blue, alpha] = found.get_pixel(10, 10).0;
            let near =
                red.abs_diff(BRIGHT) <= 3 && green.abs_diff(30) <= 3 && blue.abs_diff(30) <= 3;
            assert!(near, "{format:?} {transform}: {red} {green} {blue}");
            // Alpha is no light.
            assert!(alpha.abs_diff(128) <= 2, "{format:?} {transform}: {alpha}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn grey_and_profiles_stay_what_they_are() -> Result<()> {
    let grey = GrayImage::from_fn(240, 240, |x, y| Luma([level(x, y)]));
    let file = encode(&DynamicImage::from(grey), ImageFormat::Png);
    let found = resize(&file, "60x60,linear=yes").await?;
    let [red, green, blue] = middle(&found);
    assert!(red == green && green == blue, "{red} {green} {blue}");
    assert_level(&found, mean_light(), "grey");

    let profile = color_profile("p3");
    let planes = rgb_to_planes(240, 240, &texture(240, 240), 3, Sampling::Half420).unwrap();
    let options = Options {
        quality: 95,
        progressive: false,
        icc_profile: Some(&profile),
        quantization: Quantization::Libjpeg,
    };
    let file = marble_jpeg::encode::encode(&planes, &options).unwrap();
    for transform in ["30x30,linear=yes", "30x30,linear=yes,icc=srgb,format=png"] {
        let made = ask(&file, transform, &[]).await?.file()?;
        assert_level(&decode(&made), mean_light(), transform);
        let is_kept = made.windows(profile.len()).any(|part| part == profile);
        assert_eq!(is_kept, !transform.contains("srgb"), "{transform}");
    }
    Ok(())
}

#[tokio::test]
async fn every_frame_of_an_animation_is_scaled_so() -> Result<()> {
    let frame = DynamicImage::from(texture(80, 80)).to_rgba8();
    let inverted = RgbaImage::from_fn(80, 80, |x, y| *frame.get_pixel((x + 1) % 80, y));
    let frames = [frame, inverted].map(WebPFrame::whole);
    let of_gif = [0, 1].map(|shift| {
        let mut frame = gif_part((0, 0), (80, 80), 0);
        // The greys of the palette, in steps of 20, stand behind four colours.
        let index = |at: u32| 4 + level(at % 80 + shift, at / 80) / 20;
        frame.buffer = (0..80 * 80).map(index).collect::<Vec<_>>().into();
        frame
    });
    for file in [
        animated_webp((80, 80), 0, &frames),
        animated_gif((80, 80), Some(0), &of_gif),
    ] {
        for format in ["webp,lossless=yes", "gif"] {
            let transform = format!("20x20,linear=yes,format={format}");
            let made = ask(&file, &transform, &[]).await?.file()?;
            let (found, _) = decode_frames(&made);
            assert!(!found.is_empty(), "{transform}");
            for (picture, _) in found {
                assert_level(&DynamicImage::from(picture), mean_light(), &transform);
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_word_that_says_what_is_done_anyway_is_left_out() -> Result<()> {
    let file = encode(&DynamicImage::from(texture(240, 240)), ImageFormat::Png);
    for (setting, written, key, expected) in [
        ("no", "30x30", "30x30/a", mean()),
        ("no", "30x30,linear=no", "30x30/a", mean()),
        ("no", "30x30,linear=yes", "30x30,linear=yes/a", mean_light()),
        ("yes", "30x30", "30x30/a", mean_light()),
        ("yes", "30x30,linear=yes", "30x30/a", mean_light()),
        ("yes", "30x30,linear=no", "30x30,linear=no/a", mean()),
    ] {
        let case = format!("LINEAR={setting}, {written}");
        let made = ask(&file, written, &[("LINEAR", setting)]).await?;
        assert_level(&decode(&made.file()?), expected, &case);
        assert!(
            made.store.object(key).is_some(),
            "{case}: {:?}",
            made.store.keys()
        );
    }
    let facts = ask(&file, "30x30,linear=yes,format=json", &[]).await?;
    assert!(facts.store.object("30x30,format=json/a").is_some());
    Ok(())
}

#[tokio::test]
async fn lists_have_to_allow_it() -> Result<()> {
    let file = encode(&DynamicImage::from(quarters(40, 40)), ImageFormat::Png);
    for (options, setting, transform, status) in [
        ("format", "no", "20x20,linear=yes", 403),
        ("format", "no", "20x20,linear=no", 307),
        ("format", "yes", "20x20,linear=yes", 307),
        ("format", "yes", "20x20,linear=no", 403),
        ("linear", "no", "20x20,linear=yes", 307),
        ("linear=no", "yes", "20x20,linear=no", 307),
    ] {
        let store = MockStore::with("a", file.clone());
        let host = Host::resizer(store)?
            .env("URL", "http://w.example")
            .env("ALLOWED_RESOLUTIONS", "20x20")
            .env("ALLOWED_OPTIONS", options)
            .env("LINEAR", setting);
        let answer = host.get(&format!("/{transform}/a")).await?;
        let case = format!("ALLOWED_OPTIONS={options}, LINEAR={setting}, {transform}");
        assert_eq!(answer.status, status, "{case}: {answer:?}");
    }
    Ok(())
}

/// A request, and what sharp made of it: red, green, blue and alpha.
#[derive(Deserialize)]
struct Case {
    picture: String,
    transform: String,
    pixels: String,
}

/// How far red, green, blue and alpha are apart in the mean, weighed by alpha: what is hidden counts nothing.
fn mean_distance(found: &DynamicImage, expected: &[u8]) -> f64 {
    let found = found.to_rgba8();
    let mut sum = 0.0;
    let mut count = 0.0;
    for (found, expected) in found.as_raw().chunks(4).zip(expected.chunks(4)) {
        for (one, other) in found.iter().zip(expected) {
            let seen = |level: u8, pixel: &[u8]| f64::from(level) * f64::from(pixel[3]) / 255.0;
            sum += (seen(*one, found) - seen(*other, expected)).abs();
            count += 1.0;
        }
    }
    sum / count
}

#[tokio::test]
async fn agrees_with_sharp_in_linear_light() -> Result<()> {
    let Cases::<Case> { pictures, cases } =
        serde_json::from_str(include_str!("linear/cases.json"))?;
    assert_eq!(cases.len(), 12);
    for case in &cases {
        let file = from_base64(&pictures[&case.picture]);
        let expected = from_base64(&case.pixels);
        let linear = resize(&file, &format!("{},linear=yes", case.transform)).await?;
        let linear = mean_distance(&linear, &expected);
        let encoded = mean_distance(&resize(&file, &case.transform).await?, &expected);
        // libvips shrinks in two steps, and divides by alpha in between.
        let allowed = if case.picture == "alpha" { 2.5 } else { 0.6 };
        let case = format!("{} {}", case.picture, case.transform);
        assert!(
            linear <= allowed,
            "{case}: {linear:.2}, and {encoded:.2} without"
        );
        assert!(encoded > 2.0 * linear, "{case}: nothing to see");
    }
    Ok(())
}
