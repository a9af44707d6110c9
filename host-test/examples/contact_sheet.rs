//! Pictures beside what becomes of them, as a picture: `cargo run -p host-test --example contact_sheet -- FOLDER SHEET.png`.
//!
//! A row a picture of the folder, of which large ones are cut into several: scaled gamma-encoded and in linear light without loss,
//! and as JPEG by sharp's steps of quantization at quality `QUALITY`, and as JPEG, WebP, AVIF and JPEG XL in no more
//! bytes than that. All by the real component but the first JPEG. Of each the middle is shown, at its own size.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use host_test::pictures::decode;
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use image::{GenericImageView, Rgb, RgbImage, imageops};
use marble_jpeg::encode::{Options, Quantization, Sampling, rgb_to_planes};
use tokio::runtime::{Builder, Runtime};

#[path = "../benches/bytes/photos.rs"]
mod photos;

/// Low enough that something is seen of what is lost.
const QUALITY: u8 = 60;

/// The size that pictures are scaled to, and what is shown of them, in pixels.
const SIZE: (u32, u32) = (480, 360);
const SHOWN: (u32, u32) = (180, 135);
const GAP: u32 = 4;

/// Behind the two without loss and the JPEG.
const FORMATS: [&str; 4] = ["jpeg", "webp", "avif", "jxl"];

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(folder), Some(sheet)) = (arguments.next(), arguments.next()) else {
        anyhow::bail!("expected a folder and a file to write");
    };
    let photos = photos::within(&folder, |_| true)?;
    ensure!(!photos.is_empty(), "no pictures in {}", folder.display());
    let component = Component {
        runtime: Builder::new_current_thread().enable_all().build()?,
    };
    let columns = u32::try_from(FORMATS.len() + 3)?;
    let rows = u32::try_from(photos.len())?;
    let (wide, high) = (SHOWN.0 + GAP, SHOWN.1 + GAP);
    let white = Rgb([u8::MAX; 3]);
    let mut canvas = RgbImage::from_pixel(columns * wide - GAP, rows * high - GAP, white);
    for (photo, row) in photos.iter().zip(0_u32..) {
        let mut sizes = Vec::new();
        for (cell, column) in cells(photo, &component, &mut sizes)?.iter().zip(0_u32..) {
            let middle = cell.view(
                (cell.width() - SHOWN.0) / 2,
                (cell.height() - SHOWN.1) / 2,
                SHOWN.0,
                SHOWN.1,
            );
            let (x, y) = (i64::from(column * wide), i64::from(row * high));
            imageops::replace(&mut canvas, &middle.to_image(), x, y);
        }
        println!("{photo}: bytes {sizes:?}");
    }
    canvas
        .save(&sheet)
        .with_context(|| sheet.display().to_string())
}

/// A row, and the bytes of what has lost something.
fn cells(
    photo: &photos::Photo,
    component: &Component,
    sizes: &mut Vec<usize>,
) -> Result<Vec<RgbImage>> {
    let (width, height) = SIZE;
    let scaled = |linear: &str| {
        let transform = format!(
            "{width}x{height},linear={linear},{},format=png",
            photo.crop()
        );
        component.resize(&photo.file, &transform)
    };
    let png = scaled("no")?;
    let picture = decode(&png).into_rgb8();
    let planes = rgb_to_planes(width, height, &picture, 3, Sampling::Half420)?;
    let options = Options {
        quality: QUALITY,
        progressive: false,
        icc_profile: None,
        quantization: Quantization::Libjpeg,
    };
    let plain = marble_jpeg::encode::encode(&planes, &options)?;
    let most = plain.len();
    sizes.push(most);
    let mut cells = vec![
        picture,
        decode(&scaled("yes")?).into_rgb8(),
        decode(&plain).into_rgb8(),
    ];
    for format in FORMATS {
        let file = component.within(&png, format, most)?;
        sizes.push(file.len());
        let seen = component.resize(&file, &format!("{width}x{height},format=png"))?;
        cells.push(decode(&seen).into_rgb8());
    }
    Ok(cells)
}

/// The real component, an instance for each picture.
struct Component {
    runtime: Runtime,
}

impl Component {
    /// A picture of the sheet's size in a format and at the highest quality that takes so many bytes at most.
    fn within(&self, png: &[u8], format: &str, most: usize) -> Result<Vec<u8>> {
        let (width, height) = SIZE;
        let mut found = None;
        let (mut low, mut high) = (1, 100);
        while low <= high {
            let quality = u32::midpoint(low, high);
            let transform = format!("{width}x{height},format={format},quality={quality}");
            let file = self.resize(png, &transform)?;
            if file.len() <= most {
                found = Some(file);
                low = quality + 1;
            } else {
                high = quality - 1;
            }
        }
        found.with_context(|| format!("no {format} of {most} bytes"))
    }

    fn resize(&self, original: &[u8], transform: &str) -> Result<Vec<u8>> {
        let resized = Resized::new(Host::resizer_without_limits, original, transform, &[]);
        self.runtime.block_on(resized)?.file()
    }
}
