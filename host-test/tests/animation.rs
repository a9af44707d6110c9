//! Animations through the real component: which frames come out, how long and how often they are seen, and what becomes of
//! those that are too large. Whether all is drawn right, other decoders tell.

mod bounds;
mod other_decoders;
mod random;

use anyhow::Result;
use host_test::pictures::{
    QUARTERS, WebPFrame, animated_gif, animated_webp, decode, decode_frames, distance, encode,
    gif_part, quarters,
};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use image::{DynamicImage, ImageFormat, Rgb, Rgba, RgbaImage};

async fn ask(original: &[u8], transform: &str, env: &[(&str, &str)]) -> Result<Resized> {
    Resized::new(Host::resizer, original, transform, env).await
}

async fn resize(original: &[u8], transform: &str) -> Result<Vec<u8>> {
    let made = ask(original, transform, &[]).await?;
    let first_only = made.answer.headers.contains_key("marble-frames");
    assert!(!first_only, "{transform}");
    made.file()
}

fn assert_near(found: Rgba<u8>, expected: Rgba<u8>, most: u8, case: &str) {
    let rgb = |it: Rgba<u8>| Rgb([it[0], it[1], it[2]]);
    let near = found[3].abs_diff(expected[3]) <= most
        && (expected[3] == 0 || distance(rgb(found), rgb(expected)) <= most);
    assert!(near, "{case}: found {found:?}, expected {expected:?}");
}

fn color(index: usize) -> Rgba<u8> {
    let [red, green, blue] = QUARTERS[index].0;
    Rgba([red, green, blue, 255])
}

/// Four frames of 64 x 48: all red, and then a quarter of it in green, blue, and white, one after the other.
fn four_frames(format: ImageFormat, delays: [u32; 4], plays: u16) -> Vec<u8> {
    let places = [(0, 0), (32, 0), (0, 24), (32, 24)];
    let side = |index: usize| if index == 0 { (64, 48) } else { (32, 24) };
    if format == ImageFormat::Gif {
        let frames: Vec<_> = (0..4_u8)
            .map(|index| gif::Frame {
                delay: u16::try_from(delays[usize::from(index)]).unwrap(),
                ..gif_part(places[usize::from(index)], side(usize::from(index)), index)
            })
            .collect();
        let repetitions = [Some(0), None][usize::from(plays == 1)];
        let repetitions = (plays > 1).then(|| plays - 1).or(repetitions);
        return animated_gif((64, 48), repetitions, &frames);
    }
    let frames: Vec<_> = (0..4)
        .map(|index| {
            let (width, height) = side(index);
            WebPFrame {
                picture: RgbaImage::from_pixel(width.into(), height.into(), color(index)),
                left: places[index].0.into(),
                top: places[index].1.into(),
                duration: delays[index],
                blend: index % 2 == 0,
                clear: false,
            }
        })
        .collect();
    animated_webp((64, 48), plays, &frames)
}

/// What a file says of how often it is seen: all times in a WebP, repetitions in a GIF.
fn said(plays: u16, to_gif: bool) -> Option<u32> {
    match plays {
        0 => None,
        plays if to_gif => Some(u32::from(plays - 1).max(1)),
        plays => Some(plays.into()),
    }
}

#[tokio::test]
async fn frames_times_and_loops_are_kept() -> Result<()> {
    let (gif, webp) = (ImageFormat::Gif, ImageFormat::WebP);
    for (from, option, delays, expected_ms) in [
        (gif, "", [4, 7, 10, 200], [40, 70, 100, 2000]),
        (gif, "", [0, 1, 2, 3], [0, 10, 20, 30]),
        (gif, ",format=webp", [4, 7, 10, 200], [40, 70, 100, 2000]),
        // As browsers see them.
        (gif, ",format=webp", [0, 1, 2, 3], [100, 100, 20, 30]),
        (
            gif,
            ",format=webp,lossless=yes",
            [4, 7, 10, 20],
            [40, 70, 100, 200],
        ),
        (webp, "", [40, 75, 10, 0], [40, 75, 10, 0]),
        (webp, ",lossless=yes", [40, 75, 10, 0], [40, 75, 10, 0]),
        (webp, ",format=gif", [33, 33, 34, 0], [30, 40, 30, 100]),
    ] {
        for plays in [0, 1, 3] {
            let original = four_frames(from, delays, plays);
            let result = resize(&original, &format!("32x24{option}")).await?;
            let case = format!("{from:?}{option} {plays}");
            let to_gif = result.starts_with(b"GIF");
            assert_eq!(
                to_gif,
                option.contains("gif") || from == gif && option.is_empty()
            );
            let (frames, found_plays) = decode_frames(&result);
            assert_eq!(frames.len(), 4, "{case}");
            if plays != 1 || !to_gif {
                assert_eq!(found_plays, said(plays, to_gif), "{case}");
            }
            for (index, (frame, delay)) in frames.iter().enumerate() {
                let case = format!("{case}, frame {index}");
                assert_eq!(delay.as_millis(), expected_ms[index], "{case}");
                assert_eq!(frame.dimensions(), (32, 24), "{case}");
                for (quarter, at) in [(8, 6), (24, 6), (8, 18), (24, 18)].iter().enumerate() {
                    let expected = if quarter <= index { quarter } else { 0 };
                    assert_near(*frame.get_pixel(at.0, at.1), color(expected), 16, &case);
                }
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_is_asked_for_is_done_to_every_frame() -> Result<()> {
    for format in [ImageFormat::Gif, ImageFormat::WebP] {
        let original = four_frames(format, [20; 4], 0);
        // The right half, turned: the last frame has green above white, and then white left of green.
        let transform = "24x32,fit=fill,crop=0:32:48:32,rotate=90,background=ff8000,pad=4";
        let (frames, _) = decode_frames(&resize(&original, transform).await?);
        let expected = [[0, 0], [0, 1], [3, 1]];
        for (index, ((frame, _), expected)) in frames.iter().zip(expected).enumerate() {
            let case = format!("{format:?} frame {index}");
            assert_eq!(frame.dimensions(), (32, 40), "{case}");
            assert_near(*frame.get_pixel(1, 20), Rgba([255, 128, 0, 255]), 16, &case);
            let middles = [frame.get_pixel(9, 20), frame.get_pixel(23, 20)];
            for (found, expected) in middles.into_iter().zip(expected) {
                assert_near(*found, color(expected), 16, &case);
            }
        }
        // Blue is cut off: the third looks like the second.
        assert_eq!(frames.len(), 3, "{format:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_looks_the_same_is_one_frame() -> Result<()> {
    let part = |color| gif_part((0, 0), (16, 16), color);
    let original = animated_gif(
        (16, 16),
        Some(0),
        &[part(0), part(0), part(1), part(1), part(0)],
    );
    for option in ["", ",format=webp"] {
        let (frames, _) = decode_frames(&resize(&original, &format!("8x8{option}")).await?);
        let delays: Vec<_> = frames.iter().map(|(_, delay)| delay.as_millis()).collect();
        assert_eq!(delays, [100, 100, 50], "{option}");
    }
    Ok(())
}

#[tokio::test]
async fn stills_show_the_first_frame() -> Result<()> {
    for from in [ImageFormat::Gif, ImageFormat::WebP] {
        let original = four_frames(from, [20; 4], 0);
        for option in [
            "format=jpeg",
            "format=png",
            "format=png,frames=3",
            "frames=1",
        ] {
            let still = resize(&original, &format!("16x12,{option}")).await?;
            let picture = decode(&still).to_rgba8();
            let case = format!("{from:?} {option}");
            assert_eq!(picture.dimensions(), (16, 12), "{case}");
            assert_near(*picture.get_pixel(12, 9), color(0), 16, &case);
            let animated = still.starts_with(b"GIF") && decode_frames(&still).0.len() > 1;
            assert!(
                !animated && !still.windows(4).any(|it| it == b"ANIM"),
                "{case}"
            );
        }
        let (frames, _) = decode_frames(&resize(&original, "16x12,frames=2").await?);
        assert_eq!(frames.len(), 2, "{from:?}");
        assert_near(*frames[1].0.get_pixel(12, 3), color(1), 16, "frames=2");
    }
    Ok(())
}

/// A GIF that was a still stays one.
#[tokio::test]
async fn a_gif_of_any_original_has_its_edges() -> Result<()> {
    let original = DynamicImage::from(host_test::pictures::disc(128));
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let result = resize(&encode(&original, format), "32x32,format=gif").await?;
        let picture = decode(&result).to_rgba8();
        for (x, y, pixel) in picture.enumerate_pixels() {
            let case = format!("{format:?} at {x}, {y}");
            assert!([0, 255].contains(&pixel[3]), "{case}");
            if pixel[3] == 255 {
                assert_near(*pixel, color(0), 24, &case);
            }
        }
        assert_eq!(picture.get_pixel(0, 0)[3], 0, "{format:?}");
        assert_eq!(picture.get_pixel(16, 16)[3], 255, "{format:?}");
    }
    let opaque = encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Jpeg);
    let picture = decode(&resize(&opaque, "32x,format=gif").await?).to_rgba8();
    for (quarter, (x, y)) in [(8, 6), (24, 6), (8, 18), (24, 18)].into_iter().enumerate() {
        assert_near(*picture.get_pixel(x, y), color(quarter), 16, "from JPEG");
    }
    Ok(())
}
