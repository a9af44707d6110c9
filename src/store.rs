//! The imported `object-store`: its calls, its error as ours, and how a body is read that comes in a stream of the runtime.

mod error;
mod object;
mod transfer;

pub use error::Error;
pub use object::{Metadata, Object, Pending, PutOutcome, check, found, get, put_if_absent, trace};
pub use transfer::{Next, Transfer};
