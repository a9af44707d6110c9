//! What somebody may do who has no key.

use http::{Method, StatusCode};
use marble::policy::Reach;
use s3_store::config::{Place, UrlStyle};

use super::super::check::Run;
use super::super::findings::Findings;
use super::super::outcome::Outcome;
use super::super::set_up::SetUp;
use super::objects::TEXT;
use crate::bucket::Bucket;

pub(super) fn originals<'a>(set_up: &'a SetUp, _: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        if !set_up.is_apart() {
            return Outcome::not_needed(
                "whoever may read derivatives may read originals: SOURCE_PREFIX and RESULT_PREFIX, or SOURCE_BUCKET, would \
                 tell them apart",
            );
        }
        let bucket = set_up.marble.of(Place::Originals);
        let key = format!("{}{}", set_up.config.source_prefix, set_up.trial.original);
        let path = marble::plan::path(&key);
        let website = set_up.website().filter(|_| !set_up.two_buckets);
        let urls = [Some(address(bucket)), website.map(str::to_owned)];
        for url in urls.into_iter().flatten() {
            let url = format!("{url}{path}");
            match set_up.visitor.get(&url).await {
                Ok(answer) if answer.status == 200 => {
                    return Outcome::bad(
                        format!("{url} is shown to everybody"),
                        format!(
                            "allow s3:GetObject to everybody on {}* of the derivatives' bucket, and on nothing else \
                             (bucket-policy.json)",
                            set_up.config.result_prefix
                        ),
                    );
                }
                Ok(answer) => {
                    if let Some(outcome) = failed(&url, answer.status) {
                        return outcome;
                    }
                }
                Err(error) => return Outcome::unknown(error.to_string()),
            }
        }
        Outcome::good(format!("{key} is not shown"))
    })
}

pub(super) fn listing<'a>(set_up: &'a SetUp, _: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        for place in [Place::Derivatives, Place::Originals] {
            let bucket = set_up.marble.of(place);
            let url = format!("{}/?list-type=2&max-keys=1", address(bucket));
            match set_up.visitor.get(&url).await {
                Ok(answer) if answer.status == 200 && answer.contains("<ListBucketResult") => {
                    return Outcome::bad(
                        format!("{url} lists the bucket to everybody"),
                        "take s3:ListBucket for everybody out of the bucket's policy (and READ out of its ACL); where the \
                         rule for 404 needs it, add a rule for 403 instead",
                    );
                }
                Ok(answer) => {
                    if let Some(outcome) = failed(&url, answer.status) {
                        return outcome;
                    }
                }
                Err(error) => return Outcome::unknown(error.to_string()),
            }
        }
        Outcome::good("they are refused")
    })
}

pub(super) fn write<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let bucket = set_up.marble.of(Place::Derivatives);
        let key = set_up.trial.strange(&set_up.config);
        let url = format!("{}{}", address(bucket), marble::plan::path(&key));
        match set_up.visitor.send(Method::PUT, &url, TEXT).await {
            Ok(answer) if answer.status.is_success() => {
                findings.made.push((Place::Derivatives, key));
                Outcome::bad(
                    format!("{url} is written by anybody"),
                    "take s3:PutObject for everybody out of the bucket's policy (and WRITE out of its ACL), now",
                )
            }
            Ok(answer) => failed(&url, answer.status).unwrap_or_else(|| {
                Outcome::good(format!("they are refused: {}", answer.status.as_u16()))
            }),
            Err(error) => Outcome::unknown(error.to_string()),
        }
    })
}

pub(super) fn reach<'a>(set_up: &'a SetUp, _: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let config = &set_up.config;
        let most = Reach::new(&config.policy, config.limits.max_result_side).total();
        let allowed = set_up.options.most_derivatives;
        let seen = if config.policy.is_open() {
            "everything within the limits".to_owned()
        } else {
            format!("at most {most}")
        };
        if most <= allowed && !config.policy.is_open() {
            return Outcome::good(seen);
        }
        Outcome::bad(
            seen,
            format!(
                "set ALLOWED_RESOLUTIONS, PRESETS or SIGNING_KEYS so that it is {allowed} or less (docs/configuration.md), \
                 or say by --most-derivatives how many are all right"
            ),
        )
    })
}

/// A store that fails does not tell whom it would have refused.
fn failed(url: &str, status: StatusCode) -> Option<Outcome> {
    let text = || format!("nobody can tell: {url} answers {}", status.as_u16());
    status.is_server_error().then(|| Outcome::unknown(text()))
}

/// The address of a bucket in the S3 API, without a slash at its end.
fn address(bucket: &Bucket) -> String {
    let config = bucket.config();
    match (config.url_style, config.endpoint.split_once("://")) {
        (UrlStyle::Virtual, Some((scheme, rest))) => format!("{scheme}://{}.{rest}", bucket.name()),
        _ => format!("{}/{}", config.endpoint, bucket.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_no_refusal() {
        for (status, expected) in [
            (200, false),
            (403, false),
            (405, false),
            (500, true),
            (503, true),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            let found = failed("http://s3.example", status);
            assert_eq!(found.is_some(), expected, "{status}");
        }
    }
}
