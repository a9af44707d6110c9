//! An SVG as an original that is a drawing.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::roxmltree::{Document, ParsingOptions};
use resvg::usvg::{self, ImageHrefResolver, Tree};

use crate::cost::BASE;
use crate::error::{Bound, Error, plain};
use crate::geometry::Dimensions;
use crate::limits::{Limits, check};
use crate::original::drawing::{Original, View};
use crate::pixels::picture::{Layout, Picture};
use crate::work::Work;

use super::effort::{self, Drawing};
use super::{scan, weigh};

/// Length of a file at most: what is longer is no drawing.
const MOST_BYTES: u64 = 1 << 20;

/// Nodes of the XML at most.
const MOST_NODES: u32 = 100_000;

/// Pixels an inch, as libvips counts them.
const PIXELS_AN_INCH: f32 = 72.0;

struct Svg<'a> {
    /// As long as the tree is there, for that is what was estimated.
    _document: Document<'a>,
    tree: Tree,
    cost: u64,
}

pub(super) fn open<'a>(file: &'a [u8], limits: &Limits) -> Result<Box<dyn Original + 'a>, Error> {
    let bytes = file.len() as u64;
    let limit = MOST_BYTES.min(limits.max_source_bytes);
    check(Bound::SourceBytes, bytes, limit)?;
    let text = std::str::from_utf8(file).map_err(|_| Error::damaged("the text is no UTF-8"))?;
    scan::check(text)?;
    let parsing = ParsingOptions {
        allow_dtd: true,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, parsing)
        .map_err(|error| Error::Damaged(plain(&error)))?;
    let cost = cost(bytes, weigh::weigh(&document)?);
    limits.check_memory(cost)?;
    let tree = tree(&document)?;
    Ok(Box::new(Svg {
        _document: document,
        tree,
        cost,
    }))
}

/// What a file of so many bytes takes as XML and as a tree of shapes, in bytes. `weight` is that of its elements.
fn cost(bytes: u64, weight: u64) -> u64 {
    let text = bytes.saturating_mul(3);
    text.saturating_add(weight).saturating_add(BASE)
}

impl Original for Svg<'_> {
    fn size(&self) -> Dimensions {
        size(&self.tree)
    }

    fn opened_cost(&self) -> u64 {
        self.cost
    }

    fn cost(&self, view: &View) -> Result<u64, Error> {
        Ok(self.effort(view)?.bytes)
    }

    fn work(&self, view: &View) -> Result<Work, Error> {
        Ok(self.effort(view)?.work)
    }

    fn draw(&self, view: &View) -> Result<Picture, Error> {
        let Dimensions { width, height } = view.size;
        let pixels = Pixmap::new(width, height);
        let mut pixels = pixels.ok_or_else(|| Error::internal("no pixels to draw on"))?;
        let transform = transform(&self.tree, view);
        resvg::render(&self.tree, transform, &mut pixels.as_mut());
        Ok(Picture {
            size: view.size,
            layout: Layout::Rgba,
            pixels: pixels.take_demultiplied(),
            profile: None,
        })
    }
}

impl Svg<'_> {
    fn effort(&self, view: &View) -> Result<Drawing, Error> {
        effort::drawing(&self.tree, transform(&self.tree, view), view.size)
    }
}

/// What brings the drawing to where the view shows it.
fn transform(tree: &Tree, view: &View) -> Transform {
    let View { area, size: scaled } = view;
    let x = f64::from(scaled.width) / area.width;
    let y = f64::from(scaled.height) / area.height;
    // A picture has whole pixels, a drawing need not have.
    let size = size(tree);
    let exact_x = f64::from(size.width) / f64::from(tree.size().width());
    let exact_y = f64::from(size.height) / f64::from(tree.size().height());
    Transform::from_row(
        single(x * exact_x),
        0.0,
        0.0,
        single(y * exact_y),
        single(-area.left * x),
        single(-area.top * y),
    )
}

#[expect(clippy::cast_possible_truncation, reason = "saturates")]
fn single(value: f64) -> f32 {
    value as f32
}

/// The drawing of a document. What it refers to outside of itself is not there.
fn tree(document: &Document<'_>) -> Result<Tree, Error> {
    let options = usvg::Options {
        dpi: PIXELS_AN_INCH,
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    let tree = Tree::from_xmltree(document, &options);
    tree.map_err(|error| Error::Damaged(plain(&error)))
}

/// Width and height in whole pixels, as a browser shows it without being told a size.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positive, and saturates"
)]
fn size(tree: &Tree) -> Dimensions {
    let side = |side: f32| (side.round() as u32).max(1);
    Dimensions {
        width: side(tree.size().width()),
        height: side(tree.size().height()),
    }
}
