//! Originals that are SVGs: drawn at the size of the result, so that they are sharp at any.
//!
//! ```text
//! text ─ scan ─ XML ─ weigh (style) ─ tree ─ effort ─ pixels
//! ```
//!
//! The libraries follow every reference and allocate what a file asks for. So `scan`, `weigh` and `effort` tell before
//! each of their steps what it will take, and refuse. No file, no address and no font is ever opened.

mod effort;
mod reach;
mod scan;
mod style;
mod weigh;

use image::metadata::Orientation;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::roxmltree::{Document, ParsingOptions};
use resvg::usvg::{self, ImageHrefResolver, Tree};

use crate::config::Limits;
use crate::error::{Bound, Error, Excess};
use crate::format::Format;
use crate::geometry::{Area, Dimensions, Geometry};
use crate::options::Options;
use crate::timings::Timings;

use super::cost::Finishing;
use super::cost::drawing::{of_drawing, of_tree};
use super::decode::plain;
use super::ground::fill_up;
use super::limits::{check_memory, check_result};
use super::picture::{Layout, Picture};
use super::{Encoded, finish, interest, orientation, resize};

/// Length of a file at most: what is longer is no drawing.
const MOST_BYTES: u64 = 1 << 20;

/// Nodes of the XML at most.
const MOST_NODES: u32 = 100_000;

/// Pixels an inch, as libvips counts them.
const PIXELS_AN_INCH: f32 = 72.0;

/// Makes the result from an SVG; see [`super::transform`].
pub(super) fn transform(
    source: &[u8],
    options: &Options,
    limits: &Limits,
    timings: &mut Timings,
) -> Result<Encoded, Error> {
    let found = source.len() as u64;
    let limit = MOST_BYTES.min(limits.max_source_bytes);
    if found > limit {
        return Err(Error::TooLarge(Excess {
            bound: Bound::SourceBytes,
            found,
            limit,
        }));
    }
    let text = std::str::from_utf8(source).map_err(|_| damaged("the text is no UTF-8"))?;
    scan::check(text)?;
    let parsing = ParsingOptions {
        allow_dtd: true,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, parsing)
        .map_err(|error| Error::Damaged(plain(&error)))?;
    let parsed = of_tree(found, weigh::weigh(&document)?);
    check_memory(parsed, limits)?;

    let tree = tree(&document)?;
    let turned = orientation::then(Orientation::NoTransforms, options.turn);
    let size = size(&tree);
    let geometry = Geometry::new(orientation::turn(size, turned), options)?;
    check_result(geometry.canvas, options.format, limits)?;
    let output = options
        .format
        .unwrap_or_else(|| Format::Svg.default_output(true));
    let view = View::new(&tree, size, &geometry, turned);
    let drawing = effort::drawing(&tree, view.transform, view.size)?;
    let finishing = Finishing { output, options };
    let estimate = of_drawing(parsed, drawing, &geometry, &finishing);
    check_memory(estimate, limits)?;
    timings.end("decode");

    let geometry = interest::choose(geometry, |seen| {
        let glance = Geometry {
            scaled: seen,
            ..geometry
        };
        let glance = View::new(&tree, size, &glance, turned).draw(&tree)?;
        let mut glance = resize::turn(glance, turned)?;
        resize::multiply_alpha(&mut glance)?;
        Ok(glance)
    })?;
    let view = View::new(&tree, size, &geometry, turned);
    let picture = resize::turn(view.draw(&tree)?, turned)?;
    let ground = output.ground(options.background);
    let picture = fill_up(picture, &geometry, ground);
    finish::picture(picture, output, options, timings)
}

/// What is seen, as it is stored: before it is turned.
struct View {
    size: Dimensions,
    transform: Transform,
}

impl View {
    fn new(tree: &Tree, size: Dimensions, geometry: &Geometry, turned: Orientation) -> Self {
        let area: Area = orientation::to_stored(geometry.crop, size, turned);
        let scaled = orientation::turn(geometry.scaled, turned);
        let x = f64::from(scaled.width) / area.width;
        let y = f64::from(scaled.height) / area.height;
        // A picture has whole pixels, a drawing need not have.
        let exact_x = f64::from(size.width) / f64::from(tree.size().width());
        let exact_y = f64::from(size.height) / f64::from(tree.size().height());
        let transform = Transform::from_row(
            single(x * exact_x),
            0.0,
            0.0,
            single(y * exact_y),
            single(-area.left * x),
            single(-area.top * y),
        );
        Self {
            size: scaled,
            transform,
        }
    }

    fn draw(&self, tree: &Tree) -> Result<Picture, Error> {
        let Dimensions { width, height } = self.size;
        let pixels = Pixmap::new(width, height);
        let mut pixels = pixels.ok_or_else(|| Error::Internal("no pixels to draw on".into()))?;
        resvg::render(tree, self.transform, &mut pixels.as_mut());
        Ok(Picture {
            size: self.size,
            layout: Layout::Rgba,
            pixels: pixels.take_demultiplied(),
            profile: None,
        })
    }
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

fn damaged(what: &str) -> Error {
    Error::Damaged(what.to_owned())
}

/// A drawing that asks for more than it is given.
fn too_much(expected: &str) -> Error {
    Error::NotAPicture(format!("expected an SVG with {expected}, but found more"))
}
