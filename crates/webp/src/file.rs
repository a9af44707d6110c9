//! The container (RIFF): frames, alpha, colour profiles and metadata to files, of one picture or of an animation.
//!
//! ```text
//! RIFF ─ WEBP ─ [VP8X] ─ [ICCP] ─┬ [ALPH] ─ VP8  │ VP8L ───────────────────┬ [EXIF] ─ [XMP ]
//!                                └ ANIM ─ ANMF ([ALPH] ─ VP8  │ VP8L) ─ …  ┘
//! ```

mod animation;
mod chunks;
mod image;
mod metadata;
mod still;
mod vp8x;

pub use animation::{Animation, Blend, Dispose, Frame, Loops};
pub use image::{Alpha, Image};
pub use metadata::Metadata;
pub use still::write;
