//! Status and code to treatment, row by row.

use super::*;

#[test]
fn codes_are_sorted_and_unique() {
    assert!(CODES.is_sorted_by(|(a, _, _), (b, _, _)| a < b));
}

#[test]
fn codes_decide() {
    for (status, code, expected) in [
        (404, "NoSuchKey", Absent),
        (404, "NoSuchBucket", Lasting(Refused)),
        (403, "AccessDenied", Lasting(Denied)),
        (403, "SignatureDoesNotMatch", Lasting(Refused)),
        (403, "InvalidAccessKeyId", Lasting(Refused)),
        (403, "NotSignedUp", Lasting(Refused)),
        (403, "RequestTimeTooSkewed", Lasting(Refused)),
        (403, "AllAccessDisabled", Lasting(Refused)),
        (403, "InvalidObjectState", Lasting(Denied)),
        (400, "ExpiredToken", Lasting(Refused)),
        (400, "InvalidToken", Lasting(Refused)),
        (400, "TokenRefreshRequired", Lasting(Refused)),
        (400, "AuthorizationHeaderMalformed", Lasting(Refused)),
        (400, "InvalidBucketName", Lasting(Refused)),
        (400, "KeyTooLongError", Absent),
        (400, "InvalidObjectName", Absent),
        (400, "RequestTimeout", Transient(Unavailable)),
        (400, "InvalidArgument", Lasting(Invalid)),
        (301, "PermanentRedirect", Lasting(Refused)),
        (307, "TemporaryRedirect", Lasting(Refused)),
        (409, "OperationAborted", Transient(Unavailable)),
        (409, "ConditionalRequestConflict", Transient(Unavailable)),
        (409, "InvalidBucketState", Lasting(Invalid)),
        (500, "InternalError", Transient(Unavailable)),
        (503, "SlowDown", Transient(Throttled)),
        (503, "ServiceUnavailable", Transient(Unavailable)),
        (418, "accessdenied", Lasting(Invalid)),
    ] {
        let status = StatusCode::from_u16(status).unwrap();
        let (found, _) = judge(&Method::GET, status, code, false);
        assert_eq!(found, expected, "{status} {code}");
    }
}

#[test]
fn without_a_code_the_status_decides() {
    let (get, head, put) = (Method::GET, Method::HEAD, Method::PUT);
    for (status, method, region, expected) in [
        (201, &get, false, Lasting(Invalid)),
        (204, &get, false, Lasting(Invalid)),
        (206, &get, false, Lasting(Invalid)),
        (301, &head, true, Lasting(Refused)),
        (304, &get, false, Lasting(Invalid)),
        (307, &put, false, Lasting(Refused)),
        (400, &get, false, Lasting(Invalid)),
        (400, &get, true, Lasting(Refused)),
        (400, &head, false, Lasting(Refused)),
        (400, &put, false, Lasting(Invalid)),
        (401, &get, false, Lasting(Refused)),
        (403, &head, false, Lasting(Denied)),
        (404, &get, false, Absent),
        (404, &head, false, Absent),
        (404, &put, false, Lasting(Refused)),
        (405, &put, false, Lasting(Refused)),
        (412, &get, false, Lasting(Invalid)),
        (429, &get, false, Transient(Throttled)),
        (500, &put, false, Transient(Unavailable)),
        (501, &get, false, Lasting(Invalid)),
        (502, &head, false, Transient(Unavailable)),
        (503, &head, false, Transient(Unavailable)),
        (504, &get, false, Transient(Unavailable)),
        (507, &put, false, Lasting(Unavailable)),
        (999, &get, false, Lasting(Unavailable)),
    ] {
        let status = StatusCode::from_u16(status).unwrap();
        let (found, _) = judge(method, status, "", region);
        assert_eq!(found, expected, "{method} {status}");
    }
}

#[test]
fn a_write_is_never_absent() {
    for (status, code, expected) in [
        (400, "KeyTooLongError", Lasting(Invalid)),
        (404, "NoSuchKey", Lasting(Refused)),
    ] {
        let status = StatusCode::from_u16(status).unwrap();
        let (found, _) = judge(&Method::PUT, status, code, false);
        assert_eq!(found, expected, "{code}");
    }
}
