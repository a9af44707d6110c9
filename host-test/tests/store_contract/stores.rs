//! What the suite needs of a store, and how each of the stores gives it.

use std::net::SocketAddr;
use std::sync::Arc;

use host_test::runtime::s3_adapter::{self, Adapter};
use host_test::store::bucket::{Bucket, Condition, Object as BucketObject};
use host_test::store::mock::{MockStore, Reading};
use host_test::store::object_store::{
    Error, Folders, Kept, Metadata, Place, PutCondition, PutOutcome,
};
use host_test::store::s3::{S3Config, S3Server, SOURCE_BUCKET};
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
    async fn ask(&self, place: Place, key: &str) -> Self::Pending;
    /// `pending-object.wait`.
    async fn wait(&self, pending: Self::Pending) -> Result<Option<Self::Object>, Error>;
    /// Drops what was asked for, as a component does.
    async fn give_up(&self, pending: Self::Pending);
    async fn head(&self, place: Place, key: &str) -> Result<Option<Metadata>, Error>;
    fn put(
        &self,
        key: &str,
        metadata: Metadata,
        body: Vec<u8>,
        condition: PutCondition,
    ) -> impl Future<Output = Result<PutOutcome, Error>> + Send;
    async fn list_folders(&self, prefix: &str, page: Option<&str>) -> Result<Folders, Error>;
    async fn delete(&self, keys: Vec<String>) -> Vec<Kept>;
    /// Puts an original in place, as an operator does.
    fn insert(&self, key: &str, body: &'static str);
}

impl Store for MockStore {
    type Object = MockObject;
    type Pending = Result<Option<Reading>, Error>;

    async fn another(&self) -> Self {
        self.clone()
    }

    async fn ask(&self, place: Place, key: &str) -> Self::Pending {
        self.get(place, key)
    }

    async fn wait(&self, pending: Self::Pending) -> Result<Option<MockObject>, Error> {
        Ok(pending?.map(MockObject::from))
    }

    async fn give_up(&self, _: Self::Pending) {}

    async fn head(&self, place: Place, key: &str) -> Result<Option<Metadata>, Error> {
        self.head(place, key)
    }

    async fn put(
        &self,
        key: &str,
        metadata: Metadata,
        body: Vec<u8>,
        condition: PutCondition,
    ) -> Result<PutOutcome, Error> {
        self.put(key, metadata, body, &condition)
    }

    async fn list_folders(&self, prefix: &str, page: Option<&str>) -> Result<Folders, Error> {
        self.list_folders(prefix, page)
    }

    async fn delete(&self, keys: Vec<String>) -> Vec<Kept> {
        self.delete(keys)
    }

    fn insert(&self, key: &str, body: &'static str) {
        self.insert(key, body);
    }
}

/// The S3 adapter and the server that it talks to.
pub(crate) struct S3 {
    server: Arc<S3Server>,
    originals: Arc<Bucket>,
    setup: Setup,
    adapter: Adapter,
    _permit: SemaphorePermit<'static>,
}

/// How the adapter is set up.
#[derive(Clone, Copy)]
pub(crate) struct Setup {
    pub(crate) url_style: &'static str,
    /// The originals have a bucket of their own.
    pub(crate) apart: bool,
}

pub(crate) async fn s3(url_style: &'static str) -> S3 {
    let apart = false;
    start(Setup { url_style, apart }).await
}

/// The originals have a bucket of their own.
pub(crate) async fn s3_apart(url_style: &'static str) -> S3 {
    let apart = true;
    start(Setup { url_style, apart }).await
}

async fn start(setup: Setup) -> S3 {
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let bucket = Arc::new(Bucket::in_memory());
    let source = Arc::new(Bucket::in_memory());
    let config = S3Config {
        source_bucket: Some(Arc::clone(&source)),
        ..S3Config::default()
    };
    let originals = if setup.apart { &source } else { &bucket };
    let originals = Arc::clone(originals);
    let server = S3Server::start(listen, bucket, config).await;
    S3::new(Arc::new(server.unwrap()), originals, setup).await
}

impl S3 {
    async fn new(server: Arc<S3Server>, originals: Arc<Bucket>, setup: Setup) -> Self {
        let mut env = s3_adapter::env(server.addr());
        let mut set = |name: &str, value: &str| env.insert(name.to_owned(), value.to_owned());
        set("S3_URL_STYLE", setup.url_style);
        if setup.url_style == "virtual" {
            // The bucket's name goes in front of a name, not of an address.
            set(
                "S3_ENDPOINT",
                &format!("http://localhost:{}", server.addr().port()),
            );
        }
        if setup.apart {
            set("SOURCE_BUCKET", SOURCE_BUCKET);
        }
        let permit = ADAPTERS.acquire().await.unwrap();
        Self {
            server,
            originals,
            setup,
            adapter: Adapter::new(env).await.unwrap(),
            _permit: permit,
        }
    }
}

impl Store for S3 {
    type Object = s3_adapter::Object;
    type Pending = s3_adapter::Pending;

    async fn another(&self) -> Self {
        let (server, originals) = (Arc::clone(&self.server), Arc::clone(&self.originals));
        Self::new(server, originals, self.setup).await
    }

    async fn ask(&self, place: Place, key: &str) -> s3_adapter::Pending {
        self.adapter.ask(place, key).await
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

    async fn head(&self, place: Place, key: &str) -> Result<Option<Metadata>, Error> {
        self.adapter.head(place, key).await
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

    async fn list_folders(&self, prefix: &str, page: Option<&str>) -> Result<Folders, Error> {
        self.adapter.list_folders(prefix, page).await
    }

    async fn delete(&self, keys: Vec<String>) -> Vec<Kept> {
        self.adapter.delete(keys).await
    }

    fn insert(&self, key: &str, body: &'static str) {
        let put = self
            .originals
            .put(key, BucketObject::new(body), &Condition::Always);
        put.unwrap();
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
