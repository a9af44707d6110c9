//! Pixels to a file of the format that is asked for.

pub(super) mod jpeg;
mod loss;
mod quality;
pub(super) mod webp;

use crate::error::Error;
use crate::options::{Options, Output};

use super::ground::flatten;
use super::picture::Picture;
use super::{gif, png};

/// Writes a file of the format `output`.
pub(super) fn encode(
    picture: Picture,
    output: Output,
    options: &Options,
) -> Result<Vec<u8>, Error> {
    match output {
        Output::Gif => gif::encode(picture),
        Output::Jpeg => {
            let mut picture = flatten(picture, options.background);
            let profile = picture.profile.take();
            jpeg::encode(&jpeg::planes(picture)?, options, profile.as_deref())
        }
        Output::Png => png::encode(&picture),
        Output::WebP => webp::encode(picture, options),
    }
}
