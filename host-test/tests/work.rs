//! Bounded time: what a request will take is estimated before anything is decoded, and held against `MAX_WORK`; what takes
//! long all the same is given up at `MAX_SECONDS`.

use std::time::Duration;

use anyhow::{Context, Result};
use host_test::pictures::{WebPFrame, animated_webp, encode, photo};
use host_test::runtime::host::{Answer, Host};
use host_test::store::mock::MockStore;
use image::{DynamicImage, ImageFormat};

fn jpeg() -> Vec<u8> {
    encode(&DynamicImage::from(photo(640, 480)), ImageFormat::Jpeg)
}

/// Frames that all differ.
fn animation(frames: u32) -> Vec<u8> {
    let wide = DynamicImage::from(photo(64 + frames, 48));
    let frames: Vec<_> = (0..frames)
        .map(|left| WebPFrame::whole(wide.crop_imm(left, 0, 64, 48).into_rgba8()))
        .collect();
    animated_webp((64, 48), 0, &frames)
}

struct Made {
    answer: Answer,
    bytes: usize,
}

async fn make(original: &[u8], transform: &str, most: u64) -> Result<Made> {
    let store = MockStore::with("a", original.to_vec());
    let host = Host::resizer(store.clone())?
        .env("URL", "http://w.example")
        .env("MAX_WORK", &most.to_string());
    let answer = host.get(&format!("/{transform}/a")).await?;
    let mut keys = store.keys();
    keys.retain(|key| key != "a");
    let made = keys.first().and_then(|key| store.object(key));
    Ok(Made {
        answer,
        bytes: made.map_or(0, |made| made.body.len()),
    })
}

/// Milliseconds of CPU that were estimated, as the answer has them.
fn estimate(answer: &Answer) -> Result<u64> {
    let timings = answer.headers["server-timing"].to_str()?;
    let mut entries = timings.split(", ");
    let found = entries.find_map(|entry| entry.strip_prefix("estimate;dur="));
    let found = found.context(timings.to_owned())?;
    Ok(found.trim_end_matches(".0").parse()?)
}

#[tokio::test]
async fn a_quality_is_looked_for_less_where_there_is_less_time() -> Result<()> {
    let original = jpeg();
    for transform in ["600x450,quality=auto", "600x450,quality=auto,format=webp"] {
        let plain = transform.replace(",quality=auto", "");
        let plain = make(&original, &plain, 10_000).await?;
        let full = make(&original, transform, 10_000).await?;
        let most = estimate(&full.answer)?;
        let same = make(&original, transform, most).await?;
        assert_eq!(same.bytes, full.bytes, "{transform}");

        let coarse = make(&original, transform, most - 1).await?;
        assert_eq!(coarse.answer.status, 307, "{transform}");
        assert!(estimate(&coarse.answer)? < most, "{transform}");
        assert!(coarse.bytes >= full.bytes, "{transform}");
        let (found, finest) = (coarse.bytes, full.bytes);
        assert!(found < finest * 3 / 2, "{transform}: {found}, {finest}");

        let least = make(&original, transform, estimate(&plain.answer)?).await?;
        assert_eq!(least.bytes, plain.bytes, "{transform}: the usual quality");
    }
    Ok(())
}

#[tokio::test]
async fn an_animation_that_takes_too_long_becomes_a_still() -> Result<()> {
    let original = animation(40);
    for format in ["webp", "gif"] {
        let transform = format!("200x150,format={format}");
        let whole = make(&original, &transform, 10_000).await?;
        assert!(!whole.answer.headers.contains_key("marble-frames"));
        let most = estimate(&whole.answer)?;
        let whole = make(&original, &transform, most).await?;
        assert!(!whole.answer.headers.contains_key("marble-frames"));
        let still = make(&original, &transform, most - 1).await?;
        assert_eq!(still.answer.headers["marble-frames"], "1/40");
        assert!(estimate(&still.answer)? < most / 10);
    }
    Ok(())
}

/// The defaults hold for what once took 77 seconds: 300 frames, each sharpened, changed, and written seven times.
#[tokio::test]
async fn the_most_expensive_animation_is_a_still_by_default() -> Result<()> {
    let original = animation(300);
    let transform = "570x570,sharpen=10,saturation=10,quality=auto";
    let made = make(&original, transform, 10_000).await?;
    assert_eq!(made.answer.status, 307);
    assert_eq!(made.answer.headers["marble-frames"], "1/300");
    assert!(estimate(&made.answer)? < 1000);
    Ok(())
}

#[tokio::test]
async fn what_takes_too_long_in_every_way_is_refused() -> Result<()> {
    let original = jpeg();
    for (original, transform) in [
        (&original, "600x450"),
        (&original, "600x450,quality=auto"),
        (&animation(3), "600x450"),
    ] {
        let made = make(original, transform, 1).await?;
        let body: serde_json::Value = serde_json::from_slice(&made.answer.body)?;
        assert_eq!(made.answer.status, 413, "{transform}: {body}");
        assert_eq!(body["code"], "too-much-work");
        let detail = body["detail"].as_str().unwrap_or_default();
        let expected = "expected at most 1 milliseconds of work, but found ";
        assert!(detail.starts_with(expected), "{detail}");
        assert_eq!(made.bytes, 0);
    }
    Ok(())
}

/// The clock goes on by a second at each look: after the header and the store, three or four looks are left.
#[tokio::test]
async fn what_takes_long_all_the_same_is_given_up() -> Result<()> {
    let jpeg = jpeg();
    let animation = animation(60);
    for (original, transform, seconds, status) in [
        (&jpeg, "600x450,quality=auto", "60", 307),
        (&jpeg, "600x450,quality=auto", "9", 503),
        (&jpeg, "600x450", "3", 503),
        (&animation, "60x45", "600", 307),
        (&animation, "60x45", "30", 503),
    ] {
        let store = MockStore::with("a", original.clone());
        let host = Host::resizer(store.clone())?
            .env("URL", "http://w.example")
            .env("MAX_SECONDS", seconds)
            .clock_step(Duration::from_secs(1));
        let answer = host.get(&format!("/{transform}/a")).await?;
        let case = format!("{transform} {seconds}: {answer:?}");
        assert_eq!(answer.status, status, "{case}");
        if status == 503 {
            let body: serde_json::Value = serde_json::from_slice(&answer.body)?;
            assert_eq!(body["code"], "too-slow", "{case}");
            assert_eq!(answer.headers["retry-after"], "2", "{case}");
            assert_eq!(store.keys(), ["a"], "{case}");
        }
    }
    Ok(())
}
