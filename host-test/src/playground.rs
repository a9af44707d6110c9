//! The page on which a photo is dropped and the options are moved, served at `/-/play` on Marble's address by the dev
//! server: `marble-playground` makes it. The component itself has no such page.
//!
//! ```text
//! GET  /-/play                    the page
//! GET  /-/play/originals          what may be resized, as JSON
//! GET  /-/play/original?key=KEY   one of them
//! PUT  /-/play/original?key=KEY   a new one
//! GET  /-/play/visit?path=PATH    every hop of a visit of the website, as JSON
//! ```
//! Only a browser on this machine is answered, and only this page may put something there: see `guard.rs`.

mod answer;
mod guard;
mod originals;
mod service;
mod visit;
mod welcome;

pub use self::service::{Addresses, Playground};
pub use self::welcome::welcome;
