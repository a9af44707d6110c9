//! What is drawn on: the picture, and the layers of groups that are drawn apart.

use resvg::tiny_skia::{IntRect, Rect, Transform};
use resvg::usvg::Group;

use crate::error::Error;
use crate::format::svg::error::too_much;

use super::whole;

/// Bytes a pixel.
const PIXEL: f64 = 4.0;

/// Pixels that are drawn on.
#[derive(Clone, Copy)]
pub(super) struct Canvas {
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Canvas {
    pub(super) fn new(width: u32, height: u32) -> Self {
        Self {
            width: f64::from(width),
            height: f64::from(height),
        }
    }

    pub(super) fn pixels(self) -> f64 {
        self.width * self.height
    }

    pub(super) fn bytes(self) -> f64 {
        self.pixels() * PIXEL
    }

    /// As far as layers may reach (`max_filter_bbox` of resvg).
    pub(super) fn bounds(self) -> Result<IntRect, Error> {
        let around = |side: f64| {
            let side = u32::try_from(whole(side)).unwrap_or(u32::MAX);
            let start = i32::try_from(side).unwrap_or(i32::MAX).saturating_mul(-2);
            (start, side.saturating_mul(5))
        };
        let (left, width) = around(self.width);
        let (top, height) = around(self.height);
        let bounds = IntRect::from_xywh(left, top, width, height);
        bounds.ok_or_else(|| too_much("a smaller size"))
    }

    /// Width and height of the part of a box that lies on it.
    pub(super) fn part(self, area: Rect) -> (f64, f64) {
        let side = |from: f32, to: f32, end: f64| {
            let (from, to) = (f64::from(from).max(0.0), f64::from(to).min(end));
            (to - from + 2.0).clamp(0.0, end)
        };
        (
            side(area.left(), area.right(), self.width),
            side(area.top(), area.bottom(), self.height),
        )
    }
}

/// What a group is drawn on apart.
pub(super) struct Layer {
    pub(super) bounds: IntRect,
    pub(super) canvas: Canvas,
    pub(super) transform: Transform,
}

impl Layer {
    /// As `render_group` and `render_layer` of resvg lay it out.
    pub(super) fn new(group: &Group, bounds: IntRect, transform: Transform) -> Option<Self> {
        let rest = if group.filters().is_empty() {
            Transform::identity()
        } else {
            let x = transform.sx.hypot(transform.ky);
            let y = transform.kx.hypot(transform.sy);
            Transform::from_row(
                transform.sx / x,
                transform.ky / x,
                transform.kx / y,
                transform.sy / y,
                0.0,
                0.0,
            )
        };
        let back = rest.invert()?;
        let bounds = bounds.to_rect().transform(back)?.round_out()?;
        let transform = back.pre_concat(transform);
        let area = group.layer_bounding_box().transform(transform)?;
        let side = |from: f32, length: f32, least: i32, most: i32| {
            let (least, most) = (f64::from(least), f64::from(most));
            let start = (f64::from(from).floor() - 2.0).max(least);
            let end = (f64::from(from).floor() + f64::from(length).ceil() + 3.0).min(most);
            (end - start).max(0.0)
        };
        let canvas = Canvas {
            width: side(area.x(), area.width(), bounds.left(), bounds.right()),
            height: side(area.y(), area.height(), bounds.top(), bounds.bottom()),
        };
        let left = area.x().floor().max(single_of(bounds.left()));
        let top = area.y().floor().max(single_of(bounds.top()));
        let shift = Transform::from_translate(2.0 - left, 2.0 - top);
        Some(Self {
            bounds,
            canvas,
            transform: shift.pre_concat(transform),
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "a place, about")]
fn single_of(place: i32) -> f32 {
    place as f32
}
