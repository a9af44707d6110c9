//! What the suite needs of a store, and how each of the stores gives it.

use std::net::SocketAddr;
use std::sync::Arc;

use host_test::runtime::s3_adapter::{self, Adapter};
use host_test::store::bucket::Bucket;
use host_test::store::mock::{MockStore, Reading};
use host_test::store::object_store::{Error, Metadata, PutCondition, PutOutcome};
use host_test::store::s3::S3Config;
use host_test::store::s3::S3Server;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::store_contract::reader::{MockObject, Object};

/// How many adapters there are at once: the pool has 64 instances. The two tests with 25 callers each need all of
/// theirs at the same time.
static ADAPTERS: Semaphore = Semaphore::const_new(60);

/// `object-store`.
pub(crate) trait Store: Send + Sync + Sized + 'static {
    type Object: Object;
    type Pending;

    /// The same bucket for another caller.
    async fn another(&self) -> Self;
    /// `get`.
    async fn ask(&self, key: &str) -> Self::Pending;
    /// `pending-object.wait`.
    async fn wait(&self, pending: Self::Pending) -> Result<Option<Self::Object>, Error>;
    /// Drops what was asked for, as a component does.
    async fn give_up(&self, pending: Self::Pending);
    async fn head(&self, key: &str) -> Result<Option<Metadata>, Error>;
    fn put(
        &self,
        key: &str,
        metadata: Metadata,
        body: Vec<u8>,
        condition: PutCondition,
    ) -> impl Future<Output = Result<PutOutcome, Error>> + Send;
}

impl Store for MockStore {
    type Object = MockObject;
    type Pending = Result<Option<Reading>, Error>;

    async fn another(&self) -> Self {
        self.clone()
    }

    async fn ask(&self, key: &str) -> Self::Pending {
        self.get(key)
    }

    async fn wait(&self, pending: Self::Pending) -> Result<Option<MockObject>, Error> {
        Ok(pending?.map(MockObject::from))
    }

    async fn give_up(&self, _: Self::Pending) {}

    async fn head(&self, key: &str) -> Result<Option<Metadata>, Error> {
        self.head(key)
    }

    async fn put(
        &self,
        key: &str,
        metadata: Metadata,
        body: Vec<u8>,
        condition: PutCondition,
    ) -> Result<PutOutcome, Error> {
        self.put(key, metadata, body, condition)
    }
}

/// The S3 adapter and the server that it talks to.
pub(crate) struct S3 {
    server: Arc<S3Server>,
    url_style: &'static str,
    adapter: Adapter,
    _permit: SemaphorePermit<'static>,
}

pub(crate) async fn s3(url_style: &'static str) -> S3 {
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let bucket = Arc::new(Bucket::in_memory());
    let server = S3Server::start(listen, bucket, S3Config::default()).await;
    S3::new(Arc::new(server.unwrap()), url_style).await
}

impl S3 {
    async fn new(server: Arc<S3Server>, url_style: &'static str) -> Self {
        let mut env = s3_adapter::env(server.addr());
        env.insert("S3_URL_STYLE".to_owned(), url_style.to_owned());
        if url_style == "virtual" {
            // The bucket's name goes in front of a name, not of an address.
            let endpoint = format!("http://localhost:{}", server.addr().port());
            env.insert("S3_ENDPOINT".to_owned(), endpoint);
        }
        let permit = ADAPTERS.acquire().await.unwrap();
        Self {
            server,
            url_style,
            adapter: Adapter::new(env).await.unwrap(),
            _permit: permit,
        }
    }
}

impl Store for S3 {
    type Object = s3_adapter::Object;
    type Pending = s3_adapter::Pending;

    async fn another(&self) -> Self {
        Self::new(Arc::clone(&self.server), self.url_style).await
    }

    async fn ask(&self, key: &str) -> s3_adapter::Pending {
        self.adapter.ask(key).await
    }

    async fn wait(
        &self,
        pending: s3_adapter::Pending,
    ) -> Result<Option<s3_adapter::Object>, Error> {
        pending.wait().await
    }

    async fn give_up(&self, pending: s3_adapter::Pending) {
        pending.close().await.unwrap();
    }

    async fn head(&self, key: &str) -> Result<Option<Metadata>, Error> {
        self.adapter.head(key).await
    }

    async fn put(
        &self,
        key: &str,
        metadata: Metadata,
        body: Vec<u8>,
        condition: PutCondition,
    ) -> Result<PutOutcome, Error> {
        self.adapter.put(key, metadata, body, condition).await
    }
}

impl Drop for S3 {
    /// Shown where a test fails.
    fn drop(&mut self) {
        let log = self.adapter.log();
        if !log.is_empty() {
            println!("the component wrote: {log}");
        }
    }
}
