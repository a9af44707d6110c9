//! Whether a bucket is kept from being public, as Ceph tells it: with another name of the element than S3 has.

use aws_sdk_s3::types::PublicAccessBlockConfiguration;
use roxmltree::Document;

/// What Ceph 16 calls a `PublicAccessBlockConfiguration`.
const NAME: &str = "BlockPublicAccessBlockConfiguration";

/// What an answer says; none for any other answer.
pub(super) fn of_ceph(answer: &str) -> Option<PublicAccessBlockConfiguration> {
    let document = Document::parse(answer).ok()?;
    let root = document.root_element();
    if root.tag_name().name() != NAME {
        return None;
    }
    let is_set = |name: &str| {
        let mut children = root.children();
        let child = children.find(|child| child.tag_name().name() == name);
        child.and_then(|child| child.text()) == Some("true")
    };
    let block = PublicAccessBlockConfiguration::builder()
        .block_public_acls(is_set("BlockPublicAcls"))
        .ignore_public_acls(is_set("IgnorePublicAcls"))
        .block_public_policy(is_set("BlockPublicPolicy"))
        .restrict_public_buckets(is_set("RestrictPublicBuckets"));
    Some(block.build())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of Ceph RGW 16.2.15, but for the values.
    #[test]
    fn reads_what_ceph_answers() {
        let answer = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><BlockPublicAccessBlockConfiguration>\
            <BlockPublicAcls>false</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>\
            <BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>false</RestrictPublicBuckets>\
            </BlockPublicAccessBlockConfiguration>";
        let block = of_ceph(answer).unwrap();
        for (found, expected) in [
            (block.block_public_acls, false),
            (block.ignore_public_acls, true),
            (block.block_public_policy, true),
            (block.restrict_public_buckets, false),
        ] {
            assert_eq!(found, Some(expected));
        }
        for other in ["", "<html>", "<Error><Code>NoSuchBucket</Code></Error>"] {
            assert_eq!(of_ceph(other), None, "{other}");
        }
    }
}
