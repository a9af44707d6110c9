//! Where objects lie: the interface `object-store` and a store in memory behind it ([`mock`]), one bucket in memory or
//! in a folder ([`bucket`]), and the S3 server in front of that bucket ([`s3`]).

mod bindings;
pub mod bucket;
pub mod mock;
pub mod s3;

pub use self::bindings::object_store;
