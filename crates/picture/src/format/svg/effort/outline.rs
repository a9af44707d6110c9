//! The outline of a path.

use resvg::tiny_skia::{PathSegment, Point, Transform};
use resvg::usvg::Path;

use super::canvas::Canvas;

/// A path as long as its control points lie apart.
pub(super) struct Outline {
    /// Pixels of the canvas in y, of all segments together.
    pub(super) height: f64,
    /// In the path's own units.
    pub(super) length: f64,
    pub(super) segments: f64,
    /// Of these, how many are curves.
    pub(super) curves: f64,
}

/// Bytes of a line with two sides along a segment, as measured; and along a curve of many pixels.
const LINE: f64 = 600.0;
const CURVE: f64 = 5500.0;

/// Pixels from which on a curve is split no further.
const LONG_CURVE: f64 = 300.0;

impl Outline {
    pub(super) fn new(path: &Path, transform: Transform, canvas: Canvas) -> Self {
        let mut outline = Self {
            height: 0.0,
            length: 0.0,
            segments: 0.0,
            curves: 0.0,
        };
        let mut last = Point::default();
        let mut first = last;
        for segment in path.data().segments() {
            let points = match segment {
                PathSegment::MoveTo(point) => {
                    (first, last) = (point, point);
                    continue;
                }
                PathSegment::LineTo(point) => [point; 3],
                PathSegment::QuadTo(control, point) => [control, point, point],
                PathSegment::CubicTo(one, other, point) => [one, other, point],
                PathSegment::Close => [first; 3],
            };
            outline.segments += 1.0;
            if matches!(segment, PathSegment::QuadTo(..) | PathSegment::CubicTo(..)) {
                outline.curves += 1.0;
            }
            for point in points {
                let x = f64::from(point.x) - f64::from(last.x);
                let y = f64::from(point.y) - f64::from(last.y);
                outline.length += x.hypot(y);
                let down = f64::from(transform.ky) * x + f64::from(transform.sy) * y;
                outline.height += down.abs().min(canvas.height) + 1.0;
                last = point;
            }
        }
        outline
    }

    /// What a line along it takes, in bytes, which is `more` times as long as a line with two sides.
    pub(super) fn line_bytes(&self, transform: Transform, more: f64) -> f64 {
        let (x, y) = transform.get_scale();
        let pixels = self.length * f64::from(x.max(y)) / self.segments.max(1.0);
        let curves = self.curves * CURVE * (pixels / LONG_CURVE).min(1.0);
        (self.segments * LINE + curves) * more.max(1.0)
    }
}
