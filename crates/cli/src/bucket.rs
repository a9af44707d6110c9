//! A bucket, by the S3 API: that of the derivatives or that of the originals, as Marble's own settings say.
//!
//! What the store answers to a request that fails is told in the words of Marble's own log: see `s3-store`.

mod checksum;
mod client;
mod deletion;
mod listing;
mod object;

pub(crate) use self::client::last_cause;
pub use self::client::{Bucket, Retries};
pub use self::deletion::{AT_ONCE, Kept};
pub use self::listing::{Listed, Listing};
