//! How near a result comes to the best reduction of its original, by SSIMULACRA2.
//!
//! The best reduction is here Lanczos3 over the whole picture, in linear light and in floating point. Of an animation it
//! is that of each frame as it is seen, and the score the mean of theirs.

use std::io::Cursor;
use std::path::Path;

use anyhow::{Context, Error, Result, ensure};
use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::F32x3;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use host_test::pictures::linear_from_srgb;
use image::codecs::gif::GifDecoder;
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder, DynamicImage, ImageDecoder, ImageReader, RgbImage};
use ssimulacra2::{LinearRgb, compute_frame_ssimulacra2};

use crate::job::{Format, Job};
use crate::npm::Peers;
use crate::script;

/// What the result of a job is compared with.
pub(crate) struct Reference {
    format: Format,
    frames: Vec<Frame>,
}

/// The same picture with the crop at each of the places where it may be.
struct Frame(Vec<LinearRgb>);

/// Left edge, upper edge, width and height, in pixels and parts of them.
type Area = (f64, f64, f64, f64);

impl Reference {
    pub(crate) fn new(original: &Path, job: &Job) -> Result<Self> {
        let bytes = std::fs::read(original).with_context(|| original.display().to_string())?;
        let frames = decode(&bytes, job.format)?;
        let frames = frames.iter().map(|picture| Frame::new(picture, job));
        Ok(Self {
            format: job.format,
            frames: frames.collect::<Result<_>>()?,
        })
    }

    /// 100 is the same; one point is about the least that can be seen.
    pub(crate) fn score(&self, result: &[u8], peers: &Peers, scratch: &Path) -> Result<f64> {
        let found = match self.format {
            Format::Avif => decode(&decoded_by_sharp(result, peers, scratch)?, self.format)?,
            _ => decode(result, self.format)?,
        };
        ensure!(
            found.len() == self.frames.len(),
            "expected {} frames, but found {}",
            self.frames.len(),
            found.len()
        );
        let scores = self.frames.iter().zip(&found);
        let scores = scores.map(|(frame, found)| frame.score(found));
        let scores = scores.collect::<Result<Vec<f64>>>()?;
        #[expect(clippy::cast_precision_loss, reason = "a few frames")]
        Ok(scores.iter().sum::<f64>() / scores.len() as f64)
    }
}

impl Frame {
    fn new(picture: &RgbImage, job: &Job) -> Result<Self> {
        let (width, height) = picture.dimensions();
        let pixels: Vec<F32x3> = linear(picture).map(F32x3::new).collect();
        let view = TypedImageRef::new(width, height, &pixels)?;
        let reduce = |crop| reduced(&view, crop, job);
        let crops = crops((width, height), (job.width, job.height));
        Ok(Self(crops.into_iter().map(reduce).collect::<Result<_>>()?))
    }

    fn score(&self, picture: &RgbImage) -> Result<f64> {
        let pixels: Vec<[f32; 3]> = linear(picture).collect();
        let (width, height) = picture.dimensions();
        let found = LinearRgb::new(pixels, width as usize, height as usize)?;
        let mut best = f64::NEG_INFINITY;
        for reference in &self.0 {
            let wanted = (reference.width(), reference.height());
            ensure!(
                wanted == (found.width(), found.height()),
                "expected {wanted:?}, but found {width}x{height}"
            );
            best = best.max(compute_frame_ssimulacra2(reference.clone(), found.clone())?);
        }
        Ok(best)
    }
}

/// As it is seen, without its alpha: all frames of an animation that are asked for, or the picture.
fn decode(bytes: &[u8], format: Format) -> Result<Vec<RgbImage>> {
    if format != Format::Animation {
        return Ok(vec![still(bytes)?]);
    }
    let file = Cursor::new(bytes);
    let frames = match bytes {
        [b'G', ..] => GifDecoder::new(file)?.into_frames(),
        _ => WebPDecoder::new(file)?.into_frames(),
    };
    let frames = frames.collect_frames()?.into_iter();
    Ok(frames
        .map(|frame| DynamicImage::from(frame.into_buffer()).into_rgb8())
        .collect())
}

fn still(bytes: &[u8]) -> Result<RgbImage> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(picture.into_rgb8())
}

fn decoded_by_sharp(result: &[u8], peers: &Peers, scratch: &Path) -> Result<Vec<u8>> {
    let [avif, png] = ["result.avif", "result.png"].map(|name| scratch.join(name));
    std::fs::write(&avif, result)?;
    script::run(peers, "decode.mjs", &[&avif, &png]).map_err(Error::msg)?;
    Ok(std::fs::read(&png)?)
}

fn linear(picture: &RgbImage) -> impl Iterator<Item = [f32; 3]> {
    let light: Vec<f32> = (0..=u8::MAX)
        .map(|level| linear_from_srgb(f32::from(level) / 255.0))
        .collect();
    let pixels = picture.pixels();
    pixels.map(move |pixel| pixel.0.map(|value| light[usize::from(value)]))
}

fn reduced(view: &TypedImageRef<'_, F32x3>, crop: Area, job: &Job) -> Result<LinearRgb> {
    let (left, top, width, height) = crop;
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
        .crop(left, top, width, height);
    let mut small = TypedImage::<F32x3>::new(job.width, job.height);
    Resizer::new().resize_typed(view, &mut small, &options)?;
    // Lanczos overshoots; what is darker than black or brighter than white can be in no file.
    let clamped = |pixel: &F32x3| pixel.0.map(|value| value.clamp(0.0, 1.0));
    let pixels = small.pixels().iter().map(clamped).collect();
    Ok(LinearRgb::new(
        pixels,
        job.width as usize,
        job.height as usize,
    )?)
}

/// The middle of the picture, to the part of a pixel, and as it lies where the scaled picture has whole pixels and an
/// odd number of them is cut off. None of them is wrong, and each costs the others points.
fn crops((width, height): (u32, u32), (wide, high): (u32, u32)) -> Vec<Area> {
    let (width, height) = (f64::from(width), f64::from(height));
    let (wide, high) = (f64::from(wide), f64::from(high));
    let shrink = (width / wide).min(height / high);
    let exact = (
        (width - wide * shrink) / 2.0,
        (height - high * shrink) / 2.0,
        wide * shrink,
        high * shrink,
    );
    let (whole_wide, whole_high) = ((width / shrink).round(), (height / shrink).round());
    let (x, y) = (width / whole_wide, height / whole_high);
    let whole = |round: fn(f64) -> f64| {
        (
            round((whole_wide - wide) / 2.0) * x,
            round((whole_high - high) / 2.0) * y,
            wide * x,
            high * y,
        )
    };
    let mut crops = vec![exact, whole(f64::floor), whole(f64::ceil)];
    crops.dedup();
    crops
}
