//! The originals, drawn by code: photographs, noise, drawings and frames of each.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use host_test::pictures::tiff_variants::{Compression, PLAIN, Variant};
use host_test::pictures::{WebPFrame, animated_webp, encode, noise_at, photo};
use host_test::runtime::host::Host;
use host_test::store::mock::MockStore;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use tokio::runtime::Builder;

/// Sides of 3 and of 12 megapixels.
const THREE: (u32, u32) = (2048, 1536);
const TWELVE: (u32, u32) = (4096, 3072);

/// Each is drawn once.
#[derive(Default)]
pub(crate) struct Originals(BTreeMap<String, Vec<u8>>);

impl Originals {
    pub(crate) fn file(&mut self, name: &str) -> Result<Vec<u8>> {
        if let Some(file) = self.0.get(name) {
            return Ok(file.clone());
        }
        let file = draw(name).with_context(|| name.to_owned())?;
        self.0.insert(name.to_owned(), file.clone());
        Ok(file)
    }
}

fn draw(name: &str) -> Result<Vec<u8>> {
    let photo = |(width, height)| DynamicImage::from(photo(width, height));
    let (jpeg, png) = (ImageFormat::Jpeg, ImageFormat::Png);
    Ok(match name {
        "jpeg-12mp" => encode(&photo(TWELVE), jpeg),
        "jpeg-12mp-progressive" => written(
            &encode(&photo(TWELVE), jpeg),
            "4096x,quality=90,progressive=yes",
        )?,
        "jpeg-3mp" => encode(&photo(THREE), jpeg),
        "jpeg-1mp" => encode(&photo((1200, 800)), jpeg),
        "jpeg-3mp-grey" => encode(&photo(THREE).grayscale(), jpeg),
        "jpeg-3mp-noise" => encode(&noise(THREE), jpeg),
        "png-3mp" => encode(&photo(THREE), png),
        "png-3mp-alpha" => encode(&translucent(THREE), png),
        "png-1mp-alpha" => encode(&translucent((1200, 800)), png),
        "png-3mp-noise" => encode(&noise(THREE), png),
        "png-3mp-noise-alpha" => encode(&translucent_noise(THREE), png),
        "png-3mp-palette" => written(&encode(&photo(THREE), png), "2048x,format=gif")
            .and_then(|gif| written(&gif, "2048x,format=png"))?,
        "png-3mp-drawing" => encode(&drawing(THREE), png),
        "webp-3mp" => written(&encode(&photo(THREE), png), "2048x,format=webp,quality=90")?,
        "webp-3mp-noise" => written(&encode(&noise(THREE), png), "2048x,format=webp,quality=100")?,
        "webp-3mp-lossless" => encode(&photo(THREE), ImageFormat::WebP),
        "webp-3mp-alpha" => written(&encode(&translucent(THREE), png), "2048x,format=webp")?,
        "tiff-3mp" | "tiff-3mp-stored" => {
            let picture = photo(THREE).into_rgb8();
            let samples: Vec<u16> = picture.iter().map(|sample| (*sample).into()).collect();
            let compression = if name == "tiff-3mp" {
                Compression::Lzw
            } else {
                Compression::None
            };
            let kind = Variant {
                compression,
                ..PLAIN
            };
            kind.file(&samples, THREE, &[])
        }
        "bmp-3mp" => encode(&photo(THREE), ImageFormat::Bmp),
        "jxl-1mp" => written(&encode(&photo((1200, 800)), png), "1200x,format=jxl")?,
        "avif-1mp" => written(&encode(&photo((1200, 800)), png), "1200x,format=avif")?,
        "gif-photo" => animated("gif", (240, 180), &|frame| panned(frame, (240, 180)))?,
        "gif-drawing" => animated("gif", (240, 180), &|frame| drawn(frame, (240, 180)))?,
        "webp-frames" => animated("webp", (320, 240), &|frame| panned(frame, (320, 240)))?,
        "jpeg-12mp-noise" => encode(&noise(TWELVE), jpeg),
        "webp-300-frames" => animation("webp", (320, 240), 300)?,
        "gif-500-frames" => animation("gif", (60, 60), 500)?,
        "svg-turbulence" => turbulence(),
        "svg-shapes" => shapes(),
        "svg-filters" => filters(),
        _ => anyhow::bail!("there is no such original"),
    })
}

/// Written by Marble itself.
fn written(original: &[u8], transform: &str) -> Result<Vec<u8>> {
    let host = Host::resizer_without_limits(MockStore::with("a", original.to_vec()))?;
    let host = host.env("URL", "http://w.example");
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let answer = runtime.block_on(
        host.env("DELIVERY", "inline")
            .get(&format!("/{transform}/a")),
    )?;
    anyhow::ensure!(answer.status == 200, "{transform}: {:?}", answer.body);
    Ok(answer.body.to_vec())
}

/// More detail than any photograph.
fn noise((width, height): (u32, u32)) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| {
        let [r, g, b, _] = noise_at(x, y);
        Rgb([r, g, b])
    })
    .into()
}

fn translucent_noise((width, height): (u32, u32)) -> DynamicImage {
    RgbaImage::from_fn(width, height, |x, y| Rgba(noise_at(x, y))).into()
}

/// A photograph that fades out to its right.
fn translucent((width, height): (u32, u32)) -> DynamicImage {
    let photo = photo(width, height);
    RgbaImage::from_fn(width, height, |x, y| {
        let Rgb([r, g, b]) = *photo.get_pixel(x, y);
        let alpha = u8::try_from(x * 255 / width).unwrap_or(u8::MAX);
        Rgba([r, g, b, alpha])
    })
    .into()
}

/// Circles of few colours.
fn drawing((width, height): (u32, u32)) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| circle(x, y, 0)).into()
}

fn circle(x: u32, y: u32, moved: u32) -> Rgb<u8> {
    let (column, row) = ((x + moved) / 96, y / 96);
    let (dx, dy) = ((x + moved) % 96, y % 96);
    let away = dx.abs_diff(48).pow(2) + dy.abs_diff(48).pow(2);
    let [red, green, blue, _] = noise_at(column % 4, row % 4);
    if away < 1600 {
        Rgb([red, green, blue])
    } else {
        Rgb([250, 248, 240])
    }
}

const FRAMES: u32 = 40;

/// A photograph that is panned over.
fn panned(frame: u32, (width, height): (u32, u32)) -> RgbaImage {
    let picture = DynamicImage::from(photo(width + FRAMES * 3, height));
    picture.crop_imm(frame * 3, 0, width, height).into_rgba8()
}

fn drawn(frame: u32, (width, height): (u32, u32)) -> RgbaImage {
    let picture = RgbImage::from_fn(width, height, |x, y| circle(x, y, frame * 5));
    DynamicImage::from(picture).into_rgba8()
}

fn shapes() -> Vec<u8> {
    let circles = (0..200_u32).map(|index| {
        let [x, y, size, color] = noise_at(index, 7).map(u32::from);
        let radius = size / 4 + 2;
        format!(
            "<circle cx='{x}' cy='{y}' r='{radius}' fill='hsl({color},80%,50%)' opacity='0.7'/>"
        )
    });
    svg(&circles.collect::<String>())
}

fn filters() -> Vec<u8> {
    let filter = "<filter id='f'><feGaussianBlur stdDeviation='4'/></filter>".to_owned();
    let squares = (0..12_u32).map(|index| {
        let [x, y, size, _] = noise_at(index, 9).map(u32::from);
        format!(
            "<rect x='{x}' y='{y}' width='{size}' height='{size}' fill='teal' filter='url(#f)'/>"
        )
    });
    svg(&(filter + &squares.collect::<String>()))
}

fn turbulence() -> Vec<u8> {
    svg(
        "<filter id='f'><feTurbulence baseFrequency='0.1' numOctaves='4'/></filter>\
        <rect width='400' height='400' filter='url(#f)'/>",
    )
}

fn svg(content: &str) -> Vec<u8> {
    let start = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 400'>";
    format!("{start}{content}</svg>").into_bytes()
}

/// As many frames of noise, which nothing compresses, one pixel further each.
fn animation(format: &str, (width, height): (u32, u32), frames: u32) -> Result<Vec<u8>> {
    let picture = noise((width + frames, height));
    let frames: Vec<_> = (0..frames)
        .map(|left| WebPFrame::whole(picture.crop_imm(left, 0, width, height).into_rgba8()))
        .collect();
    let exact = animated_webp((width, height), 0, &frames);
    written(&exact, &format!("{width}x{height},format={format}"))
}

/// Frames in a format, written by Marble itself.
fn animated(format: &str, size: (u32, u32), draw: &dyn Fn(u32) -> RgbaImage) -> Result<Vec<u8>> {
    let frames: Vec<_> = (0..FRAMES)
        .map(|frame| WebPFrame::whole(draw(frame)))
        .collect();
    let exact = animated_webp(size, 0, &frames);
    written(&exact, &format!("{}x{},format={format}", size.0, size.1))
}
