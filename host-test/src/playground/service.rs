//! The addresses below `/-/play`, and Marble's bare address.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;
use http::header::{ACCEPT, ALLOW, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use marble::config::{Config, Delivery};
use marble_playground::{Deployment, Page};
use serde_json::json;
use url::{Url, form_urlencoded};

use super::answer::{Answer, answer, json, refusal, set};
use super::guard::{came_by_address, came_from_own_page};
use super::originals::{Originals, Refusal};
use super::visit::report;
use super::welcome::welcome;
use crate::http_server::is_of_person;
use crate::store::bucket::Bucket;

/// A photo may be an SVG with scripts in it: as a page of its own it can do nothing.
const SANDBOX: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// Where the servers are.
pub struct Addresses {
    /// Marble.
    pub marble: SocketAddr,
    /// The bucket's website.
    pub website: SocketAddr,
    /// Where the website sends what is missing, if that is not Marble as started here.
    pub resizer: Option<Url>,
}

/// What is answered besides pictures.
pub struct Playground {
    page: Page,
    originals: Originals,
    website: Url,
    welcome: String,
}

impl Playground {
    /// For originals in `bucket`, with the settings that Marble has.
    ///
    /// # Errors
    ///
    /// The page cannot be put together.
    pub fn new(bucket: Arc<Bucket>, config: Config, addresses: Addresses) -> Result<Self> {
        let Addresses {
            marble,
            website,
            resizer,
        } = addresses;
        let welcome = welcome(marble);
        let website = Url::parse(&format!("http://{website}"))?;
        let mut others = vec![Url::parse(&format!("http://{marble}"))?];
        others.extend(resizer);
        if let Delivery::Redirect(base) = &config.delivery {
            others.push(Url::parse(base)?);
        }
        let page = Page::new(&Deployment::DevServer {
            website: website.clone(),
            others,
            most_bytes: config.limits.max_source_bytes,
        })?;
        Ok(Self {
            page,
            originals: Originals { bucket, config },
            website,
            welcome,
        })
    }

    /// Whether this is no request for Marble itself.
    pub(crate) fn takes<B>(request: &Request<B>) -> bool {
        let path = request.uri().path();
        path == "/-/play"
            || path.starts_with("/-/play/")
            || (path == "/" && request.uri().query().is_none() && is_of_person(request))
    }

    /// The answer to a request that it takes.
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Answer {
        if request.uri().path() == "/" {
            return self.welcome();
        }
        if !came_by_address(request.headers()) {
            let message =
                "Forbidden: Open the playground by localhost or an IP address, not by a name";
            return refusal(StatusCode::FORBIDDEN, message);
        }
        let query = request.uri().query().unwrap_or_default();
        let parameter = |wanted| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            let found = pairs.find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.into_owned())
        };
        let reads = [Method::GET, Method::HEAD].contains(request.method());
        match request.uri().path() {
            "/-/play" | "/-/play/" if reads => self.page(),
            "/-/play/originals" if reads => self.list(),
            "/-/play/original" if reads => self.original(&parameter("key").unwrap_or_default()),
            "/-/play/original" if request.method() == Method::PUT => {
                let key = parameter("key").unwrap_or_default();
                self.put(&key, request).await
            }
            "/-/play/visit" if reads => {
                let path = parameter("path").unwrap_or_default();
                self.visit(&path, request.headers()).await
            }
            "/-/play" | "/-/play/" | "/-/play/originals" | "/-/play/original" | "/-/play/visit" => {
                let mut refused = refusal(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed");
                set(&mut refused, ALLOW, "GET, HEAD, PUT");
                refused
            }
            _ => refusal(StatusCode::NOT_FOUND, "Not Found: No such address"),
        }
    }

    fn welcome(&self) -> Answer {
        let html = self.welcome.clone();
        let mut page = answer(StatusCode::OK, "text/html; charset=utf-8", html);
        set(&mut page, VARY, "Accept");
        set(&mut page, CONTENT_SECURITY_POLICY, "default-src 'none'");
        page
    }

    fn page(&self) -> Answer {
        let html = self.page.html.clone();
        let mut page = answer(StatusCode::OK, "text/html; charset=utf-8", html);
        // Which a policy inside of a page cannot say.
        let policy = format!("{}; frame-ancestors 'none'", self.page.policy);
        set(&mut page, CONTENT_SECURITY_POLICY, &policy);
        page
    }

    fn list(&self) -> Answer {
        match self.originals.list() {
            Ok(originals) => json(StatusCode::OK, &originals),
            Err(error) => failed(&error.to_string()),
        }
    }

    fn original(&self, key: &str) -> Answer {
        let object = match self.originals.read(key) {
            Ok(Some(object)) => object,
            Ok(None) => return refusal(StatusCode::NOT_FOUND, "Not Found: No such original"),
            Err(error) => return failed(&error.to_string()),
        };
        let media_type = object.content_type.as_deref();
        let media_type = media_type.filter(|media_type| is_image(media_type));
        let media_type = media_type.unwrap_or("application/octet-stream");
        let mut answer = answer(StatusCode::OK, media_type, object.bytes);
        set(&mut answer, CONTENT_SECURITY_POLICY, SANDBOX);
        answer
    }

    async fn put(&self, key: &str, request: Request<Incoming>) -> Answer {
        let (parts, body) = request.into_parts();
        if !came_from_own_page(&parts.headers) {
            let message = "Forbidden: Only the playground itself puts photos here";
            return refusal(StatusCode::FORBIDDEN, message);
        }
        let most = self.originals.config.limits.max_source_bytes;
        let body = Limited::new(body, usize::try_from(most).unwrap_or(usize::MAX));
        let Ok(body) = body.collect().await else {
            let message = format!("Content Too Large: Expected at most {most} bytes");
            return refusal(StatusCode::PAYLOAD_TOO_LARGE, &message);
        };
        let bytes = body.to_bytes();
        let media_type = parts.headers.get(CONTENT_TYPE);
        let media_type = media_type.and_then(|it| it.to_str().ok());
        let media_type = media_type.filter(|media_type| is_image(media_type));
        match self.originals.put(key, media_type, &bytes) {
            Ok(key) => json(StatusCode::CREATED, &json!({ "key": key })),
            Err(refused) => {
                let status = match refused {
                    Refusal::Key(_) => StatusCode::BAD_REQUEST,
                    Refusal::Bucket(_) => StatusCode::INTERNAL_SERVER_ERROR,
                    Refusal::TooManyBytes { .. } => StatusCode::PAYLOAD_TOO_LARGE,
                    Refusal::Taken => StatusCode::CONFLICT,
                };
                refusal(status, &refused.to_string())
            }
        }
    }

    async fn visit(&self, path: &str, asked: &HeaderMap) -> Answer {
        if !path.starts_with('/') {
            return refusal(StatusCode::BAD_REQUEST, "Bad Request: Expected a path");
        }
        let website = self.website.as_str().trim_end_matches('/');
        let Ok(url) = Url::parse(&format!("{website}{path}")) else {
            return refusal(StatusCode::BAD_REQUEST, "Bad Request: Expected a path");
        };
        let mut headers = HeaderMap::new();
        if let Some(accept) = asked.get(ACCEPT) {
            headers.insert(ACCEPT, accept.clone());
        }
        match report(&url, &headers, &self.website).await {
            Ok(report) => json(StatusCode::OK, &report),
            Err(error) => refusal(StatusCode::BAD_GATEWAY, &format!("{error:#}")),
        }
    }
}

fn is_image(media_type: &str) -> bool {
    media_type.starts_with("image/")
}

fn failed(error: &str) -> Answer {
    eprintln!("playground: {error}");
    refusal(StatusCode::INTERNAL_SERVER_ERROR, "The bucket fails")
}
