//! What the server is called and whom it lets in.

use std::fmt;
use std::sync::Arc;

use super::policy::Policy;
use super::settings::BucketSettings;
use crate::store::bucket::Bucket;

/// Name of the bucket, where nobody says otherwise.
pub const BUCKET: &str = "marble";
/// Name of the bucket of the originals, where they have one of their own.
pub const SOURCE_BUCKET: &str = "marble-originals";
/// Its region.
pub const REGION: &str = "us-east-1";
/// The access key id that opens it.
pub const ACCESS_KEY: &str = "marble";
/// The secret of the access key. It opens nothing but this.
pub const SECRET_KEY: &str = "marble-secret";

/// What the server is called and whom it lets in.
#[derive(Clone)]
pub struct S3Config {
    /// The bucket. Must be a name that S3 allows: 3 to 63 of `a-z`, `0-9`, `-` and `.`.
    pub bucket_name: String,
    /// The bucket of the originals, named [`SOURCE_BUCKET`], where they have one of their own.
    pub source_bucket: Option<Arc<Bucket>>,
    /// The region; a signature for another one is refused.
    pub region: String,
    /// The one access key id.
    pub access_key: String,
    /// Its secret.
    pub secret_key: String,
    /// If set, every request must carry it; if not, none may carry one.
    pub session_token: Option<String>,
    /// Base domain of the virtual-hosted style, without a port: `localhost` makes
    /// `<bucket>.localhost:<port>` work beside the path style.
    pub base_domain: String,
    /// What the key may do; all, where there is none.
    pub policy: Option<Policy>,
    /// Key and secret of the bucket's owner, who may do all.
    pub owner: Option<(String, String)>,
    /// What the owner sets for the bucket. Without it the bucket is there, takes no settings, and nobody without a key
    /// has access.
    pub settings: Option<Arc<BucketSettings>>,
    /// One line a request on standard output.
    pub log: bool,
}

impl Default for S3Config {
    /// The bucket of this machine, without a log.
    fn default() -> Self {
        Self {
            bucket_name: BUCKET.to_owned(),
            source_bucket: None,
            region: REGION.to_owned(),
            access_key: ACCESS_KEY.to_owned(),
            secret_key: SECRET_KEY.to_owned(),
            session_token: None,
            base_domain: "localhost".to_owned(),
            policy: None,
            owner: None,
            settings: None,
            log: false,
        }
    }
}

impl fmt::Debug for S3Config {
    /// Without the secret and the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Config")
            .field("bucket_name", &self.bucket_name)
            .field("region", &self.region)
            .field("access_key", &self.access_key)
            .field("base_domain", &self.base_domain)
            .field("log", &self.log)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_the_secrets() {
        let config = S3Config {
            bucket_name: "photos".to_owned(),
            source_bucket: None,
            region: "us-east-1".to_owned(),
            access_key: "AKID".to_owned(),
            secret_key: "hush-key".to_owned(),
            session_token: Some("hush-token".to_owned()),
            base_domain: "localhost".to_owned(),
            policy: None,
            owner: None,
            settings: None,
            log: false,
        };
        let text = format!("{config:?}");
        assert!(text.contains("AKID") && !text.contains("hush"), "{text}");
    }
}
