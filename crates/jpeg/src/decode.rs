//! Files to planes, at 1/1, 1/2, 1/4 or 1/8 of the size.
//!
//! ```text
//! file ─ segment ─ preamble ─ layout ─┬ sequential ─── bits, huffman ─ idct ─ store ─┬ planes
//!                                     └ progressive ── bits, huffman ─ idct ─ store ─┘
//! ```
//!
//! A scale takes the low-frequency corner of each block and transforms it to as many samples; for half the size, of
//! files whose coefficients need not be stored, it takes them all. Coefficients beyond the corner are passed over as
//! fast as their codes can be told apart.
//!
//! What is refused: arithmetic coding, lossless and hierarchical files, 12 bits, two components, a height that
//! comes behind the picture, more than 100 scans. What ends too early is refused too, never filled up.

mod bits;
mod corner;
mod decoder;
mod frame;
mod header;
mod huffman;
mod idct;
mod layout;
mod marker;
mod preamble;
mod progressive;
mod region;
mod scale;
mod scan;
mod segment;
mod sequential;
mod store;
mod tables;

pub use decoder::{Decoded, Decoder};
pub use header::{Coding, Header, Sampling};
pub use region::Region;
pub use scale::Scale;
