//! Paths: what they are filled and drawn with.

use resvg::tiny_skia::{IntRect, Rect, Transform};
use resvg::usvg::{Paint, Path, Stroke};

use crate::error::Error;
use crate::format::svg::error::too_much;
use crate::format::svg::reach::FARTHEST;

use super::canvas::Canvas;
use super::outline::Outline;
use super::{Effort, LAYER};

/// How many edges a segment becomes in a line with two sides.
const LINE_EDGES: f64 = 6.0;

/// Dashes of all paths together at most.
const MOST_DASHES: f64 = 100_000.0;

impl Effort<'_> {
    pub(super) fn path(
        &mut self,
        path: &Path,
        bounds: IntRect,
        transform: Transform,
        canvas: Canvas,
    ) -> Result<f64, Error> {
        if !path.is_visible() {
            return Ok(0.0);
        }
        let outline = Outline::new(path, transform, canvas);
        let mut most: f64 = 0.0;
        if let Some(fill) = path.fill() {
            let area = path.data().bounds().transform(transform);
            most = most.max(self.paint(
                fill.paint(),
                area,
                &outline,
                1.0,
                (bounds, transform, canvas),
            )?);
        }
        if let Some(stroke) = path.stroke() {
            let more = self.dashes(stroke, &outline)?;
            let area = path.stroke_bounding_box().transform(transform);
            let far = |area: Rect| {
                let edges = [area.left(), area.top(), area.right(), area.bottom()];
                edges.iter().any(|edge| f64::from(edge.abs()) > FARTHEST)
            };
            // Beyond, curves are split without end, and tiny-skia 0.12 draws wide lines beside its pixels, which stops the
            // component.
            if area.is_none_or(far) {
                return Err(too_much(
                    "lines that reach at most 1000000 pixels, enlarged",
                ));
            }
            let painted = self.paint(
                stroke.paint(),
                area,
                &outline,
                more,
                (bounds, transform, canvas),
            )?;
            most = most.max(painted + outline.line_bytes(transform, more / LINE_EDGES));
        }
        Ok(most)
    }

    /// How many times as long an outline is when it becomes a line with two sides, or dashes.
    fn dashes(&mut self, stroke: &Stroke, outline: &Outline) -> Result<f64, Error> {
        let Some(dashes) = stroke.dasharray() else {
            return Ok(LINE_EDGES);
        };
        let sum: f64 = dashes.iter().map(|dash| f64::from(*dash)).sum();
        let each = f64::from(u32::try_from(dashes.len()).unwrap_or(u32::MAX));
        let count = outline.length / sum * each;
        self.dashes += count;
        if self.dashes < MOST_DASHES {
            Ok(LINE_EDGES + LINE_EDGES * count / outline.segments.max(1.0))
        } else {
            Err(too_much("at most 100000 dashes"))
        }
    }

    /// Filling an outline that is `more` times as long.
    fn paint(
        &mut self,
        paint: &Paint,
        area: Option<Rect>,
        outline: &Outline,
        more: f64,
        (bounds, transform, canvas): (IntRect, Transform, Canvas),
    ) -> Result<f64, Error> {
        let Some(area) = area else {
            return Ok(0.0);
        };
        let (width, height) = canvas.part(area);
        // Four lines of edges a row, sorted in each.
        let rows = height * 4.0;
        let edges = outline.segments * more;
        let crossed = (outline.height * 4.0 * more).min(edges * rows);
        let beside = if rows > 0.0 { crossed / rows } else { 0.0 };
        let swaps = (edges * edges).min(beside * crossed) / 2.0;
        self.spend(edges * 150.0 + crossed * 4.0 + swaps)?;
        let pixels = width * height;
        match paint {
            Paint::Color(_) => {
                self.spend(pixels * 6.0)?;
                Ok(0.0)
            }
            Paint::LinearGradient(_) | Paint::RadialGradient(_) => {
                self.spend(pixels * 25.0)?;
                Ok(0.0)
            }
            Paint::Pattern(pattern) => {
                self.spend(pixels * 80.0)?;
                let (x, y) = transform.pre_concat(pattern.transform()).get_scale();
                let side = |side: f32, scale: f32| f64::from((side * scale).round());
                let tile = Canvas {
                    width: side(pattern.rect().width(), x),
                    height: side(pattern.rect().height(), y),
                };
                self.spend(tile.pixels() * LAYER)?;
                let scaled = Transform::from_scale(x, y);
                Ok(tile.bytes() + self.nodes(pattern.root(), bounds, scaled, tile)?)
            }
        }
    }
}
