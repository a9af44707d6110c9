//! Animations through the real component: which frames come out, how long and how often they are seen, and what becomes of
//! those that are too large. Whether all is drawn right, other decoders tell.

use std::time::{Duration, Instant};

use anyhow::Result;
use gif::DisposalMethod;
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

/// Numbers that look like chance, the same in every run.
struct Chance(u32);

impl Chance {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) % end
    }
}

/// Whether the library that tells what is right reads every frame: it loses its way in some that are.
fn is_readable(gif: &[u8]) -> bool {
    let reader = gif::DecodeOptions::new().read_info(gif);
    let mut reader = reader.expect("a GIF");
    loop {
        match reader.read_next_frame() {
            Ok(Some(_)) => {}
            Ok(None) => return true,
            Err(_) => return false,
        }
    }
}

fn random_gif(chance: &mut Chance) -> Vec<u8> {
    let frames = (0..12).map(|_| {
        let mut small = |end| u16::try_from(chance.below(end)).unwrap();
        let (left, top) = (small(30), small(30));
        let (width, height) = (1 + small(30), 1 + small(30));
        let local = small(3) == 0;
        let colors = 1 + small(15);
        let palette: Vec<u8> = (0..48).map(|_| u8::try_from(small(256)).unwrap()).collect();
        gif::Frame {
            delay: 5 + small(9),
            dispose: [
                DisposalMethod::Any,
                DisposalMethod::Keep,
                DisposalMethod::Background,
                DisposalMethod::Previous,
            ][usize::from(small(4))],
            transparent: (small(2) == 0).then_some(1),
            interlaced: small(2) == 0,
            palette: local.then_some(palette),
            buffer: (0..width * height)
                .map(|_| u8::try_from(small(u32::from(colors))).unwrap())
                .collect::<Vec<_>>()
                .into(),
            ..gif_part((left, top), (width, height), 0)
        }
    });
    let frames: Vec<_> = frames.collect();
    // The library writes rows in their order, whatever the flag says: that is another picture, and as good.
    animated_gif((40, 36), Some(0), &frames)
}

fn random_webp(chance: &mut Chance) -> Vec<u8> {
    let frames = (0..12).map(|_| {
        let mut small = |end| chance.below(end);
        let (left, top) = (small(10) * 2, small(8) * 2);
        let (width, height) = (1 + small(40 - left), 1 + small(36 - top));
        let see_through = small(3);
        WebPFrame {
            picture: RgbaImage::from_fn(width, height, |_, _| {
                let alpha = if small(4) < see_through { 0 } else { 255 };
                Rgba(
                    [small(256), small(256), small(256), alpha].map(|it| u8::try_from(it).unwrap()),
                )
            }),
            left,
            top,
            duration: 20 + small(90),
            blend: small(2) == 0,
            clear: small(3) == 0,
        }
    });
    animated_webp((40, 36), 0, &frames.collect::<Vec<_>>())
}

/// Frames of chance, each drawn over the others in every way that there is.
#[tokio::test]
async fn frames_are_those_of_other_decoders() -> Result<()> {
    let mut chance = Chance(7);
    for round in 0..12 {
        let mut random_gif = || {
            let mut files = std::iter::repeat_with(|| random_gif(&mut chance));
            files.find(|file| is_readable(file)).expect("one in a few")
        };
        let (one, other) = (random_gif(), random_gif());
        for (original, option, most) in [
            (one, "format=webp,lossless=yes", 0),
            (other, "format=gif", 64),
            // The other decoder loses some where it blends.
            (random_webp(&mut chance), "format=webp,lossless=yes", 4),
        ] {
            let result = resize(&original, &format!("40x36,{option}")).await?;
            let (expected, _) = decode_frames(&original);
            let (found, _) = decode_frames(&result);
            let case = format!("round {round}, {option}");
            let time = |frames: &[(RgbaImage, Duration)]| -> Duration {
                frames.iter().map(|(_, delay)| *delay).sum()
            };
            assert_eq!(time(&found), time(&expected), "{case}");
            let mut seen = found.iter();
            let mut until = Duration::ZERO;
            let (mut start, mut frame) = (Duration::ZERO, &found[0].0);
            for (index, (expected, delay)) in expected.iter().enumerate() {
                if start >= until {
                    let (picture, delay) = seen.next().expect(&case);
                    frame = picture;
                    until += *delay;
                }
                start += *delay;
                for (x, y, pixel) in frame.enumerate_pixels() {
                    let case = format!("{case}, frame {index} at {x}, {y}");
                    assert_near(*pixel, *expected.get_pixel(x, y), most, &case);
                }
            }
        }
    }
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
