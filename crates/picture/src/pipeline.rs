//! From an opened original to a result: five ways, each written once for all formats that take it, with one order of
//! steps.
//!
//! ```text
//! limits ─ cost ─ decode ─ choose ─ cut and scale ─ background ─ colours ─ effects ─ watermark ─ write
//! ```
//!
//! | pipeline | decodes | for |
//! |---|---|---|
//! | `planes` | luma and colour differences, JPEGs at the scale that is needed | JPEG, lossy WebP |
//! | `rows` | row by row, shrunk as they come | PNG, TIFF, AVIF, HEIC |
//! | `pixels` | the whole picture | BMP, WebP without loss or with alpha |
//! | `frames` | one frame after the other | GIF, animated WebP |
//! | `drawing` | nothing: draws at the size of the result | SVG |

mod drawing;
mod frames;
mod job;
mod pixels;
mod planes;
mod rows;
mod view;
mod watermark;
mod write;

pub(crate) use self::job::{Job, Watermark};
pub(crate) use self::watermark::Maker;

use crate::error::Error;
use crate::input::Input;
use crate::original::Open;
use crate::result::Encoded;

/// Makes the result of a file, on the way that its format takes.
pub(crate) fn run(mut input: Input<'_>, job: &mut Job<'_>) -> Result<Encoded, Error> {
    match job.format.open.told_by(&mut input)? {
        Open::Drawing(open) => drawing::run(&mut input, open, job),
        Open::Frames(open) => frames::run(&mut input, open, job),
        Open::Pixels(open) => pixels::run(input, open, job),
        Open::Planes(open) => planes::run(input, open, job),
        Open::Rows(open) => rows::run(input, open, job),
        Open::Told(_) => Err(Error::internal("a file that tells nothing")),
    }
}
