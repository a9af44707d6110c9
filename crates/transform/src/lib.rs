//! The words of Marble: what may be asked of a picture, in the first segment of a key. No pixels, no HTTP.
//!
//! Whoever writes links or decides what may be made needs this crate alone; `marble-picture` does what is asked.
//!
//! ```
//! use marble_transform::Transform;
//!
//! let transform = Transform::parse("600x,quality=60,fit=cover", 4096)?;
//! // The canonical spelling, under which the result is stored: a default is not written.
//! assert_eq!(transform.to_string(), "600x,quality=60");
//! # Ok::<(), marble_transform::Error>(())
//! ```
//!
//! ```text
//! transform = size *( "," option )
//! size      = W "x" H  |  W "x"  |  "x" H       ; 1..=MAX_RESULT_SIDE, no leading zero
//! option    = name "=" value                    ; each name once
//! ```
//!
//! An option is one row of [`DEFINITIONS`]: its name, its values, how it is read and how it is written. The
//! order of the rows is the canonical order; a value that equals the default is not written.
//!
//! A link to a transform of an original can be signed, so that nobody else makes others: [`SigningKey`].
//!
//! What is asked is done in this order, whatever the order of the words: the orientation that the file asks for,
//! `flip` and `flop`, `rotate`, `crop`, the size with `fit` and `position`, `pad`, and the effects in sharp's order:
//! `grayscale`, `blur`, `brightness` and `saturation`, `sharpen`, `contrast`; and `watermark`.

mod carried;
mod color;
mod crop;
mod definition;
mod effects;
mod fit;
mod grammar;
mod link;
mod number;
mod output;
mod pad;
mod position;
mod quality;
mod signature;
mod simplify;
mod size;
pub mod srcset;
mod transform;
mod turn;
mod values;
mod variety;
mod watermark;

pub use self::carried::{Icc, Metadata};
pub use self::color::Color;
pub use self::crop::{Crop, Rect};
pub use self::definition::{DEFINITIONS, Definition};
pub use self::effects::Effects;
pub use self::fit::Fit;
pub use self::grammar::Error;
pub use self::link::{link, path};
pub use self::number::Decimal;
pub use self::output::{HAS_AVIF, HAS_JXL, Output};
pub use self::pad::Pad;
pub use self::position::{Alignment, Position, Strategy};
pub use self::quality::Quality;
pub use self::signature::{Signature, SigningKey, signed};
pub use self::size::Size;
pub use self::srcset::Srcset;
pub use self::transform::Transform;
pub use self::turn::{Rotation, Turn};
pub use self::values::Values;
pub use self::variety::Variety;
pub use self::watermark::{Place, Watermark};
