//! The scans of a progressive file (T.81, annex G): coarse to fine, in the order of libjpeg's
//! `jpeg_simple_progression`. Every scan is run twice, once to count symbols and once to write them.

mod ac;
mod scans;
mod script;
mod sink;

pub(crate) use scans::{Scans, cost};
