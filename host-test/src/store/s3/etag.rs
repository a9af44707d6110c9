//! Entity tags, as `s3s` takes them.

use s3s::dto::ETag;

/// Our etags carry their quotes; `s3s` writes them itself.
pub(super) fn strong(etag: &str) -> ETag {
    ETag::Strong(etag.trim_matches('"').to_owned())
}
