//! Any planes and options: an error or a file that zune-jpeg reads, the same samples in both processes, and never
//! more capacity than `cost` said.
//!
//! Input: colour and quantisation, sampling, quality, width, height, one byte each; a byte that, where it is small,
//! damages the planes; then samples, repeated as often as the planes need.

#![no_main]

use libfuzzer_sys::fuzz_target;
use marble_jpeg::encode::{Options, Quantization, Sampling, cost, encode};
use marble_jpeg::{Color, Plane, Planes};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;

fuzz_target!(|data: &[u8]| {
    let Some((&[color, sampling, quality, width, height, damage], samples)) =
        data.split_first_chunk::<6>()
    else {
        return;
    };
    let (width, height) = (u32::from(width), u32::from(height));
    let (sampling, h, v) = match sampling % 5 {
        0 => (Sampling::Full444, 1, 1),
        1 => (Sampling::Half420, 2, 2),
        2 => (Sampling::Half422, 2, 1),
        3 => (Sampling::Half440, 1, 2),
        _ => (Sampling::Grey, 1, 1),
    };
    let mut source = samples.iter().copied().cycle();
    let mut plane = |width: u32, height: u32| Plane {
        width,
        height,
        samples: (0..width * height)
            .map(|_| source.next().unwrap_or(7))
            .collect(),
    };
    let mut planes = vec![plane(width, height)];
    let mut kind = Color::Grey;
    if sampling != Sampling::Grey {
        planes.push(plane(width.div_ceil(h), height.div_ceil(v)));
        planes.push(plane(width.div_ceil(h), height.div_ceil(v)));
        kind = Color::YCbCr;
    }
    let mut picture = Planes {
        width,
        height,
        color: kind,
        planes,
    };
    match damage {
        0 => picture.width = u32::MAX,
        1 => picture.height += 1,
        2 => picture.planes[0].samples.truncate(3),
        3 => picture.planes.truncate(2),
        4 => {
            picture.color =
                [Color::Cmyk, Color::Rgb, Color::Ycck, Color::YCbCr][usize::from(color % 4)]
        }
        5 => picture.planes.last_mut().unwrap().width = 65_536,
        6 => picture.planes.last_mut().unwrap().height = u32::MAX,
        _ => {}
    }

    let profile = samples.get(..usize::from(damage)).filter(|_| damage > 200);
    let quantization = if color % 2 == 0 {
        Quantization::Perceptual
    } else {
        Quantization::Libjpeg
    };
    let files = [false, true].map(|progressive| {
        let options = Options {
            quality,
            quantization,
            progressive,
            icc_profile: profile,
        };
        let file = encode(&picture, &options).ok()?;
        assert!(file.capacity() as u64 <= cost(picture.width, picture.height, sampling, &options));
        let mut decoder = JpegDecoder::new(ZCursor::new(&file));
        let samples = decoder.decode().expect("a file that can be read");
        let (width, height) = decoder.dimensions().expect("dimensions after decoding");
        assert_eq!(
            (width as u32, height as u32),
            (picture.width, picture.height)
        );
        Some(samples)
    });
    assert!(files[0] == files[1], "the processes differ");
});
