//! The dev host and the test bench: Wasmtime with the real components, and in the same process the S3 server,
//! the bucket and its website that they talk to.
//!
//! | question | room |
//! |---|---|
//! | How are the components built, composed and run? How is Spin's environment imitated? | [`runtime`] |
//! | Where do objects lie: in memory, in a folder, behind S3 with failures to order? | [`store`] |
//! | What does a browser see of the bucket, and how does it follow the redirects? | [`website`] |
//! | What is the page on which a photo is dropped and options are moved? | [`playground`] |
//! | How do all of them stand together, as `cargo dev` starts them? | [`dev_server`] |
//! | What does a maintainer publish? | [`release`] |
//! | Where is a TIFF drawn, a PNG, a photograph, a file full of metadata? | [`pictures`] |
//! | How is cargo run? | [`cargo`] |
//! | Where in the file system is this repository? | [`workspace`] |
//!
//! The commands of `cargo dev` are the binary's: `main.rs` and `commands/`.
//!
//! ```text
//! dev_server ──► runtime, playground ──► website ──► store ──► http_server      pictures ──► workspace ◄── cargo
//! release ──► runtime ──► cargo
//! ```

pub mod cargo;
pub mod dev_server;
mod hex;
mod http_server;
pub mod pictures;
pub mod playground;
pub mod release;
pub mod runtime;
pub mod store;
pub mod website;
pub mod workspace;
