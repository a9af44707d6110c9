//! What `position=entropy` and `position=attention` keep: of small pictures with one clear subject, against what sharp
//! keeps (`smart_crop/generate.mjs`), and of the same pictures in every format.

use anyhow::Result;
use host_test::pictures::{Cases, decode, encode, encode_with, from_base64};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use image::{DynamicImage, ImageFormat, RgbaImage};
use serde::Deserialize;

/// A request, and where sharp's part begins in the scaled picture.
#[derive(Deserialize)]
struct Case {
    picture: String,
    size: String,
    position: String,
    left: u32,
    top: u32,
}

impl Case {
    fn name(&self) -> String {
        format!("{} {} {}", self.picture, self.size, self.position)
    }
}

fn cases() -> Result<Cases<Case>> {
    Ok(serde_json::from_str(include_str!("smart_crop/cases.json"))?)
}

async fn resize(original: &[u8], transform: &str) -> Result<RgbaImage> {
    let made = Resized::new(Host::resizer, original, transform, &[]).await?;
    Ok(decode(&made.file()?).to_rgba8())
}

/// Where a part lies in the whole that it was cut out of: where they differ least.
fn place(part: &RgbaImage, whole: &RgbaImage) -> (u32, u32) {
    let difference = |left: u32, top: u32| -> u64 {
        let pixels = part.enumerate_pixels().map(|(x, y, pixel)| {
            let other = whole.get_pixel(x + left, y + top);
            let alpha = |pixel: &image::Rgba<u8>| u64::from(pixel.0[3]);
            let colors = pixel.0.iter().zip(other.0);
            let seen = alpha(pixel).min(alpha(other)) / 255;
            colors.map(|(a, b)| u64::from(a.abs_diff(b))).sum::<u64>() * seen
                + alpha(pixel).abs_diff(alpha(other))
        });
        pixels.sum()
    };
    let lefts = 0..=whole.width() - part.width();
    let tops = 0..=whole.height() - part.height();
    let places = lefts.flat_map(|left| tops.clone().map(move |top| (left, top)));
    let best = places.min_by_key(|(left, top)| difference(*left, *top));
    best.unwrap_or_default()
}

/// How far away from sharp's part that of a file lies, in pixels of the result.
async fn distance(file: &[u8], case: &Case) -> Result<u32> {
    let Case { size, position, .. } = case;
    // As PNG: what a lossy file changes moves nothing.
    let part = resize(file, &format!("{size},position={position},format=png")).await?;
    let whole = resize(file, &format!("{size},fit=outside,format=png")).await?;
    let (left, top) = place(&part, &whole);
    Ok(left.abs_diff(case.left).max(top.abs_diff(case.top)))
}

/// Attention is found in one of 32 places of a side, here of 100 pixels at most. In between, rounding decides: ten of the
/// rows are one such place off.
fn allowed(case: &Case) -> u32 {
    if case.position == "attention" { 3 } else { 1 }
}

#[tokio::test]
async fn keeps_what_sharp_keeps() -> Result<()> {
    let Cases { pictures, cases } = cases()?;
    assert!(cases.len() >= 60, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let found = distance(&from_base64(&pictures[&case.picture]), case).await?;
        if found > allowed(case) {
            wrong.push(format!("{}: {found} pixels off", case.name()));
        }
    }
    let count = wrong.len();
    assert!(wrong.is_empty(), "{count}\n{}", wrong.join("\n"));
    Ok(())
}

/// One case of each subject and position, in every format and turned by its file.
#[tokio::test]
async fn keeps_the_same_of_every_format() -> Result<()> {
    let Cases { pictures, cases } = cases()?;
    for case in cases
        .iter()
        .filter(|case| case.picture.ends_with("160x60 0.62"))
    {
        let original = decode(&from_base64(&pictures[&case.picture]));
        let flat = DynamicImage::from(original.to_rgb8());
        let turned = flat.rotate270();
        let mut files = vec![
            (
                "WebP",
                encode(&DynamicImage::from(original.to_rgba8()), ImageFormat::WebP),
            ),
            ("GIF", encode(&original, ImageFormat::Gif)),
        ];
        // What alpha hides is seen without it.
        if !case.picture.starts_with("sign") {
            files.push(("JPEG", encode(&flat, ImageFormat::Jpeg)));
            files.push(("BMP", encode(&flat, ImageFormat::Bmp)));
            files.push((
                "turned JPEG",
                encode_with(&turned, ImageFormat::Jpeg, 6, None),
            ));
            files.push((
                "turned PNG",
                encode_with(&turned, ImageFormat::Png, 6, None),
            ));
        }
        for (format, file) in files {
            let found = distance(&file, case).await?;
            // The noise of a lossy file, or of few colours, may turn the choice of a slice: an eighth of what is cut off.
            let lossy = ["GIF", "JPEG", "turned JPEG"].contains(&format);
            let most = if lossy { 7 } else { allowed(case) };
            let name = case.name();
            assert!(found <= most, "{name} as {format}: {found} pixels off");
        }
    }
    Ok(())
}

/// With other fits, and where nothing sticks out, the words mean the middle.
#[tokio::test]
async fn means_the_middle_where_nothing_is_cut_off() -> Result<()> {
    let Cases { pictures, cases } = cases()?;
    let file = from_base64(&pictures[&cases[0].picture]);
    for transform in ["50x50,fit=contain", "50x50,fit=fill", "80x", "80x30"] {
        let expected = resize(&file, transform).await?;
        for position in ["entropy", "attention"] {
            let (size, fit) = transform.split_once(',').unwrap_or((transform, ""));
            let fit = if fit.is_empty() {
                String::new()
            } else {
                format!(",{fit}")
            };
            let found = resize(&file, &format!("{size}{fit},position={position}")).await?;
            assert_eq!(found, expected, "{transform} {position}");
        }
    }
    Ok(())
}
