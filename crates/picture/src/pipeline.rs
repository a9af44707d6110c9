//! From an opened original to its results: five ways, each written once for all formats that take it, with one order of
//! steps. Of several results, what stands in front of the bar is done once.
//!
//! ```text
//! limits ─ cost ─ decode │ choose ─ cut and scale ─ background ─ colours ─ effects ─ watermark ─ write
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
mod jobs;
mod pixels;
mod planes;
mod rows;
mod shared;
mod view;
mod watermark;
mod write;

pub(crate) use self::jobs::Jobs;
pub(crate) use self::watermark::Maker;

use crate::error::Error;
use crate::input::Input;
use crate::original::Open;

/// Makes the results of a file, on the way that its format takes.
///
/// # Errors
///
/// Whatever is wrong with all that nothing was told of yet.
pub(crate) fn run(mut input: Input<'_>, jobs: &mut Jobs<'_, '_>) -> Result<(), Error> {
    match jobs.format.open.told_by(&mut input)? {
        Open::Drawing(open) => drawing::run(&mut input, open, jobs),
        Open::Frames(open) => frames::run(&mut input, open, jobs),
        Open::Pixels(open) => pixels::run(input, open, jobs),
        Open::Planes(open) => planes::run(input, open, jobs),
        Open::Rows(open) => rows::run(input, open, jobs),
        Open::Told(_) => Err(Error::internal("a file that tells nothing")),
    }
}
