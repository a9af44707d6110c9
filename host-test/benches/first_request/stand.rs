//! The store, near and far, on threads of its own: so that no request waits for a component that computes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use bytes::Bytes;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::s3::{Distance, Exchange, FarStore, S3Config, S3Server};
use tokio::runtime::{Builder, Runtime};

/// How long a connection may take to be closed that nobody holds any more.
const PATIENCE: Duration = Duration::from_secs(5);

/// The servers, and threads for those who ask them.
pub(crate) struct Stand {
    /// Of clients that are asked for their wall time: as many threads as there are cores.
    pub(crate) clients: Runtime,
    bucket: Arc<Bucket>,
    near: S3Server,
    // Behind the servers, which it runs.
    servers: Runtime,
}

impl Stand {
    pub(crate) fn new() -> Result<Self> {
        let servers = Builder::new_multi_thread().enable_all().build()?;
        let bucket = Arc::new(Bucket::in_memory());
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let near = S3Server::start(listen, Arc::clone(&bucket), S3Config::default());
        Ok(Self {
            clients: Builder::new_multi_thread().enable_all().build()?,
            near: servers.block_on(near)?,
            bucket,
            servers,
        })
    }

    /// Where the store is that is not far.
    pub(crate) fn near(&self) -> SocketAddr {
        self.near.addr()
    }

    pub(crate) fn far(&self, distance: Distance) -> Result<FarStore> {
        self.servers.block_on(FarStore::start(&self.near, distance))
    }

    pub(crate) fn put(&self, key: &str, file: Vec<u8>) -> Result<()> {
        self.bucket
            .put(key, Object::new(file), &Condition::Always)?;
        Ok(())
    }

    /// Length of an object, in bytes.
    pub(crate) fn length(&self, key: &str) -> Result<u64> {
        let object = self.bucket.get(key).with_context(|| key.to_owned())?;
        Ok(object.bytes.len() as u64)
    }

    /// Removes an object, so that it has to be made again.
    pub(crate) fn take(&self, key: &str) -> Result<Bytes> {
        let object = self.bucket.get(key).with_context(|| key.to_owned())?;
        self.bucket.delete(key)?;
        Ok(object.bytes)
    }

    /// The exchanges, once each of them has come to its end; they are forgotten then.
    pub(crate) fn finished(&self, far: &FarStore) -> Result<Vec<Exchange>> {
        let ended = async {
            loop {
                let exchanges = far.exchanges();
                let over = |it: &Exchange| it.is_whole() || it.closed.is_some();
                if exchanges.iter().all(over) {
                    return exchanges;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        let ended = async { tokio::time::timeout(PATIENCE, ended).await };
        let exchanges = self.clients.block_on(ended);
        far.forget_exchanges();
        exchanges.context("a connection to the store stays open in the middle of an answer")
    }
}
