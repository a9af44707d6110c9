//! An S3 server in this process: a bucket, perhaps another one for the originals, one pair of keys, and failures on demand.
//!
//! The `s3s` crate parses, verifies signatures and writes XML; the bucket is ours (`store/bucket`).
//! Around both, on the real wire: what S3 checks and `s3s` does not (`s3/auth.rs`), faults
//! (`s3/faults.rs`), the record of all requests and the log; and in front of it, where a test wants it, a distance
//! (`s3/far.rs`). Nothing here reaches the internet.

mod address;
mod auth;
mod body;
mod config;
mod content_md5;
mod error;
mod etag;
mod far;
mod faults;
mod listing;
mod objects;
mod policy;
mod read;
mod record;
mod server;
mod service;
mod settings;

pub use self::config::{ACCESS_KEY, BUCKET, REGION, S3Config, SECRET_KEY, SOURCE_BUCKET};
pub use self::far::{Distance, Exchange, FarStore};
pub use self::faults::{Fault, Faults, Target};
pub use self::policy::Policy;
pub use self::record::RecordedRequest;
pub use self::server::S3Server;
pub use self::settings::BucketSettings;
