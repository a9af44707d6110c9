//! An S3 server in this process: one bucket, one pair of keys, and failures on demand.
//!
//! The `s3s` crate parses, verifies signatures and writes XML; the bucket is ours (`crate::bucket`).
//! Around both, on the real wire: what S3 checks and `s3s` does not (`s3/auth.rs`), faults
//! (`s3/faults.rs`), the record of all requests and the log. Nothing here reaches the internet.

mod address;
mod auth;
mod body;
mod content_md5;
mod error;
mod faults;
mod listing;
mod objects;
mod read;
mod record;
mod service;

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use http::Method;
use s3s::service::S3ServiceBuilder;

use self::address::Domain;
use self::auth::KeyPair;
pub use self::faults::Fault;
pub use self::faults::Faults;
pub use self::faults::Target;
use self::objects::Objects;
pub use self::record::RecordedRequest;
use self::record::Records;
use self::service::Service;
use crate::bucket::Bucket;
use crate::listener::Listener;

/// What the server is called and whom it lets in.
#[derive(Clone)]
pub struct S3Config {
    /// The one bucket. Must be a name that S3 allows: 3 to 63 of `a-z`, `0-9`, `-` and `.`.
    pub bucket_name: String,
    /// The region; a signature for another one is refused.
    pub region: String,
    /// The one access key id.
    pub access_key: String,
    /// Its secret.
    pub secret_key: String,
    /// If set, every request must carry it; if not, none may carry one.
    pub session_token: Option<String>,
    /// Base domain of the virtual-hosted style, without a port: `localhost` makes
    /// `<bucket>.localhost:<port>` work beside the path style.
    pub base_domain: String,
    /// One line a request on standard output.
    pub log: bool,
}

/// The running server. It stops when it is dropped.
pub struct S3Server {
    listener: Listener,
    service: Arc<Service>,
}

impl S3Server {
    /// Starts to serve; port 0 takes a free one.
    ///
    /// # Errors
    /// If the port cannot be had; the text names the address.
    pub async fn start(
        listen: SocketAddr,
        bucket: Arc<Bucket>,
        config: S3Config,
    ) -> anyhow::Result<Self> {
        let domain = Domain(config.base_domain.clone());
        let mut builder = S3ServiceBuilder::new(Objects::new(bucket, &config));
        builder.set_auth(KeyPair::new(&config));
        builder.set_host(domain.clone());
        let service = Arc::new(Service {
            config,
            domain,
            faults: Faults::default(),
            records: Records::default(),
            s3s: builder.build(),
        });
        let shared = Arc::clone(&service);
        let listener = Listener::start(listen, "S3", move |request, cut| {
            Arc::clone(&shared).answer(request, cut)
        })
        .await?;
        Ok(Self { listener, service })
    }

    /// Where it listens, with the true port.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.listener.addr()
    }

    /// The failures to come.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.service.faults
    }

    /// The requests that came in so far (the last 10,000), oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.service.records.all()
    }

    /// How many of the recorded requests had this method.
    #[must_use]
    pub fn count(&self, method: &Method) -> usize {
        let requests = self.requests();
        requests.iter().filter(|r| r.method == *method).count()
    }

    /// Forgets the recorded requests.
    pub fn forget_requests(&self) {
        self.service.records.clear();
    }
}

impl fmt::Debug for S3Config {
    /// Without the secret and the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Config")
            .field("bucket_name", &self.bucket_name)
            .field("region", &self.region)
            .field("access_key", &self.access_key)
            .field("base_domain", &self.base_domain)
            .field("log", &self.log)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_the_secrets() {
        let config = S3Config {
            bucket_name: "photos".to_owned(),
            region: "us-east-1".to_owned(),
            access_key: "AKID".to_owned(),
            secret_key: "hush-key".to_owned(),
            session_token: Some("hush-token".to_owned()),
            base_domain: "localhost".to_owned(),
            log: false,
        };
        let text = format!("{config:?}");
        assert!(text.contains("AKID") && !text.contains("hush"), "{text}");
    }
}
