//! What drawing will take: the memory of layers, and the time. Groups with opacity, masks, clips, filters and patterns
//! are drawn apart first, each on pixels of its own, and in each other; this goes the way that `resvg` will go.

mod canvas;
mod filters;
mod images;
mod outline;
mod paths;

use resvg::tiny_skia::{IntRect, Transform};
use resvg::usvg::{ClipPath, Group, Mask, Node, Tree};

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::work::Work;

use super::error::too_much;
use super::images::Image;

use self::canvas::{Canvas, Layer};

/// Nanoseconds, about, as they were seen on a server in 2025.
const MOST_EFFORT: f64 = 5e9;

/// Groups, masks, clips and patterns in each other at most: `resvg` takes 30 KiB of the stack for each, most of it for
/// decoders that are never called, and there is a mebibyte.
const DEEPEST: usize = 24;

/// Nanoseconds that a node takes, whatever it is.
const NODE: f64 = 300.0;

/// Nanoseconds that a pixel of a layer takes: it is cleared, drawn and laid down.
const LAYER: f64 = 12.0;

/// What drawing takes.
pub(super) struct Drawing {
    /// The bytes that are allocated at a time.
    pub(super) bytes: u64,
    pub(super) work: Work,
    /// How large each picture is drawn, where it is.
    pub(super) images: Vec<Option<Dimensions>>,
}

pub(super) fn drawing(
    tree: &Tree,
    images: &[Image],
    transform: Transform,
    size: Dimensions,
) -> Result<Drawing, Error> {
    let canvas = Canvas::new(size.width, size.height);
    let bounds = canvas.bounds()?;
    let mut effort = Effort::new(images, vec![None; images.len()]);
    if !images.is_empty() {
        // How large they are has to be known before it is known what each place takes where one is drawn.
        effort.nodes(tree.root(), bounds, transform, canvas)?;
        effort = Effort::new(images, effort.drawn);
    }
    effort.spend(canvas.pixels() * 2.0)?;
    let layers = effort.nodes(tree.root(), bounds, transform, canvas)?;
    Ok(Drawing {
        bytes: whole(canvas.bytes() + layers),
        work: Work::of(1, effort.spent),
        images: effort.drawn,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positive, and saturates"
)]
fn whole(value: f64) -> u64 {
    value.ceil() as u64
}

struct Effort<'a> {
    dashes: f64,
    /// Groups that it is in.
    depth: usize,
    images: &'a [Image],
    /// How large each of them is drawn, as far as it is known.
    drawn: Vec<Option<Dimensions>>,
    /// Nanoseconds, about.
    spent: f64,
}

impl<'a> Effort<'a> {
    fn new(images: &'a [Image], drawn: Vec<Option<Dimensions>>) -> Self {
        Self {
            dashes: 0.0,
            depth: 0,
            images,
            drawn,
            spent: 0.0,
        }
    }

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
        self.deeper()?;
        for node in parent.children() {
            self.spend(NODE)?;
            let bytes = match node {
                Node::Group(group) => self.group(group, bounds, transform, canvas)?,
                Node::Image(image) => self.image(image, transform, canvas)?,
                Node::Path(path) => self.path(path, bounds, transform, canvas)?,
                // None is made.
                Node::Text(_) => 0.0,
            };
            most = most.max(bytes);
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(most)
    }

    fn deeper(&mut self) -> Result<(), Error> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEEPEST {
            return Err(too_much(
                "at most 24 groups, masks, clips and patterns in each other",
            ));
        }
        Ok(())
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
        self.deeper()?;
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
                // Neither clips.
                Node::Image(_) | Node::Text(_) => 0.0,
            };
            most = most.max(bytes);
        }
        self.depth = self.depth.saturating_sub(1);
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
}
