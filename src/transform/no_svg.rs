//! What stands in for SVG in a build without it: nobody comes here, because SVG is refused before.

use crate::config::Limits;
use crate::error::Error;
use crate::options::Options;
use crate::timings::Timings;

use super::Encoded;

pub(super) fn transform(
    _: &[u8],
    _: &Options,
    _: &Limits,
    _: &mut Timings,
) -> Result<Encoded, Error> {
    Err(Error::Internal("this build is one without SVG".to_owned()))
}
