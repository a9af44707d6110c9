//! What drawing will take: the memory of layers, and the time. Groups with opacity, masks, clips, filters and patterns
//! are drawn apart first, each on pixels of its own, and in each other; this goes the way that `resvg` will go.

use resvg::tiny_skia::{IntRect, PathSegment, Point, Rect, Transform};
use resvg::usvg::filter::Kind;
use resvg::usvg::{ClipPath, Group, Mask, Node, Paint, Path, Stroke, Tree};

use crate::error::Error;
use crate::geometry::Dimensions;

use super::reach::FARTHEST;
use super::too_much;

/// Nanoseconds, about, as they were seen on a server in 2025.
const MOST_EFFORT: f64 = 5e9;

/// Dashes of all paths together at most.
const MOST_DASHES: f64 = 100_000.0;

/// Standard deviation of a blur, in pixels: far beyond it, `resvg` counts over the end of its numbers.
const WIDEST_BLUR: f64 = 10_000.0;

/// Bytes a pixel.
const PIXEL: f64 = 4.0;

/// Nanoseconds that a node takes, whatever it is.
const NODE: f64 = 300.0;

/// Nanoseconds that a pixel of a layer takes: it is cleared, drawn and laid down.
const LAYER: f64 = 12.0;

/// The bytes that drawing will allocate at a time.
pub(super) fn drawing(tree: &Tree, transform: Transform, size: Dimensions) -> Result<u64, Error> {
    let canvas = Canvas::new(size.width, size.height);
    let mut effort = Effort::default();
    let bounds = canvas.bounds()?;
    effort.spend(canvas.pixels() * 2.0)?;
    let layers = effort.nodes(tree.root(), bounds, transform, canvas)?;
    Ok(whole(canvas.pixels() * PIXEL + layers))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positive, and saturates"
)]
fn whole(value: f64) -> u64 {
    value.ceil() as u64
}

/// Pixels that are drawn on.
#[derive(Clone, Copy)]
struct Canvas {
    width: f64,
    height: f64,
}

#[derive(Default)]
struct Effort {
    dashes: f64,
    /// Nanoseconds, about.
    spent: f64,
}

impl Canvas {
    fn new(width: u32, height: u32) -> Self {
        Self {
            width: f64::from(width),
            height: f64::from(height),
        }
    }

    fn pixels(self) -> f64 {
        self.width * self.height
    }

    fn bytes(self) -> f64 {
        self.pixels() * PIXEL
    }

    /// As far as layers may reach (`max_filter_bbox` of resvg).
    fn bounds(self) -> Result<IntRect, Error> {
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
    fn part(self, area: Rect) -> (f64, f64) {
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

impl Effort {
    fn spend(&mut self, nanoseconds: f64) -> Result<(), Error> {
        self.spent += nanoseconds;
        // What is no number is too much as well.
        if self.spent < MOST_EFFORT {
            Ok(())
        } else {
            Err(too_much(
                "less to draw: layers, filters, patterns and long paths add up",
            ))
        }
    }

    /// The bytes that the layers of a group's children take at a time.
    fn nodes(
        &mut self,
        parent: &Group,
        bounds: IntRect,
        transform: Transform,
        canvas: Canvas,
    ) -> Result<f64, Error> {
        let mut most: f64 = 0.0;
        for node in parent.children() {
            self.spend(NODE)?;
            let bytes = match node {
                Node::Group(group) => self.group(group, bounds, transform, canvas)?,
                Node::Path(path) => self.path(path, bounds, transform, canvas)?,
                // Neither is made.
                Node::Image(_) | Node::Text(_) => 0.0,
            };
            most = most.max(bytes);
        }
        Ok(most)
    }

    fn group(
        &mut self,
        group: &Group,
        bounds: IntRect,
        transform: Transform,
        canvas: Canvas,
    ) -> Result<f64, Error> {
        let transform = transform.pre_concat(group.transform());
        if !group.should_isolate() {
            return self.nodes(group, bounds, transform, canvas);
        }
        let Some(layer) = Layer::new(group, bounds, transform) else {
            // It is not drawn.
            return Ok(0.0);
        };
        let pixels = layer.canvas;
        self.spend(pixels.pixels() * LAYER)?;
        let children = self.nodes(group, layer.bounds, layer.transform, pixels)?;
        let filters = self.filters(group, layer.transform, pixels)?;
        let mut beside = children.max(filters);
        if let Some(clip) = group.clip_path() {
            beside = beside.max(self.clip(clip, layer.transform, pixels)?);
        }
        if let Some(mask) = group.mask() {
            beside = beside.max(self.mask(mask, layer.bounds, layer.transform, pixels)?);
        }
        Ok(pixels.bytes() + beside)
    }

    fn clip(
        &mut self,
        clip: &ClipPath,
        transform: Transform,
        canvas: Canvas,
    ) -> Result<f64, Error> {
        self.spend(canvas.pixels() * LAYER)?;
        let inner = transform.pre_concat(clip.transform());
        let mut beside = self.clip_nodes(clip.root(), inner, canvas)?;
        if let Some(clip) = clip.clip_path() {
            beside = beside.max(self.clip(clip, transform, canvas)?);
        }
        // The pixels, and a mask of a byte each.
        Ok(canvas.pixels() * 5.0 + beside)
    }

    fn clip_nodes(
        &mut self,
        parent: &Group,
        transform: Transform,
        canvas: Canvas,
    ) -> Result<f64, Error> {
        let mut most: f64 = 0.0;
        let bounds = IntRect::from_xywh(0, 0, 1, 1);
        let bounds = bounds.ok_or_else(|| too_much("a smaller size"))?;
        for node in parent.children() {
            self.spend(NODE)?;
            let bytes = match node {
                Node::Path(path) => self.path(path, bounds, transform, canvas)?,
                Node::Group(group) => {
                    let transform = transform.pre_concat(group.transform());
                    let children = self.clip_nodes(group, transform, canvas)?;
                    match group.clip_path() {
                        Some(clip) => {
                            self.spend(canvas.pixels() * LAYER)?;
                            canvas.bytes() + children.max(self.clip(clip, transform, canvas)?)
                        }
                        None => children,
                    }
                }
                Node::Image(_) | Node::Text(_) => 0.0,
            };
            most = most.max(bytes);
        }
        Ok(most)
    }

    fn mask(
        &mut self,
        mask: &Mask,
        bounds: IntRect,
        transform: Transform,
        canvas: Canvas,
    ) -> Result<f64, Error> {
        self.spend(canvas.pixels() * LAYER * 2.0)?;
        let mut beside = self.nodes(mask.root(), bounds, transform, canvas)?;
        if let Some(mask) = mask.mask() {
            beside = beside.max(self.mask(mask, bounds, transform, canvas)?);
        }
        Ok(canvas.pixels() * 6.0 + beside)
    }

    /// Every step of a filter leaves an image of the layer's size, which later steps may ask for.
    fn filters(
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

    fn path(
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
            most = most.max(self.paint(
                stroke.paint(),
                area,
                &outline,
                more,
                (bounds, transform, canvas),
            )?);
        }
        Ok(most)
    }

    /// How many times as long an outline is when it becomes a line with two sides, or dashes.
    fn dashes(&mut self, stroke: &Stroke, outline: &Outline) -> Result<f64, Error> {
        let Some(dashes) = stroke.dasharray() else {
            return Ok(6.0);
        };
        let sum: f64 = dashes.iter().map(|dash| f64::from(*dash)).sum();
        let each = f64::from(u32::try_from(dashes.len()).unwrap_or(u32::MAX));
        let count = outline.length / sum * each;
        self.dashes += count;
        if self.dashes < MOST_DASHES {
            Ok(6.0 + 6.0 * count / outline.segments.max(1.0))
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

/// Nanoseconds a pixel.
fn blur(deviation: f32, scale: f64) -> Result<f64, Error> {
    if f64::from(deviation) * scale < WIDEST_BLUR {
        Ok(300.0)
    } else {
        Err(too_much("blurs of at most 10000 pixels"))
    }
}

/// What a group is drawn on apart.
struct Layer {
    bounds: IntRect,
    canvas: Canvas,
    transform: Transform,
}

impl Layer {
    /// As `render_group` and `render_layer` of resvg lay it out.
    fn new(group: &Group, bounds: IntRect, transform: Transform) -> Option<Self> {
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

/// A path as long as its control points lie apart.
struct Outline {
    /// Pixels of the canvas in y, of all segments together.
    height: f64,
    /// In the path's own units.
    length: f64,
    curved: bool,
    segments: f64,
}

impl Outline {
    fn new(path: &Path, transform: Transform, canvas: Canvas) -> Self {
        let mut outline = Self {
            height: 0.0,
            length: 0.0,
            curved: false,
            segments: 0.0,
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
            outline.curved |= matches!(segment, PathSegment::QuadTo(..) | PathSegment::CubicTo(..));
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
}
