//! One request to the website: what was found, as HTTP.

use std::fmt;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderMap;
use http::HeaderName;
use http::HeaderValue;
use http::Method;
use http::Request;
use http::Response;
use http::StatusCode;
use http::header;
use http_body_util::Full;

use super::config::{MissingStatus, WebsiteConfig};
use super::location;
use super::lookup::Found;
use super::lookup::lookup;
use super::page::page;
use super::readers::Readers;
use super::rule::RoutingRule;
use crate::http_server::{LogLine, is_of_person};
use crate::store::bucket::Bucket;
use crate::store::bucket::Object;
use crate::store::s3::BucketSettings;

/// A bucket and how it is shown.
pub(super) struct Site {
    pub(super) bucket: Arc<Bucket>,
    /// Without its rules and documents, where there are settings.
    pub(super) config: WebsiteConfig,
    /// Those that the bucket's owner makes through S3.
    pub(super) settings: Option<Arc<BucketSettings>>,
}

impl Site {
    pub(super) fn answer<B>(&self, request: &Request<B>) -> Response<Full<Bytes>> {
        let method = request.method();
        let log = (self.config.log).then(|| LogLine::new("website", method, request.uri().path()));
        let mut response = self.respond(request);
        if self.config.any_origin && request.headers().contains_key(header::ORIGIN) {
            let any = HeaderValue::from_static("*");
            let headers = response.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
        }
        if let Some(log) = log {
            log.print(Outcome(&response));
        }
        // A HEAD keeps all headers of the GET; the length would be lost with the body.
        let length = HeaderValue::from(response.body().len());
        let (mut parts, body) = response.into_parts();
        if parts.status == StatusCode::NOT_MODIFIED {
            return Response::from_parts(parts, Full::default());
        }
        parts.headers.insert(header::CONTENT_LENGTH, length);
        let body = if method == Method::HEAD {
            Full::default()
        } else {
            Full::new(body)
        };
        Response::from_parts(parts, body)
    }

    fn respond<B>(&self, request: &Request<B>) -> Response<Bytes> {
        if request.method() != Method::GET && request.method() != Method::HEAD {
            return method_not_allowed(request.method());
        }
        if let Some(welcome) = &self.config.welcome
            && request.uri().path() == "/"
            && is_of_person(request)
        {
            return html(StatusCode::OK, welcome.clone());
        }
        let path = request.uri().path();
        let Some(settings) = &self.settings else {
            return self.look_up(&self.config, &Readers::All, path, request.headers());
        };
        let Some(website) = settings.website() else {
            return no_website();
        };
        let config = WebsiteConfig {
            key_spelling: self.config.key_spelling,
            missing_status: self.config.missing_status,
            ..website
        };
        let readers = Readers::Policy(settings);
        let mut response = self.look_up(&config, &readers, path, request.headers());
        let origin = request.headers().get(header::ORIGIN);
        let origin = origin.and_then(|origin| settings.allowed_origin(origin.to_str().ok()?));
        if let Some(origin) = origin.and_then(|origin| HeaderValue::from_str(&origin).ok()) {
            let headers = response.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
        response
    }

    fn look_up(
        &self,
        config: &WebsiteConfig,
        readers: &Readers<'_>,
        path: &str,
        asked: &HeaderMap,
    ) -> Response<Bytes> {
        match lookup(config, readers, &self.bucket, path) {
            Ok(found) => self.show(found, asked),
            Err(cause) => internal_error(&cause),
        }
    }

    fn show(&self, found: Found<'_>, asked: &HeaderMap) -> Response<Bytes> {
        match found {
            Found::BadKey(code) => bad_request(code),
            Found::Folder(key) => redirect(StatusCode::FOUND, location::of_folder(&key)),
            Found::Missing(status, key, document) => missing(status, &key, document),
            Found::Object(object) => whole_or_not_modified(object, asked),
            Found::Redirect(rule, key) => self.redirect(rule, &key, asked),
        }
    }

    fn redirect(&self, rule: &RoutingRule, key: &str, asked: &HeaderMap) -> Response<Bytes> {
        let host = asked
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .unwrap_or("localhost");
        redirect(
            rule.redirect.status(),
            location::of_rule(rule, key, host, self.config.key_spelling),
        )
    }
}

fn missing(status: MissingStatus, key: &str, document: Option<Object>) -> Response<Bytes> {
    let (status, code, message) = match status {
        MissingStatus::Forbidden => (StatusCode::FORBIDDEN, "AccessDenied", "Access Denied"),
        MissingStatus::NotFound => (
            StatusCode::NOT_FOUND,
            "NoSuchKey",
            "The specified key does not exist.",
        ),
    };
    match document {
        Some(document) => object(status, document),
        None => error(status, code, message, &[("Key", key)]),
    }
}

fn no_website() -> Response<Bytes> {
    error(
        StatusCode::NOT_FOUND,
        "NoSuchWebsiteConfiguration",
        "The specified bucket does not have a website configuration",
        &[],
    )
}

fn whole_or_not_modified(found: Object, asked: &HeaderMap) -> Response<Bytes> {
    let unchanged = asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|etag| etag.trim().trim_start_matches("W/"))
        .any(|etag| etag == "*" || etag == found.etag);
    if unchanged {
        object(StatusCode::NOT_MODIFIED, found)
    } else {
        object(StatusCode::OK, found)
    }
}

fn object(status: StatusCode, object: Object) -> Response<Bytes> {
    let mut response = Response::new(object.bytes);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let content_type = object.content_type.as_deref();
    let last_modified = httpdate::fmt_http_date(object.last_modified);
    let mut set = |name: HeaderName, value: &str| {
        // A value that HTTP cannot carry cannot have come over HTTP.
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            headers.insert(name, value);
        }
    };
    set(
        header::CONTENT_TYPE,
        content_type.unwrap_or("binary/octet-stream"),
    );
    set(header::ETAG, &object.etag);
    set(header::LAST_MODIFIED, &last_modified);
    if let Some(cache_control) = &object.cache_control {
        set(header::CACHE_CONTROL, cache_control);
    }
    for (name, value) in &object.user {
        if let Ok(name) = HeaderName::try_from(format!("x-amz-meta-{name}")) {
            set(name, value);
        }
    }
    response
}

fn redirect(status: StatusCode, location: Option<HeaderValue>) -> Response<Bytes> {
    let Some(location) = location else {
        return internal_error(&io::Error::other("a Location that HTTP cannot carry"));
    };
    let mut response = Response::default();
    *response.status_mut() = status;
    response.headers_mut().insert(header::LOCATION, location);
    response
}

fn method_not_allowed(method: &Method) -> Response<Bytes> {
    let mut response = error(
        StatusCode::METHOD_NOT_ALLOWED,
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
        &[("Method", method.as_str()), ("ResourceType", "OBJECT")],
    );
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

fn bad_request(code: &str) -> Response<Bytes> {
    let message = "The key in this address is none that a bucket can hold.";
    error(StatusCode::BAD_REQUEST, code, message, &[])
}

fn internal_error(cause: &io::Error) -> Response<Bytes> {
    eprintln!("website: {cause}");
    error(
        StatusCode::INTERNAL_SERVER_ERROR,
        "InternalError",
        "We encountered an internal error. Please try again.",
        &[],
    )
}

fn error(
    status: StatusCode,
    code: &str,
    message: &str,
    details: &[(&str, &str)],
) -> Response<Bytes> {
    html(status, page(status, code, message, details))
}

fn html(status: StatusCode, page: String) -> Response<Bytes> {
    let mut response = Response::new(page.into());
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}

/// `200`, `307 /default/resize?key=…`.
struct Outcome<'a>(&'a Response<Bytes>);

impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.status().as_u16())?;
        match self.0.headers().get(header::LOCATION) {
            Some(location) => write!(f, " {}", String::from_utf8_lossy(location.as_bytes())),
            None => Ok(()),
        }
    }
}
