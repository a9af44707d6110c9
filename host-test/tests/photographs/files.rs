//! The photographs of tests and benchmarks: those of a folder (`MARBLE_PHOTOS`), or else drawn ones of the same names,
//! sizes and kinds, of about 0.25 bytes a pixel where they are JPEGs.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use host_test::pictures::{encode, photo};
use host_test::workspace;
use image::{ImageFormat, RgbImage};
use marble_jpeg::encode::{Options, Quantization, Sampling, rgb_to_planes};
use tempfile::TempDir;

/// How a file is written. Colours have half the resolution, as cameras write them, but for PNG.
#[derive(Clone, Copy)]
enum Kind {
    Baseline,
    Png,
    Progressive,
    WebP,
}

const DRAWN: [(&str, u32, u32, Kind); 6] = [
    ("mosaic-12mp.jpg", 4000, 3000, Kind::Baseline),
    ("mosaic-12mp-progressive.jpg", 4000, 3000, Kind::Progressive),
    ("mosaic-24mp.jpg", 6000, 4000, Kind::Baseline),
    ("photo-3mp.jpg", 2048, 1152, Kind::Baseline),
    ("photo-3mp.png", 2048, 1152, Kind::Png),
    ("photo-3mp.webp", 2048, 1152, Kind::WebP),
];

/// A folder of photographs.
pub(crate) struct Photographs {
    folder: PathBuf,
    /// Where they are drawn.
    drawn: Option<TempDir>,
}

impl Photographs {
    /// Those of `folder` (at the repository's root, where it is no whole path), or drawn ones.
    pub(crate) fn new(folder: Option<&str>) -> Result<Self> {
        let Some(folder) = folder else {
            let drawn = tempfile::tempdir()?;
            return Ok(Self {
                folder: drawn.path().to_owned(),
                drawn: Some(drawn),
            });
        };
        let folder = workspace::root().join(folder);
        ensure!(
            folder.is_dir(),
            "expected photographs in MARBLE_PHOTOS, but {} is no folder",
            folder.display()
        );
        Ok(Self {
            folder,
            drawn: None,
        })
    }

    /// The file of that name. In a folder that is given it may be missing.
    pub(crate) fn path(&self, name: &str) -> Result<PathBuf> {
        let path = self.folder.join(name);
        let drawn = DRAWN.iter().find(|drawn| drawn.0 == name);
        if let (Some(_), Some((_, width, height, kind))) = (&self.drawn, drawn)
            && !path.exists()
        {
            std::fs::write(&path, draw(*width, *height, *kind)?)?;
        }
        Ok(path)
    }
}

fn draw(width: u32, height: u32, kind: Kind) -> Result<Vec<u8>> {
    let picture = photo(width, height);
    match kind {
        Kind::Baseline => jpeg(&picture, false),
        Kind::Png => Ok(encode(&picture.into(), ImageFormat::Png)),
        Kind::Progressive => jpeg(&picture, true),
        Kind::WebP => webp(&picture),
    }
}

fn planes(picture: &RgbImage) -> Result<marble_jpeg::Planes> {
    let (width, height) = picture.dimensions();
    Ok(rgb_to_planes(width, height, picture, 3, Sampling::Half420)?)
}

fn jpeg(picture: &RgbImage, progressive: bool) -> Result<Vec<u8>> {
    let options = Options {
        quality: 90,
        quantization: Quantization::Libjpeg,
        progressive,
        icc_profile: None,
    };
    Ok(marble_jpeg::encode::encode(&planes(picture)?, &options)?)
}

/// With loss.
fn webp(picture: &RgbImage) -> Result<Vec<u8>> {
    use marble_webp::file::{Image, Metadata};
    // From all 256 levels to those that VP8 has.
    let plane = |plane: &marble_jpeg::Plane, levels: u16, first: u16| marble_webp::Plane {
        width: plane.width,
        height: plane.height,
        samples: (plane.samples.iter())
            .map(|sample| (u16::from(*sample) * levels / 255 + first).to_le_bytes()[0])
            .collect(),
    };
    let planes = planes(picture)?.planes;
    let [luma, blue, red] = planes.as_slice() else {
        anyhow::bail!("a photograph has three planes");
    };
    let planes = marble_webp::Planes {
        luma: plane(luma, 219, 16),
        chroma: [plane(blue, 224, 16), plane(red, 224, 16)],
    };
    let options = marble_webp::encode::Options { quality: 80 };
    let frame = marble_webp::encode::encode(&planes, &options)?;
    let image = Image::Lossy {
        alpha: None,
        frame: &frame,
    };
    Ok(marble_webp::file::write(&image, &Metadata::default())?)
}
