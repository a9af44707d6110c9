//! Originals that are GIFs as real programs write them, against the specification or beside it: what is seen, as browsers
//! and sharp show it. What is cut off is refused.

use anyhow::{Context, Result};
use host_test::pictures::{QUARTERS, RawFrame, RawGif, decode, decode_frames};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use image::{Rgba, RgbaImage};

async fn resize(file: &[u8], transform: &str) -> Result<Vec<u8>> {
    let made = Resized::new(Host::resizer, file, transform, &[]).await?;
    made.file().with_context(|| transform.to_owned())
}

async fn status(file: &[u8], transform: &str) -> Result<u16> {
    let made = Resized::new(Host::resizer, file, transform, &[]).await?;
    Ok(made.answer.status.as_u16())
}

const NOTHING: Rgba<u8> = Rgba([0; 4]);

fn color(index: usize) -> Rgba<u8> {
    let [red, green, blue] = QUARTERS[index].0;
    Rgba([red, green, blue, 255])
}

fn assert_pixel(picture: &RgbaImage, (x, y): (u32, u32), expected: Rgba<u8>, case: &str) {
    let found = picture.get_pixel(x, y);
    let near = found
        .0
        .iter()
        .zip(expected.0)
        .all(|(a, b)| a.abs_diff(b) < 10);
    let near = near || (expected[3] == 0 && found[3] == 0);
    assert!(near, "{case}: {found:?} at {x}, {y}, not {expected:?}");
}

/// The pixel at a place, of a picture or of every frame of an animation, as PNG, GIF and WebP.
async fn stills(file: &[u8], size: (u32, u32)) -> Result<Vec<(RgbaImage, String)>> {
    let mut pictures = Vec::new();
    for options in [
        ",format=png",
        ",format=webp,lossless=yes",
        ",format=gif,frames=1",
    ] {
        let transform = format!("{}x{}{options}", size.0, size.1);
        let picture = decode(&resize(file, &transform).await?).to_rgba8();
        pictures.push((picture, transform));
    }
    Ok(pictures)
}

/// The frames of the animation that is made of one, as GIF and as WebP.
async fn animations(file: &[u8], size: (u32, u32)) -> Result<Vec<(Vec<RgbaImage>, String)>> {
    let mut animations = Vec::new();
    for options in ["", ",format=webp,lossless=yes"] {
        let transform = format!("{}x{}{options}", size.0, size.1);
        let (frames, _) = decode_frames(&resize(file, &transform).await?);
        let frames = frames.into_iter().map(|(frame, _)| frame);
        animations.push((frames.collect(), transform));
    }
    Ok(animations)
}

/// As in Chrome (Wuffs) and sharp (libnsgif): the screen grows by the first frame.
#[tokio::test]
async fn a_screen_that_is_too_small_grows_by_the_first_frame() -> Result<()> {
    for (screen, place, canvas) in [
        ((16, 12), (0, 0), (64, 48)),
        ((16, 60), (0, 0), (64, 60)),
        ((0, 0), (0, 0), (64, 48)),
        ((0, 100), (0, 0), (64, 100)),
        ((1, 1), (16, 8), (80, 56)),
        ((100, 90), (36, 42), (100, 90)),
        ((100, 90), (40, 50), (104, 98)),
    ] {
        let frame = RawFrame {
            place,
            ..RawFrame::quarters((64, 48))
        };
        let file = RawGif {
            screen,
            palette: true,
            frames: vec![frame],
        };
        let (left, top) = (u32::from(place.0), u32::from(place.1));
        // As it is: the other side follows from the canvas.
        let made = decode(&resize(&file.file(), &format!("{}x,format=png", canvas.0)).await?);
        let case = format!("{screen:?} {place:?}");
        assert_eq!((made.width(), made.height()), canvas, "{case}");
        for (picture, transform) in stills(&file.file(), canvas).await? {
            let case = format!("{case} {transform}");
            for (index, (x, y)) in [(3, 3), (60, 3), (3, 44), (60, 44)].into_iter().enumerate() {
                assert_pixel(&picture, (left + x, top + y), color(index), &case);
            }
            if left > 0 {
                assert_pixel(&picture, (0, 0), NOTHING, &case);
            }
        }
    }
    Ok(())
}

/// What later frames have beyond the canvas is left out, and nothing grows by it.
#[tokio::test]
async fn later_frames_are_cut_to_the_canvas() -> Result<()> {
    for screen in [(10, 10), (0, 0), (64, 48)] {
        let file = RawGif {
            screen,
            palette: true,
            frames: vec![
                RawFrame::quarters((64, 48)),
                RawFrame::plain((200, 100), 1),
                RawFrame {
                    place: (32, 24),
                    ..RawFrame::plain((100, 100), 2)
                },
                RawFrame {
                    place: (80, 80),
                    ..RawFrame::plain((5, 5), 0)
                },
            ],
        };
        for (frames, transform) in animations(&file.file(), (64, 48)).await? {
            let case = format!("{screen:?} {transform}");
            // The last one shows nothing new.
            assert_eq!(frames.len(), 3, "{case}");
            for frame in &frames {
                assert_eq!(frame.dimensions(), (64, 48), "{case}");
            }
            assert_pixel(&frames[0], (60, 44), color(3), &case);
            assert_pixel(&frames[1], (60, 44), color(1), &case);
            assert_pixel(&frames[1], (3, 3), color(1), &case);
            assert_pixel(&frames[2], (60, 44), color(2), &case);
            assert_pixel(&frames[2], (3, 3), color(1), &case);
        }
    }
    Ok(())
}

/// What there is, and the rest transparent: with the code that ends the pixels or without it.
#[tokio::test]
async fn a_frame_that_ends_early_shows_what_there_is() -> Result<()> {
    for endless in [false, true] {
        let mut frame = RawFrame {
            endless,
            ..RawFrame::quarters((64, 48))
        };
        // 30 rows, and half a row. Without an end, bits that are left over may read as one pixel more.
        frame.indices.truncate(30 * 64 + 32);
        let file = RawGif {
            screen: (64, 48),
            palette: true,
            frames: vec![frame.clone()],
        };
        for (picture, transform) in stills(&file.file(), (64, 48)).await? {
            let case = format!("endless: {endless}, {transform}");
            for (place, expected) in [
                ((3, 3), color(0)),
                ((60, 3), color(1)),
                ((3, 29), color(2)),
                ((60, 29), color(3)),
                ((29, 30), color(2)),
                ((35, 30), NOTHING),
                ((3, 31), NOTHING),
                ((60, 47), NOTHING),
            ] {
                assert_pixel(&picture, place, expected, &case);
            }
        }
        // In the first two passes there are 12 rows: each fourth one.
        let interlaced = RawFrame {
            interlaced: true,
            indices: vec![1; 64 * 12],
            ..frame.clone()
        };
        let file = RawGif {
            frames: vec![interlaced],
            ..file
        };
        for (picture, transform) in stills(&file.file(), (64, 48)).await? {
            for y in 0..48 {
                let expected = if y % 4 == 0 { color(1) } else { NOTHING };
                assert_pixel(&picture, (20, y), expected, &transform);
            }
        }
        // Over another frame, what was there shines through.
        let file = RawGif {
            frames: vec![
                RawFrame::plain((64, 48), 1),
                frame,
                RawFrame::plain((8, 8), 3),
            ],
            ..file
        };
        for (frames, transform) in animations(&file.file(), (64, 48)).await? {
            assert_eq!(frames.len(), 3, "{transform}");
            assert_pixel(&frames[1], (3, 3), color(0), &transform);
            assert_pixel(&frames[1], (29, 30), color(2), &transform);
            assert_pixel(&frames[1], (35, 30), color(1), &transform);
            assert_pixel(&frames[1], (3, 40), color(1), &transform);
            assert_pixel(&frames[2], (3, 3), color(3), &transform);
        }
    }
    Ok(())
}

/// A frame without a pixel is refused, as by sharp.
#[tokio::test]
async fn a_frame_without_pixels_is_damaged() -> Result<()> {
    for endless in [false, true] {
        let empty = RawFrame {
            size: (64, 48),
            endless,
            ..RawFrame::default()
        };
        let still = RawGif {
            screen: (64, 48),
            palette: true,
            frames: vec![empty.clone()],
        };
        assert_eq!(status(&still.file(), "32x").await?, 422);
        let moving = RawGif {
            frames: vec![RawFrame::plain((64, 48), 1), empty],
            ..still
        };
        assert_eq!(status(&moving.file(), "32x").await?, 422);
        assert_eq!(status(&moving.file(), "32x,frames=1").await?, 307);
    }
    Ok(())
}

/// Black and white, as sharp 0.35.5 shows it, and black for all other indices. In Chrome all are black.
#[tokio::test]
async fn without_a_palette_there_are_black_and_white() -> Result<()> {
    let black = Rgba([0, 0, 0, 255]);
    let shown = [black, Rgba([255; 4]), black, black];
    let mut file = RawGif {
        screen: (64, 48),
        palette: false,
        frames: vec![RawFrame::quarters((64, 48))],
    };
    let middles = [(16, 12), (48, 12), (16, 36), (48, 36)];
    for (picture, transform) in stills(&file.file(), (64, 48)).await? {
        for (place, expected) in middles.into_iter().zip(shown) {
            assert_pixel(&picture, place, expected, &transform);
        }
    }
    file.frames.push(RawFrame::plain((20, 20), 1));
    for (frames, transform) in animations(&file.file(), (64, 48)).await? {
        assert_eq!(frames.len(), 2, "{transform}");
        for (place, expected) in middles.into_iter().zip(shown) {
            assert_pixel(&frames[0], place, expected, &transform);
        }
        assert_pixel(&frames[1], (5, 5), Rgba([255; 4]), &transform);
    }
    Ok(())
}

/// Behind the last pixel, nothing is missed and nothing is read.
#[tokio::test]
async fn what_follows_the_last_pixel_may_be_missing_or_garbage() -> Result<()> {
    let early = RawFrame {
        indices: vec![2; 1000],
        ..RawFrame::quarters((64, 48))
    };
    let quarters = RawFrame::quarters((64, 48));
    for (name, palette, frames, has_all) in [
        ("still", true, vec![quarters.clone()], true),
        ("no palette", false, vec![quarters.clone()], true),
        (
            "animation",
            true,
            vec![RawFrame::plain((64, 48), 1), quarters.clone()],
            true,
        ),
        ("early", true, vec![early.clone()], false),
        ("early in an animation", true, vec![quarters, early], false),
    ] {
        let screen = (7, 7);
        let file = RawGif {
            screen,
            palette,
            frames,
        };
        let file = file.file();
        for transform in ["64x", "64x,format=webp,lossless=yes"] {
            let whole = resize(&file, transform).await?;
            let garbage = [&file, &b"\x2c\x21\xf9garbage\0\0"[..]].concat();
            assert!(
                resize(&garbage, transform).await? == whole,
                "{name} {transform}"
            );
            let untrailed = [&file[..file.len() - 1], b"\x99garbage"].concat();
            assert!(
                resize(&untrailed, transform).await? == whole,
                "{name} {transform}"
            );
            let end = file.len() - 1;
            assert!(
                resize(&file[..end], transform).await? == whole,
                "{name} {transform}"
            );
            // The empty sub-block behind the pixels: missed only where pixels are missing, too.
            let cut = &file[..end - 1];
            if has_all {
                assert!(resize(cut, transform).await? == whole, "{name} {transform}");
            } else {
                assert_eq!(status(cut, transform).await?, 422, "{name} {transform}");
            }
            for missing in [10, 100, 300] {
                let cut = &file[..file.len() - missing];
                assert_eq!(status(cut, transform).await?, 422, "{name} {transform}");
            }
        }
    }
    Ok(())
}
