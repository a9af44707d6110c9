//! The imported `object-store`: its calls, its error as ours, and how a body is read that comes in a stream of the runtime.

mod error;
mod object;
mod transfer;
mod write;

pub use error::Error;
pub use object::{Metadata, Object, Pending, Place, check, found, get, head, or_denied, trace};
pub use transfer::{Next, Transfer};
pub use write::{Condition, PendingPut, PutOutcome, delete, list_folders, put};
