//! Pictures for tests, drawn by code, and the files that hold them: what a file shows is known without a decoder.
//!
//! Simple shapes (`shapes.rs`), the sample picture (`blue_marble.rs`), photographs (`photo.rs`), every kind of TIFF and PNG ([`tiff_variants`],
//! [`png_variants`]), JPEGs in every way that a JPEG stores colours ([`color_blocks`]), files that say much about
//! themselves ([`metadata`]), and that lie on their side ([`orientation`]), animations (`animation.rs`), GIFs as no
//! library writes them (`raw_gif.rs`), HEIF files of tiles and layers ([`heif`]).

mod animation;
mod base64;
mod blue_marble;
mod cases;
mod color;
pub mod color_blocks;
mod encode;
pub mod heif;
pub mod metadata;
pub mod orientation;
mod photo;
mod png_chunks;
pub mod png_variants;
mod raw_gif;
mod shapes;
pub mod tiff_variants;
mod webp;

pub use self::animation::{WebPFrame, animated_gif, animated_webp, decode_frames, gif_part};
pub use self::base64::from_base64;
pub use self::blue_marble::{blue_marble, blue_marble_jpeg};
pub use self::cases::Cases;
pub use self::color::{color_profile, distance, linear_from_srgb};
pub use self::encode::{decode, encode, encode_with};
pub use self::photo::photo;
pub use self::png_chunks::{PngChunk, png_chunk, png_chunks, png_of};
pub use self::raw_gif::{RawFrame, RawGif};
pub use self::shapes::{QUARTERS, disc, noise_at, probe, quarters};
pub use self::webp::lossy_webp;
