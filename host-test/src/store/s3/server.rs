//! The running S3 server.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use http::Method;
use s3s::service::S3ServiceBuilder;

use super::address::Domain;
use super::auth::{Anonymous, Keys};
use super::config::S3Config;
use super::faults::Faults;
use super::objects::Objects;
use super::policy::Policy;
use super::record::{RecordedRequest, Records};
use super::service::Service;
use crate::http_server::Listener;
use crate::store::bucket::Bucket;

/// The running server. It stops when it is dropped.
pub struct S3Server {
    listener: Listener,
    service: Arc<Service>,
    policy: Arc<Mutex<Option<Policy>>>,
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
        let policy = Arc::new(Mutex::new(config.policy.clone()));
        let objects = Objects::new(bucket, &config, Arc::clone(&policy));
        let mut builder = S3ServiceBuilder::new(objects);
        builder.set_auth(Keys::new(&config));
        builder.set_access(Anonymous);
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
        Ok(Self {
            listener,
            service,
            policy,
        })
    }

    /// Where it listens, with the true port.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.listener.addr()
    }

    /// Marble's key may do what `policy` says, from now on.
    pub fn allow(&self, policy: Policy) {
        *self.policy.lock().unwrap_or_else(PoisonError::into_inner) = Some(policy);
    }

    /// How its bucket is named by a host.
    pub(super) fn domain(&self) -> &Domain {
        &self.service.domain
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

    /// How many requests so far had this method.
    #[must_use]
    pub fn count(&self, method: &Method) -> usize {
        self.service.records.count(method)
    }

    /// Forgets the recorded requests.
    pub fn forget_requests(&self) {
        self.service.records.clear();
    }
}
