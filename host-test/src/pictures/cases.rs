//! Small pictures, and what was made of them elsewhere: what a `generate.mjs` beside a test writes.

use std::collections::HashMap;

use serde::Deserialize;

/// Pictures, and cases that name them.
#[derive(Deserialize)]
pub struct Cases<Case> {
    /// PNGs by name, in base 64.
    pub pictures: HashMap<String, String>,
    /// What is asked for of each, and what came of it.
    pub cases: Vec<Case>,
}
