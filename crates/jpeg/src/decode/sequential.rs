//! Baseline and extended-sequential files: blocks come whole, so each becomes samples at once and no
//! coefficients are stored.

mod ac;
mod decoder;
mod energy;
mod measured;
mod one;
mod scan;
mod several;
mod sink;
mod stream;
mod tables;

pub(super) use self::decoder::{decode, decode_rows};
