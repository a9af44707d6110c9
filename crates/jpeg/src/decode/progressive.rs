//! Progressive files (T.81, G): coefficients gather over several scans, of which only those are read that the
//! scale needs, and of their coefficients only those of the low-frequency corner are stored. Behind the last scan
//! that matters, nothing of the file is read.
//!
//! A refinement scan holds a bit for each coefficient that is not zero yet, so whoever reads one must know which
//! these are, in the corner and beyond it. One bit a coefficient tells, in files and at scales that need it.

mod band;
mod block_rows;
mod changes;
mod coefficients;
mod coverage;
mod dc;
mod decoder;
mod first_scan;
mod history;
mod planes;
mod refinement;
mod zero_history;

pub(super) use self::decoder::{MAX_SCANS, cost_of_block, cost_of_kept, decode, decode_rows};
