//! What the effects make of pictures of every format, through the real component, and against what sharp makes of small
//! ones (`effects/generate.mjs`).

use anyhow::Result;
use host_test::pictures::{Cases, QUARTERS, decode, disc, distance, encode, from_base64, quarters};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use image::{DynamicImage, ImageFormat, Rgb};
use serde::Deserialize;

/// A request, and what sharp made of it.
#[derive(Deserialize)]
struct Case {
    picture: String,
    transform: String,
    size: [u32; 2],
    channels: usize,
    pixels: String,
}

async fn resize(original: &[u8], transform: &str) -> Result<DynamicImage> {
    let made = Resized::new(Host::resizer, original, transform, &[]).await?;
    Ok(decode(&made.file()?))
}

/// How far a result may be from sharp's, in steps of 255: at most, and in the mean over all colours.
fn tolerance(case: &Case) -> (u8, f64) {
    let resized = case.transform.starts_with("9x7");
    match case.picture.as_str() {
        // sharp takes the colours out first and scales then: in noise, the mean of greys is not the grey of the mean.
        "noise" if resized && case.transform.contains("grayscale") => (24, 7.0),
        // Where alpha is low, colours are rough once it was multiplied in. Marble always does that.
        "alpha" => (20, 2.0),
        // libvips shrinks in two steps.
        _ if resized => (20, 1.5),
        // libvips sums with weights of few bits.
        _ => (6, 0.8),
    }
}

#[tokio::test]
async fn agrees_with_sharp() -> Result<()> {
    let Cases::<Case> { pictures, cases } =
        serde_json::from_str(include_str!("effects/cases.json"))?;
    assert!(cases.len() >= 100, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let file = from_base64(&pictures[&case.picture]);
        let found = resize(&file, &case.transform).await?;
        let expected = from_base64(&case.pixels);
        let expected = widened(&expected, case.channels);
        let found = found.to_rgba8();
        assert_eq!([found.width(), found.height()], case.size);
        let (mut most, mut sum, mut count) = (0, 0.0, 0.0);
        for (found, expected) in found.pixels().zip(&expected) {
            for (found, expected) in premultiplied(found.0)
                .into_iter()
                .zip(premultiplied(*expected))
            {
                let distance = found.abs_diff(expected);
                most = most.max(distance);
                sum += f64::from(distance);
                count += 1.0;
            }
        }
        let mean = sum / count;
        let (allowed_most, allowed_mean) = tolerance(case);
        if most > allowed_most || mean > allowed_mean {
            wrong.push(format!(
                "{} {}: {most} at most, {mean:.2} in the mean",
                case.picture, case.transform
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
    Ok(())
}

/// What is seen of a pixel.
fn premultiplied(pixel: [u8; 4]) -> [u8; 4] {
    let [red, green, blue, alpha] = pixel;
    let [red, green, blue] = [red, green, blue].map(|color| {
        u8::try_from((u32::from(color) * u32::from(alpha) + 127) / 255).unwrap_or(u8::MAX)
    });
    [red, green, blue, alpha]
}

fn widened(pixels: &[u8], channels: usize) -> Vec<[u8; 4]> {
    let pixel = |pixel: &[u8]| match *pixel {
        [grey] => [grey, grey, grey, 255],
        [grey, alpha] => [grey, grey, grey, alpha],
        [red, green, blue] => [red, green, blue, 255],
        _ => [pixel[0], pixel[1], pixel[2], pixel[3]],
    };
    pixels.chunks_exact(channels).map(pixel).collect()
}

const FORMATS: [ImageFormat; 4] = [
    ImageFormat::Jpeg,
    ImageFormat::Png,
    ImageFormat::WebP,
    ImageFormat::Gif,
];

/// The colours in the middle of each of [`QUARTERS`].
fn middles(picture: &DynamicImage) -> [Rgb<u8>; 4] {
    let picture = picture.to_rgb8();
    let (width, height) = picture.dimensions();
    let at = |x, y| *picture.get_pixel(width * x / 4, height * y / 4);
    [at(1, 1), at(3, 1), at(1, 3), at(3, 3)]
}

/// Each effect alone, far from all edges: the colours are sharp's.
#[tokio::test]
async fn colors_are_changed_alike_in_every_format() -> Result<()> {
    let original = DynamicImage::from(quarters(96, 72));
    for format in FORMATS {
        let file = encode(&original, format);
        for (words, expected) in [
            ("blur=2", QUARTERS.map(|color| color.0)),
            ("sharpen=2", QUARTERS.map(|color| color.0)),
            ("grayscale=yes", [[112; 3], [173; 3], [71; 3], [240; 3]]),
            ("contrast=0", [[128; 3]; 4]),
            (
                "contrast=0.5",
                [[174, 79, 79], [79, 164, 79], [79, 79, 174], [184; 3]],
            ),
            // Without lightness, what is left of the colours is dark, but not black.
            (
                "brightness=0",
                [[81, 0, 0], [0, 32, 0], [0, 0, 135], [0; 3]],
            ),
            ("saturation=0", [[112; 3], [173; 3], [71; 3], [240; 3]]),
        ] {
            let picture = resize(&file, &format!("48x36,{words}")).await?;
            for (quarter, (found, expected)) in
                middles(&picture).into_iter().zip(expected).enumerate()
            {
                let case = format!("{format:?} {words} {quarter}: {found:?}, not {expected:?}");
                assert!(distance(found, Rgb(expected)) < 24, "{case}");
            }
        }
    }
    Ok(())
}

/// A picture without colours is written without colours, wherever the format can.
#[tokio::test]
async fn grey_is_written_as_grey() -> Result<()> {
    let original = DynamicImage::from(quarters(64, 48));
    for (from, to) in [
        (ImageFormat::Jpeg, "jpeg"),
        (ImageFormat::Png, "png"),
        (ImageFormat::Png, "jpeg"),
        (ImageFormat::WebP, "jpeg"),
        (ImageFormat::Gif, "png"),
        (ImageFormat::Jpeg, "png"),
    ] {
        let file = encode(&original, from);
        for transform in [
            format!("32x,grayscale=yes,format={to}"),
            format!("40x40,fit=contain,grayscale=yes,background=f00,format={to}"),
        ] {
            let picture = resize(&file, &transform).await?;
            assert!(!picture.color().has_color(), "{from:?} {transform}");
        }
    }
    Ok(())
}

/// A step between black and white: softer after a blur, and steeper after sharpening.
#[tokio::test]
async fn edges_become_softer_and_steeper() -> Result<()> {
    let step = image::RgbImage::from_fn(64, 16, |x, _| Rgb([if x < 32 { 80 } else { 160 }; 3]));
    for format in FORMATS {
        let file = encode(&DynamicImage::from(step.clone()), format);
        let at = async |words: &str| -> Result<[u8; 4]> {
            let picture = resize(&file, &format!("64x16{words}")).await?.to_luma8();
            Ok([4, 31, 32, 59].map(|x| picture.get_pixel(x, 8).0[0]))
        };
        let plain = at("").await?;
        let [far, left, right, end] = at(",blur=4").await?;
        assert!(
            far.abs_diff(plain[0]) < 4 && end.abs_diff(plain[3]) < 4,
            "{format:?}"
        );
        assert!(
            left > 100 && right < 140 && left < right,
            "{format:?}: {left} {right}"
        );
        let [far, left, right, end] = at(",sharpen=2").await?;
        assert!(
            far.abs_diff(plain[0]) < 4 && end.abs_diff(plain[3]) < 4,
            "{format:?}"
        );
        assert!(
            left < plain[1] - 10 && right > plain[2] + 10,
            "{format:?}: {left} {right}"
        );
    }
    Ok(())
}

/// What alpha hides never comes out, and only a blur changes alpha.
#[tokio::test]
async fn edges_of_alpha_stay_clean() -> Result<()> {
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let file = encode(&DynamicImage::from(disc(64)), format);
        let plain = resize(&file, "32x32,format=png").await?.to_rgba8();
        for words in [
            "blur=2",
            "blur=30",
            "sharpen=1",
            "brightness=1.2",
            "contrast=1.2",
            "saturation=1.5",
        ] {
            let picture = resize(&file, &format!("32x32,{words},format=png")).await?;
            for (found, plain) in picture.to_rgba8().pixels().zip(plain.pixels()) {
                let [red, green, blue, alpha] = found.0;
                let case = format!("{format:?} {words}: {found:?}");
                assert!(words.starts_with("blur") || alpha == plain.0[3], "{case}");
                // So little of it that nobody sees it may be any colour.
                let clean = alpha < 16 || (red > green.saturating_add(60) && blue < 120);
                assert!(clean, "{case}");
            }
            // On a ground the same, but for what a JPEG makes of the edge.
            let flat = resize(&file, &format!("32x32,{words},background=fff,format=jpeg")).await?;
            let flat = flat.to_rgb8();
            let green = flat
                .pixels()
                .filter(|pixel| pixel.0[1] > pixel.0[0].saturating_add(40));
            assert_eq!(green.count(), 0, "{format:?} {words}");
        }
    }
    Ok(())
}
