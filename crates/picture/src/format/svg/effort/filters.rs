//! Filters.

use resvg::tiny_skia::Transform;
use resvg::usvg::Group;
use resvg::usvg::filter::Kind;

use crate::error::Error;
use crate::format::svg::error::too_much;

use super::canvas::Canvas;
use super::{Effort, NODE};

/// Standard deviation of a blur, in pixels: far beyond it, `resvg` counts over the end of its numbers.
const WIDEST_BLUR: f64 = 10_000.0;

impl Effort<'_> {
    /// Every step of a filter leaves an image of the layer's size, which later steps may ask for.
    pub(super) fn filters(
        &mut self,
        group: &Group,
        transform: Transform,
        canvas: Canvas,
    ) -> Result<f64, Error> {
        let mut most: f64 = 0.0;
        let (x, y) = transform.get_scale();
        let scale = f64::from(x.max(y));
        for filter in group.filters() {
            let mut beside: f64 = 0.0;
            let mut steps = 0.0;
            for primitive in filter.primitives() {
                steps += 1.0;
                let nanoseconds = match primitive.kind() {
                    Kind::Image(image) => {
                        let bounds = canvas.bounds()?;
                        beside = beside.max(self.nodes(image.root(), bounds, transform, canvas)?);
                        20.0
                    }
                    Kind::ConvolveMatrix(convolve) => {
                        let matrix = convolve.matrix();
                        6.0 * f64::from(matrix.columns()) * f64::from(matrix.rows())
                    }
                    Kind::Morphology(morphology) => {
                        let reach = |radius: f32, side: f64| {
                            (f64::from(radius) * scale).min(side) * 2.0 + 1.0
                        };
                        2.0 * reach(morphology.radius_x().get(), canvas.width)
                            * reach(morphology.radius_y().get(), canvas.height)
                    }
                    Kind::Turbulence(turbulence) => 250.0 * f64::from(turbulence.num_octaves()),
                    Kind::DropShadow(shadow) => blur(
                        shadow.std_dev_x().get().max(shadow.std_dev_y().get()),
                        scale,
                    )?,
                    Kind::GaussianBlur(step) => {
                        blur(step.std_dev_x().get().max(step.std_dev_y().get()), scale)?
                    }
                    Kind::DiffuseLighting(_) | Kind::SpecularLighting(_) => 120.0,
                    Kind::Merge(merge) => {
                        12.0 * f64::from(u32::try_from(merge.inputs().len()).unwrap_or(u32::MAX))
                    }
                    _ => 40.0,
                };
                self.spend(canvas.pixels() * (nanoseconds + 20.0) + NODE)?;
            }
            // Besides the results: the source, both inputs, and a number of eight bytes a pixel for a blur.
            most = most.max(canvas.bytes() * (steps + 7.0) + beside);
        }
        Ok(most)
    }
}

/// Nanoseconds a pixel.
fn blur(deviation: f32, scale: f64) -> Result<f64, Error> {
    if f64::from(deviation) * scale < WIDEST_BLUR {
        Ok(300.0)
    } else {
        Err(too_much("blurs of at most 10000 pixels"))
    }
}
