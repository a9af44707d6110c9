//! How near a file comes to what was written, by two metrics that are found in different ways: what wins by one and loses by
//! the other has won nothing.

use anyhow::Result;
use butteraugli::{ButteraugliParams, ButteraugliReference};
use host_test::pictures::linear_from_srgb;
use image::RgbImage;
use ssimulacra2::{LinearRgb, compute_frame_ssimulacra2};

/// Names of the metrics, in the order of the scores.
pub(crate) const METRICS: [&str; 2] = ["SSIMULACRA2", "Butteraugli"];

/// More is better: SSIMULACRA2, and Butteraugli's 3-norm below zero.
pub(crate) type Scores = [f64; 2];

/// The picture that was written.
pub(crate) struct Reference {
    linear: LinearRgb,
    butteraugli: ButteraugliReference,
}

impl Reference {
    pub(crate) fn new(picture: &RgbImage) -> Result<Self> {
        let (width, height) = size(picture);
        let butteraugli = ButteraugliReference::new(
            picture.as_raw(),
            width,
            height,
            ButteraugliParams::default(),
        )?;
        Ok(Self {
            linear: linear(picture)?,
            butteraugli,
        })
    }

    pub(crate) fn scores(&self, found: &RgbImage) -> Result<Scores> {
        Ok([
            compute_frame_ssimulacra2(self.linear.clone(), linear(found)?)?,
            -self.butteraugli.compare(found.as_raw())?.pnorm_3,
        ])
    }
}

fn linear(picture: &RgbImage) -> Result<LinearRgb> {
    let light: Vec<f32> = (0..=u8::MAX)
        .map(|level| linear_from_srgb(f32::from(level) / 255.0))
        .collect();
    let pixels = picture.pixels();
    let pixels = pixels.map(|pixel| pixel.0.map(|level| light[usize::from(level)]));
    let (width, height) = size(picture);
    Ok(LinearRgb::new(pixels.collect(), width, height)?)
}

fn size(picture: &RgbImage) -> (usize, usize) {
    (picture.width() as usize, picture.height() as usize)
}
