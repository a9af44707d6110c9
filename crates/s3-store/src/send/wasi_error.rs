//! The 39 errors of `wasi:http`, grouped by what can be done about them.

use marble_log::quoted;
use wasi::http::types::ErrorCode;

use crate::failure::{Failure, Kind};

/// What a runtime's text says where it has no better code for "you may not".
const DENIALS: &[&str] = &["not permitted", "not allowed", "denied", "forbidden"];

/// A request that got no response, or not all of it.
pub(super) fn failure(code: &ErrorCode) -> Failure {
    let cause = quoted(&format!("{code:?}"));
    match group(code) {
        Group::Certificate => Failure::permanent(
            Kind::Misconfigured,
            format!(
                "not sent: the runtime does not trust the certificate of S3_ENDPOINT ({cause})"
            ),
        ),
        Group::Connection => Failure::transient(
            Kind::Unavailable,
            format!("no connection: check S3_ENDPOINT and the network, if this persists ({cause})"),
        ),
        Group::Denial => Failure::permanent(
            Kind::Misconfigured,
            format!(
                "not sent: the runtime's list of allowed outbound hosts must have the host of the bucket ({cause})"
            ),
        ),
        Group::Protocol => Failure::permanent(Kind::Invalid, format!("not understood: {cause}")),
        Group::Timeout => Failure::permanent(
            Kind::TimedOut,
            format!("timed out: the store did not answer in time ({cause})"),
        ),
    }
}

/// What `wasi:http` says cannot be.
pub(super) fn unexpected(text: &str) -> Failure {
    Failure::permanent(Kind::Invalid, format!("not understood: {text}"))
}

#[derive(Debug, PartialEq, Eq)]
enum Group {
    Certificate,
    Connection,
    Denial,
    Protocol,
    Timeout,
}

fn group(code: &ErrorCode) -> Group {
    match code {
        ErrorCode::TlsCertificateError => Group::Certificate,
        ErrorCode::HttpRequestDenied | ErrorCode::DestinationIpProhibited => Group::Denial,
        ErrorCode::InternalError(Some(text)) if is_denial(text) => Group::Denial,
        ErrorCode::DnsTimeout
        | ErrorCode::ConnectionTimeout
        | ErrorCode::ConnectionReadTimeout
        | ErrorCode::ConnectionWriteTimeout
        | ErrorCode::HttpResponseTimeout => Group::Timeout,
        // A server that closes the connection without an answer is a protocol error to hyper, and so to Spin
        // and Wasmtime.
        ErrorCode::DnsError(_)
        | ErrorCode::DestinationNotFound
        | ErrorCode::DestinationUnavailable
        | ErrorCode::DestinationIpUnroutable
        | ErrorCode::ConnectionRefused
        | ErrorCode::ConnectionTerminated
        | ErrorCode::ConnectionLimitReached
        | ErrorCode::TlsProtocolError
        | ErrorCode::TlsAlertReceived(_)
        | ErrorCode::HttpResponseIncomplete
        | ErrorCode::HttpProtocolError
        | ErrorCode::InternalError(_) => Group::Connection,
        ErrorCode::HttpRequestLengthRequired
        | ErrorCode::HttpRequestBodySize(_)
        | ErrorCode::HttpRequestMethodInvalid
        | ErrorCode::HttpRequestUriInvalid
        | ErrorCode::HttpRequestUriTooLong
        | ErrorCode::HttpRequestHeaderSectionSize(_)
        | ErrorCode::HttpRequestHeaderSize(_)
        | ErrorCode::HttpRequestTrailerSectionSize(_)
        | ErrorCode::HttpRequestTrailerSize(_)
        | ErrorCode::HttpResponseHeaderSectionSize(_)
        | ErrorCode::HttpResponseHeaderSize(_)
        | ErrorCode::HttpResponseBodySize(_)
        | ErrorCode::HttpResponseTrailerSectionSize(_)
        | ErrorCode::HttpResponseTrailerSize(_)
        | ErrorCode::HttpResponseTransferCoding(_)
        | ErrorCode::HttpResponseContentCoding(_)
        | ErrorCode::HttpUpgradeFailed
        | ErrorCode::LoopDetected
        | ErrorCode::ConfigurationError => Group::Protocol,
    }
}

fn is_denial(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    DENIALS.iter().any(|denial| text.contains(denial))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn internal(text: &str) -> ErrorCode {
        ErrorCode::InternalError(Some(text.to_owned()))
    }

    #[test]
    fn causes_become_kinds() {
        for (code, kind, transient) in [
            (ErrorCode::ConnectionRefused, Kind::Unavailable, true),
            (ErrorCode::ConnectionTerminated, Kind::Unavailable, true),
            (ErrorCode::HttpProtocolError, Kind::Unavailable, true),
            (ErrorCode::HttpResponseIncomplete, Kind::Unavailable, true),
            (ErrorCode::TlsProtocolError, Kind::Unavailable, true),
            (ErrorCode::InternalError(None), Kind::Unavailable, true),
            (internal("broken pipe"), Kind::Unavailable, true),
            (internal("Host Not Allowed"), Kind::Misconfigured, false),
            (ErrorCode::HttpRequestDenied, Kind::Misconfigured, false),
            (
                ErrorCode::DestinationIpProhibited,
                Kind::Misconfigured,
                false,
            ),
            (ErrorCode::TlsCertificateError, Kind::Misconfigured, false),
            (ErrorCode::ConnectionTimeout, Kind::TimedOut, false),
            (ErrorCode::ConnectionReadTimeout, Kind::TimedOut, false),
            (ErrorCode::HttpResponseTimeout, Kind::TimedOut, false),
            (ErrorCode::DnsTimeout, Kind::TimedOut, false),
            (ErrorCode::HttpRequestUriInvalid, Kind::Invalid, false),
            (ErrorCode::HttpResponseBodySize(None), Kind::Invalid, false),
        ] {
            let found = failure(&code);
            assert_eq!((found.kind, found.transient), (kind, transient), "{code:?}");
        }
    }

    #[test]
    fn a_runtimes_text_is_quoted_and_cut() {
        let text = failure(&internal(&"line\n".repeat(1_000))).text;
        assert!(!text.contains('\n') && text.len() < 400, "{text}");
    }
}
