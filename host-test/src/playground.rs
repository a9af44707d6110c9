//! The page on which a photo is dropped and the options are moved: served at `/-/play` on Marble's address by the dev
//! server, and written as one file for a bucket. The component itself has no such page.
//!
//! ```text
//! page/*.{html,css,js}, the definitions ─ page ─► one HTML text with everything inside
//! GET  /-/play                    that text
//! GET  /-/play/originals          what may be resized, as JSON
//! GET  /-/play/original?key=KEY   one of them
//! PUT  /-/play/original?key=KEY   a new one
//! GET  /-/play/visit?path=PATH    every hop of a visit of the website, as JSON
//! ```
//! Only a browser on this machine is answered, and only this page may put something there: see `guard.rs`.

mod answer;
mod definitions;
mod guard;
mod modules;
mod originals;
mod page;
mod service;
mod visit;
mod welcome;

pub use self::page::{Deployment, Page};
pub use self::service::{Addresses, Playground};
pub use self::welcome::welcome;
