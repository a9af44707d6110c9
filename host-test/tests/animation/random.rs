//! Animations that look like chance, the same in every run.

use gif::DisposalMethod;
use host_test::pictures::{WebPFrame, animated_gif, animated_webp, gif_part};
use image::{Rgba, RgbaImage};

/// Numbers that look like chance, the same in every run.
pub(super) struct Chance(pub(super) u32);

impl Chance {
    pub(super) fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) % end
    }
}

/// Whether the library that tells what is right reads every frame: it loses its way in some that are.
pub(super) fn is_readable(gif: &[u8]) -> bool {
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

pub(super) fn random_gif(chance: &mut Chance) -> Vec<u8> {
    let frames = (0..12).map(|index| {
        let mut small = |end| u16::try_from(chance.below(end)).unwrap();
        let (left, top) = (small(30), small(30));
        // The canvas grows by the first frame, which the other decoder does not know.
        let most = |at: u16, side: u32| match index {
            0 => 30.min(side - u32::from(at)),
            _ => 30,
        };
        let (width, height) = (1 + small(most(left, 40)), 1 + small(most(top, 36)));
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

pub(super) fn random_webp(chance: &mut Chance) -> Vec<u8> {
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
