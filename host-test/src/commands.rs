//! The commands of `cargo dev`, one a file, and what several of them take.

pub(crate) mod compose;
pub(crate) mod limits;
pub(crate) mod play;
pub(crate) mod release;
pub(crate) mod resize;
pub(crate) mod run;
pub(crate) mod serve;
pub(crate) mod settings;
pub(crate) mod sign;
