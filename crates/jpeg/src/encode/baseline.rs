//! The one scan of a baseline file (T.81, annex F), in two steps: blocks to tokens, which are counted as they are
//! made, and tokens to codes of the tables that fit the counts best.
//!
//! A token takes 16 bits: four of run, twelve of value. Pictures at usual qualities have few coefficients, so that
//! tokens need a fraction of the memory that the coefficients would, and never noticeably more.

mod chunks;
mod scan;

pub(crate) use chunks::cost;
pub(crate) use scan::Scan;
