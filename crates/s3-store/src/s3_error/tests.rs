//! Status and code to the class of the error, row by row.

use super::*;

#[test]
fn codes_are_sorted_and_unique() {
    assert!(CODES.is_sorted_by(|(a, _, _), (b, _, _)| a < b));
}

#[test]
fn codes_decide() {
    for (status, code, expected) in [
        (404, "NoSuchKey", Absent),
        (404, "NoSuchBucket", Permanent(Refused)),
        (403, "AccessDenied", AbsentOrDenied),
        (403, "SignatureDoesNotMatch", Permanent(Refused)),
        (403, "InvalidAccessKeyId", Permanent(Refused)),
        (403, "NotSignedUp", Permanent(Refused)),
        (403, "RequestTimeTooSkewed", Permanent(Refused)),
        (403, "AllAccessDisabled", Permanent(Refused)),
        (403, "InvalidObjectState", Permanent(Denied)),
        (403, "QuotaExceeded", Permanent(Refused)),
        (400, "XMinioAdminBucketQuotaExceeded", Permanent(Refused)),
        (507, "XMinioStorageFull", Permanent(Refused)),
        (400, "ExpiredToken", Permanent(Refused)),
        (400, "InvalidToken", Permanent(Refused)),
        (400, "TokenRefreshRequired", Permanent(Refused)),
        (400, "AuthorizationHeaderMalformed", Permanent(Refused)),
        (400, "InvalidBucketName", Permanent(Refused)),
        (400, "KeyTooLongError", Absent),
        (400, "InvalidObjectName", Absent),
        (400, "RequestTimeout", Transient(Unavailable)),
        (400, "InvalidArgument", Permanent(Invalid)),
        (301, "PermanentRedirect", Permanent(Refused)),
        (307, "TemporaryRedirect", Permanent(Refused)),
        (409, "OperationAborted", Transient(Unavailable)),
        (409, "ConditionalRequestConflict", Transient(Unavailable)),
        (409, "InvalidBucketState", Permanent(Invalid)),
        (500, "InternalError", Transient(Unavailable)),
        (503, "SlowDown", Transient(Throttled)),
        (503, "ServiceUnavailable", Transient(Unavailable)),
        (418, "accessdenied", Permanent(Invalid)),
    ] {
        let status = StatusCode::from_u16(status).unwrap();
        let (found, _) = classify(&Method::GET, status, code, false);
        assert_eq!(found, expected, "{status} {code}");
    }
}

#[test]
fn without_a_code_the_status_decides() {
    let (get, head, put) = (Method::GET, Method::HEAD, Method::PUT);
    for (status, method, region, expected) in [
        (201, &get, false, Permanent(Invalid)),
        (204, &get, false, Permanent(Invalid)),
        (206, &get, false, Permanent(Invalid)),
        (301, &head, true, Permanent(Refused)),
        (304, &get, false, Permanent(Invalid)),
        (307, &put, false, Permanent(Refused)),
        (400, &get, false, Permanent(Invalid)),
        (400, &get, true, Permanent(Refused)),
        (400, &head, false, Permanent(Refused)),
        (400, &put, false, Permanent(Invalid)),
        (401, &get, false, Permanent(Refused)),
        (403, &head, false, AbsentOrDenied),
        (404, &get, false, Absent),
        (404, &head, false, Absent),
        (404, &put, false, Permanent(Refused)),
        (405, &put, false, Permanent(Refused)),
        (412, &get, false, Permanent(Invalid)),
        (429, &get, false, Transient(Throttled)),
        (500, &put, false, Transient(Unavailable)),
        (501, &get, false, Permanent(Invalid)),
        (502, &head, false, Transient(Unavailable)),
        (503, &head, false, Transient(Unavailable)),
        (504, &get, false, Transient(Unavailable)),
        (507, &put, false, Permanent(Refused)),
        (508, &put, false, Permanent(Unavailable)),
        (999, &get, false, Permanent(Unavailable)),
    ] {
        let status = StatusCode::from_u16(status).unwrap();
        let (found, _) = classify(method, status, "", region);
        assert_eq!(found, expected, "{method} {status}");
    }
}

#[test]
fn a_write_is_never_absent() {
    for (status, code, expected) in [
        (400, "KeyTooLongError", Permanent(Invalid)),
        (404, "NoSuchKey", Permanent(Refused)),
    ] {
        let status = StatusCode::from_u16(status).unwrap();
        let (found, _) = classify(&Method::PUT, status, code, false);
        assert_eq!(found, expected, "{code}");
    }
}
