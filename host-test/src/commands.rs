//! The commands of `cargo dev`, one a file.

pub(crate) mod compose;
pub(crate) mod resize;
pub(crate) mod run;
pub(crate) mod serve;
pub(crate) mod variable;
