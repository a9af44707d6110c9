//! Pictures in a drawing.

use resvg::tiny_skia::{Rect, Transform};
use resvg::usvg::{self, ImageKind};

use crate::error::Error;
use crate::format::svg::images::Image;
use crate::geometry::Dimensions;

use super::canvas::Canvas;
use super::{Effort, LAYER, whole};

/// Nanoseconds that a pixel of a PNG takes to decode, each time that it is drawn.
const DECODED: f64 = 25.0;

/// Nanoseconds that a pixel takes to be drawn from those around it.
const DRAWN: f64 = 150.0;

/// Bytes of a pixel of a PNG while it is drawn: as it is decoded, and as it is drawn.
const PIXEL: f64 = 8.0;

impl Effort<'_> {
    pub(super) fn image(
        &mut self,
        image: &usvg::Image,
        transform: Transform,
        canvas: Canvas,
    ) -> Result<f64, Error> {
        let ImageKind::PNG(stand_in) = image.kind() else {
            return Ok(0.0);
        };
        let mut images = self.images.iter().zip(&mut self.drawn);
        let Some((found, drawn)) = images.find(|(found, _)| found.is(stand_in)) else {
            return Ok(0.0);
        };
        if !image.is_visible() {
            return Ok(0.0);
        }
        let size = larger(*drawn, drawn_size(found, transform));
        *drawn = Some(size);
        // It is as large as where it is drawn largest.
        let png = f64::from(size.width) * f64::from(size.height);
        let area = Rect::from_xywh(0.0, 0.0, image.size().width(), image.size().height());
        let area = area.and_then(|area| area.transform(transform));
        let (width, height) = area.map_or((canvas.width, canvas.height), |it| canvas.part(it));
        self.spend(canvas.pixels() * LAYER + png * DECODED + width * height * DRAWN)?;
        // It is drawn on a layer of its own.
        Ok(canvas.bytes() + png * PIXEL)
    }
}

/// How large a picture has to be to be drawn without loss: no larger than it is.
fn drawn_size(image: &Image, transform: Transform) -> Dimensions {
    let (x, y) = transform.get_scale();
    let side = |side: u32, scale: f32| {
        let scaled = whole(f64::from(side) * f64::from(scale));
        u32::try_from(scaled)
            .unwrap_or(u32::MAX)
            .clamp(1, side.max(1))
    };
    Dimensions {
        width: side(image.size.width, x),
        height: side(image.size.height, y),
    }
}

fn larger(one: Option<Dimensions>, other: Dimensions) -> Dimensions {
    one.map_or(other, |one| Dimensions {
        width: one.width.max(other.width),
        height: one.height.max(other.height),
    })
}
