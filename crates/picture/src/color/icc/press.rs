//! What inks look like of which nothing is said: as they are printed, which is much less vivid than their product.
//!
//! `press.icc` is `CGATS001Compat-v2-micro.icc` of saucecontrol's Compact ICC Profiles, byte for byte, which pdf.js takes
//! for the same. Its author gave up all rights (CC0 1.0). It follows the measured press CGATS TR 001.

/// The press as a profile.
pub(super) const PROFILE: &[u8] = include_bytes!("press.icc");

/// The power of its light. libvips' press lays down more ink; with one power for all of it, the colours of 6,561 mixtures
/// are 6 levels beside what sharp makes of them in the mean, both with black and without it. As it is, the profile is 7
/// beside them, and 15 without black.
pub(super) const POWER: f32 = 1.15;
