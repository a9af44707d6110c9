//! The dev host and the test bench: Wasmtime with the real components, and in the same process the S3 server,
//! the bucket and its website that they talk to.

pub mod adapter;
mod bindings;
pub mod browser;
pub mod bucket;
pub mod color_blocks;
pub mod components;
pub mod engine;
pub mod front;
pub mod globe;
pub mod host;
mod listener;
pub mod local;
mod log;
pub mod made;
pub mod metadata;
pub mod mock_store;
mod outgoing;
pub mod pictures;
pub mod png_kinds;
pub mod s3;
pub mod tiff_kinds;
pub mod website;

pub use bindings::object_store;
