//! What visitors of the website may read.

use crate::store::s3::BucketSettings;

/// What visitors may read.
pub(super) enum Readers<'a> {
    /// Everything.
    All,
    /// What the policy of the bucket lets everybody read.
    Policy(&'a BucketSettings),
}

impl Readers<'_> {
    pub(super) fn may_read(&self, key: &str) -> bool {
        match self {
            Self::All => true,
            Self::Policy(settings) => settings.everybody_may("s3:GetObject", Some(key)),
        }
    }
}

/// What a missing object is: it depends on the store and its policy (`s3:ListBucket`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingStatus {
    /// 403 `AccessDenied`: Ceph's RGW, and AWS without any permission to read.
    Forbidden,
    /// 404 `NoSuchKey`: what AWS documents for a public website.
    #[default]
    NotFound,
}
