//! The sample picture: a blue marble, drawn by arithmetic so that no picture file lies in the repository.
//!
//! A sphere under one sun: gradient noise makes land and weather, light and air do the rest.
//! Nothing but `+ - * /` and `sqrt` is used on floats, so every machine draws the same bytes.
//! Positions are in radii of the globe, x to the right, y up, z to the viewer; colours are linear light.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::many_single_char_names,
    clippy::unreadable_literal,
    reason = "arithmetic on pixels and lattice points: small numbers, and constants of a hash"
)]

use std::num::NonZero;
use std::ops::{Add, Mul};
use std::thread;

use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;

/// A position, a direction or a colour.
#[derive(Clone, Copy)]
struct Vec3(f32, f32, f32);

/// Towards the sun: from the upper left, behind the viewer.
const SUN: Vec3 = Vec3(-0.52, 0.34, 0.78);
/// The axes of the planet as the viewer sees them; the second one points to its north.
const PLANET: [Vec3; 3] = [
    Vec3(0.62, -0.25, 0.744),
    Vec3(0.37, 0.929, 0.004),
    Vec3(-0.692, 0.273, 0.668),
];
/// Where cyclones turn on the planet, how small they are, and how tight (negative: clockwise).
const CYCLONES: [(Vec3, f32, f32); 6] = [
    (Vec3(0.55, 0.45, 0.70), 30.0, 1.5),
    (Vec3(-0.35, 0.62, 0.70), 18.0, 1.2),
    (Vec3(0.20, -0.60, 0.77), 20.0, -1.5),
    (Vec3(-0.45, -0.45, 0.77), 24.0, -1.4),
    (Vec3(0.86, -0.25, 0.44), 40.0, -1.6),
    (Vec3(0.02, 0.22, 0.97), 90.0, 1.8),
];
/// The radius, as a part of the shorter side.
const RADIUS: f32 = 0.41;
/// How far the air shines beyond the edge, in radii.
const AIR: f32 = 0.075;

/// The picture as a JPEG file of 1600 × 1200 pixels, without metadata.
///
/// # Panics
///
/// Never: an encoder that writes to memory does not fail.
#[must_use]
pub fn blue_marble_jpeg() -> Vec<u8> {
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, 90);
    blue_marble(1600, 1200)
        .write_with_encoder(encoder)
        .expect("memory takes every byte");
    jpeg
}

/// The picture in any size; the globe fills most of the shorter side.
#[must_use]
pub fn blue_marble(width: u32, height: u32) -> RgbImage {
    let mut picture = RgbImage::new(width, height);
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let pixels = width as usize * (height as usize).div_ceil(threads).max(1);
    thread::scope(|scope| {
        for (band, bytes) in picture.chunks_mut((pixels * 3).max(1)).enumerate() {
            scope.spawn(move || {
                for (offset, pixel) in bytes.chunks_exact_mut(3).enumerate() {
                    let at = (band * pixels + offset) as u32;
                    pixel.copy_from_slice(&colour(at % width, at / width, width, height));
                }
            });
        }
    });
    picture
}

/// The colour of one pixel.
fn colour(column: u32, row: u32, width: u32, height: u32) -> [u8; 3] {
    let radius = RADIUS * width.min(height) as f32;
    let x = (column as f32 + 0.5 - width as f32 / 2.0) / radius;
    let y = (height as f32 / 2.0 - row as f32 - 0.5) / radius;
    let distance = (x * x + y * y).sqrt();
    // The edge of the globe is one pixel wide.
    let inside = ((1.0 - distance) * radius + 0.5).clamp(0.0, 1.0);
    let mut light = Vec3(0.0, 0.0, 0.0);
    if inside < 1.0 {
        light = space(x, y, distance) * (1.0 - inside);
    }
    if inside > 0.0 {
        let z = (1.0 - distance * distance).max(0.0).sqrt();
        light = light + globe(Vec3(x, y, z).normalized()) * inside;
    }
    // Noise of one step hides the steps of the darker gradients.
    let dither = unit(hash(column as i32, row as i32, 7)) - 0.5;
    [light.0, light.1, light.2].map(|value| {
        // Bright light is rolled off; then a gamma of 2, near enough to what screens expect.
        let seen = (value * (1.0 + value * 0.30) / (1.0 + value * 0.55))
            .max(0.0)
            .sqrt();
        (seen * 255.0 + 0.5 + dither).clamp(0.0, 255.0) as u8
    })
}

/// The light that comes from one point of the globe; `normal` points out of it.
fn globe(normal: Vec3) -> Vec3 {
    let on_planet = |at: Vec3| Vec3(PLANET[0].dot(at), PLANET[1].dot(at), PLANET[2].dot(at));
    let (place, sunward) = (on_planet(normal), on_planet(SUN));
    // The sun's height: its light is warm near the horizon, and gone a little below it.
    let height = normal.dot(SUN);
    let day = smooth(-0.10, 0.32, height) * (0.35 + 0.65 * height.max(0.0)) * 1.45;
    let (low, high) = (Vec3(1.0, 0.50, 0.26), Vec3(1.0, 0.98, 0.94));
    let light = mix(low, high, smooth(-0.05, 0.38, height)) * day + Vec3(0.0012, 0.0018, 0.0035);

    // The shadow is that of the clouds which stand a little nearer to the sun.
    let (cloud, shadow) = clouds(place, sunward * 0.022);
    let ground = ground(place, sunward, normal) * (1.0 - 0.55 * shadow);
    let white = Vec3(0.95, 0.97, 1.0) * (0.86 + 0.30 * cloud - 0.22 * shadow);
    let seen = mix(ground, white, cloud);
    // Towards the edge we look through more and more air, which is blue where the sun is in it.
    let edge = 1.0 - normal.2;
    let air = Vec3(0.209, 0.475, 0.95) * smooth(-0.25, 0.55, height);
    let lit = Vec3(seen.0 * light.0, seen.1 * light.1, seen.2 * light.2);
    mix(lit, air, 0.06 + 0.74 * edge * edge * edge)
}

/// The colour of land or sea under white light.
fn ground(place: Vec3, sunward: Vec3, normal: Vec3) -> Vec3 {
    let latitude = place.1.abs();
    let (height, sunnier) = elevation(place, sunward * 0.010);
    let rough = fbm(place * 5.0 + Vec3(3.1, 7.7, 1.3), 4);
    let ice = smooth(
        0.885,
        0.93,
        latitude + 0.10 * rough + 0.10 * height.max(0.0),
    );
    let snow = Vec3(0.86, 0.90, 0.95);
    if height < 0.0 {
        let (deep, bright) = (Vec3(0.002, 0.020, 0.082), Vec3(0.008, 0.058, 0.165));
        let deep = mix(deep, bright, smooth(-0.35, 0.35, rough));
        let shelf = smooth(-0.10, 0.0, height);
        let sea = mix(deep, Vec3(0.025, 0.20, 0.28), shelf * shelf);
        // The sun's mirror image, blurred by the waves: powers of 16 and 64.
        let mirror = (SUN + Vec3(0.0, 0.0, 1.0))
            .normalized()
            .dot(normal)
            .max(0.0);
        let wide = (0..4).fold(mirror, |power, _| power * power);
        let glint = wide * wide * wide * wide;
        let sea = sea + Vec3(0.11, 0.105, 0.09) * glint + Vec3(0.012, 0.024, 0.035) * wide;
        return mix(sea, snow, ice);
    }
    // Rain falls at the equator and in the middle latitudes, and less inland.
    let dry = 1.0 - smooth(0.0, 0.20, (latitude - 0.36).abs() - 0.04);
    let rain = smooth(-0.30, 0.35, 0.28 - 0.50 * dry + 0.9 * rough - 0.25 * height);
    let (sand, clay) = (Vec3(0.46, 0.32, 0.17), Vec3(0.36, 0.21, 0.10));
    let desert = mix(sand, clay, smooth(-0.2, 0.4, rough));
    let (forest, meadow) = (Vec3(0.035, 0.095, 0.022), Vec3(0.10, 0.15, 0.045));
    let green = mix(forest, meadow, smooth(-0.2, 0.4, fbm(place * 11.0, 3)));
    let tundra = smooth(0.62, 0.80, latitude + 0.15 * rough);
    let land = mix(mix(desert, green, rain), Vec3(0.17, 0.15, 0.11), tundra);
    let rock = mix(land, Vec3(0.24, 0.19, 0.15), smooth(0.22, 0.42, height));
    let white = smooth(0.42, 0.55, height + 0.35 * latitude * latitude).max(ice);
    // Slopes that face the sun are brighter.
    mix(rock, snow, white) * (1.0 + 5.5 * (height - sunnier)).clamp(0.5, 1.5)
}

/// The lie of the land, at `place` and a little `aside` of it; below zero is sea.
/// Noise is looked up in a space that noise has bent: that makes coasts which look like coasts.
fn elevation(place: Vec3, aside: Vec3) -> (f32, f32) {
    let wide = place * 1.7;
    let bend = Vec3(
        fbm(wide + Vec3(11.3, 2.1, 5.5), 3),
        fbm(wide + Vec3(4.2, 13.7, 8.1), 3),
        fbm(wide + Vec3(7.9, 6.4, 17.2), 3),
    ) * 0.55;
    let at = |place: Vec3| fbm(place * 1.25 + bend + Vec3(2.7, 9.1, 4.4), 8) * 1.5 - 0.10;
    let height = at(place);
    (
        height,
        if height < 0.0 {
            height
        } else {
            at(place + aside)
        },
    )
}

/// How much of the view the clouds cover, 0 to 1: at `place`, and roughly at a little `aside` of it.
fn clouds(place: Vec3, aside: Vec3) -> (f32, f32) {
    let (mut at, mut beside, mut wet) = (place, (place + aside).normalized(), 0.06);
    for (centre, small, turn) in CYCLONES {
        let centre = centre.normalized();
        let near = (1.0 - (1.0 - place.dot(centre)) * small).max(0.0);
        if near > 0.0 {
            at = turned(at, centre, turn * near * near);
            beside = turned(beside, centre, turn * near * near);
            wet += 0.22 * near * near;
        }
    }
    // Clear over the desert belts and at the poles.
    let latitude = place.1.abs();
    wet -= 0.16 * (1.0 - smooth(0.0, 0.22, (latitude - 0.34).abs()));
    wet -= 0.22 * smooth(0.80, 0.95, latitude);
    // Winds stretch clouds along the parallels.
    let stretched = |at: Vec3| Vec3(at.0, at.1 * 1.8, at.2) * 2.4;
    let wind = stretched(at);
    let bend = Vec3(
        fbm(wind, 2),
        fbm(wind + Vec3(5.2, 1.3, 8.8), 2),
        fbm(wind + Vec3(1.7, 9.2, 3.1), 2),
    ) * 1.1;
    let thick = |wind: Vec3, octaves| fbm(wind + bend + Vec3(19.0, 3.0, 7.0), octaves) + wet;
    let front = thick(wind, 7);
    let cover = smooth(0.0, 0.50, front);
    // Fair weather is not empty: small clouds in herds.
    let herd = smooth(-0.32, 0.12, front) * smooth(0.02, 0.46, fbm(at * 26.0, 4) + 0.7 * front);
    let all = 0.97 * (cover + 0.68 * herd * (1.0 - cover));
    (all, smooth(0.0, 0.50, thick(stretched(beside), 4)))
}

/// What is around and behind the globe: air that shines, then stars.
fn space(x: f32, y: f32, distance: f32) -> Vec3 {
    let above = ((distance - 1.0) / AIR).clamp(0.0, 1.0);
    let sunny = smooth(-0.35, 0.75, (x * SUN.0 + y * SUN.1) / distance.max(1.0));
    let thin = (1.0 - above) * (1.0 - above);
    let glow = Vec3(0.15, 0.345, 0.75) * (thin * thin * sunny);
    // At most one star a cell; few cells have one, and few of these are bright.
    let (column, row) = (floor(x * 22.0), floor(y * 22.0));
    let seed = hash(column, row, 99);
    let dx = x * 22.0 - column as f32 - 0.2 - 0.6 * unit(seed);
    let dy = y * 22.0 - row as f32 - 0.2 - 0.6 * unit(seed >> 8);
    let magnitude = unit(seed.rotate_left(9));
    let bright = if magnitude > 0.85 {
        magnitude * magnitude * magnitude * magnitude
    } else {
        0.0
    };
    let dot = (1.0 - (dx * dx + dy * dy) * 260.0 / (0.35 + bright)).max(0.0);
    let (cool, warm) = (Vec3(0.70, 0.82, 1.0), Vec3(1.0, 0.86, 0.70));
    glow + mix(cool, warm, unit(seed.rotate_left(21))) * (bright * dot * dot * above)
}

/// `place` turned about `axis` by the angle whose half has the tangent `half`: no sine is needed.
fn turned(place: Vec3, axis: Vec3, half: f32) -> Vec3 {
    let whole = 1.0 + half * half;
    let (sine, cosine) = (2.0 * half / whole, (1.0 - half * half) / whole);
    let (a, b) = (axis, place);
    let across = Vec3(
        a.1 * b.2 - a.2 * b.1,
        a.2 * b.0 - a.0 * b.2,
        a.0 * b.1 - a.1 * b.0,
    );
    place * cosine + across * sine + axis * (axis.dot(place) * (1.0 - cosine))
}

/// Noise of several sizes, each half as large and half as strong as the one before.
fn fbm(place: Vec3, octaves: u32) -> f32 {
    let (mut at, mut strength, mut sum) = (place, 0.5, 0.0);
    for _ in 0..octaves {
        sum += noise(at) * strength;
        // A shift, and not quite 2, so that the lattices do not meet.
        at = at * 2.03 + Vec3(31.7, 17.3, 43.9);
        strength *= 0.5;
    }
    sum
}

/// Gradient noise: a random slope at each point of the lattice, blended in between; -1 to 1.
#[inline]
fn noise(place: Vec3) -> f32 {
    let (x, y, z) = (floor(place.0), floor(place.1), floor(place.2));
    let (u, v, w) = (place.0 - x as f32, place.1 - y as f32, place.2 - z as f32);
    let fade = |t: f32| t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
    let (along, up, in_depth) = (fade(u), fade(v), fade(w));
    let blend = |a: f32, b: f32, part: f32| a + (b - a) * part;
    let edge = |j: i32, k: i32| {
        let (v, w) = (v - j as f32, w - k as f32);
        let near = slope(hash(x, y + j, z + k), u, v, w);
        blend(near, slope(hash(x + 1, y + j, z + k), u - 1.0, v, w), along)
    };
    blend(
        blend(edge(0, 0), edge(1, 0), up),
        blend(edge(0, 1), edge(1, 1), up),
        in_depth,
    )
}

/// The height at `u`, `v`, `w` of a slope towards one of the corners of a cube. Signs are set without
/// a branch, which the processor would guess wrong half of the time.
#[inline]
fn slope(seed: u32, u: f32, v: f32, w: f32) -> f32 {
    let signed = |value: f32, bits: u32| f32::from_bits(value.to_bits() ^ (bits & 0x8000_0000));
    (signed(u, seed) + signed(v, seed << 1) + signed(w, seed << 2)) * 0.8
}

/// `f32::floor`, without the call into the C library that it is on older processors.
#[inline]
fn floor(value: f32) -> i32 {
    let towards_zero = value as i32;
    towards_zero - i32::from(towards_zero as f32 > value)
}

/// Bits without a pattern, for a point of a lattice.
#[inline]
fn hash(x: i32, y: i32, z: i32) -> u32 {
    let part = |value: i32, factor| (value as u32).wrapping_mul(factor);
    let bits = part(x, 0x8da6b343) ^ part(y, 0xd8163841) ^ part(z, 0xcb1ab31f);
    let bits = (bits ^ (bits >> 15)).wrapping_mul(0x2c1b3c6d);
    let bits = (bits ^ (bits >> 12)).wrapping_mul(0x297a2d39);
    bits ^ (bits >> 15)
}

/// The lower bits as a number from 0 to 1.
fn unit(bits: u32) -> f32 {
    (bits & 0xffff) as f32 / 65535.0
}

/// 0 below `from`, 1 above `to`, and a soft step in between.
fn smooth(from: f32, to: f32, value: f32) -> f32 {
    let part = ((value - from) / (to - from)).clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}

/// `a` where `part` is 0, `b` where it is 1.
fn mix(a: Vec3, b: Vec3, part: f32) -> Vec3 {
    a * (1.0 - part) + b * part
}

impl Vec3 {
    fn dot(self, other: Self) -> f32 {
        self.0 * other.0 + self.1 * other.1 + self.2 * other.2
    }

    fn normalized(self) -> Self {
        self * (1.0 / self.dot(self).sqrt())
    }
}

impl Add for Vec3 {
    type Output = Self;

    #[inline]
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0, self.1 + other.1, self.2 + other.2)
    }
}

impl Mul<f32> for Vec3 {
    type Output = Self;

    #[inline]
    fn mul(self, by: f32) -> Self {
        Self(self.0 * by, self.1 * by, self.2 * by)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_the_same_picture_twice() {
        assert!(blue_marble(160, 120) == blue_marble(160, 120));
    }

    #[test]
    fn has_the_size_that_is_asked_for() {
        for size in [(0, 0), (1, 1), (97, 13), (120, 160)] {
            assert_eq!(blue_marble(size.0, size.1).dimensions(), size);
        }
    }

    #[test]
    fn is_a_bright_blue_globe_in_the_dark() {
        let picture = blue_marble(160, 120);
        let mean = |x: u32, y: u32, channel: usize| {
            let pixels = (0..400).map(|at| picture.get_pixel(x + at % 20, y + at / 20));
            pixels.map(|pixel| u32::from(pixel[channel])).sum::<u32>() / 400
        };
        let [red, _, blue] = [0, 1, 2].map(|channel| mean(70, 50, channel));
        assert!(blue > 80 && blue > red, "red {red}, blue {blue}");
        assert!((0..3).all(|channel| mean(0, 0, channel) < 12));
    }
}
