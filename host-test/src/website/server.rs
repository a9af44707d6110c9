//! The running endpoint.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use super::config::WebsiteConfig;
use super::respond::Site;
use crate::http_server::Listener;
use crate::store::bucket::Bucket;

/// The running endpoint. It stops when it is dropped.
pub struct Website {
    listener: Listener,
}

impl Website {
    /// Starts to serve; port 0 takes a free one.
    ///
    /// # Errors
    /// If the rules are none that S3 would take, or the port cannot be had; the text names which.
    pub async fn start(
        listen: SocketAddr,
        bucket: Arc<Bucket>,
        config: WebsiteConfig,
    ) -> anyhow::Result<Self> {
        config.validate()?;
        let site = Arc::new(Site { bucket, config });
        let listener = Listener::start(listen, "website", move |request, _| {
            let site = Arc::clone(&site);
            async move { Ok::<_, Infallible>(site.answer(&request)) }
        })
        .await?;
        Ok(Self { listener })
    }

    /// Where it listens, with the true port.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.listener.addr()
    }
}
