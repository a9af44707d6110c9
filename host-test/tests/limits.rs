//! The bounds, at and one past each, and memory: no more than the estimate, and never a trap.

mod instance;
#[path = "photographs/files.rs"]
mod photographs;

use anyhow::Result;
use host_test::pictures::color_blocks::{Blocks, Stored, profile_segments};
use host_test::pictures::png_variants::Variant;
use host_test::pictures::tiff_variants::{self, PLAIN, Pieces};
use host_test::pictures::{color_profile, encode, encode_with, noise_at, quarters};
use host_test::runtime::host::{Answer, Host};
use host_test::runtime::resized::{Estimated, Resized};
use host_test::workspace;
use image::{DynamicImage, GrayAlphaImage, GrayImage, ImageFormat, Rgb, RgbImage, RgbaImage};

use crate::limits::photographs::Photographs;

async fn resize(original: &[u8], transform: &str, env: &[(&str, &str)]) -> Result<Answer> {
    let made = Resized::new(Host::resizer, original, transform, env).await?;
    Ok(made.answer)
}

#[tokio::test]
async fn bounds_hold_to_the_unit() -> Result<()> {
    let file = encode(&DynamicImage::from(quarters(40, 30)), ImageFormat::Png);
    let bytes = file.len();
    for (name, bound, transform) in [
        ("MAX_SOURCE_BYTES", bytes, "9x9"),
        ("MAX_SOURCE_PIXELS", 1200, "9x9"),
        // The side that follows from the picture: 40 × 90 / 30.
        ("MAX_RESULT_SIDE", 120, "x90"),
    ] {
        for (value, status) in [(bound, 307), (bound - 1, 413)] {
            let answer = resize(&file, transform, &[(name, &value.to_string())]).await?;
            assert_eq!(answer.status, status, "{name}={value}: {:?}", answer.body);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_side_that_is_asked_for_is_bounded_before_the_store_is_asked() -> Result<()> {
    let file = encode(&DynamicImage::from(quarters(4, 3)), ImageFormat::Png);
    for (transform, status) in [("50x50", 307), ("51x50", 400), ("50x51", 400)] {
        let answer = resize(&file, transform, &[("MAX_RESULT_SIDE", "50")]).await?;
        assert_eq!(answer.status, status, "{transform}");
    }
    Ok(())
}

/// A header may promise what the file does not hold: nothing is allocated for it.
#[tokio::test]
async fn huge_promises_are_refused_from_the_header() -> Result<()> {
    for (width, height, status) in [(60_000, 60_000, 413), (u32::MAX >> 1, 1, 413), (0, 1, 422)] {
        let mut png = encode(&DynamicImage::from(quarters(4, 3)), ImageFormat::Png);
        png[16..20].copy_from_slice(&u32::to_be_bytes(width));
        png[20..24].copy_from_slice(&u32::to_be_bytes(height));
        let checksum = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&checksum.to_be_bytes());
        let answer = resize(&png, "9x9", &[]).await?;
        assert_eq!(answer.status, status, "{width}x{height}: {:?}", answer.body);
        assert!(answer.peak_memory < 8 << 20, "{}", answer.peak_memory);
    }
    Ok(())
}

/// CRC-32 of PNG (ISO/IEC 15948, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

#[tokio::test]
async fn what_does_not_fit_is_refused_by_the_estimate() -> Result<()> {
    let file = encode(&DynamicImage::from(quarters(3000, 2000)), ImageFormat::Png);
    let answer = resize(&file, "300x300", &[("MAX_MEMORY", "4000000")]).await?;
    assert_eq!(answer.status, 413);
    let body: serde_json::Value = serde_json::from_slice(&answer.body)?;
    assert_eq!(body["code"], "too-much-memory");
    assert_eq!(
        body["message"],
        "Content Too Large: Original image is too large"
    );
    let detail = body["detail"].as_str().unwrap_or_default();
    assert!(detail.starts_with("expected at most 4000000 bytes of memory, but found "));
    assert!(answer.peak_memory < 12 << 20, "{}", answer.peak_memory);
    Ok(())
}

/// Whichever it is: the small file, or what is made of it.
#[tokio::test]
async fn the_message_names_what_is_too_large() -> Result<()> {
    let file = encode(&DynamicImage::from(quarters(600, 400)), ImageFormat::Png);
    for (transform, most, code, words) in [
        ("10x10", "1000", "too-much-memory", "Original image is"),
        (
            "2000x2000",
            "6000000",
            "result-too-much-memory",
            "Result would be",
        ),
    ] {
        let answer = resize(&file, transform, &[("MAX_MEMORY", most)]).await?;
        let body: serde_json::Value = serde_json::from_slice(&answer.body)?;
        assert_eq!(answer.status, 413, "{transform}: {body}");
        assert_eq!(body["code"], code, "{transform}: {body}");
        let message = format!("Content Too Large: {words} too large");
        assert_eq!(body["message"], message, "{transform}");
    }
    Ok(())
}

/// The picture is made, in no more memory than was estimated.
async fn stays_below_the_estimate(file: &[u8], transform: &str, name: &str) -> Result<Estimated> {
    Resized::within_estimate(Host::resizer, file, transform, name).await
}

/// Every step that allocates, alone and together.
const TRANSFORMS: [&str; 16] = [
    "10x10",
    "1000x1000",
    "1400x1400,format=png",
    "1400x1400,format=webp",
    "1400x1400,fit=contain,format=jpeg",
    "1400x1400,fit=contain,background=f008,format=png",
    "900x900,pad=400,background=f008,format=webp",
    "1400x1400,progressive=yes,format=jpeg",
    "1400x1400,blur=100",
    "1400x1400,sharpen=10,format=webp",
    "1400x1400,grayscale=yes,format=jpeg",
    "1400x1400,blur=2,brightness=2,contrast=2,saturation=2,format=jpeg",
    "3000x20,fit=fill,blur=100,sharpen=3",
    "1000x300,position=entropy",
    "300x1000,position=attention,rotate=90,format=jpeg",
    "1400x1400,position=entropy,format=png",
];

#[tokio::test]
async fn memory_stays_below_the_estimate() -> Result<()> {
    let rgb = RgbImage::from_fn(1500, 1100, |x, y| {
        let [r, g, b, _] = noise_at(x, y);
        Rgb([r, g, b])
    });
    let rgb = DynamicImage::from(rgb);
    let rgba = DynamicImage::from(RgbaImage::from_fn(900, 1300, |x, y| {
        image::Rgba(noise_at(x, y))
    }));
    let grey_alpha = DynamicImage::from(GrayAlphaImage::from_fn(1200, 900, |x, y| {
        let [l, a, _, _] = noise_at(x, y);
        image::LumaA([l, a])
    }));
    let deep = DynamicImage::from(rgb.to_rgb16());
    let (jpeg, png, webp) = (ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP);
    let mut files: Vec<_> = [
        (&rgb, jpeg),
        (&rgb, png),
        (&rgb, webp),
        (&rgb, ImageFormat::Gif),
        (&rgb, ImageFormat::Bmp),
        (&rgba, png),
        (&rgba, webp),
        (&grey_alpha, png),
        (&deep, png),
    ]
    .map(|(picture, format)| {
        let name = format!("{format:?} {:?}", picture.color());
        (name, encode(picture, format))
    })
    .into();
    let lossy = std::fs::read(workspace::root().join("crates/webp/tests/files/large.webp"))?;
    files.push(("lossy WebP".to_owned(), lossy));
    for (name, file) in files {
        for transform in TRANSFORMS {
            let Estimated { answer, estimate } =
                stays_below_the_estimate(&file, transform, &name).await?;
            // Ordinary work is not refused: the rest is for files of more detail, and for gaps that are not used. The lossy
            // WebP has little detail, the others are noise.
            let tenths = if name == "lossy WebP" { 31 } else { 21 };
            let case = format!("{name} {transform}: {estimate}, {}", answer.peak_memory);
            assert!(estimate <= answer.peak_memory * tenths / 10, "{case}");
        }
    }
    Ok(())
}

/// A profile of some mebibytes is in memory more than once, and inks have four planes and become three.
#[tokio::test]
async fn memory_stays_below_the_estimate_with_profiles_and_inks() -> Result<()> {
    let padded = |name: &str| {
        let mut profile = color_profile(name);
        profile.resize(4 << 20, 7);
        profile
    };
    let inks = Blocks::new(
        (0..4000_u16)
            .map(|n| [n.to_le_bytes(), [9, 90]].concat())
            .collect(),
    );
    let picture = DynamicImage::from(quarters(700, 500));
    let (p3, cmyk) = (padded("p3"), padded("cmyk-lut16"));
    let colors = Blocks::new(vec![vec![9, 90, 200]]);
    for (name, file) in [
        ("CMYK", inks.jpeg(Stored::Cmyk, &profile_segments(&cmyk))),
        ("YCCK", inks.jpeg(Stored::Ycck, &profile_segments(&cmyk))),
        ("JPEG", colors.jpeg(Stored::YCbCr, &profile_segments(&p3))),
        ("PNG", encode_with(&picture, ImageFormat::Png, 1, Some(&p3))),
        (
            "WebP",
            encode_with(&picture, ImageFormat::WebP, 1, Some(&p3)),
        ),
    ] {
        for transform in [
            "10x10",
            "100x1000",
            "700x500,format=png",
            "700x500,format=webp",
            "10x10,format=png,icc=srgb",
            "700x500,format=jpeg,icc=srgb",
        ] {
            stays_below_the_estimate(&file, transform, name).await?;
        }
    }
    Ok(())
}

/// Kept whole, shrunk in both directions, and shrunk in one.
#[tokio::test]
async fn memory_stays_below_the_estimate_for_every_kind_of_png() -> Result<()> {
    for kind in Variant::all() {
        let file = kind.noise(900, 700).file;
        for transform in [
            "10x10",
            "800x600",
            "100x90",
            "900x9,fit=fill",
            "1200x1200,format=webp",
        ] {
            stays_below_the_estimate(&file, transform, &kind.to_string()).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn memory_stays_below_the_estimate_for_tiffs() -> Result<()> {
    // One of each combination of colours, depth, compression and cut that takes turns differently.
    for kind in tiff_variants::Variant::all().into_iter().step_by(11) {
        let file = kind.noise(900, 700).file;
        for transform in ["10x10", "800x600,format=png", "900x9,fit=fill"] {
            stays_below_the_estimate(&file, transform, &kind.to_string()).await?;
        }
    }
    Ok(())
}

/// Strips are read row by row; of tiles a row of them is held.
#[tokio::test]
async fn large_tiffs_take_little_memory() -> Result<()> {
    for (pieces, mebibytes) in [(Pieces::One, 40), (Pieces::Strips, 40), (Pieces::Tiles, 41)] {
        let kind = tiff_variants::Variant {
            compression: tiff_variants::Compression::Deflate,
            pieces,
            ..PLAIN
        };
        let samples: Vec<u16> = [200, 120, 40].repeat(4000 * 3000);
        let file = kind.file(&samples, (4000, 3000), &[]);
        let name = kind.to_string();
        let Estimated { answer, .. } = stays_below_the_estimate(&file, "300x300", &name).await?;
        assert!(answer.peak_memory < mebibytes << 20, "{name}: {answer:?}");
    }
    Ok(())
}

/// Memory follows the result, whatever the original: rows are shrunk as they come.
#[tokio::test]
async fn large_pngs_take_little_memory() -> Result<()> {
    let flat = RgbImage::from_pixel(8000, 5000, Rgb([200, 120, 40]));
    let long = GrayImage::from_pixel(20_000_000, 1, image::Luma([90]));
    let tall = GrayImage::from_pixel(1, 2_000_000, image::Luma([90]));
    for (picture, transform, mebibytes) in [
        (DynamicImage::from(flat), "300x300", 10),
        (DynamicImage::from(long), "1x1", 70),
        (DynamicImage::from(tall), "1x1", 10),
    ] {
        let file = encode(&picture, ImageFormat::Png);
        let name = format!("{}x{}", picture.width(), picture.height());
        let Estimated { answer, .. } = stays_below_the_estimate(&file, transform, &name).await?;
        assert!(answer.peak_memory < mebibytes << 20, "{name}: {answer:?}");
    }
    Ok(())
}

/// A side that shrinks while the other grows: what stands between the two steps is larger than either end.
#[tokio::test]
async fn stretching_one_side_stays_below_the_estimate() -> Result<()> {
    let wide = DynamicImage::from(quarters(60_000, 3));
    let tall = DynamicImage::from(quarters(3, 60_000));
    for (picture, transform) in [(&wide, "9x4096,fit=fill"), (&tall, "4096x9,fit=fill")] {
        for format in [ImageFormat::Jpeg, ImageFormat::Png] {
            let file = encode(picture, format);
            let estimate = Resized::estimate(Host::resizer, &file, transform).await?;
            let answer = resize(&file, transform, &[]).await?;
            let case = format!("{format:?} {transform}: estimate {estimate}, {answer:?}");
            let fits = estimate <= 96 << 20;
            assert_eq!(answer.status, if fits { 307 } else { 413 }, "{case}");
            assert!(answer.peak_memory <= estimate, "{case}");
        }
    }
    Ok(())
}

/// A picture that is scaled whole before a part of it is chosen, and would be enormous then: it is looked at smaller.
#[tokio::test]
async fn choosing_from_a_long_picture_stays_below_the_estimate() -> Result<()> {
    let long = DynamicImage::from(quarters(5000, 2));
    let tall = DynamicImage::from(quarters(2, 5000));
    for picture in [&long, &tall] {
        for format in [
            ImageFormat::Jpeg,
            ImageFormat::Png,
            ImageFormat::WebP,
            ImageFormat::Gif,
        ] {
            let file = encode(picture, format);
            for transform in [
                "10x10,position=entropy",
                "500x400,position=attention",
                "800x800,position=entropy",
            ] {
                stays_below_the_estimate(&file, transform, &format!("{format:?}")).await?;
            }
        }
    }
    Ok(())
}

/// What a GIF is looked at in is as large as its canvas here, and its result is not.
#[tokio::test]
async fn choosing_from_a_gif_stays_below_the_estimate() -> Result<()> {
    for (width, height) in [(4000, 400), (400, 4000)] {
        let file = encode(
            &DynamicImage::from(quarters(width, height)),
            ImageFormat::Gif,
        );
        for format in ["gif", "png", "jpeg", "webp"] {
            let (wide, high) = (width.min(400), height.min(400));
            let transform = format!("{wide}x{high},position=entropy,format={format}");
            stays_below_the_estimate(&file, &transform, "GIF").await?;
        }
    }
    Ok(())
}

/// Those that the benchmarks use.
#[tokio::test]
async fn photographs_stay_below_the_estimate() -> Result<()> {
    let photographs = Photographs::new(std::env::var("MARBLE_PHOTOS").ok().as_deref())?;
    for name in [
        "mosaic-12mp.jpg",
        "mosaic-12mp-progressive.jpg",
        "mosaic-24mp.jpg",
    ] {
        let file = std::fs::read(photographs.path(name)?)?;
        stays_below_the_estimate(&file, "300x300", name).await?;
    }
    Ok(())
}
