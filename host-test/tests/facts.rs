//! Facts in the place of a picture (`format=json`): told of every format and orientation, about the very picture that the
//! same request makes without them, and stored, allowed and refused as pictures are. Through the real component.
//!
//! A `ThumbHash` is read back by the decoder of its inventor. Whether a page that shows one looks good is not proved here.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use host_test::dev_server::{DevServer, Settings};
use host_test::pictures::color_blocks::{self, Blocks};
use host_test::pictures::orientation::{Container, Spelling};
use host_test::pictures::{
    QUARTERS, WebPFrame, animated_gif, animated_webp, color_profile, decode, disc, distance,
    encode, encode_with, gif_part, lossy_webp, noise_at, quarters,
};
use host_test::runtime::host::{Answer, Host};
use host_test::runtime::resized::Resized;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::mock::MockStore;
use host_test::website::browser::visit;
use host_test::workspace;
use http::header::{ACCEPT, HeaderValue};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgb, RgbImage, Rgba, RgbaImage};
use marble::derivative::source_version;
use serde_json::{Value, json};
use thumbhash::{
    thumb_hash_to_approximate_aspect_ratio, thumb_hash_to_average_rgba, thumb_hash_to_rgba,
};

async fn facts_of(
    build: fn(MockStore) -> Result<Host>,
    original: &[u8],
    transform: &str,
) -> Result<Value> {
    let transform = format!("{transform},format=json");
    let made = Resized::new(build, original, &transform, &[]).await?;
    let stored = made.stored().with_context(|| transform)?;
    let media_type = stored.metadata.content_type.as_deref();
    ensure!(media_type == Some("application/json"), "{media_type:?}");
    Ok(serde_json::from_slice(&stored.body)?)
}

async fn facts(original: &[u8], transform: &str) -> Result<Value> {
    facts_of(Host::resizer, original, transform).await
}

fn hash(facts: &Value) -> Result<Vec<u8>> {
    Ok(host_test::pictures::from_base64(text(&facts["thumbhash"])?))
}

fn text(value: &Value) -> Result<&str> {
    value
        .as_str()
        .with_context(|| format!("{value} is no text"))
}

fn dominant(facts: &Value) -> Result<Rgb<u8>> {
    let color = text(&facts["dominant_color"])?;
    let digits = color.strip_prefix('#').context("no # in front")?;
    ensure!(digits.len() == 6, "{color}");
    let [_, red, green, blue] = u32::from_str_radix(digits, 16)?.to_be_bytes();
    Ok(Rgb([red, green, blue]))
}

/// An original, its media type, and its size.
type Case = (&'static str, Vec<u8>, &'static str, (u32, u32));

fn fixture(path: &str) -> Result<Vec<u8>> {
    let path = workspace::root().join("host-test/tests").join(path);
    std::fs::read(&path).with_context(|| path.display().to_string())
}

/// The quarters in every format that is read, but for HEIC.
fn originals() -> Result<Vec<Case>> {
    let (width, height) = (64, 48);
    let rgb = DynamicImage::from(quarters(width, height));
    let tiff = Container::Tiff.file(PLAIN, 1);
    let [red, green, blue, white] =
        QUARTERS.map(|Rgb([red, green, blue])| format!("rgb({red},{green},{blue})"));
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='64' height='48'>\
         <path fill='{red}' d='M0 0h32v24H0'/><path fill='{green}' d='M32 0h32v24H32'/>\
         <path fill='{blue}' d='M0 24h32v24H0'/><path fill='{white}' d='M32 24h32v24H32'/></svg>"
    );
    let size = (width, height);
    Ok(vec![
        ("JPEG", encode(&rgb, ImageFormat::Jpeg), "image/jpeg", size),
        ("PNG", encode(&rgb, ImageFormat::Png), "image/png", size),
        ("WebP", encode(&rgb, ImageFormat::WebP), "image/webp", size),
        ("lossy WebP", lossy_webp(1, None), "image/webp", size),
        ("GIF", encode(&rgb, ImageFormat::Gif), "image/gif", size),
        ("BMP", encode(&rgb, ImageFormat::Bmp), "image/bmp", size),
        ("TIFF", tiff, "image/tiff", size),
        ("AVIF", fixture("avif/full-420.avif")?, "image/avif", size),
        ("grid", fixture("avif/grid.avif")?, "image/avif", (128, 128)),
        ("SVG", svg.into_bytes(), "image/svg+xml", size),
    ])
}

const PLAIN: Spelling = Spelling {
    little: false,
    kind: 3,
    prefix: b"",
};

/// Facts say of a picture what is seen of it.
fn assert_of(facts: &Value, picture: &DynamicImage, case: &str) -> Result<()> {
    let case = format!("{case}: {facts}");
    let (width, height) = (picture.width(), picture.height());
    assert_eq!(facts["width"], width, "{case}");
    assert_eq!(facts["height"], height, "{case}");
    let picture = picture.to_rgba8();
    let translucent = picture.pixels().any(|Rgba([.., alpha])| *alpha < 255);
    assert_eq!(facts["has_alpha"], translucent, "{case}");

    let hash = hash(facts)?;
    let count = f64::from(width * height);
    let alpha = picture
        .pixels()
        .map(|pixel| f64::from(pixel.0[3]))
        .sum::<f64>()
        / 255.0;
    let (red, green, blue, found_alpha) = thumb_hash_to_average_rgba(&hash).expect("a hash");
    assert!(
        (f64::from(found_alpha) - alpha / count).abs() < 0.06,
        "{case}"
    );
    for (channel, found) in [red, green, blue].into_iter().enumerate() {
        let weighed = picture
            .pixels()
            .map(|pixel| f64::from(pixel.0[channel]) * f64::from(pixel.0[3]));
        let mean = weighed.sum::<f64>() / alpha.max(1e-9) / 255.0 / 255.0;
        let found = f64::from(found);
        assert!(
            (found - mean).abs() < 0.06,
            "{case}: {channel} {found}, not {mean}"
        );
    }
    let ratio = f64::from(thumb_hash_to_approximate_aspect_ratio(&hash).expect("a hash"));
    let expected = f64::from(width) / f64::from(height);
    // In steps of a seventh of the longer side, or with alpha of a fifth.
    let steps = if translucent { 5.0 } else { 7.0 };
    let shorter = |ratio: f64| ratio.min(1.0 / ratio);
    assert!((ratio - 1.0) * (expected - 1.0) >= 0.0, "{case}: {ratio}");
    assert!(
        (shorter(ratio) - shorter(expected)).abs() <= 0.51 / steps,
        "{case}: {ratio}"
    );
    Ok(())
}

/// What happens to the size, and what is seen beside the original.
const TRANSFORMS: [&str; 9] = [
    "32x",
    "x200",
    "30x30,fit=inside",
    "20x60,fit=cover,position=east",
    "40x40,fit=contain,background=fff",
    "48x,dpr=1.5,rotate=90",
    "24x24,pad=3:9:3:9,background=00000000",
    "300x,crop=0:0:0.5:0.5,enlarge=no",
    "40x,grayscale=yes",
];

#[tokio::test]
async fn every_format_is_told_as_it_is_made() -> Result<()> {
    for (name, file, media_type, (width, height)) in originals()? {
        for transform in TRANSFORMS {
            let case = format!("{name} {transform}");
            let facts = facts(&file, transform).await?;
            let made = Resized::new(Host::resizer, &file, transform, &[]).await?;
            assert_of(&facts, &decode(&made.file()?), &case)?;
            let expected = json!({
                "file_size": file.len(),
                "width": width,
                "height": height,
                "format": media_type,
                "frames": 1,
                "orientation": 1,
            });
            assert_eq!(facts["original"], expected, "{case}");
        }
        // One of the quarters, all of which are as large.
        let found = dominant(&facts(&file, "64x").await?)?;
        let near = QUARTERS.iter().any(|color| distance(*color, found) < 16);
        assert!(near, "{name}: {found:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_heic_is_told_in_a_build_that_reads_it() -> Result<()> {
    let file = fixture("heic/plain.heic")?;
    let facts = facts_of(Host::heic_resizer, &file, "32x").await?;
    let made = Resized::new(Host::heic_resizer, &file, "32x", &[]).await?;
    assert_of(&facts, &decode(&made.file()?), "HEIC")?;
    assert_eq!(facts["original"]["format"], "image/heic");
    assert_eq!(facts["original"]["file_size"], file.len());
    Ok(())
}

/// Every container, every number: the size is that of what is seen, and so is the placeholder.
#[tokio::test]
async fn every_orientation_is_told_and_applied() -> Result<()> {
    for container in Container::ALL {
        for number in 1..=8_u8 {
            let file = container.file(PLAIN, number);
            // Behind the pixels it stands too late.
            let seen = if container == Container::PngBehind {
                1
            } else {
                number
            };
            let facts = facts(&file, "32x").await?;
            let case = format!("{container:?} {number}: {facts}");
            let original = &facts["original"];
            let (width, height) = if seen < 5 { (64, 48) } else { (48, 64) };
            assert_eq!(original["orientation"], seen, "{case}");
            assert_eq!(original["width"], width, "{case}");
            assert_eq!(original["height"], height, "{case}");

            let made = Resized::new(Host::resizer, &file, "32x,format=png", &[]).await?;
            let made = decode(&made.file()?);
            assert_of(&facts, &made, &case)?;
            assert_shows(&hash(&facts)?, &made, &case);
        }
    }
    // An AVIF says it in words of its own, which are one of the eight.
    for (name, expected) in [("turned-1", 8), ("turned-2", 3), ("turned-3", 6)] {
        let facts = facts(&fixture(&format!("avif/{name}.avif"))?, "32x").await?;
        assert_eq!(facts["original"]["orientation"], expected, "{name}");
    }
    Ok(())
}

/// The placeholder has about the colours of the picture in the same places.
fn assert_shows(hash: &[u8], picture: &DynamicImage, case: &str) {
    let (width, height, pixels) = thumb_hash_to_rgba(hash).expect("a hash");
    let side = |side: usize| u32::try_from(side).expect("at most 32");
    let shown = RgbaImage::from_raw(side(width), side(height), pixels).expect("as many pixels");
    let found = host_test::pictures::probe(&shown.into());
    let expected = host_test::pictures::probe(picture);
    for (found, expected) in found.into_iter().zip(expected) {
        let distance = distance(found, expected);
        assert!(distance < 90, "{case}: {found:?}, not {expected:?}");
    }
}

#[tokio::test]
async fn the_dominant_colour_is_that_of_most_that_is_seen() -> Result<()> {
    let (most, least) = (Rgb([232, 120, 40]), Rgb([24, 56, 168]));
    let striped = RgbImage::from_fn(60, 40, |x, _| if x < 40 { most } else { least });
    let striped = DynamicImage::from(striped);
    let grey = GrayImage::from_fn(60, 40, |x, _| Luma([if x < 40 { 200 } else { 40 }]));
    let clear = RgbaImage::from_pixel(8, 8, Rgba([1, 2, 3, 0]));
    let (jpeg, png) = (ImageFormat::Jpeg, ImageFormat::Png);
    for (name, file, transform, expected) in [
        ("JPEG", encode(&striped, jpeg), "60x", Some(most)),
        ("PNG", encode(&striped, png), "30x", Some(most)),
        (
            "a part",
            encode(&striped, png),
            "9x,crop=45:0:9:9",
            Some(least),
        ),
        (
            "beside",
            encode(&striped, png),
            "400x20,fit=contain,background=00f",
            Some(Rgb([0, 0, 255])),
        ),
        (
            "grey",
            encode(&grey.into(), png),
            "30x",
            Some(Rgb([200; 3])),
        ),
        (
            "white",
            encode(&RgbImage::from_pixel(9, 9, Rgb([255; 3])).into(), jpeg),
            "9x",
            Some(Rgb([255; 3])),
        ),
        // What is beneath where alpha is 0 is a loud green.
        (
            "disc",
            encode(&disc(64).into(), png),
            "64x",
            Some(Rgb([255, 0, 0])),
        ),
        ("nothing", encode(&clear.into(), png), "8x", None),
    ] {
        let facts = facts(&file, transform).await?;
        match expected {
            Some(expected) => {
                let found = dominant(&facts)?;
                assert!(distance(found, expected) < 6, "{name}: {found:?}");
            }
            None => assert_eq!(facts["dominant_color"], Value::Null, "{name}"),
        }
    }
    Ok(())
}

#[tokio::test]
async fn alpha_is_that_of_the_picture_that_would_be_made() -> Result<()> {
    let disc = DynamicImage::from(disc(64));
    let square = DynamicImage::from(quarters(32, 32));
    for (name, file, transform, expected) in [
        ("PNG", encode(&disc, ImageFormat::Png), "32x", true),
        ("WebP", encode(&disc, ImageFormat::WebP), "32x", true),
        ("GIF", encode(&disc, ImageFormat::Gif), "64x", true),
        ("AVIF", fixture("avif/alpha.avif")?, "32x", true),
        (
            "opaque part",
            encode(&disc, ImageFormat::Png),
            "8x,crop=28:28:8:8",
            false,
        ),
        ("opaque", encode(&square, ImageFormat::Png), "32x", false),
        (
            "laid on nothing",
            encode(&square, ImageFormat::Png),
            "40x32,fit=contain,background=f000",
            true,
        ),
        // It would be a JPEG, which has no alpha.
        (
            "JPEG",
            encode(&square, ImageFormat::Jpeg),
            "40x32,fit=contain,background=f000",
            false,
        ),
    ] {
        let facts = facts(&file, transform).await?;
        assert_eq!(facts["has_alpha"], expected, "{name}: {facts}");
        let made = Resized::new(Host::resizer, &file, transform, &[]).await?;
        assert_of(&facts, &decode(&made.file()?), name)?;
    }
    Ok(())
}

/// Of the first frame; the others are counted, however many are asked for or would be kept.
#[tokio::test]
async fn an_animation_is_told_by_its_first_frame() -> Result<()> {
    let first = RgbaImage::from_pixel(20, 10, Rgba([232, 120, 40, 255]));
    let other = RgbaImage::from_pixel(20, 10, Rgba([0, 0, 255, 255]));
    let webp = [&first, &other, &other].map(|picture| WebPFrame::whole(picture.clone()));
    let webp = animated_webp((20, 10), 0, &webp);
    let gif = [0, 1, 2, 1].map(|color| gif_part((0, 0), (20, 10), color));
    let gif = animated_gif((20, 10), Some(0), &gif);
    for (name, file, frames, color) in [
        ("WebP", webp, 3, Rgb([232, 120, 40])),
        ("GIF", gif, 4, QUARTERS[0]),
    ] {
        for (transform, env) in [
            ("10x,format=json", None),
            ("10x,frames=1,format=json", None),
            ("10x,format=json", Some(("MAX_FRAMES", "2"))),
        ] {
            let env: Vec<_> = env.into_iter().collect();
            let made = Resized::new(Host::resizer, &file, transform, &env).await?;
            let stored = made.stored()?;
            let facts: Value = serde_json::from_slice(&stored.body)?;
            let case = format!("{name} {transform} {env:?}: {facts}");
            assert_eq!(facts["original"]["frames"], frames, "{case}");
            assert_eq!(
                (&facts["width"], &facts["height"]),
                (&10.into(), &5.into()),
                "{case}"
            );
            assert!(distance(dominant(&facts)?, color) < 8, "{case}");
            assert_eq!(facts["has_alpha"], false, "{case}");
            let header = made.answer.headers.get("marble-frames");
            assert!(header.is_none(), "{case}");
        }
    }
    Ok(())
}

/// Colours are sRGB's, whatever the file means by its numbers.
#[tokio::test]
async fn colours_are_told_in_srgb() -> Result<()> {
    let picture = DynamicImage::from(quarters(64, 48));
    let profile = color_profile("p3");
    let inks = Blocks::new(vec![vec![0, 200, 200, 0]; 6]);
    for (name, file) in [
        (
            "JPEG",
            encode_with(&picture, ImageFormat::Jpeg, 1, Some(&profile)),
        ),
        (
            "PNG",
            encode_with(&picture, ImageFormat::Png, 1, Some(&profile)),
        ),
        ("lossy WebP", lossy_webp(1, Some(&profile))),
        ("inks", inks.jpeg(color_blocks::Stored::Cmyk, &[])),
    ] {
        let told = facts(&file, "32x").await?;
        let made = Resized::new(Host::resizer, &file, "32x,icc=srgb,format=png", &[]).await?;
        let made = decode(&made.file()?).to_rgb8();
        assert_of(&told, &made.clone().into(), name)?;
        let found = dominant(&told)?;
        let near = made.pixels().filter(|pixel| distance(**pixel, found) < 8);
        assert!(near.count() * 5 > made.pixels().len(), "{name}: {found:?}");
        assert_eq!(told, facts(&file, "32x,icc=srgb").await?, "{name}");
    }
    Ok(())
}

/// The one spelling, under which it is stored as a picture is.
#[tokio::test]
async fn facts_are_stored_as_pictures_are() -> Result<()> {
    let picture = encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Jpeg);
    let store = MockStore::with("a.jpg", picture);
    let host = Host::resizer(store.clone())?.env("URL", "http://w.example");
    for spelled in [
        "32x,format=json",
        "32x,format=json,quality=7,max-bytes=500,frames=3,icc=srgb,metadata=copyright",
        "32x,progressive=yes,format=json,lossless=yes,quality=auto,fit=inside",
    ] {
        let answer = host.get(&format!("/{spelled}/a.jpg")).await?;
        let location = answer.headers["location"].to_str()?;
        assert_eq!(
            location, "http://w.example/32x,format=json/a.jpg",
            "{spelled}"
        );
    }
    let mut keys = store.keys();
    keys.sort();
    assert_eq!(keys, ["32x,format=json/a.jpg", "a.jpg"]);
    let stored = store.object("32x,format=json/a.jpg").context("nothing")?;
    let original = store.object("a.jpg").context("nothing")?;
    let etag = original.metadata.etag.unwrap_or_default();
    assert_eq!(
        stored.metadata.content_type.as_deref(),
        Some("application/json")
    );
    assert_eq!(
        stored.metadata.cache_control.as_deref(),
        Some("public, max-age=31536000, immutable")
    );
    let user = |name: &str| {
        let mut user = stored.metadata.user.iter();
        user.find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!(user("marble-transform"), Some("32x,format=json"));
    assert_eq!(
        user("marble-source-etag"),
        Some(source_version(&etag).as_str())
    );
    assert!(user("marble-version").is_some());
    Ok(())
}

#[tokio::test]
async fn where_answers_are_inline_it_is_the_answer() -> Result<()> {
    let picture = encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Png);
    let store = MockStore::with("a", picture);
    let host = Host::resizer(store)?.env("DELIVERY", "inline");
    let made = host.get("/32x,format=json/a").await?;
    let stored = host.get("/32x,format=json/a").await?;
    let head = host.send("HEAD", "/32x,format=json/a").await?;
    for answer in [&made, &stored, &head] {
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.headers["content-type"], "application/json");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        assert_eq!(
            answer.headers["content-length"],
            made.body.len().to_string()
        );
        assert!(answer.headers.contains_key("etag"), "{answer:?}");
    }
    assert_eq!(made.body, stored.body);
    assert!(head.body.is_empty());
    let facts: Value = serde_json::from_slice(&made.body)?;
    assert_eq!(
        (&facts["width"], &facts["height"]),
        (&32.into(), &24.into())
    );
    Ok(())
}

/// Lists, presets and negotiation.
#[tokio::test]
async fn facts_are_allowed_where_their_format_is() -> Result<()> {
    let picture = encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Jpeg);
    let lists = ("ALLOWED_RESOLUTIONS", "32x");
    for (settings, transform, expected) in [
        (&[lists][..], "32x,format=json", 307),
        (&[lists], "33x,format=json", 403),
        (&[lists], "32x,quality=3,format=json", 307),
        (
            &[lists, ("ALLOWED_OPTIONS", "format=webp")],
            "32x,format=json",
            403,
        ),
        (
            &[lists, ("ALLOWED_OPTIONS", "format=auto")],
            "32x,format=json",
            403,
        ),
        (
            &[lists, ("ALLOWED_OPTIONS", "format=auto|json")],
            "32x,format=json",
            307,
        ),
        (
            &[lists, ("ALLOWED_OPTIONS", "quality")],
            "32x,format=json",
            403,
        ),
        (
            &[("ALLOWED_TRANSFORMS", "9..40x,format=json")],
            "32x,format=json",
            307,
        ),
        (&[("ALLOWED_TRANSFORMS", "9..40x")], "32x,format=json", 403),
        (&[("PRESETS", "card=32x,format=json")], "card", 307),
        (&[("PRESETS", "card=32x")], "card,format=json", 400),
        (
            &[("PRESETS", "card=32x,format=auto")],
            "card,format=json",
            400,
        ),
    ] {
        let made = Resized::new(Host::resizer, &picture, transform, settings).await?;
        let status = made.answer.status;
        assert_eq!(status, expected, "{settings:?} {transform}");
        if expected == 307 {
            let stored = made.stored()?;
            let facts: Value = serde_json::from_slice(&stored.body)?;
            assert_eq!(facts["width"], 32, "{settings:?} {transform}");
        }
    }
    // No client is sent there.
    let store = MockStore::with("a", picture);
    let host = Host::resizer(store)?
        .env("URL", "http://w.example")
        .header(ACCEPT, HeaderValue::from_static("application/json"));
    let answer = host.get("/32x,format=auto/a").await?;
    assert_eq!(answer.headers["location"], "http://w.example/32x/a");
    Ok(())
}

#[tokio::test]
async fn what_is_no_picture_is_refused_as_for_a_picture() -> Result<()> {
    let jpeg = encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Jpeg);
    let env = [("MAX_SOURCE_PIXELS", "3000")];
    for (name, file, transform, env, status, code) in [
        (
            "cut off",
            &jpeg[..jpeg.len() - 40],
            "32x",
            &[][..],
            422,
            "damaged-original",
        ),
        ("HTML", b"<!doctype html>", "32x", &[], 415, "not-a-picture"),
        ("large", &jpeg, "32x", &env, 413, "too-many-pixels"),
        (
            "large result",
            &jpeg,
            "x4000",
            &[],
            413,
            "result-side-too-long",
        ),
    ] {
        let transform = format!("{transform},format=json");
        let answer = Resized::new(Host::resizer, file, &transform, env)
            .await?
            .answer;
        let body: Value = serde_json::from_slice(&answer.body)?;
        assert_eq!(answer.status, status, "{name}: {body}");
        assert_eq!(body["code"], code, "{name}: {body}");
    }
    Ok(())
}

/// What stands in for an original is told in its place, and that it does.
#[tokio::test]
async fn the_fallback_has_facts_as_well() -> Result<()> {
    let picture = encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Png);
    let host = Host::resizer(MockStore::with("none.png", picture))?
        .env("DELIVERY", "inline")
        .env("FALLBACK", "none.png");
    let answer: Answer = host.get("/32x,format=json/absent.jpg").await?;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.headers["marble-fallback"], "original-not-found");
    assert_eq!(answer.headers["content-type"], "application/json");
    let facts: Value = serde_json::from_slice(&answer.body)?;
    assert_eq!(facts["original"]["format"], "image/png");
    Ok(())
}

/// In no more memory than is estimated, and with as large a result as is allowed.
#[tokio::test]
async fn memory_stays_below_the_estimate() -> Result<()> {
    let rgb = RgbImage::from_fn(1500, 1100, |x, y| {
        let [red, green, blue, _] = noise_at(x, y);
        Rgb([red, green, blue])
    });
    let rgb = DynamicImage::from(rgb);
    let rgba = RgbaImage::from_fn(900, 1300, |x, y| Rgba(noise_at(x, y)));
    let rgba = DynamicImage::from(rgba);
    for (picture, format) in [
        (&rgb, ImageFormat::Jpeg),
        (&rgb, ImageFormat::Png),
        (&rgb, ImageFormat::Gif),
        (&rgb, ImageFormat::Bmp),
        (&rgba, ImageFormat::Png),
        (&rgba, ImageFormat::WebP),
    ] {
        let file = encode(picture, format);
        for transform in [
            "10x10",
            "1400x1400",
            "4000x300,fit=fill",
            "1400x1400,fit=contain,background=f008",
            "1400x1400,blur=100,position=entropy",
        ] {
            let transform = format!("{transform},format=json");
            let name = format!("{format:?} {:?}", picture.color());
            Resized::within_estimate(Host::resizer, &file, &transform, &name).await?;
        }
    }
    Ok(())
}

/// From website to website: the media type goes through the store as it is.
#[tokio::test]
async fn a_page_gets_them_from_the_bucket() -> Result<()> {
    let bucket = Arc::new(Bucket::in_memory());
    let picture = encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Jpeg);
    let put = bucket.put("a.jpg", Object::new(picture), &Condition::Always);
    put.map_err(|error| anyhow::anyhow!("{error}"))?;
    let servers = DevServer::start(bucket, Settings::default(), |host| host).await?;
    let url = format!("http://{}/32x,format=json/a.jpg", servers.website.addr());
    for statuses in [&[307, 307, 200][..], &[200]] {
        let visit = visit(&url).await?;
        assert_eq!(visit.statuses(), statuses, "{visit:?}");
        let last = visit.last();
        assert_eq!(last.headers["content-type"], "application/json");
        let facts: Value = serde_json::from_slice(&last.body)?;
        assert_eq!(facts["original"]["format"], "image/jpeg");
    }
    Ok(())
}
