//! TIFFs of every kind that is read, written by hand: what they show is known without a decoder.
//!
//! ```text
//! variant ◄── pieces ◄── file ◄── noise
//! ```

mod file;
mod noise;
mod pieces;
mod variant;

pub use self::file::Tag;
pub use self::noise::Original;
pub use self::variant::{Alpha, Colors, Compression, PLAIN, Pieces, Variant};
