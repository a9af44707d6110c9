//! What the effects make of pictures of every format, through the real component, and against what sharp makes of small
//! ones (`effects/generate.mjs`).

use std::collections::HashMap;

use anyhow::{Context, Result};
use host_test::host::Host;
use host_test::mock_store::MockStore;
use host_test::pictures::decode;
use image::DynamicImage;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    /// PNGs by name.
    pictures: HashMap<String, String>,
    cases: Vec<Case>,
}

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
    if std::env::var("NATIVE").is_ok() {
        let config = marble::config::Config::parse(|name| {
            (name == "URL").then(|| "http://w.example/".to_owned())
        })
        .unwrap();
        let options = marble::options::Options::parse(transform, 4096).unwrap();
        let mut timings = marble::timings::Timings::start(|| std::time::Duration::ZERO);
        let encoded =
            marble::transform::transform(original.to_vec(), &options, &config.limits, &mut timings)
                .unwrap();
        return Ok(decode(&encoded.bytes));
    }
    let store = MockStore::with("a", original.to_vec());
    let host = Host::resizer(store.clone())?.env("URL", "http://w.example");
    let answer = host.get(&format!("/{transform}/a")).await?;
    assert_eq!(answer.status, 307, "{transform}: {answer:?}");
    let key = store.keys().into_iter().find(|key| key != "a");
    let stored = key
        .and_then(|key| store.object(&key))
        .context("nothing was stored")?;
    Ok(decode(&stored.body))
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
    let Cases { pictures, cases } = serde_json::from_str(include_str!("effects/cases.json"))?;
    assert!(cases.len() >= 100, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let file = from_base64(&pictures[&case.picture]);
        let found = resize(&file, &case.transform).await?;
        let expected = from_base64(&case.pixels);
        let expected = widened(&expected, case.channels);
        let found = found.to_rgba8();
        assert_eq!([found.width(), found.height()], case.size);
        let (mut most, mut sum) = (0, 0.0);
        for (found, expected) in found.pixels().zip(&expected) {
            for (found, expected) in premultiplied(found.0)
                .into_iter()
                .zip(premultiplied(*expected))
            {
                let distance = found.abs_diff(expected);
                most = most.max(distance);
                sum += f64::from(distance);
            }
        }
        let mean = sum / (expected.len() as f64 * 4.0);
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

/// RFC 4648, 4.
fn from_base64(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let text = text.trim_end_matches('=').as_bytes();
    let groups = text.chunks(4).flat_map(|group| {
        let bits = group
            .iter()
            .fold(0, |bits, byte| bits << 6 | u32::from(digit(*byte)));
        let bits = bits << (6 * (4 - group.len()));
        bits.to_be_bytes()[1..group.len()].to_vec()
    });
    groups.collect()
}
