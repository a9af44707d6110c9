//! What may be made, and under which name. Pure: it reads no variable and asks no store.

mod rules;

pub use self::rules::{Allowed, Decision, Error, Policy, Preset, Snap};
