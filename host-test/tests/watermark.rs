//! The watermark: what it looks like on pictures of every kind, against what sharp made of the same files
//! (`watermark/generate.mjs`); where it comes from, what it takes, and whose fault it is where there is none. How it looks
//! on photographs, nobody is asked.

mod wrong;

use std::collections::HashMap;

use anyhow::{Context, Result};
use host_test::pictures::{decode, decode_frames, encode, from_base64, photo, quarters};
use host_test::runtime::host::{Answer, Host};
use host_test::store::mock::{Call, MockStore, Stored};
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use marble::derivative::source_version;
use serde::Deserialize;

#[derive(Deserialize)]
struct Expected {
    /// Files by name.
    originals: HashMap<String, String>,
    watermarks: HashMap<String, String>,
    cases: Vec<Case>,
}

/// A request, and what sharp made of it.
#[derive(Deserialize)]
struct Case {
    original: String,
    watermark: String,
    transform: String,
    size: [u32; 2],
    frames: Vec<String>,
}

/// An original `a` and a watermark `marks/logo`.
fn store(original: Vec<u8>, watermark: Vec<u8>) -> MockStore {
    let store = MockStore::with("a", original);
    store.insert("marks/logo", watermark);
    store
}

fn host(store: &MockStore) -> Result<Host> {
    let host = Host::resizer(store.clone())?.env("URL", "http://w.example");
    Ok(host.env("WATERMARK", "marks/logo"))
}

/// What is stored under the canonical transform.
async fn stored(host: &Host, store: &MockStore, transform: &str) -> Result<Stored> {
    let Answer { status, body, .. } = host.get(&format!("/{transform}/a")).await?;
    anyhow::ensure!(status == 307, "{transform}: {status} {body:?}");
    let mut keys = store.keys();
    keys.retain(|key| !["a", "marks/logo"].contains(&key.as_str()));
    let [key] = keys.as_slice() else {
        anyhow::bail!("{keys:?} were stored");
    };
    store.object(key).context("it is gone")
}

/// How far a result may be from sharp's, in steps of 255: at most, and in the mean over all colours that are seen.
fn tolerance(case: &Case) -> (u8, f64) {
    let scaled = !case.transform.starts_with("18x14") || !case.transform.ends_with(":0");
    let converted = |name: &str| matches!(name, "cmyk" | "p3");
    let decoded = |name: &str| matches!(name, "jpeg" | "turned" | "svg" | "frames");
    let either = |is: &dyn Fn(&str) -> bool| is(&case.original) || is(&case.watermark);
    match (scaled, either(&converted), either(&decoded)) {
        // libvips shrinks in two steps, and enlarges by cubics.
        (true, _, _) => (16, 2.5),
        (_, true, _) | (_, _, true) => (5, 0.6),
        // Nothing but arithmetic, of which libvips cuts the rest off.
        _ => (2, 0.8),
    }
}

#[tokio::test]
async fn agrees_with_sharp() -> Result<()> {
    let all = serde_json::from_str(include_str!("watermark/cases.json"))?;
    let Expected {
        originals,
        watermarks,
        cases,
    } = all;
    assert!(cases.len() >= 100, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for mut case in cases {
        // Frames that look the same are one.
        let animated = case.frames.len() > 1;
        case.frames.dedup();
        let original = from_base64(&originals[&case.original]);
        let store = store(original, from_base64(&watermarks[&case.watermark]));
        let format = if animated { "webp,lossless=yes" } else { "png" };
        let transform = format!("{},format={format}", case.transform);
        let file = stored(&host(&store)?, &store, &transform).await?.body;
        let found = if animated {
            let (frames, _) = decode_frames(&file);
            frames.into_iter().map(|(frame, _)| frame).collect()
        } else {
            vec![decode(&file).to_rgba8()]
        };
        assert_eq!(found.len(), case.frames.len(), "{transform}");
        for (frame, (found, expected)) in found.iter().zip(&case.frames).enumerate() {
            assert_eq!([found.width(), found.height()], case.size, "{transform}");
            let [width, height] = case.size;
            let expected = RgbaImage::from_raw(width, height, from_base64(expected));
            let (most, mean) = distance(found, &expected.context("an RGBA picture")?);
            let (allowed_most, allowed_mean) = tolerance(&case);
            if most > allowed_most || mean > allowed_mean {
                let Case {
                    original,
                    watermark,
                    transform,
                    ..
                } = &case;
                wrong.push(format!(
                    "{watermark} on {original}, {transform}, frame {frame}: {most} at most, {mean:.2} in the mean"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

/// Of what is seen: alpha multiplied in. At most, and in the mean.
fn distance(found: &RgbaImage, expected: &RgbaImage) -> (u8, f64) {
    let (mut most, mut sum, mut count) = (0, 0.0, 0.0);
    for (found, expected) in found.pixels().zip(expected.pixels()) {
        let pairs = seen(*found).into_iter().zip(seen(*expected));
        for distance in pairs.map(|(found, expected)| found.abs_diff(expected)) {
            most = most.max(distance);
            sum += f64::from(distance);
            count += 1.0;
        }
    }
    (most, sum / count)
}

fn seen(Rgba([red, green, blue, alpha]): Rgba<u8>) -> [u8; 4] {
    let times = |color: u8| {
        let product = u32::from(color) * u32::from(alpha);
        u8::try_from((product + 127) / 255).unwrap_or(u8::MAX)
    };
    [times(red), times(green), times(blue), alpha]
}

/// A red square.
fn red(side: u32) -> Vec<u8> {
    let picture = RgbaImage::from_pixel(side, side, Rgba([220, 20, 20, 255]));
    encode(&DynamicImage::from(picture), ImageFormat::Png)
}

/// From every format to every other one, through each of the pipelines.
#[tokio::test]
async fn is_drawn_in_every_format() -> Result<()> {
    let picture = DynamicImage::from(quarters(96, 96));
    for from in [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
        ImageFormat::Bmp,
    ] {
        for (to, most) in [
            ("jpeg", 24),
            ("png", 24),
            ("webp", 24),
            ("webp,lossless=yes", 24),
            ("gif", 24),
            ("avif", 32),
            ("jxl", 24),
        ] {
            let store = store(encode(&picture, from), red(5));
            let transform = format!("48x48,watermark=southeast:1:0.25,format={to}");
            let file = stored(&host(&store)?, &store, &transform).await?;
            let type_of = file.metadata.content_type.clone();
            assert_eq!(
                type_of.as_deref(),
                Some(&*format!(
                    "image/{}",
                    &to[..to.find(',').unwrap_or(to.len())]
                ))
            );
            // `image` reads neither.
            if matches!(to, "avif" | "jxl") {
                continue;
            }
            let found = decode(&file.body).to_rgb8();
            let corner = found.get_pixel(42, 42).0;
            let far = corner
                .iter()
                .zip([220, 20, 20])
                .map(|(a, b)| a.abs_diff(b))
                .max();
            assert!(far <= Some(most), "{from:?} to {to}: {corner:?}");
            let plain = decode(&encode(&picture, from)).to_rgb8();
            let (there, here) = (plain.get_pixel(20, 60).0, found.get_pixel(10, 30).0);
            let far = there.iter().zip(here).map(|(a, b)| a.abs_diff(b)).max();
            assert!(
                far <= Some(most),
                "{from:?} to {to}: {here:?}, not {there:?}"
            );
        }
    }
    Ok(())
}

/// It is asked for with the original, only where it is drawn, and its entity tag goes along.
#[tokio::test]
async fn is_fetched_where_it_is_drawn() -> Result<()> {
    let original = encode(&DynamicImage::from(quarters(8, 8)), ImageFormat::Png);
    for (transform, delivery, expected) in [
        (
            "4x4,watermark=north",
            "redirect",
            &["4x4,watermark=north/a", "a", "marks/logo"][..],
        ),
        (
            "4x4,watermark=north",
            "inline",
            &["4x4,watermark=north/a", "a", "marks/logo"],
        ),
        ("4x4", "redirect", &["4x4/a", "a"]),
        ("4x4,watermark=north:0:0.5", "redirect", &["4x4/a", "a"]),
    ] {
        let store = store(original.clone(), red(2));
        let host = host(&store)?.env("DELIVERY", delivery);
        let answer = host.get(&format!("/{transform}/a")).await?;
        assert!(answer.status.as_u16() < 400, "{:?}", answer.body);
        let mut gets = store.calls();
        gets.retain(|(call, _)| *call == Call::Get);
        let keys: Vec<_> = gets.iter().map(|(_, key)| key.as_str()).collect();
        assert_eq!(keys, expected, "{transform} {delivery}");
        let derivative = store.object(expected[0]).context("it is not stored")?;
        let user = derivative.metadata.user;
        let found = user
            .iter()
            .find(|(name, _)| name == "marble-watermark-etag");
        let etag = store.object("marks/logo").and_then(|it| it.metadata.etag);
        let drawn = expected.len() > 2;
        assert_eq!(
            found.map(|(_, etag)| etag.clone()),
            etag.filter(|_| drawn).map(|etag| source_version(&etag)),
            "{transform}"
        );
        // It is stored: the next time, only that is asked for, or given up.
        let again = host.get(&format!("/{transform}/a")).await?;
        assert_eq!(again.status, 200);
    }
    Ok(())
}

/// It is an original, and may be asked for as one.
#[tokio::test]
async fn lies_where_originals_do() -> Result<()> {
    let store = MockStore::with("img/a", red(8));
    store.insert("img/marks/logo", red(2));
    let host = host(&store)?.env("SOURCE_PREFIX", "img/");
    for target in ["/4x4,watermark=tile/a", "/4x4,watermark=tile/marks/logo"] {
        let answer = host.get(target).await?;
        assert_eq!(answer.status, 307, "{target}: {:?}", answer.body);
    }
    Ok(())
}

/// What a request with a watermark takes is at most what was estimated, which is the least that has to be allowed; and not
/// much less.
#[tokio::test]
async fn memory_is_estimated() -> Result<()> {
    let original = encode(&DynamicImage::from(photo(1600, 1200)), ImageFormat::Jpeg);
    let logo = photo(1200, 1200);
    for (format, transform) in [
        (ImageFormat::Png, "800x600,watermark=southeast:0.5:0.25"),
        (ImageFormat::Png, "800x600,watermark=tile:0.5"),
        (
            ImageFormat::Jpeg,
            "800x600,watermark=centre:0.5:1,format=webp",
        ),
        (ImageFormat::WebP, "300x300,watermark=centre:0.5,format=png"),
        (
            ImageFormat::Bmp,
            "300x300,watermark=centre,grayscale=yes,format=png",
        ),
    ] {
        let store = store(
            original.clone(),
            encode(&DynamicImage::from(logo.clone()), format),
        );
        let answer = host(&store)?.get(&format!("/{transform}/a")).await?;
        assert_eq!(answer.status, 307, "{transform}: {:?}", answer.body);
        let peak = answer.peak_memory;
        let (mut low, mut high) = (1_usize << 20, 128 << 20);
        while high - low > 1 << 18 {
            let middle = usize::midpoint(low, high);
            let store = self::store(
                store.object("a").unwrap().body.to_vec(),
                store.object("marks/logo").unwrap().body.to_vec(),
            );
            let host = host(&store)?.env("MAX_MEMORY", &middle.to_string());
            let answer = host.get(&format!("/{transform}/a")).await?;
            if answer.status == 307 {
                high = middle;
            } else {
                low = middle;
            }
        }
        assert!(peak <= high, "{format:?} {transform}: {peak} of {high}");
        assert!(high <= 2 * peak, "{format:?} {transform}: {peak} of {high}");
    }
    Ok(())
}
