//! Frames as other decoders see them.

use std::time::Duration;

use anyhow::Result;
use host_test::pictures::decode_frames;
use image::RgbaImage;

use super::random::{Chance, is_readable, random_gif, random_webp};
use super::{assert_near, resize};

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
