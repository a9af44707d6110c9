//! The running endpoint.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use super::config::WebsiteConfig;
use super::respond::Site;
use crate::http_server::Listener;
use crate::store::bucket::Bucket;
use crate::store::s3::BucketSettings;

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
        let site = Site {
            bucket,
            config,
            settings: None,
        };
        Self::serve(listen, site).await
    }

    /// The same for a bucket whose website and policy are set through S3; of `config` only what depends on the store
    /// counts: how it spells a key, what a missing object is, and the log.
    ///
    /// # Errors
    /// If the port cannot be had; the text names it.
    pub async fn start_by_settings(
        listen: SocketAddr,
        bucket: Arc<Bucket>,
        config: WebsiteConfig,
        settings: Arc<BucketSettings>,
    ) -> anyhow::Result<Self> {
        let site = Site {
            bucket,
            config,
            settings: Some(settings),
        };
        Self::serve(listen, site).await
    }

    async fn serve(listen: SocketAddr, site: Site) -> anyhow::Result<Self> {
        let site = Arc::new(site);
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
