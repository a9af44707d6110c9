//! An SVG as an original that is a drawing.

use std::borrow::Cow;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::roxmltree::{Document, ParsingOptions};
use resvg::usvg::{self, ImageHrefResolver, Tree};

use crate::cost::BASE;
use crate::error::{Bound, Error, plain};
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::limits::{Limits, check};
use crate::original::drawing::{Original, View};
use crate::pixels::picture::{Layout, Picture};
use crate::work::Work;

use super::effort::{self, Drawing};
use super::images::{self, Image};
use super::{encoding, gzip, scan, weigh};

/// Length of a file at most: what is longer is no drawing.
const MOST_BYTES: u64 = 1 << 20;

/// Nodes of the XML at most.
const MOST_NODES: u32 = 100_000;

/// Pixels an inch, as libvips counts them.
const PIXELS_AN_INCH: f32 = 72.0;

/// Nanoseconds that a byte of the text takes to become a tree, about.
const TREE: f64 = 100.0;

struct Svg<'a> {
    text: Cow<'a, str>,
    /// With stand-ins for the pictures.
    tree: Tree,
    images: Vec<Image>,
    limits: Limits,
    cost: u64,
}

pub(super) fn open<'a>(
    input: &'a mut Input<'_>,
    limits: &Limits,
) -> Result<Box<dyn Original + 'a>, Error> {
    let limit = MOST_BYTES.min(limits.max_source_bytes);
    check(Bound::SourceBytes, input.length(), limit)?;
    let file = input.all()?;
    let text = match unpacked(file, limit, limits)? {
        Cow::Borrowed(file) => encoding::text(file)?,
        Cow::Owned(file) => encoding::text(&file)?.into_owned().into(),
    };
    let bytes = text.len() as u64;
    check(Bound::SourceBytes, bytes, limit)?;
    scan::check(&text)?;
    let document = document(&text)?;
    let cost = cost(bytes, weigh::weigh(&document)?);
    limits.check_source_memory(cost)?;
    let (tree, images) = images::find(limits, |images| tree(&document, images))?;
    drop(document);
    Ok(Box::new(Svg {
        text,
        tree,
        images,
        limits: *limits,
        cost,
    }))
}

fn document(text: &str) -> Result<Document<'_>, Error> {
    let parsing = ParsingOptions {
        allow_dtd: true,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, parsing);
    document.map_err(|error| Error::Damaged(plain(&error)))
}

/// The text of a file that may be compressed.
fn unpacked<'a>(file: &'a [u8], limit: u64, limits: &Limits) -> Result<Cow<'a, [u8]>, Error> {
    if !gzip::is_gzip(file) {
        return Ok(file.into());
    }
    limits.check_source_memory(gzip::cost(limit).saturating_add(BASE))?;
    let text = gzip::unpack(file, limit)?;
    check(Bound::SourceBytes, text.len() as u64, limit)?;
    Ok(text.into())
}

/// What a file of so many bytes takes as XML and as a tree of shapes, in bytes. `weight` is that of its elements.
fn cost(bytes: u64, weight: u64) -> u64 {
    // Once more where it was compressed or in another encoding, and while it was.
    let text = bytes.saturating_mul(5);
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
        if self.images.is_empty() {
            resvg::render(&self.tree, transform, &mut pixels.as_mut());
        } else {
            let tree = self.with_images(view)?;
            resvg::render(&tree, transform, &mut pixels.as_mut());
        }
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
        let mut drawing = self.drawing(view)?;
        if self.images.is_empty() {
            return Ok(drawing);
        }
        let (mut pngs, mut making) = (0_u64, 0);
        let again = Work::of(self.text.len() as u64, TREE);
        let mut works = vec![drawing.work, again];
        let pairs = self.images.iter().zip(&drawing.images);
        for (image, size) in pairs.filter_map(|(image, size)| Some((image, (*size)?))) {
            let estimate = image.estimate(size, &self.limits)?;
            making = estimate.memory.saturating_sub(BASE).max(making);
            pngs = pngs.saturating_add(images::most_bytes(size));
            works.push(Work::of(estimate.work, 1e6));
        }
        let again = self.cost.saturating_sub(BASE);
        let besides = pngs.saturating_add(again);
        drawing.bytes = drawing.bytes.max(making).saturating_add(besides);
        drawing.work = works.into_iter().sum();
        Ok(drawing)
    }

    fn drawing(&self, view: &View) -> Result<Drawing, Error> {
        let transform = transform(&self.tree, view);
        effort::drawing(&self.tree, &self.images, transform, view.size)
    }

    /// The drawing with its pictures as large as they are seen.
    fn with_images(&self, view: &View) -> Result<Tree, Error> {
        let drawing = self.drawing(view)?;
        let made = self.images.iter().zip(drawing.images).map(|(image, size)| {
            let png = size.map(|size| image.make(size, &self.limits));
            png.transpose()
        });
        let pngs = made.collect::<Result<Vec<_>, Error>>()?;
        tree(&document(&self.text)?, images::show(&self.images, &pngs))
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
fn tree(document: &Document<'_>, images: ImageHrefResolver<'_>) -> Result<Tree, Error> {
    let options = usvg::Options {
        dpi: PIXELS_AN_INCH,
        image_href_resolver: images,
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
