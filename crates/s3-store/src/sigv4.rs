//! Signs requests with AWS Signature Version 4. The only caller of the crate `aws-sigv4`, whose defaults are
//! wrong for S3 in three places; the clock is an argument.
//!
//! Signed are all headers of the request, `host` as the URI's authority (the runtime sends it: it must not be
//! set), `x-amz-date`, `x-amz-content-sha256` and, with short-lived credentials, `x-amz-security-token`.
//! (AWS, "Authenticating Requests: Using the Authorization Header".)

use std::time::SystemTime;

use aws_credential_types::Credentials as Identity;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningParams,
    SigningSettings, UriPathNormalizationMode, sign as sign_request,
};
use aws_sigv4::sign::v4;
use http::{HeaderName, HeaderValue, Request};

use crate::credentials::Credentials;
use crate::failure::{Failure, Kind};

/// The year 10,000, counted from 1970: the signer's calendar ends there, with a panic.
const END_OF_TIME_SECONDS: u64 = 253_402_300_800;

/// What a signature is good for.
struct Scope<'a> {
    region: &'a str,
    service: &'a str,
    now: SystemTime,
}

/// Adds the headers that prove to S3 in `region` who sends `request`, at the time `now`.
///
/// # Errors
///
/// [`Kind::Misconfigured`] for a clock outside of the years 1970 to 9999, [`Kind::Invalid`] for a request that
/// cannot be signed.
pub(crate) fn sign(
    request: &mut Request<&[u8]>,
    credentials: &Credentials,
    region: &str,
    now: SystemTime,
) -> Result<(), Failure> {
    let scope = Scope {
        region,
        service: "s3",
        now,
    };
    sign_for(request, credentials, &scope, s3_settings())
}

/// The path is signed as it is sent, and the body's hash is a header.
fn s3_settings() -> SigningSettings {
    let mut settings = SigningSettings::default();
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    settings
}

fn sign_for(
    request: &mut Request<&[u8]>,
    credentials: &Credentials,
    scope: &Scope<'_>,
    settings: SigningSettings,
) -> Result<(), Failure> {
    let since_epoch = scope.now.duration_since(SystemTime::UNIX_EPOCH);
    if !since_epoch.is_ok_and(|time| time.as_secs() < END_OF_TIME_SECONDS) {
        let text = "not sent: the clock of this machine is off";
        return Err(Failure::permanent(Kind::Misconfigured, text));
    }
    for (name, value) in signature_headers(request, credentials, scope, settings)? {
        let headers = request.headers_mut();
        headers.try_insert(name, value).map_err(unsignable)?;
    }
    Ok(())
}

fn signature_headers(
    request: &Request<&[u8]>,
    credentials: &Credentials,
    scope: &Scope<'_>,
    settings: SigningSettings,
) -> Result<Vec<(HeaderName, HeaderValue)>, Failure> {
    let identity = Identity::new(
        &credentials.access_key_id,
        &credentials.secret_access_key,
        credentials.session_token.clone(),
        None,
        "environment",
    )
    .into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(scope.region)
        .name(scope.service)
        .time(scope.now)
        .settings(settings)
        .build();
    let params = SigningParams::from(params.map_err(unsignable)?);
    let signed = sign_request(signable(request)?, &params).map_err(unsignable)?;
    let (headers, _) = signed.into_parts().0.into_parts();
    let pairs = headers.iter().map(|header| {
        let mut value = HeaderValue::from_str(header.value()).map_err(unsignable)?;
        value.set_sensitive(true);
        Ok((HeaderName::from_static(header.name()), value))
    });
    pairs.collect()
}

fn signable<'a>(request: &'a Request<&'a [u8]>) -> Result<SignableRequest<'a>, Failure> {
    let texts = request.headers().iter().map(|(name, value)| {
        let value = value.to_str().map_err(unsignable)?;
        Ok((name.as_str(), value))
    });
    let texts: Vec<_> = texts.collect::<Result<_, Failure>>()?;
    SignableRequest::new(
        request.method().as_str(),
        request.uri().to_string(),
        texts.into_iter(),
        SignableBody::Bytes(request.body()),
    )
    .map_err(unsignable)
}

/// Takes the cause and drops it: it may quote the credentials.
fn unsignable<E>(_: E) -> Failure {
    Failure::permanent(Kind::Invalid, "not sent: the request cannot be signed")
}

#[cfg(test)]
mod tests;
