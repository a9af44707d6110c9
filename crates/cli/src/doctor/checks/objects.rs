//! What Marble's keys may do with objects, and whether the store keeps conditions.

use http::StatusCode;
use s3_store::config::Place;

use super::super::check::Run;
use super::super::findings::Findings;
use super::super::objects::{self, Over};
use super::super::outcome::Outcome;
use super::super::set_up::SetUp;

/// What is written to try whether it may be.
pub(super) const TEXT: &[u8] = b"Written by `marble doctor`, which deletes it at its end.\n";

const TYPE: &str = "text/plain";

pub(super) fn write<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let bucket = set_up.marble.of(Place::Derivatives);
        let key = set_up.trial.written(&set_up.config);
        match objects::put(bucket, &key, TEXT, TYPE, Over::Anything).await {
            Ok(()) => {
                let seen = format!("{key} is written");
                findings.made.push((Place::Derivatives, key));
                Outcome::good(seen)
            }
            Err(refusal) => Outcome::bad(
                refusal.to_string(),
                format!(
                    "allow s3:PutObject on {}/{}* to Marble's keys (component-policy.json)",
                    bucket.name(),
                    set_up.config.result_prefix
                ),
            ),
        }
    })
}

pub(super) fn read<'a>(set_up: &'a SetUp, _: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let bucket = set_up.marble.of(Place::Derivatives);
        let key = set_up.trial.written(&set_up.config);
        match objects::get(bucket, &key).await {
            Ok(bytes) if bytes == TEXT => Outcome::good("what was written comes back"),
            Ok(bytes) => Outcome::bad(
                format!(
                    "{} bytes come back, {} were written",
                    bytes.len(),
                    TEXT.len()
                ),
                "find out what in front of the store changes objects: Marble has to get what it wrote",
            ),
            Err(refusal) => Outcome::bad(
                refusal.to_string(),
                format!(
                    "allow s3:GetObject on {}/* to Marble's keys (component-policy.json)",
                    bucket.name()
                ),
            ),
        }
    })
}

pub(super) fn absent<'a>(set_up: &'a SetUp, _: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let bucket = set_up.marble.of(Place::Derivatives);
        let key = set_up.trial.strange(&set_up.config);
        match objects::get(bucket, &key).await {
            Err(refusal) if refusal.is_absence() => {
                Outcome::good("404 for an object that is not there")
            }
            Err(refusal) => Outcome::bad(
                refusal.to_string(),
                format!(
                    "allow s3:ListBucket on {} to Marble's keys (component-policy.json): without it an absent object \
                     looks like a denied one",
                    bucket.name()
                ),
            ),
            Ok(_) => Outcome::unknown(format!("{key} is there, and nobody should know its name")),
        }
    })
}

pub(super) fn conditional_put<'a>(set_up: &'a SetUp, _: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let bucket = set_up.marble.of(Place::Derivatives);
        let key = set_up.trial.written(&set_up.config);
        let seen = match objects::put(bucket, &key, TEXT, TYPE, Over::Nothing).await {
            Err(refusal) if refusal.status() == Some(StatusCode::PRECONDITION_FAILED) => {
                return Outcome::good("412 for an object that is there");
            }
            Err(refusal) => refusal.to_string(),
            Ok(()) => "the object was written over".to_owned(),
        };
        if set_up.config.single_flight {
            Outcome::bad(
                seen,
                "set SINGLE_FLIGHT=no: this store cannot say who of many makes a picture, and asking it is in vain",
            )
        } else {
            Outcome::not_needed(format!(
                "{seen}; with SINGLE_FLIGHT=no nothing depends on it"
            ))
        }
    })
}

pub(super) fn leases<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        if !set_up.config.single_flight {
            return Outcome::not_needed("SINGLE_FLIGHT=no has no leases");
        }
        let bucket = set_up.marble.of(Place::Derivatives);
        let key = set_up.trial.lease(&set_up.config);
        let made = objects::put(bucket, &key, TEXT, TYPE, Over::Anything).await;
        let removed = match made {
            Ok(()) => objects::delete(bucket, &key).await,
            Err(refusal) => Err(refusal),
        };
        match removed {
            Ok(()) => Outcome::good(format!("{key} is written and deleted")),
            Err(refusal) => {
                findings.made.push((Place::Derivatives, key));
                Outcome::bad(
                    refusal.to_string(),
                    format!(
                        "allow s3:PutObject and s3:DeleteObject on {}/{}-/making/* to Marble's keys \
                         (component-policy.json), or set SINGLE_FLIGHT=no",
                        bucket.name(),
                        set_up.config.result_prefix
                    ),
                )
            }
        }
    })
}

pub(super) fn delete<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        if set_up.config.events_token.is_none() {
            return Outcome::not_needed("without EVENTS_TOKEN Marble deletes no derivative");
        }
        let bucket = set_up.marble.of(Place::Derivatives);
        let prefix = &set_up.config.result_prefix;
        let advice = |action: &str, resource: &str| {
            format!("allow {action} on {resource} to Marble's keys (events-policy.json)")
        };
        if let Err(refusal) = objects::list(bucket, prefix).await {
            let advice = advice("s3:ListBucket", bucket.name());
            return Outcome::bad(refusal.to_string(), advice);
        }
        // Another object than the one that later checks look for.
        let key = set_up.trial.strange(&set_up.config);
        let made = objects::put(bucket, &key, TEXT, TYPE, Over::Anything).await;
        let removed = match made {
            Ok(()) => objects::delete(bucket, &key).await,
            Err(refusal) => Err(refusal),
        };
        match removed {
            Ok(()) => Outcome::good(format!("{key} is deleted")),
            Err(refusal) => {
                findings.made.push((Place::Derivatives, key));
                let resource = format!("{}/{prefix}*", bucket.name());
                Outcome::bad(refusal.to_string(), advice("s3:DeleteObject", &resource))
            }
        }
    })
}

pub(super) fn originals<'a>(set_up: &'a SetUp, _: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        if !set_up.two_buckets {
            return Outcome::not_needed("the originals are in the bucket of the derivatives");
        }
        let bucket = set_up.marble.of(Place::Originals);
        let name = set_up.trial.absent_original("absent");
        let key = format!("{}{name}", set_up.config.source_prefix);
        match objects::get(bucket, &key).await {
            Err(refusal) if refusal.is_absence() => Outcome::good(bucket.name()),
            Err(refusal) => Outcome::bad(
                refusal.to_string(),
                format!(
                    "allow s3:GetObject on {0}/* and s3:ListBucket on {0} to the keys that SOURCE_AWS_ACCESS_KEY_ID or \
                     AWS_ACCESS_KEY_ID names (source-policy.json), and see that SOURCE_BUCKET and SOURCE_REGION are right",
                    bucket.name()
                ),
            ),
            Ok(_) => Outcome::unknown(format!("{key} is there, and nobody should know its name")),
        }
    })
}
