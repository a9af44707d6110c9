//! Pictures in an SVG. Each is an original of its own: it is told, limited and estimated as any file is, and becomes a
//! PNG of the size that it is drawn in. The libraries decode nothing else.

use std::sync::{Arc, Mutex, PoisonError};

use data_url::DataUrl;
use marble_transform::{Fit, Icc, Output, Size, Transform};
use resvg::usvg::{ImageHrefResolver, ImageKind, Options, Tree};

use crate::error::{Bound, Error};
use crate::format::sniff;
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::limits::{self, Limits};
use crate::original::Open;
use crate::pixels::orientation::turn;
use crate::process;
use crate::progress::{Estimate, Progress};

use super::error::too_much;

/// Formats of pictures in an SVG (SVG 2, 12.3, and what browsers read besides).
const FORMATS: [&str; 4] = ["JPEG", "PNG", "WebP", "GIF"];

/// Different pictures at most.
const MOST_IMAGES: usize = 100;

/// A picture.
pub(super) struct Image {
    file: Arc<Vec<u8>>,
    /// As it is seen.
    pub(super) size: Dimensions,
    /// The header of a PNG of this size, which stands for the picture in a tree that is not drawn.
    stand_in: Arc<Vec<u8>>,
}

/// The pictures of a tree, found while it is made.
#[derive(Default)]
struct Found {
    images: Vec<Image>,
    refused: Option<Error>,
}

/// Holds what an element refers to against what can be read, if it is in the file: the libraries would pass over it in
/// silence.
pub(super) fn check(href: &str) -> Result<(), Error> {
    if !is_data(href) {
        return Ok(());
    }
    let damaged = || Error::damaged("a picture in it: the URL has no data");
    let url = DataUrl::process(href).map_err(|_| damaged())?;
    url.decode(|_| Ok::<_, ()>(())).map_err(|_| damaged())?;
    Ok(())
}

/// Whether the scheme of a URL is `data` (RFC 2397), with spaces before it.
fn is_data(href: &str) -> bool {
    let start = href.trim_start().get(..5);
    start.is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

/// Makes a tree with stand-ins, and tells the pictures in it.
pub(super) fn find<T>(
    limits: &Limits,
    make: impl FnOnce(ImageHrefResolver<'_>) -> Result<T, Error>,
) -> Result<(T, Vec<Image>), Error> {
    let found = Mutex::new(Found::default());
    let tree = make(ImageHrefResolver {
        resolve_data: Box::new(|_, file, _| {
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            found.stand_in(file, limits).map(ImageKind::PNG)
        }),
        resolve_string: Box::new(|_, _| None),
    })?;
    let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    match found.refused {
        Some(error) => Err(error),
        None => Ok((tree, found.images)),
    }
}

/// Shows the pictures as these PNGs. What has none is not drawn.
pub(super) fn show<'a>(
    images: &'a [Image],
    pngs: &'a [Option<Arc<Vec<u8>>>],
) -> ImageHrefResolver<'a> {
    ImageHrefResolver {
        resolve_data: Box::new(move |_, file, _| {
            let mut pairs = images.iter().zip(pngs);
            let (image, png) = pairs.find(|(image, _)| image.file == file)?;
            image.drawing(png.clone()?).map(ImageKind::SVG)
        }),
        resolve_string: Box::new(|_, _| None),
    }
}

impl Found {
    fn stand_in(&mut self, file: Arc<Vec<u8>>, limits: &Limits) -> Option<Arc<Vec<u8>>> {
        if self.refused.is_some() {
            return None;
        }
        if let Some(image) = self.images.iter().find(|image| image.file == file) {
            return Some(image.stand_in.clone());
        }
        match self.open(file, limits) {
            Ok(image) => {
                let stand_in = image.stand_in.clone();
                self.images.push(image);
                Some(stand_in)
            }
            Err(error) => {
                self.refused = Some(error);
                None
            }
        }
    }

    fn open(&self, file: Arc<Vec<u8>>, limits: &Limits) -> Result<Image, Error> {
        if self.images.len() >= MOST_IMAGES {
            return Err(too_much("at most 100 pictures in it"));
        }
        let image = Image::open(file, limits).map_err(inside)?;
        let pixels = self.images.iter().map(|image| image.size.pixels());
        let pixels = pixels.fold(image.size.pixels(), u64::saturating_add);
        limits::check(Bound::SourcePixels, pixels, limits.max_source_pixels)?;
        Ok(image)
    }
}

impl Image {
    fn open(file: Arc<Vec<u8>>, limits: &Limits) -> Result<Self, Error> {
        let mut bytes = file.as_slice();
        let mut input = Input::new(&mut bytes, limits)?;
        let format = sniff(&mut input)?;
        if !FORMATS.contains(&format.name()) {
            let name = format.name();
            return Err(Error::Unsupported(format!(
                "expected JPEG, PNG, WebP or GIF, but found {name}"
            )));
        }
        let size = size(format.open.told_by(&mut input)?, input, limits)?;
        limits.check_pixels(size)?;
        Ok(Self {
            stand_in: Arc::new(header(size)),
            file,
            size,
        })
    }

    /// Whether this stands for it.
    pub(super) fn is(&self, stand_in: &Arc<Vec<u8>>) -> bool {
        Arc::ptr_eq(&self.stand_in, stand_in)
    }

    /// What it takes to make it as large.
    pub(super) fn estimate(&self, size: Dimensions, limits: &Limits) -> Result<Estimate, Error> {
        let mut asked = Asked(None);
        let made = process(
            &mut self.file.to_vec(),
            None,
            &transform(size),
            &limits_of(limits),
            &mut asked,
        );
        match (asked.0, made) {
            (Some(estimate), _) => Ok(estimate),
            (None, Err(error)) => Err(inside(error)),
            (None, Ok(_)) => Err(Error::internal("a picture without an estimate")),
        }
    }

    /// Makes it as large, as a PNG.
    pub(super) fn make(&self, size: Dimensions, limits: &Limits) -> Result<Arc<Vec<u8>>, Error> {
        let made = process(
            &mut self.file.to_vec(),
            None,
            &transform(size),
            &limits_of(limits),
            &mut (),
        );
        Ok(Arc::new(made.map_err(inside)?.bytes))
    }

    /// The picture as a drawing of its own size, however many pixels the PNG has.
    fn drawing(&self, png: Arc<Vec<u8>>) -> Option<Tree> {
        let Dimensions { width, height } = self.size;
        let text = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'>\
             <image width='{width}' height='{height}' preserveAspectRatio='none' href='a'/></svg>"
        );
        let options = Options {
            image_href_resolver: ImageHrefResolver {
                resolve_data: Box::new(|_, _, _| None),
                resolve_string: Box::new(move |_, _| Some(ImageKind::PNG(png.clone()))),
            },
            ..Options::default()
        };
        Tree::from_str(&text, &options).ok()
    }
}

/// Length of such a PNG at most, in bytes.
pub(super) fn most_bytes(size: Dimensions) -> u64 {
    size.pixels().saturating_mul(4).saturating_add(4096)
}

/// Asks for an estimate, and gives the result up before it is made.
struct Asked(Option<Estimate>);

impl Progress for Asked {
    fn estimated(&mut self, estimate: Estimate) {
        self.0 = Some(estimate);
    }

    fn is_late(&self) -> bool {
        self.0.is_some()
    }
}

fn transform(size: Dimensions) -> Transform {
    Transform {
        fit: Fit::Fill,
        format: Some(Output::Png),
        icc: Icc::Srgb,
        ..Transform::new(Size {
            width: Some(size.width),
            height: Some(size.height),
        })
    }
}

/// No side is longer than the picture's own.
fn limits_of(limits: &Limits) -> Limits {
    Limits {
        max_result_side: u32::MAX,
        ..*limits
    }
}

/// Dimensions as a picture is seen.
fn size(open: Open, mut input: Input<'_>, limits: &Limits) -> Result<Dimensions, Error> {
    let (stored, orientation) = match open {
        Open::Drawing(_) | Open::Told(_) => {
            return Err(Error::internal("a drawing that is a picture"));
        }
        Open::Frames(open) => {
            let original = open(&mut input, 1)?;
            (original.size(), original.orientation())
        }
        Open::Pixels(open) => {
            let original = open(input.into_bytes()?)?;
            (original.size(), original.orientation())
        }
        Open::Planes(open) => {
            let original = open(&mut input)?;
            (original.size(), original.orientation())
        }
        Open::Rows(open) => {
            let original = open(&mut input, limits)?;
            (original.size(), original.orientation())
        }
    };
    Ok(turn(stored, orientation))
}

/// What is wrong with a picture is wrong with the drawing.
fn inside(error: Error) -> Error {
    match error {
        Error::Damaged(what) => Error::Damaged(format!("a picture in it: {what}")),
        Error::Unsupported(what) => Error::Unsupported(format!("a picture in it: {what}")),
        other => other,
    }
}

/// The signature of a PNG, and the chunk that tells its size (PNG, 11.2.1), as far as its size is read.
fn header(Dimensions { width, height }: Dimensions) -> Vec<u8> {
    let mut header = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header
}
