//! Animations: every way in which a frame gives way to the next one.

use gif::DisposalMethod;
use host_test::globe::blue_marble;
use host_test::pictures::{WebPFrame, animated_gif, animated_webp, disc, gif_part};
use image::{DynamicImage, RgbaImage};

use crate::originals::Files;

pub(crate) fn all() -> Files {
    let mut files = Vec::new();
    for (name, repetitions) in [("once", None), ("thrice", Some(2)), ("forever", Some(0))] {
        files.push((format!("animations/{name}.gif"), parts(repetitions)));
        let plays = repetitions.map_or(1, |times| if times == 0 { 0 } else { times + 1 });
        files.push((format!("animations/{name}.webp"), discs(plays)));
    }
    files.push(("animations/globe.gif".into(), turning_gif()));
    files.push(("animations/globe.webp".into(), turning_webp()));
    files.push(("animations/many.gif".into(), many()));
    files.push(("animations/single.webp".into(), single()));
    files
}

/// Parts of one colour, disposed of in each way.
fn parts(repetitions: Option<u16>) -> Vec<u8> {
    let frames = [
        gif_part((0, 0), (40, 30), 1),
        gif::Frame {
            dispose: DisposalMethod::Previous,
            interlaced: true,
            delay: 0,
            ..gif_part((3, 4), (15, 16), 2)
        },
        gif::Frame {
            dispose: DisposalMethod::Background,
            delay: 7,
            ..gif_part((10, 10), (20, 12), 0)
        },
        gif::Frame {
            transparent: Some(3),
            delay: 1,
            ..gif_part((0, 0), (40, 30), 3)
        },
        // Over the edge.
        gif_part((35, 25), (30, 30), 4),
    ];
    animated_gif((40, 30), repetitions, &frames)
}

fn discs(plays: u16) -> Vec<u8> {
    let frames = [40_u32, 12, 15, 22, 16].map(|side| WebPFrame {
        picture: disc(side),
        left: (42 - side) / 4 * 2,
        top: 2,
        duration: side * 3,
        blend: !side.is_multiple_of(3),
        clear: side.is_multiple_of(4),
    });
    animated_webp((42, 44), plays, &frames)
}

fn globes() -> [RgbaImage; 5] {
    let globe = DynamicImage::from(blue_marble(128, 96));
    [0, 8, 16, 24, 32].map(|left| globe.crop_imm(left, 0, 96, 96).to_rgba8())
}

fn turning_gif() -> Vec<u8> {
    let frames = globes().map(|mut globe| gif::Frame {
        delay: 9,
        ..gif::Frame::from_rgba_speed(96, 96, &mut globe, 10)
    });
    animated_gif((96, 96), Some(0), &frames)
}

fn turning_webp() -> Vec<u8> {
    let frames = globes().map(|picture| WebPFrame {
        picture,
        left: 0,
        top: 0,
        duration: 90,
        blend: false,
        clear: false,
    });
    animated_webp((96, 96), 0, &frames)
}

/// Most look like the one before.
fn many() -> Vec<u8> {
    let frames: Vec<_> = (0..40_u8)
        .map(|number| gif_part((0, 0), (16, 16), number / 3))
        .collect();
    animated_gif((16, 16), Some(0), &frames)
}

fn single() -> Vec<u8> {
    let frame = WebPFrame {
        picture: disc(20),
        left: 4,
        top: 6,
        duration: 500,
        blend: true,
        clear: false,
    };
    animated_webp((32, 30), 0, &[frame])
}
