//! Pictures of few colours: PNGs of them stay small, and look like what they were made of.

use anyhow::Result;
use host_test::pictures::{decode, encode};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use image::imageops::{FilterType, resize as scaled};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgba, RgbaImage};
use png::{BitDepth, ColorType};

async fn resize(original: &[u8], transform: &str) -> Result<Vec<u8>> {
    Resized::new(Host::resizer, original, transform, &[])
        .await?
        .file()
}

/// How the samples of a PNG are stored.
fn kind(png: &[u8]) -> (ColorType, BitDepth) {
    let reader = png::Decoder::new(std::io::Cursor::new(png)).read_info();
    let reader = reader.expect("a PNG");
    (reader.info().color_type, reader.info().bit_depth)
}

const COLORS: [[u8; 3]; 8] = [
    [255, 255, 255],
    [20, 20, 20],
    [220, 40, 40],
    [40, 160, 60],
    [40, 80, 200],
    [250, 200, 0],
    [150, 60, 170],
    [0, 170, 180],
];

/// Discs, bars and a slope on a ground of color 0.
fn logo(x: u32, y: u32) -> u8 {
    let (fx, fy) = (f64::from(x), f64::from(y));
    let within = |cx: f64, cy: f64, radius: f64| (fx - cx).hypot(fy - cy) < radius;
    let bar = |left, top, right, bottom| (left..right).contains(&x) && (top..bottom).contains(&y);
    match () {
        () if within(290.0, 290.0, 30.0) => 7,
        () if bar(170, 20, 230, 60) => 6,
        () if within(200.0, 250.0, 50.0) => 1,
        () if y > 60 && fy - 60.0 > (fx - 200.0).abs() * 2.0 && y < 340 => 5,
        () if bar(80, 80, 320, 180) => 2,
        () if within(200.0, 200.0, 180.0) => 4,
        () if x + y > 700 => 3,
        () => 0,
    }
}

/// A PNG of a palette; color 0 is transparent where that is asked for.
fn palette_png(
    side: u32,
    transparent: bool,
    index: impl Fn(u32, u32) -> u8,
    colors: &[[u8; 3]],
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(ColorType::Indexed);
    let depth = if colors.len() > 16 {
        BitDepth::Eight
    } else {
        BitDepth::Four
    };
    encoder.set_depth(depth);
    encoder.set_palette(colors.concat());
    if transparent {
        encoder.set_trns(vec![0]);
    }
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().expect("a vector takes it");
    let each = if depth == BitDepth::Four { 2 } else { 1 };
    let bytes = (0..side).flat_map(|y| (0..side).step_by(each).map(move |x| (x, y)));
    let bytes: Vec<u8> = bytes
        .map(|(x, y)| match each {
            2 => index(x, y) << 4 | index(x + 1, y),
            _ => index(x, y),
        })
        .collect();
    writer.write_image_data(&bytes).expect("all rows");
    writer.finish().expect("a vector takes it");
    file
}

/// Largest and mean difference of what is seen, on white.
fn differences(found: &RgbaImage, expected: &RgbaImage) -> (f64, f64) {
    assert_eq!(found.dimensions(), expected.dimensions());
    let seen = |pixel: &Rgba<u8>, channel: usize| {
        let alpha = f64::from(pixel[3]) / 255.0;
        f64::from(pixel[channel]) * alpha + 255.0 * (1.0 - alpha)
    };
    let pairs = || found.pixels().zip(expected.pixels());
    let all = (0..3).flat_map(|channel| {
        pairs().map(move |(one, other)| (seen(one, channel) - seen(other, channel)).abs())
    });
    let all: Vec<f64> = all.collect();
    let count = f64::from(u32::try_from(all.len()).unwrap());
    (
        all.iter().copied().fold(0.0, f64::max),
        all.iter().sum::<f64>() / count,
    )
}

#[tokio::test]
async fn a_logo_of_few_colours_stays_small() -> Result<()> {
    for transparent in [false, true] {
        let original = palette_png(400, transparent, logo, &COLORS);
        let result = resize(&original, "200x200").await?;
        assert_eq!(kind(&result).0, ColorType::Indexed, "{transparent}");
        let (from, to) = (original.len(), result.len());
        assert!(to <= from * 2, "{transparent}: {from} bytes became {to}");
        // As it is without a palette.
        let truth = resize(&encode(&decode(&original), ImageFormat::Png), "200x200").await?;
        let truth = decode(&truth).to_rgba8();
        let (most, mean) = differences(&decode(&result).to_rgba8(), &truth);
        assert!(most < 80.0 && mean < 0.5, "{transparent}: {most}, {mean}");
        let corner = decode(&result).to_rgba8()[(0, 0)];
        assert_eq!(corner[3] == 0, transparent);
    }
    Ok(())
}

#[tokio::test]
async fn a_gif_becomes_a_small_png() -> Result<()> {
    let picture = decode(&palette_png(400, false, logo, &COLORS));
    let original = encode(&picture, ImageFormat::Gif);
    let result = resize(&original, "200x200,format=png").await?;
    assert_eq!(kind(&result).0, ColorType::Indexed);
    assert!(
        result.len() <= original.len(),
        "{} of {}",
        result.len(),
        original.len()
    );
    Ok(())
}

/// Colours that flow, in a palette: dithered, so that no bands are seen. Means of 8 x 8 pixels stay.
#[tokio::test]
async fn photographs_in_palettes_have_no_bands() -> Result<()> {
    let colors: Vec<[u8; 3]> = (0..=255_u8)
        .map(|index| [index & 0xe0, (index << 3) & 0xe0, (index << 6) & 0xc0])
        .collect();
    let index = |x: u32, y: u32| {
        let dither = ((x * 7 + y * 13) % 16) * 2;
        let part = |value: u32, mask: u32| u8::try_from((value + dither).min(255) & mask).unwrap();
        let red = part(x * 220 / 400, 0xe0);
        let green = part(y * 220 / 400, 0xe0) >> 3;
        let blue = part((x + y) * 190 / 800, 0xc0) >> 6;
        red | green | blue
    };
    let original = palette_png(400, false, index, &colors);
    let result = decode(&resize(&original, "200x200").await?).to_rgba8();
    let truth = resize(&encode(&decode(&original), ImageFormat::Png), "200x200").await?;
    let truth = decode(&truth).to_rgba8();
    let means = |picture: &RgbaImage| scaled(picture, 25, 25, FilterType::Triangle);
    let (most, mean) = differences(&means(&result), &means(&truth));
    assert!(most < 12.0 && mean < 2.0, "{most}, {mean}");
    Ok(())
}

/// Numbers that look like chance: what repeats itself is small in any number of bits.
fn noise(x: u32, y: u32) -> u32 {
    let mixed = (x * 40_503 + y * 2_654_435 + 12_345).wrapping_mul(2_654_435_761);
    mixed >> 16
}

/// Without loss, whatever the original was, and in as few bits as it takes.
#[tokio::test]
async fn few_colours_take_few_bits() -> Result<()> {
    use BitDepth::{Eight, Four, One, Two};
    let bars = |count: u32, colorful: bool| {
        DynamicImage::from(RgbaImage::from_fn(64, 64, |x, y| {
            let bar = u8::try_from(noise(x, y) % count).unwrap();
            let grey = u8::try_from(u32::from(bar) * 255 / (count - 1)).unwrap();
            let hue = if colorful { grey / 2 } else { grey };
            Rgba([grey, hue, grey, 255])
        }))
    };
    let see_through = RgbaImage::from_fn(64, 64, |x, y| {
        if noise(x, y).is_multiple_of(3) {
            Rgba([255, 0, 255, 100])
        } else {
            Rgba([200, 8, 7, 255])
        }
    });
    let grey = GrayImage::from_fn(64, 64, |x, y| {
        Luma([if noise(x, y).is_multiple_of(3) { 0 } else { 99 }])
    });
    for (picture, expected) in [
        (bars(2, false), (ColorType::Grayscale, One)),
        (bars(4, false), (ColorType::Grayscale, Two)),
        (bars(16, false), (ColorType::Grayscale, Four)),
        (bars(2, true), (ColorType::Indexed, One)),
        (bars(4, true), (ColorType::Indexed, Two)),
        (bars(11, true), (ColorType::Indexed, Four)),
        (see_through.into(), (ColorType::Indexed, One)),
        (grey.into(), (ColorType::Indexed, One)),
    ] {
        let result = resize(&encode(&picture, ImageFormat::Png), "64x64").await?;
        assert_eq!(kind(&result), expected, "{:?}", picture.color());
        assert_eq!(
            decode(&result).to_rgba8(),
            picture.to_rgba8(),
            "{expected:?}"
        );
    }
    // More colours than a palette has.
    let many = DynamicImage::from(RgbaImage::from_fn(64, 64, |x, y| {
        Rgba([
            u8::try_from(x * 4).unwrap(),
            u8::try_from(y * 4).unwrap(),
            7,
            255,
        ])
    }));
    let result = resize(&encode(&many, ImageFormat::Png), "64x64").await?;
    assert_eq!(kind(&result).1, Eight);
    assert_eq!(decode(&result).to_rgba8(), many.to_rgba8());
    Ok(())
}
