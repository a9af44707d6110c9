//! Colours: profiles, planes of luma and colour differences, light.

pub(crate) mod icc;
pub(crate) mod lab;
pub(crate) mod layout;
pub(crate) mod range;
pub(crate) mod ycbcr;
