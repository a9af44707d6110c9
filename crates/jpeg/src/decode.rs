//! Files to planes, at 1/1, 1/2, 1/4 or 1/8 of the size.
//!
//! ```text
//! source ─ segment ─ preamble ─ layout ─┬ sequential ─── entropy, bits, huffman ─ idct ─ store ─┬ planes
//!                                       └ progressive ── entropy, bits, huffman ─ idct ─ store ─┘
//! ```
//!
//! A file is pulled from its source as it is decoded, and forgotten: it may still be arriving, and is never in memory as a
//! whole. What lies behind the last row, or behind the last scan, that the result needs is not pulled. Of a progressive
//! file an eighth of the size needs the DC terms, and not even their last bits where these say less than half a level.
//!
//! A scale takes the low-frequency corner of each block and transforms it to as many samples; for half the size, of
//! files whose coefficients need not be stored, it takes them all. Coefficients beyond the corner are passed over as
//! fast as their codes can be told apart.
//!
//! A picture may also be handed out ([`Decoder::decode_rows`]): its rows as soon as they are decoded, so that no plane is ever
//! in memory as a whole.
//!
//! Several pictures of one file, each at a scale and of a region of its own, come from one pass over it: the coefficients
//! of a block are read once, as many as the finest needs, and become the samples of each. These are the same as when it
//! is decoded alone.
//!
//! What is refused: arithmetic coding, lossless and hierarchical files, 12 bits, two components, a height that
//! comes behind the picture, more than 100 scans. What ends too early is refused too, never filled up.

mod bits;
mod corner;
mod decoder;
mod entropy;
mod file;
mod frame;
mod header;
mod huffman;
mod icc;
mod idct;
mod layout;
mod marker;
mod part;
mod position;
mod preamble;
mod progressive;
mod region;
mod restart;
mod rows;
mod scale;
mod scan;
mod segment;
mod sequential;
mod source;
mod store;
mod tables;
mod target;
mod variances;

pub use decoder::{Decoded, Decoder, MAX_SCANS};
pub use header::{Coding, Header, Sampling};
pub use part::Part;
pub use region::Region;
pub use rows::{Extent, Rows};
pub use scale::Scale;
pub use source::{Interrupted, MAX_FILL, Source};
pub use variances::Variances;
