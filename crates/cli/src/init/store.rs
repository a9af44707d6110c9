//! The stores that are known, and what each of them can do (docs/stores.md).

use clap::ValueEnum;

/// A store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Store {
    /// Amazon S3
    Aws,
    /// Ceph RGW
    Ceph,
    /// Garage
    Garage,
    /// `MinIO`
    Minio,
    /// Another one that speaks S3
    Other,
    /// Cloudflare R2
    R2,
    /// `VersityGW`
    Versitygw,
}

/// How the website of a bucket sends what is absent to Marble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// There is no website: a CDN asks Marble for what the bucket does not have.
    None,
    /// One rule for each size, into the path.
    PathPerSize,
    /// One rule for everything, into the query.
    Query,
    /// The same, and another one for 403: what is absent is that to those who may not list.
    QueryAnd403,
    /// The same as [`Rule::Query`], with an empty prefix, without which the key is lost.
    QueryAndPrefix,
}

impl Store {
    pub(super) fn rule(self) -> Rule {
        match self {
            Self::Aws | Self::Other => Rule::Query,
            Self::Ceph => Rule::QueryAnd403,
            Self::Garage => Rule::QueryAndPrefix,
            Self::Minio | Self::R2 => Rule::None,
            Self::Versitygw => Rule::PathPerSize,
        }
    }

    /// Whether a policy of the bucket says what everybody may.
    pub(super) fn has_bucket_policy(self) -> bool {
        !matches!(self, Self::Garage | Self::R2)
    }

    /// Whether `PUT` with `If-None-Match` writes nothing over.
    pub(super) fn has_conditional_put(self) -> bool {
        self != Self::Garage
    }

    /// The region where nobody says otherwise.
    pub(super) fn region(self) -> &'static str {
        match self {
            Self::Garage => "garage",
            Self::R2 => "auto",
            _ => "us-east-1",
        }
    }

    /// The address of the S3 API, where it follows from the region.
    pub(super) fn endpoint(self, region: &str) -> Option<String> {
        (self == Self::Aws).then(|| format!("https://s3.{region}.amazonaws.com"))
    }

    /// The address of the bucket's website, where it follows from the region.
    /// (AWS General Reference, "Amazon S3 website endpoints".)
    pub(super) fn website(self, bucket: &str, region: &str) -> Option<String> {
        const WITH_HYPHEN: [&str; 9] = [
            "ap-northeast-1",
            "ap-southeast-1",
            "ap-southeast-2",
            "eu-west-1",
            "sa-east-1",
            "us-east-1",
            "us-gov-west-1",
            "us-west-1",
            "us-west-2",
        ];
        let separator = if WITH_HYPHEN.contains(&region) {
            '-'
        } else {
            '.'
        };
        let url = format!("http://{bucket}.s3-website{separator}{region}.amazonaws.com");
        (self == Self::Aws).then_some(url)
    }

    /// How to make keys for Marble there, in Markdown. `{BUCKET}` stands for the bucket.
    pub(super) fn identity(self) -> &'static str {
        match self {
            Self::Aws => AWS,
            Self::Ceph => {
                "Make a user for Marble (`radosgw-admin user create --uid marble --display-name Marble` prints its keys), \
                 and allow it what `component-policy.json` lists, by a statement with its principal in the bucket's policy."
            }
            Self::Garage => {
                "```sh\ngarage key create marble\ngarage bucket allow --read --write {BUCKET} --key marble\n\
                 garage bucket website --allow {BUCKET}\n```"
            }
            Self::Minio => {
                "```sh\nmc admin policy create STORE marble component-policy.json\n\
                 mc admin user add STORE \"$AWS_ACCESS_KEY_ID\" \"$AWS_SECRET_ACCESS_KEY\"\n\
                 mc admin policy attach STORE marble --user \"$AWS_ACCESS_KEY_ID\"\n```"
            }
            Self::R2 => {
                "In Cloudflare's dashboard, make an R2 API token with *Object Read & Write* for the bucket `{BUCKET}`: its \
                 access key id and secret are Marble's."
            }
            Self::Other | Self::Versitygw => {
                "Make a user for Marble that may do what `component-policy.json` lists, and nothing else."
            }
        }
    }
}

const AWS: &str = "```sh
aws iam create-user --user-name marble
aws iam put-user-policy --user-name marble --policy-name marble --policy-document file://component-policy.json
aws iam create-access-key --user-name marble --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text
```";
