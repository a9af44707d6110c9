//! Animations that are too large, in frames, in pixels or in memory: a still, which is said, or 413.

use std::time::{Duration, Instant};

use anyhow::Result;
use gif::DisposalMethod;
use host_test::pictures::{WebPFrame, animated_gif, animated_webp, decode, gif_part};
use host_test::runtime::resized::Resized;
use image::{ImageFormat, Rgba, RgbaImage};

use super::random::Chance;
use super::{ask, assert_near, color, four_frames};

#[tokio::test]
async fn what_is_too_large_becomes_a_still_and_says_so() -> Result<()> {
    for (from, media_type) in [
        (ImageFormat::Gif, "image/gif"),
        (ImageFormat::WebP, "image/webp"),
    ] {
        let original = four_frames(from, [20; 4], 0);
        for (name, value, transform, said) in [
            ("MAX_FRAMES", "3", "16x12", Some("1/4")),
            ("MAX_FRAMES", "4", "16x12", None),
            ("MAX_FRAMES", "3", "16x12,frames=4", Some("1/4")),
            ("MAX_FRAMES", "3", "16x12,frames=3", None),
            ("MAX_FRAMES", "1", "16x12,format=png", None),
            ("MAX_SOURCE_PIXELS", "12287", "16x12", Some("1/4")),
            ("MAX_SOURCE_PIXELS", "12288", "16x12", None),
            // Results count, too.
            ("MAX_SOURCE_PIXELS", "12288", "128x96", Some("1/4")),
        ] {
            let case = format!("{from:?} {name}={value} {transform}");
            let env = [(name, value)];
            let Resized { answer, store } = ask(&original, transform, &env).await?;
            assert_eq!(answer.status, 307, "{case}: {answer:?}");
            let found = answer.headers.get("marble-frames");
            assert_eq!(found.map(|it| it.to_str().unwrap()), said, "{case}");
            let stored = store.object(&format!("{transform}/a")).expect(&case);
            let user = stored.metadata.user.iter();
            let mut user = user.filter(|(name, _)| name == "marble-frames");
            assert_eq!(user.next().map(|(_, value)| value.as_str()), said, "{case}");
            if said.is_some() {
                assert_eq!(stored.metadata.content_type.as_deref(), Some(media_type));
                let picture = decode(&stored.body).to_rgba8();
                assert_near(*picture.get_pixel(15, 11), color(0), 16, &case);
                let env = [(name, value), ("DELIVERY", "inline")];
                let answer = ask(&original, transform, &env).await?.answer;
                assert_eq!(answer.status, 200, "{case}");
                assert_eq!(answer.headers["marble-frames"], "1/4", "{case}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_million_frames_are_counted_and_not_decoded() -> Result<()> {
    let part = gif_part((0, 0), (1, 1), 1);
    let [one, two] = [1, 2].map(|count| animated_gif((64, 64), None, &vec![part.clone(); count]));
    let frame = &two[one.len() - 1..two.len() - 1];
    let mut file = two[..two.len() - 1].to_vec();
    file.extend(frame.repeat(1_000_000 - 2));
    file.push(0x3b);
    // The first request waits for the component to be compiled.
    let answer = ask(&file, "32x32,frames=2", &[]).await?.answer;
    assert!(!answer.headers.contains_key("marble-frames"));
    let start = Instant::now();
    let answer = ask(&file, "32x32", &[]).await?.answer;
    assert_eq!(answer.status, 307, "{answer:?}");
    assert_eq!(answer.headers["marble-frames"], "1/1000000");
    // Milliseconds, but for the copies of 23 MB and for what else the machine does.
    let took = start.elapsed();
    assert!(took < Duration::from_secs(10), "{took:?}");
    Ok(())
}

/// A frame may say that it is larger than the canvas by far.
#[tokio::test]
async fn frames_beyond_the_canvas_are_bounded() -> Result<()> {
    let mut file = animated_gif(
        (8, 8),
        None,
        &[gif_part((0, 0), (8, 8), 1), gif_part((0, 0), (8, 8), 2)],
    );
    let descriptors: Vec<_> = (0..file.len() - 9)
        .filter(|at| file[*at..].starts_with(&[0x2c, 0, 0, 0, 0, 8, 0, 8, 0]))
        .collect();
    file[descriptors[1] + 5..][..4].copy_from_slice(&[0xff; 4]);
    let answer = ask(&file, "8x8", &[]).await?.answer;
    assert_eq!(answer.status, 307, "{answer:?}");
    assert_eq!(answer.headers["marble-frames"], "1/2");
    assert!(answer.peak_memory < 8 << 20, "{}", answer.peak_memory);
    file[descriptors[0] + 5..][..4].copy_from_slice(&[0xff; 4]);
    let answer = ask(&file, "8x8", &[]).await?.answer;
    assert_eq!(answer.status, 413, "{answer:?}");
    Ok(())
}

#[tokio::test]
async fn memory_stays_below_its_bound() -> Result<()> {
    let mut chance = Chance(3);
    let gif_frames: Vec<_> = (0..6_u32)
        .map(|_| gif::Frame {
            dispose: DisposalMethod::Previous,
            buffer: (0..500 * 400)
                .map(|_| u8::try_from(chance.below(16)).unwrap())
                .collect::<Vec<_>>()
                .into(),
            ..gif_part((0, 0), (500, 400), 0)
        })
        .collect();
    let webp_frames: Vec<_> = (0..3)
        .map(|_| WebPFrame {
            picture: RgbaImage::from_fn(500, 400, |_, _| {
                let it = chance.below(1 << 24).to_le_bytes();
                Rgba([it[0], it[1], it[2], it[1]])
            }),
            left: 0,
            top: 0,
            duration: 50,
            blend: true,
            clear: false,
        })
        .collect();
    for (name, original) in [
        ("gif", animated_gif((500, 400), Some(0), &gif_frames)),
        ("webp", animated_webp((500, 400), 0, &webp_frames)),
    ] {
        for transform in [
            "100x",
            "400x,format=gif",
            "600x,format=webp",
            "300x,background=ffffff88,pad=50,format=webp,lossless=yes",
        ] {
            for mebibytes in [16_usize, 24, 40] {
                let bound = mebibytes << 20;
                let bytes = bound.to_string();
                let env = [("MAX_MEMORY", bytes.as_str())];
                let answer = ask(&original, transform, &env).await?.answer;
                let case = format!("{name} {transform} in {mebibytes} MiB");
                assert!(
                    [307, 413].contains(&answer.status.as_u16()),
                    "{case}: {answer:?}"
                );
                let peak = answer.peak_memory;
                assert!(peak <= bound, "{case}: {peak} of {bound}");
            }
        }
    }
    Ok(())
}
