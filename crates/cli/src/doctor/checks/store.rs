//! The S3 server: whether it is there, and takes a signed request.

use std::time::{Duration, SystemTime};

use http::StatusCode;
use http::header::DATE;
use s3_store::config::Place;

use super::super::check::Run;
use super::super::findings::Findings;
use super::super::objects::get;
use super::super::outcome::Outcome;
use super::super::set_up::SetUp;

/// The most that S3 lets clocks differ (Amazon S3 API Reference, `RequestTimeTooSkewed`).
const MOST_SKEW: Duration = Duration::from_mins(15);

/// How S3 says that the signature is for another region.
const REGION: [&str; 4] = [
    "AuthorizationHeaderMalformed",
    "IllegalLocationConstraintException",
    "InvalidRegion",
    "PermanentRedirect",
];

/// How stores say that they do not take the keys.
const CREDENTIALS: [&str; 7] = [
    "ExpiredToken",
    "InvalidAccessKeyId",
    "InvalidToken",
    "NotSignedUp",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
    "Unauthorized",
];

pub(super) fn answers<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let endpoint = &set_up.marble.of(Place::Derivatives).config().endpoint;
        match set_up.visitor.get(&format!("{endpoint}/")).await {
            Ok(answer) => {
                let seen = format!("{endpoint} answers {}", answer.status.as_u16());
                findings.store = Some(answer);
                Outcome::good(seen)
            }
            Err(error) => Outcome::bad(
                format!("{endpoint}: {error}"),
                "set S3_ENDPOINT to the address of the store (docs/configuration.md), and let this machine reach it",
            ),
        }
    })
}

pub(super) fn clock<'a>(_: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let answer = findings.store.as_ref();
        let date = answer.and_then(|answer| answer.headers.get(DATE));
        let date = date.and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
        let Some(theirs) = date else {
            return Outcome::not_needed("the store does not say what time it is");
        };
        let ours = SystemTime::now();
        let (skew, word) = match ours.duration_since(theirs) {
            Ok(skew) => (skew, "ahead of"),
            Err(error) => (error.duration(), "behind"),
        };
        let seen = format!("this machine is {} s {word} the store", skew.as_secs());
        if skew < MOST_SKEW {
            Outcome::good(seen)
        } else {
            Outcome::bad(
                seen,
                "set the clock right, here or at the store, and where Marble runs: synchronise it (NTP)",
            )
        }
    })
}

pub(super) fn region<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let bucket = set_up.marble.of(Place::Derivatives);
        let key = set_up.trial.written(&set_up.config);
        let region = &bucket.config().region;
        let Err(refusal) = get(bucket, &key).await else {
            return Outcome::good(region);
        };
        let wrong =
            refusal.says(&REGION) || refusal.status() == Some(StatusCode::MOVED_PERMANENTLY);
        let outcome = if wrong {
            Outcome::bad(
                format!("{region} is {refusal}"),
                "set AWS_REGION to the region of the bucket",
            )
        } else {
            Outcome::good(format!("{region} is taken"))
        };
        findings.refusal = Some(refusal);
        outcome
    })
}

pub(super) fn credentials<'a>(_: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        match &findings.refusal {
            // Garage says so of a signature in its message alone.
            Some(refusal)
                if refusal.says(&CREDENTIALS)
                    || refusal.is_denial() && refusal.to_string().contains("Invalid signature") =>
            {
                Outcome::bad(
                    refusal.to_string(),
                    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN, for temporary ones) to \
                     one pair that the store knows",
                )
            }
            _ => Outcome::good("the signature is accepted"),
        }
    })
}

pub(super) fn bucket<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let name = set_up.marble.of(Place::Derivatives).name();
        match &findings.refusal {
            None => Outcome::good(name),
            Some(refusal) if refusal.is_absence() || refusal.is_denial() => Outcome::good(name),
            Some(refusal) => Outcome::bad(
                refusal.to_string(),
                format!(
                    "create the bucket {name} (marble init --apply does), or set BUCKET to the one that is meant"
                ),
            ),
        }
    })
}
