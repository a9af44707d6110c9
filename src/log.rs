//! What the operator reads: one line a request, and lines of what failed. What is known of a request is gathered while it
//! is answered, and written once.

mod field;
mod record;
mod words;

pub use field::FIELDS;
pub use record::Record;
pub use words::{Call, Maker};
