//! Pixels in memory, and what is done to them whatever format they come from.

pub(crate) mod alpha;
pub(crate) mod background;
pub(crate) mod box_filter;
pub(crate) mod composite;
pub(crate) mod frame_diff;
pub(crate) mod kernel;
pub(crate) mod light;
pub(crate) mod orientation;
pub(crate) mod palette;
pub(crate) mod picture;
pub(crate) mod planes;
pub(crate) mod resample;
pub(crate) mod resize;
pub(crate) mod shrink;
pub(crate) mod shrinks;
