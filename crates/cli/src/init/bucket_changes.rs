//! What `--apply` changes of a bucket: found by what is there, shown, and then done.
//!
//! Nothing is deleted, and no policy that is there is widened: where ours cannot be added beside what is there without a
//! change of what that does, nothing at all is changed.

mod access_block;
mod merge;
mod wire;

use std::fmt;

use anyhow::{Context as _, Result, bail};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::types::{
    BucketLifecycleConfiguration, BucketLocationConstraint, CorsConfiguration,
    CreateBucketConfiguration, PublicAccessBlockConfiguration, WebsiteConfiguration,
};
use http::Method;
use serde_json::Value;

use self::merge::Merged;
use super::documents::Documents;
use crate::bucket::Bucket;

/// How stores say that something was never set, or that they have no such thing.
const UNSET: [&str; 8] = [
    "MethodNotAllowed",
    "NoSuchBucketPolicy",
    "NoSuchCORSConfiguration",
    "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "NoSuchWebsiteConfiguration",
    "NotImplemented",
    "XNotImplemented",
];

/// All changes, in the order in which they are made.
pub(super) struct Changes(Vec<Change>);

struct Change {
    what: &'static str,
    verdict: Verdict,
}

enum Verdict {
    /// It is there already.
    Unchanged,
    /// It is made, or added to what is there.
    Added { text: String, step: Box<Step> },
    /// It cannot be added to what is there.
    Refused(String),
}

enum Step {
    Bucket,
    Cors(CorsConfiguration),
    Lifecycle(BucketLifecycleConfiguration),
    Policy(String),
    /// Lets policies be public, where the store has it that they may not.
    Unblock,
    Website(WebsiteConfiguration),
}

impl Changes {
    /// Reads what is there, and finds what is to be changed.
    ///
    /// # Errors
    ///
    /// The store does not answer, or does not let these keys look.
    pub(super) async fn find(
        bucket: &Bucket,
        documents: &Documents,
        may_unblock: bool,
    ) -> Result<Self> {
        let exists = exists(bucket).await?;
        let mut changes = vec![Change {
            what: "bucket",
            verdict: if exists {
                Verdict::Unchanged
            } else {
                added(bucket.name(), Step::Bucket)
            },
        }];
        if let Some(policy) = &documents.bucket_policy {
            let verdict = if exists {
                block(bucket, may_unblock).await?
            } else {
                // Nobody has decided yet that the bucket is to be private.
                added(
                    "BlockPublicPolicy=false, RestrictPublicBuckets=false, where the store has them",
                    Step::Unblock,
                )
            };
            changes.push(Change {
                what: "public access block",
                verdict,
            });
            let there = if exists {
                policy_there(bucket).await?
            } else {
                None
            };
            let verdict = match merge::policy(there.as_deref(), policy) {
                Merged::Unchanged => Verdict::Unchanged,
                Merged::Refused(why) => Verdict::Refused(why),
                Merged::New(policy) => Verdict::Added {
                    text: format!("{policy:#}"),
                    step: Box::new(Step::Policy(policy.to_string())),
                },
            };
            changes.push(Change {
                what: "policy",
                verdict,
            });
        }
        if let Some(website) = &documents.website {
            let there = if exists {
                website_there(bucket).await?
            } else {
                None
            };
            let merged = merge::website(there, wire::website(website)?);
            let verdict = verdict(merged, website, Step::Website);
            changes.push(Change {
                what: "website",
                verdict,
            });
        }
        let there = if exists {
            cors_there(bucket).await?
        } else {
            Vec::new()
        };
        let merged = merge::cors(there, wire::cors(&documents.cors)?);
        let verdict_of_cors = verdict(
            merged.build_with(wire::cors_configuration)?,
            &documents.cors,
            Step::Cors,
        );
        changes.push(Change {
            what: "CORS",
            verdict: verdict_of_cors,
        });
        if let Some(lifecycle) = &documents.lifecycle {
            let there = if exists {
                lifecycle_there(bucket).await?
            } else {
                Vec::new()
            };
            let merged = merge::lifecycle(there, wire::lifecycle(lifecycle)?);
            let merged = merged.build_with(wire::lifecycle_configuration)?;
            let verdict = verdict(merged, lifecycle, Step::Lifecycle);
            changes.push(Change {
                what: "lifecycle",
                verdict,
            });
        }
        Ok(Self(changes))
    }

    /// Whether something cannot be added to what is there, so that nothing may be changed.
    pub(super) fn are_refused(&self) -> bool {
        let mut verdicts = self.0.iter().map(|change| &change.verdict);
        verdicts.any(|verdict| matches!(verdict, Verdict::Refused(_)))
    }

    /// Whether all is there.
    pub(super) fn are_none(&self) -> bool {
        let mut verdicts = self.0.iter().map(|change| &change.verdict);
        verdicts.all(|verdict| matches!(verdict, Verdict::Unchanged))
    }

    /// Makes the changes.
    ///
    /// # Errors
    ///
    /// The store refuses one; the text says which. Those before it are made.
    pub(super) async fn apply(self, bucket: &Bucket) -> Result<()> {
        for change in self.0 {
            if let Verdict::Added { step, .. } = change.verdict {
                step.make(bucket).await.with_context(|| change.what)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Changes {
    /// `=` is there, `+` is added, `!` cannot be.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Change { what, verdict } in &self.0 {
            match verdict {
                Verdict::Unchanged => writeln!(f, "= {what}")?,
                Verdict::Refused(why) => writeln!(f, "! {what}: {why}")?,
                Verdict::Added { text, .. } => {
                    let mut lines = text.lines();
                    writeln!(f, "+ {what}: {}", lines.next().unwrap_or_default())?;
                    for line in lines {
                        writeln!(f, "+   {line}")?;
                    }
                }
            }
        }
        Ok(())
    }
}

impl Step {
    async fn make(self, bucket: &Bucket) -> Result<()> {
        let api = bucket.api();
        let name = bucket.name();
        match self {
            Self::Bucket => {
                let region = bucket.config().region.as_str();
                // At AWS this one is what is meant where nothing is said, and nothing else may be said of it.
                let elsewhere = (region != "us-east-1").then(|| {
                    let region = BucketLocationConstraint::from(region);
                    CreateBucketConfiguration::builder()
                        .location_constraint(region)
                        .build()
                });
                let call = api.create_bucket().bucket(name);
                done(
                    bucket,
                    call.set_create_bucket_configuration(elsewhere).send().await,
                )
            }
            Self::Cors(rules) => {
                let call = api.put_bucket_cors().bucket(name);
                done(bucket, call.cors_configuration(rules).send().await)
            }
            Self::Lifecycle(rules) => {
                let call = api.put_bucket_lifecycle_configuration().bucket(name);
                done(bucket, call.lifecycle_configuration(rules).send().await)
            }
            Self::Policy(document) => {
                let call = api.put_bucket_policy().bucket(name);
                done(bucket, call.policy(document).send().await)
            }
            Self::Unblock => {
                let Some(block) = block_there(bucket).await?.filter(blocks) else {
                    return Ok(());
                };
                let open = PublicAccessBlockConfiguration::builder()
                    .set_block_public_acls(block.block_public_acls)
                    .set_ignore_public_acls(block.ignore_public_acls)
                    .block_public_policy(false)
                    .restrict_public_buckets(false)
                    .build();
                let call = api.put_public_access_block().bucket(name);
                done(
                    bucket,
                    call.public_access_block_configuration(open).send().await,
                )
            }
            Self::Website(website) => {
                let call = api.put_bucket_website().bucket(name);
                done(bucket, call.website_configuration(website).send().await)
            }
        }
    }
}

fn added(text: &str, step: Step) -> Verdict {
    Verdict::Added {
        text: text.to_owned(),
        step: Box::new(step),
    }
}

fn verdict<T>(merged: Merged<T>, document: &Value, step: impl Fn(T) -> Step) -> Verdict {
    match merged {
        Merged::Unchanged => Verdict::Unchanged,
        Merged::Refused(why) => Verdict::Refused(why),
        Merged::New(all) => Verdict::Added {
            text: format!("{document:#}"),
            step: Box::new(step(all)),
        },
    }
}

async fn exists(bucket: &Bucket) -> Result<bool> {
    match bucket
        .api()
        .head_bucket()
        .bucket(bucket.name())
        .send()
        .await
    {
        Ok(_) => Ok(true),
        Err(error) => {
            let status = error.raw_response().map(|raw| raw.status().as_u16());
            match status {
                Some(404) => Ok(false),
                _ => bail!(
                    "bucket {}: {}",
                    bucket.name(),
                    bucket.failure(&Method::HEAD, &error)
                ),
            }
        }
    }
}

async fn block(bucket: &Bucket, may_unblock: bool) -> Result<Verdict> {
    let blocked = block_there(bucket)
        .await?
        .is_some_and(|block| blocks(&block));
    Ok(match (blocked, may_unblock) {
        (false, _) => Verdict::Unchanged,
        (true, true) => added("BlockPublicPolicy=false, RestrictPublicBuckets=false", Step::Unblock),
        (true, false) => Verdict::Refused(
            "this bucket is kept from being public; if its derivatives may be, say --unblock-public-access".to_owned(),
        ),
    })
}

fn blocks(block: &PublicAccessBlockConfiguration) -> bool {
    block.block_public_policy == Some(true) || block.restrict_public_buckets == Some(true)
}

async fn block_there(bucket: &Bucket) -> Result<Option<PublicAccessBlockConfiguration>> {
    let call = bucket.api().get_public_access_block().bucket(bucket.name());
    let answer = call.send().await;
    if let Err(error) = &answer {
        let raw = error.raw_response().and_then(|raw| raw.body().bytes());
        let text = raw.and_then(|raw| std::str::from_utf8(raw).ok());
        if let Some(block) = text.and_then(access_block::of_ceph) {
            return Ok(Some(block));
        }
    }
    Ok(set(bucket, answer)?.and_then(|found| found.public_access_block_configuration))
}

async fn policy_there(bucket: &Bucket) -> Result<Option<String>> {
    let call = bucket.api().get_bucket_policy().bucket(bucket.name());
    Ok(set(bucket, call.send().await)?.and_then(|found| found.policy))
}

async fn website_there(bucket: &Bucket) -> Result<Option<WebsiteConfiguration>> {
    let call = bucket.api().get_bucket_website().bucket(bucket.name());
    let found = set(bucket, call.send().await)?;
    Ok(found.map(|found| {
        WebsiteConfiguration::builder()
            .set_error_document(found.error_document)
            .set_index_document(found.index_document)
            .set_redirect_all_requests_to(found.redirect_all_requests_to)
            .set_routing_rules(found.routing_rules)
            .build()
    }))
}

async fn cors_there(bucket: &Bucket) -> Result<Vec<aws_sdk_s3::types::CorsRule>> {
    let call = bucket.api().get_bucket_cors().bucket(bucket.name());
    let found = set(bucket, call.send().await)?;
    Ok(found.and_then(|found| found.cors_rules).unwrap_or_default())
}

async fn lifecycle_there(bucket: &Bucket) -> Result<Vec<aws_sdk_s3::types::LifecycleRule>> {
    let call = bucket
        .api()
        .get_bucket_lifecycle_configuration()
        .bucket(bucket.name());
    let found = set(bucket, call.send().await)?;
    Ok(found.and_then(|found| found.rules).unwrap_or_default())
}

/// What is set, if it is.
fn set<T, E>(bucket: &Bucket, answer: Result<T, SdkError<E>>) -> Result<Option<T>>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(error) => match bucket.response(&Method::GET, &error) {
            Ok(response) if UNSET.iter().any(|code| response.says(code)) => Ok(None),
            Ok(response) => bail!("{}", response.failure()),
            Err(failure) => bail!("{failure}"),
        },
    }
}

fn done<T, E>(bucket: &Bucket, answer: Result<T, SdkError<E>>) -> Result<()>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match answer {
        Ok(_) => Ok(()),
        Err(error) => bail!("{}", bucket.failure(&Method::PUT, &error)),
    }
}
