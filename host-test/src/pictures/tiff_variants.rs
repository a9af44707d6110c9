//! TIFFs of every kind that is read, written by hand: what they show is known without a decoder.
//!
//! ```text
//! variant ◄── pieces ◄── file ◄── noise, jpegs, fax
//! ```

mod fax;
mod file;
mod jpegs;
mod noise;
mod pieces;
mod variant;

pub use self::fax::{FAX_SIZE, fax_is_black, faxes};
pub use self::file::Tag;
pub use self::jpegs::{Tables, of_jpegs};
pub use self::noise::Original;
pub use self::variant::{Alpha, Colors, Compression, Format, PLAIN, Pieces, Places, Variant};
