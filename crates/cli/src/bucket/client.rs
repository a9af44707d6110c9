//! How a bucket is reached, and what it means where it refuses something.

use std::time::Duration;

use anyhow::Result;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{
    BehaviorVersion, Credentials, Region, RequestChecksumCalculation, ResponseChecksumValidation,
};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::{Builder, tls};
use http::Method;
use s3_store::config::{Config, Place, UrlStyle};
use s3_store::{ErrorResponse, Failure, Kind};

use super::checksum::ContentMd5;
use crate::settings::Environment;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);

/// What is retried a few times, and what is not: whoever sends many requests has a pace of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retries {
    /// Each request is sent once.
    None,
    /// Each is sent up to three times, as Marble does.
    Some,
}

/// A bucket.
#[derive(Clone)]
pub struct Bucket {
    client: Client,
    config: Config,
}

impl Bucket {
    /// The bucket of this place, of which nothing is asked yet.
    ///
    /// # Errors
    ///
    /// A setting is not understood.
    pub fn open(environment: &Environment, place: Place, retries: Retries) -> Result<Self> {
        let config = environment.bucket(place)?;
        Ok(Self::new(config, retries))
    }

    /// The bucket of these settings.
    #[must_use]
    pub fn new(config: Config, retries: Retries) -> Self {
        let Config {
            credentials,
            timeout,
            ..
        } = &config;
        let http_client = Builder::new()
            .tls_provider(tls::Provider::Rustls(CryptoMode::Ring))
            .build_https();
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT.min(*timeout))
            .read_timeout(*timeout)
            .build();
        let sdk = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(http_client)
            .endpoint_url(&config.endpoint)
            .force_path_style(config.url_style == UrlStyle::Path)
            .region(Region::new(config.region.clone()))
            .credentials_provider(Credentials::new(
                &credentials.access_key_id,
                &credentials.secret_access_key,
                credentials.session_token.clone(),
                None,
                "marble",
            ))
            .timeout_config(timeouts)
            .retry_config(match retries {
                Retries::None => RetryConfig::disabled(),
                Retries::Some => RetryConfig::standard(),
            })
            // Stores other than S3 know none of the newer checksums: what needs one has `Content-MD5`, too.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
            .interceptor(ContentMd5)
            .build();
        Self {
            client: Client::from_conf(sdk),
            config,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.config.bucket
    }

    /// Its settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The S3 API itself, for what only one command asks.
    #[must_use]
    pub fn api(&self) -> &Client {
        &self.client
    }

    /// Why a request with this method failed, without a secret in it.
    pub fn failure<E>(&self, method: &Method, error: &SdkError<E>) -> Failure
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        match self.response(method, error) {
            Ok(response) => response.failure(),
            Err(failure) => failure,
        }
    }

    /// What the store answered to a request that failed.
    ///
    /// # Errors
    ///
    /// It answered nothing, or nothing that is understood.
    pub fn response<E>(
        &self,
        method: &Method,
        error: &SdkError<E>,
    ) -> Result<ErrorResponse, Failure>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let redact = |text: &str| self.config.credentials.redact(text);
        let Some(raw) = error.raw_response() else {
            return Err(no_answer(error, &redact(&last_cause(error))));
        };
        let status = http::StatusCode::from_u16(raw.status().as_u16()).unwrap_or_default();
        let mut headers = http::HeaderMap::new();
        for (name, value) in raw.headers() {
            let name = http::HeaderName::from_bytes(name.as_bytes()).ok();
            let value = http::HeaderValue::from_str(value).ok();
            if let (Some(name), Some(value)) = (name, value) {
                headers.insert(name, value);
            }
        }
        let of_service = error.as_service_error();
        let code = of_service.and_then(ProvideErrorMetadata::code);
        let message = of_service.and_then(ProvideErrorMetadata::message);
        if status.is_success() {
            let text = format!(
                "the answer is not understood: {}",
                redact(&last_cause(error))
            );
            return Err(Failure::permanent(Kind::Invalid, text));
        }
        Ok(ErrorResponse::new(
            method.clone(),
            status,
            &headers,
            [code, message].map(Option::unwrap_or_default),
            redact,
        ))
    }
}

/// What is known where there is no answer.
fn no_answer<E>(error: &SdkError<E>, cause: &str) -> Failure {
    match error {
        SdkError::ConstructionFailure(_) => {
            Failure::permanent(Kind::Invalid, format!("not sent: {cause}"))
        }
        SdkError::TimeoutError(_) => Failure::transient(
            Kind::TimedOut,
            "no answer in the time that S3_TIMEOUT_MS says: is S3_ENDPOINT reached from here?",
        ),
        _ => Failure::transient(
            Kind::Unavailable,
            format!("the store cannot be reached: {cause}: is S3_ENDPOINT right?"),
        ),
    }
}

/// An answer that was not read to its end.
pub(super) fn broken_off(error: &dyn std::error::Error) -> Failure {
    let text = format!("the answer broke off: {}", last_cause(error));
    Failure::transient(Kind::Unavailable, text)
}

/// The error that is behind all others, which alone says what happened.
pub(crate) fn last_cause(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}
