//! The page on which a photo is dropped and the options are moved, as one HTML text: for the dev server, which serves it at
//! `/-/play`, and as a file for any deployment. It asks nobody, and reads no file.
//!
//! ```text
//! page/*.{html,css,js}, the definitions ─ page ─► one HTML text with everything inside
//! ```

mod definitions;
mod modules;
mod page;

pub use self::page::{Deployment, Page};
