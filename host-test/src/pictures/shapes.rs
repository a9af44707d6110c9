//! Simple pictures: their pixels are known at every place.

use image::{DynamicImage, Rgb, RgbImage, Rgba, RgbaImage};

/// Red, green, blue and white: the quarters of [`quarters`], as read.
pub const QUARTERS: [Rgb<u8>; 4] = [
    Rgb([220, 30, 30]),
    Rgb([30, 200, 30]),
    Rgb([30, 30, 220]),
    Rgb([240, 240, 240]),
];

/// A picture whose quarters tell which way up it is.
#[must_use]
pub fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let right = usize::from(x >= width / 2);
        let below = usize::from(y >= height / 2);
        QUARTERS[below * 2 + right]
    })
}

/// A red disc on nothing: where alpha is 0 the colour is a loud green, which must never be seen.
#[must_use]
pub fn disc(side: u32) -> RgbaImage {
    let middle = f64::from(side) / 2.0;
    RgbaImage::from_fn(side, side, |x, y| {
        let (x, y) = (f64::from(x) + 0.5 - middle, f64::from(y) + 0.5 - middle);
        if x.hypot(y) < middle * 0.8 {
            Rgba([220, 30, 30, 255])
        } else {
            Rgba([0, 255, 0, 0])
        }
    })
}

/// The pixels in the middles of the four quarters, left to right and top to bottom.
#[must_use]
pub fn probe(picture: &DynamicImage) -> [Rgb<u8>; 4] {
    let picture = picture.to_rgb8();
    let (width, height) = picture.dimensions();
    let at = |x: u32, y: u32| *picture.get_pixel(width * x / 4, height * y / 4);
    [at(1, 1), at(3, 1), at(1, 3), at(3, 3)]
}

/// Four samples of noise at a place, which nothing compresses.
#[must_use]
pub fn noise_at(x: u32, y: u32) -> [u8; 4] {
    let mixed = x.wrapping_mul(0x9e37_79b1) ^ y.wrapping_mul(0x85eb_ca6b);
    (mixed ^ (mixed >> 15))
        .wrapping_mul(0x2c1b_3c6d)
        .to_le_bytes()
}
