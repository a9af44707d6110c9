//! What each of S3's error codes means for Marble, and what each status means where a code is missing or
//! unknown: one table, one match.
//!
//! (AWS, Amazon S3 API Reference, "Error responses"; what other stores say instead was tried on s3s, Garage,
//! Ceph RGW and moto.)

use http::{Method, StatusCode};

use crate::failure::Kind;

/// What to do about a response that is not a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorClass {
    /// There is no such object. Of a write, it is an error.
    Absent,
    /// The key may not read it, or there is no such object, which nobody is told who may not list the bucket. Of a write,
    /// it is that the key may not.
    AbsentOrDenied,
    /// Another attempt would be told the same.
    Permanent(Kind),
    /// Another attempt may succeed.
    Transient(Kind),
}

use ErrorClass::{Absent, AbsentOrDenied, Permanent, Transient};
use Kind::{Denied, Invalid, Refused, Throttled, Unavailable};

/// Codes, what they mean, and what the operator should do.
const CODES: &[(&str, ErrorClass, &str)] = &[
    ("AccessDenied", AbsentOrDenied, DENIED),
    (
        "AccountProblem",
        Permanent(Refused),
        "the store has a problem with the account",
    ),
    (
        "AllAccessDisabled",
        Permanent(Refused),
        "the bucket is disabled",
    ),
    (
        "AuthorizationHeaderMalformed",
        Permanent(Refused),
        "AWS_REGION is not the bucket's region",
    ),
    (
        "ConditionalRequestConflict",
        Transient(Unavailable),
        "another writer was at the same object",
    ),
    (
        "ExpiredToken",
        Permanent(Refused),
        "AWS_SESSION_TOKEN has expired: hand in a fresh key and token",
    ),
    ("InternalError", Transient(Unavailable), ""),
    (
        "InvalidAccessKeyId",
        Permanent(Refused),
        "the store does not know AWS_ACCESS_KEY_ID",
    ),
    (
        "InvalidBucketName",
        Permanent(Refused),
        "the store does not take the name in BUCKET",
    ),
    ("InvalidObjectName", Absent, ""),
    (
        "InvalidObjectState",
        Permanent(Denied),
        "the object is archived: restore it first",
    ),
    (
        "InvalidRegion",
        Permanent(Refused),
        "AWS_REGION is not the bucket's region",
    ),
    (
        "InvalidToken",
        Permanent(Refused),
        "AWS_SESSION_TOKEN does not belong to AWS_ACCESS_KEY_ID",
    ),
    ("KeyTooLongError", Absent, ""),
    ("MethodNotAllowed", Permanent(Refused), NO_S3),
    (
        "NoSuchBucket",
        Permanent(Refused),
        "BUCKET does not exist at this endpoint",
    ),
    ("NoSuchKey", Absent, ""),
    (
        "NotSignedUp",
        Permanent(Refused),
        "the store does not know AWS_ACCESS_KEY_ID",
    ),
    (
        "OperationAborted",
        Transient(Unavailable),
        "another writer was at the same object",
    ),
    ("PermanentRedirect", Permanent(Refused), ELSEWHERE),
    ("QuotaExceeded", Permanent(Refused), QUOTA),
    ("Redirect", Permanent(Refused), ELSEWHERE),
    (
        "RequestTimeTooSkewed",
        Permanent(Refused),
        "the clock of this machine is off by more than 15 minutes",
    ),
    (
        "RequestTimeout",
        Transient(Unavailable),
        "the store did not receive the request in its time",
    ),
    (
        "SignatureDoesNotMatch",
        Permanent(Refused),
        "AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID",
    ),
    ("SlowDown", Transient(Throttled), ""),
    ("TemporaryRedirect", Permanent(Refused), ELSEWHERE),
    ("Throttling", Transient(Throttled), ""),
    ("ThrottlingException", Transient(Throttled), ""),
    (
        "TokenRefreshRequired",
        Permanent(Refused),
        "AWS_SESSION_TOKEN has expired: hand in a fresh key and token",
    ),
    ("TooManyRequests", Transient(Throttled), ""),
    ("XMinioAdminBucketQuotaExceeded", Permanent(Refused), QUOTA),
    ("XMinioStorageFull", Permanent(Refused), FULL),
];

/// Garage, for one, answers a wrong signature with the same code as a missing permission.
const DENIED: &str = "the key may not do this to this object, or the object is absent and the key lacks \
    s3:ListBucket; some stores also say this of a wrong AWS_SECRET_ACCESS_KEY";
const DENIED_WRITE: &str = "the key lacks s3:PutObject on this object, or a condition of the policy does not \
    hold; some stores also say this of a wrong AWS_SECRET_ACCESS_KEY, or of a quota that is used up";
const DENIED_DELETE: &str = "the key lacks s3:DeleteObject on this object";
const FULL: &str = "the store's disks are full: make room";
const QUOTA: &str = "the quota of the bucket or of its owner is used up: raise it, or make room";
const ELSEWHERE: &str = "the bucket is not at this endpoint: check AWS_REGION and S3_ENDPOINT";
const NO_S3: &str = "S3_ENDPOINT is not an S3 API (a bucket's website is none)";
/// A response to HEAD has no body, so it cannot tell which of these it is; a GET's log line does.
const HEAD_400: &str = "check AWS_REGION, AWS_SESSION_TOKEN and S3_ENDPOINT";

/// The class of a response and advice to the operator, which may be empty.
///
/// `region` is whether the response names the bucket's region, as those to misdirected requests do.
pub(crate) fn classify(
    method: &Method,
    status: StatusCode,
    code: &str,
    region: bool,
) -> (ErrorClass, &'static str) {
    let known = CODES.iter().find(|(known, _, _)| *known == code);
    let by_code = known.map(|(_, class, advice)| (*class, *advice));
    let found = by_code.unwrap_or_else(|| by_status(method, status, region));
    match found {
        (Absent, _) if method == Method::PUT && status == StatusCode::NOT_FOUND => {
            (Permanent(Refused), "BUCKET does not exist at this endpoint")
        }
        (Absent, advice) if method == Method::PUT => (Permanent(Invalid), advice),
        (AbsentOrDenied, _) if method == Method::PUT => (Permanent(Denied), DENIED_WRITE),
        (AbsentOrDenied, _) if matches!(*method, Method::DELETE | Method::POST) => {
            (Permanent(Denied), DENIED_DELETE)
        }
        found => found,
    }
}

fn by_status(method: &Method, status: StatusCode, region: bool) -> (ErrorClass, &'static str) {
    match status.as_u16() {
        301 | 302 | 307 | 308 => (Permanent(Refused), ELSEWHERE),
        400 if method == Method::HEAD => (Permanent(Refused), HEAD_400),
        400 if region => (Permanent(Refused), ELSEWHERE),
        401 => (
            Permanent(Refused),
            "the store does not accept the credentials",
        ),
        403 => (AbsentOrDenied, DENIED),
        404 => (Absent, ""),
        405 => (Permanent(Refused), NO_S3),
        429 => (Transient(Throttled), ""),
        500 | 502 | 503 | 504 => (Transient(Unavailable), ""),
        507 => (Permanent(Refused), FULL),
        505.. => (Permanent(Unavailable), ""),
        _ => (Permanent(Invalid), ""),
    }
}

#[cfg(test)]
mod tests;
