//! A photograph as a camera takes it, drawn by arithmetic on whole numbers: every machine draws the same bytes.
//!
//! A coast from above. Things with sharp edges lie under a light that falls off; some are rough down to the pixel, some
//! are smooth or out of focus, and the noise of a sensor is over all of them. Values are in 64ths of a level.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "arithmetic on pixels and lattice points: small numbers"
)]

use std::num::NonZero;
use std::ops::RangeInclusive;
use std::thread;

use image::RgbImage;

/// One of the things in the picture: luma, blue and red difference, and how rough it is (of 256).
type Material = [i32; 4];

/// From the lowest to the highest.
const MATERIALS: [Material; 6] = [
    [188, 22, -20, 8],   // Shallow water.
    [96, 14, -14, 40],   // Deep water.
    [140, -22, 14, 120], // Sand.
    [84, -20, -10, 256], // Leaves.
    [122, -4, 4, 170],   // Rock.
    [196, -6, 8, 24],    // Snow.
];

/// Where one ends and the next begins.
const HEIGHTS: [i32; 5] = [-64, -38, -12, 20, 56];

/// No height reaches it: 128 levels of the largest octave, and half of that for each smaller one.
const LIMIT: i32 = 128 * 64 * 2;

/// The largest picture that is drawn, in pixels; larger ones are mosaics of it.
const TILE: [u32; 2] = [2048, 1536];

/// A photograph of this size, with the detail of a camera's pixels at any size. Beyond 2048 by 1536 pixels it repeats
/// itself.
///
/// As a JPEG of quality 90 (4:2:0) it takes about 0.25 bytes a pixel, at 94 0.33, as a PNG 2.3: as much as the files of
/// cameras.
#[must_use]
pub fn photo(width: u32, height: u32) -> RgbImage {
    let tile = draw(width.min(TILE[0]), height.min(TILE[1]));
    if tile.dimensions() == (width, height) {
        return tile;
    }
    let mut picture = RgbImage::new(width, height);
    let rows = tile.chunks_exact(tile.width() as usize * 3).cycle();
    for (pixels, tile) in picture.chunks_exact_mut(width as usize * 3).zip(rows) {
        for pixels in pixels.chunks_mut(tile.len()) {
            pixels.copy_from_slice(&tile[..pixels.len()]);
        }
    }
    picture
}

fn draw(width: u32, height: u32) -> RgbImage {
    let mut picture = RgbImage::new(width, height);
    let stride = (width as usize * 3).max(1);
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let rows = (height as usize).div_ceil(threads).max(1);
    let materials: Vec<Material> = (-LIMIT..LIMIT).map(material).collect();
    thread::scope(|scope| {
        for (band, bytes) in picture.chunks_mut(stride * rows).enumerate() {
            let materials = &materials;
            scope.spawn(move || {
                let mut scene = Scene::new(width, materials);
                for (row, bytes) in bytes.chunks_exact_mut(stride).enumerate() {
                    scene.draw((band * rows + row) as u32, bytes);
                }
            });
        }
    });
    picture
}

/// What the pixels of a row depend on.
struct Scene<'a> {
    /// At each height from `-LIMIT` on.
    materials: &'a [Material],
    height: Noise,
    light: Noise,
    texture: Noise,
    focus: Noise,
    tint: Noise,
}

impl<'a> Scene<'a> {
    fn new(width: u32, materials: &'a [Material]) -> Self {
        Self {
            materials,
            height: Noise::new(1, width, 4..=9, 2),
            light: Noise::new(2, width, 8..=10, 2),
            texture: Noise::new(3, width, 1..=5, 1),
            focus: Noise::new(4, width, 7..=9, 2),
            tint: Noise::new(5, width, 6..=8, 2),
        }
    }

    fn draw(&mut self, y: u32, bytes: &mut [u8]) {
        for noise in [
            &mut self.height,
            &mut self.light,
            &mut self.texture,
            &mut self.focus,
            &mut self.tint,
        ] {
            noise.move_to(y);
        }
        for (x, pixel) in bytes.chunks_exact_mut(3).enumerate() {
            let [luma, blue, red, rough] = self.materials[(self.height.row[x] + LIMIT) as usize];
            let sharp = (128 + self.focus.row[x] / 24).clamp(0, 256);
            let texture = self.texture.row[x] / 2 * rough / 256 * sharp / 256;
            let luma = luma + self.light.row[x] * 2 / 5 + texture + sensor(x as u32, y);
            let tint = self.tint.row[x] / 12;
            let (blue, red) = (blue + tint, red - tint);
            // ITU-T T.871, clause 7, in 256ths.
            pixel[0] = byte(luma + red * 359 / 256);
            pixel[1] = byte(luma - blue * 88 / 256 - red * 183 / 256);
            pixel[2] = byte(luma + blue * 454 / 256);
        }
    }
}

/// A value as a level.
fn byte(value: i32) -> u8 {
    (value / 64).clamp(0, 255) as u8
}

/// What lies at a height; an edge is as soft as a lens makes it.
fn material(height: i32) -> Material {
    let mut seen = MATERIALS[0];
    for (edge, next) in HEIGHTS.iter().zip(&MATERIALS[1..]) {
        let part = (height - edge * 64 + 128).clamp(0, 256);
        for (value, next) in seen.iter_mut().zip(next) {
            *value += (next - *value) * part / 256;
        }
    }
    let [luma, blue, red, rough] = seen;
    [luma * 64, blue * 64, red * 64, rough]
}

/// The noise of a pixel: two levels, as that of a good camera at ISO 400.
fn sensor(x: u32, y: u32) -> i32 {
    let bytes = hash(x, y, 77).to_le_bytes();
    i32::from(bytes[0]) + i32::from(bytes[1]) + i32::from(bytes[2]) - 382
}

/// Noise of several sizes, one row of it.
struct Noise {
    octaves: Vec<Octave>,
    /// By how much each size is weaker than the next larger one.
    falloff: i32,
    row: Vec<i32>,
}

/// Noise of one size: random values at the points of a lattice, blended in between.
struct Octave {
    seed: u32,
    /// The points are 2 to the power of this apart.
    size: u32,
    /// How much of the next point there is at each pixel behind one, of 256.
    weights: Vec<i32>,
    /// The values at this row, 256 times as large.
    points: Vec<i32>,
}

impl Noise {
    fn new(seed: u32, width: u32, sizes: RangeInclusive<u32>, falloff: i32) -> Self {
        let octaves = sizes.rev().map(|size| Octave::new(seed, width, size));
        Self {
            octaves: octaves.collect(),
            falloff,
            row: vec![0; width as usize],
        }
    }

    fn move_to(&mut self, y: u32) {
        self.row.fill(0);
        let mut strength = 64;
        for octave in &mut self.octaves {
            octave.add(y, strength, &mut self.row);
            strength /= self.falloff;
        }
    }
}

impl Octave {
    fn new(seed: u32, width: u32, size: u32) -> Self {
        let pixels = 1 << size;
        let weight = |at: i32| {
            let part = at * 256 / pixels;
            part * part * (768 - 2 * part) / 65_536
        };
        Self {
            seed: seed * 32 + size,
            size,
            weights: (0..pixels).map(weight).collect(),
            points: vec![0; (width >> size) as usize + 2],
        }
    }

    fn add(&mut self, y: u32, strength: i32, row: &mut [i32]) {
        let above = y >> self.size;
        let side = self.weights.len();
        let down = self.weights[y as usize % side];
        for (x, point) in self.points.iter_mut().enumerate() {
            let at = |y| i32::from(hash(x as u32, y, self.seed).to_le_bytes()[0]) - 128;
            *point = at(above) * (256 - down) + at(above + 1) * down;
        }
        for (pixels, ends) in row.chunks_mut(side).zip(self.points.windows(2)) {
            let (left, step) = (ends[0], ends[1] - ends[0]);
            for (pixel, weight) in pixels.iter_mut().zip(&self.weights) {
                *pixel += ((left * 256 + step * weight) >> 16) * strength;
            }
        }
    }
}

/// Bits without a pattern, for a point of a lattice.
fn hash(x: u32, y: u32, seed: u32) -> u32 {
    let bits =
        x.wrapping_mul(0x8da6_b343) ^ y.wrapping_mul(0xd816_3841) ^ seed.wrapping_mul(0xcb1a_b31f);
    let bits = (bits ^ (bits >> 15)).wrapping_mul(0x2c1b_3c6d);
    let bits = (bits ^ (bits >> 12)).wrapping_mul(0x297a_2d39);
    bits ^ (bits >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pictures::encode;
    use image::ImageFormat;

    #[test]
    fn draws_the_same_picture_on_every_machine() {
        let sum = photo(300, 200)
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
                (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
            });
        assert_eq!(sum, 0x90bd_b5fd_6343_8791);
    }

    #[test]
    fn has_the_size_that_is_asked_for() {
        for size in [(0, 0), (1, 1), (97, 13), (120, 160)] {
            assert_eq!(photo(size.0, size.1).dimensions(), size);
        }
    }

    #[test]
    fn repeats_itself_where_it_is_large() {
        let picture = photo(2100, 1600);
        for (x, y) in [(0, 0), (2048, 1536), (40, 1550), (2099, 3)] {
            let tile = picture.get_pixel(x % 2048, y % 1536);
            assert_eq!(picture.get_pixel(x, y), tile, "{x}, {y}");
        }
    }

    #[test]
    fn takes_as_many_bytes_as_a_photograph() {
        let bytes = encode(&photo(1000, 800).into(), ImageFormat::Png).len();
        assert!((1_200_000..2_400_000).contains(&bytes), "{bytes}");
    }
}
