//! The program `marble`, run as a shell runs it, against a real S3 server, website and Marble in this process.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "small numbers, and a test that panics fails"
)]

mod doctor;
mod garbage;
mod init;
mod links;
mod many;
mod placeholder;
mod program;
mod purging;
mod settings;
mod warming;
