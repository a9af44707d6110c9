//! Originals that are PNGs, of every kind: what is read of them, and what becomes of it.

mod faults;

use anyhow::Result;
use host_test::pictures::decode;
use host_test::pictures::png_variants::{Original, Variant};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use png::{BitDepth, ColorType};

const RGB: Variant = Variant {
    color: ColorType::Rgb,
    depth: BitDepth::Eight,
    transparent: false,
    interlaced: false,
};

async fn ask(original: &[u8], transform: &str) -> Result<Resized> {
    Resized::new(Host::resizer, original, transform, &[]).await
}

async fn resize(original: &[u8], transform: &str) -> Result<DynamicImage> {
    Ok(decode(&ask(original, transform).await?.file()?))
}

#[tokio::test]
async fn every_kind_is_read_to_the_bit() -> Result<()> {
    let kinds = Variant::all();
    assert_eq!(kinds.len(), 2 * (10 + 4 + 8 + 2 + 2));
    for kind in kinds {
        for (width, height) in [(37, 41), (1, 1), (4, 5), (5, 1), (1, 9)] {
            let Original { file, pixels } = kind.noise(width, height);
            let transform = format!("{width}x{height}");
            let found = resize(&file, &transform).await?;
            let case = format!("{kind}, {transform}");
            for (index, (found, expected)) in found.to_rgba8().pixels().zip(&pixels).enumerate() {
                let alpha = expected[3];
                // A colour that was multiplied with little alpha comes back with few of its bits.
                let most = 128_u8
                    .checked_div(alpha)
                    .map_or(255, |most| most.saturating_add(1));
                let most = if alpha == 255 { 0 } else { most };
                assert_eq!(found[3], alpha, "{case}, pixel {index}");
                for (found, expected) in found.0[..3].iter().zip(expected) {
                    assert!(found.abs_diff(*expected) <= most, "{case}, pixel {index}");
                }
            }
        }
    }
    Ok(())
}

/// Boxes of 10 x 10 and a filter behind them: in the middle of the result the mean of all is left, each pixel weighed
/// with its alpha.
#[tokio::test]
async fn every_kind_is_shrunk_to_its_mean() -> Result<()> {
    for kind in Variant::all() {
        let Original { file, pixels } = kind.noise(203, 187);
        let found = resize(&file, "1x1,fit=fill").await?.to_rgba8();
        let found = found.get_pixel(0, 0).0.map(f64::from);
        let mut sums = [0.0; 4];
        for pixel in &pixels {
            let [red, green, blue, alpha] = pixel.map(f64::from);
            sums[0] += red * alpha;
            sums[1] += green * alpha;
            sums[2] += blue * alpha;
            sums[3] += alpha;
        }
        let [red, green, blue, alpha] = sums;
        let count = f64::from(203 * 187);
        let expected = [red / alpha, green / alpha, blue / alpha, alpha / count];
        for (found, expected) in found.iter().zip(expected) {
            // The filter weighs the middle more than the edges.
            assert!((found - expected).abs() < 4.0, "{kind}: {found} {expected}");
        }
    }
    Ok(())
}

/// Noise to a size that is no whole part of its own: the same by boxes and filter as by the filter alone, nearly.
#[tokio::test]
async fn boxes_shift_nothing() -> Result<()> {
    let ramp = RgbImage::from_fn(1000, 700, |x, y| {
        let part = |value: u32, of: u32| u8::try_from(value * 255 / of).unwrap_or(255);
        Rgb([part(x, 1000), part(y, 700), 100])
    });
    let file = host_test::pictures::encode(&DynamicImage::from(ramp), ImageFormat::Png);
    for (transform, width, height) in [("97x69,fit=fill", 97, 69), ("31x13,fit=fill", 31, 13)] {
        let found = resize(&file, transform).await?.to_rgb8();
        assert_eq!(found.dimensions(), (width, height));
        for (x, y, pixel) in found.enumerate_pixels() {
            let at = |place: u32, of: u32| (f64::from(place) + 0.5) / f64::from(of) * 255.0;
            // At the edges the filter has one side only.
            let inside = x > 2 && x < width - 3 && y > 2 && y < height - 3;
            let most = if inside { 1.5 } else { 6.0 };
            let case = format!("{transform} {x} {y}: {pixel:?}");
            assert!((f64::from(pixel[0]) - at(x, width)).abs() < most, "{case}");
            assert!((f64::from(pixel[1]) - at(y, height)).abs() < most, "{case}");
        }
    }
    Ok(())
}

/// A row of each colour, a thousand times: what is cut out is what was there.
fn stripes() -> Vec<u8> {
    let stripes = RgbImage::from_fn(60, 6000, |_, y| {
        let [high, low] = u16::try_from(y / 20).unwrap_or_default().to_be_bytes();
        Rgb([low, high, 200])
    });
    host_test::pictures::encode(&DynamicImage::from(stripes), ImageFormat::Png)
}

#[tokio::test]
async fn the_middle_of_a_tall_picture_is_cut_out() -> Result<()> {
    for (transform, rows) in [("60x60", 60), ("20x20", 60), ("10x10", 60), ("60x600", 600)] {
        let found = resize(&stripes(), transform).await?.to_rgb8();
        let stripe = |pixel: &Rgb<u8>| u32::from(pixel[0]) + 256 * u32::from(pixel[1]);
        let top = (6000 - rows) / 2;
        let first = found.get_pixel(2, 0);
        let last = found.get_pixel(2, found.height() - 1);
        assert!(
            stripe(first).abs_diff(top / 20) <= 1,
            "{transform}: {first:?}"
        );
        let bottom = (top + rows - 1) / 20;
        assert!(stripe(last).abs_diff(bottom) <= 1, "{transform}: {last:?}");
    }
    Ok(())
}

/// A file that ends before the rows that are shown do is refused. What is missing or damaged is found where it is read:
/// rows below those that are shown are not.
#[tokio::test]
async fn what_is_missing_is_refused_and_what_is_not_looked_at_is_not_judged() -> Result<()> {
    let Original { file, .. } = RGB.noise(40, 800);
    // In the middle are the rows up to the 420th of 800.
    for (end, middle) in [
        (file.len() / 3, 422),
        (file.len() / 2, 422),
        (file.len() * 3 / 5, 307),
        (file.len() - 40, 307),
    ] {
        for (transform, status) in [("40x40", middle), ("4x", 422), ("40x800", 422)] {
            let answer = ask(&file[..end], transform).await?.answer;
            let case = format!("cut at {end}, {transform}: {answer:?}");
            assert_eq!(answer.status, status, "{case}");
        }
    }
    // The checksum of the last chunk of pixels.
    let mut damaged = file.clone();
    let at = damaged.len() - 13;
    damaged[at] ^= 1;
    for (transform, status) in [("40x40", 307), ("4x", 422), ("40x800", 422)] {
        let answer = ask(&damaged, transform).await?.answer;
        assert_eq!(answer.status, status, "{transform}: {answer:?}");
    }
    Ok(())
}

/// All chunks are there, and hold fewer rows than the header says.
#[tokio::test]
async fn rows_that_are_promised_only_are_missing() -> Result<()> {
    for interlaced in [false, true] {
        let kind = Variant { interlaced, ..RGB };
        let Original { mut file, .. } = kind.noise(40, 60);
        file[23] = 61;
        let mut crc = flate2::Crc::new();
        crc.update(&file[12..29]);
        file[29..33].copy_from_slice(&crc.sum().to_be_bytes());
        let answer = ask(&file, "9x").await?.answer;
        assert_eq!(answer.status, 422, "{kind}: {answer:?}");
    }
    Ok(())
}
