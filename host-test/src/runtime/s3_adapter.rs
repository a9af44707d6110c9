//! The S3 adapter alone: `s3_store.wasm` in Wasmtime, called through the `object-store` that it exports.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};

use anyhow::{Context, Result};
use tokio::sync::{Mutex as AsyncMutex, SemaphorePermit};
use wasmtime::Store;
use wasmtime::component::{
    Component, ComponentNamedList, Instance, Lift, Lower, ResourceAny, TypedFunc,
};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;

use super::engine::{self, ticks};
use super::host::{Setup, State, TIME_LIMIT, linker, load};
use super::memory::SharedUsage;
use crate::store::mock::MockStore;
use crate::store::object_store::{Error, Metadata, PutCondition, PutOutcome};
use crate::store::s3::{ACCESS_KEY, BUCKET, REGION, SECRET_KEY};

const INTERFACE: &str = "marble:store/object-store@0.1.0";

/// One instance of the adapter. Clones share it, and take turns.
#[derive(Clone)]
pub struct Adapter {
    guest: Arc<AsyncMutex<Guest>>,
    log: MemoryOutputPipe,
}

/// An object that is being read.
pub struct Object {
    adapter: Adapter,
    object: ResourceAny,
}

/// The instance and what it exports.
struct Guest {
    store: Store<State>,
    get: Function<(String,), Option<ResourceAny>>,
    head: Function<(String,), Option<Metadata>>,
    put: Function<(String, Metadata, Vec<u8>, PutCondition), PutOutcome>,
    metadata: TypedFunc<(ResourceAny,), (Metadata,)>,
    read: Function<(ResourceAny, u32), Vec<u8>>,
    // Behind the store, in the order in which they must be dropped.
    _free: SemaphorePermit<'static>,
}

/// A function of the interface that may fail.
type Function<P, R> = TypedFunc<P, (Result<R, Error>,)>;

/// The environment that leads the adapter to the S3 server of this process, in path style.
#[must_use]
pub fn env(s3: SocketAddr) -> BTreeMap<String, String> {
    let variables = [
        ("BUCKET", BUCKET),
        ("AWS_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ("S3_ENDPOINT", &format!("http://{s3}")),
    ];
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    variables.map(owned).into()
}

/// # Panics
///
/// Every call, where the component traps; the text holds its log.
impl Adapter {
    /// An instance with these environment variables.
    ///
    /// # Errors
    ///
    /// Where the component does not build, or does not export the interface as `wit/` has it.
    pub async fn new(env: BTreeMap<String, String>) -> Result<Self> {
        static COMPONENT: LazyLock<Result<Component, String>> =
            LazyLock::new(|| load(|components| Ok(components.s3_store.clone())));
        let component = COMPONENT.as_ref();
        let component = component.map_err(|error| anyhow::anyhow!("{error}"))?;
        let free = engine::instance().await?;
        let log = MemoryOutputPipe::new(1 << 20);
        let mut setup = Setup::new(MockStore::default());
        setup.env = env;
        let mut store = setup.instance(log.clone(), SharedUsage::default())?;
        let instance = linker()?.instantiate_async(&mut store, component).await?;
        Ok(Self {
            guest: Arc::new(AsyncMutex::new(Guest::new(store, &instance, free)?)),
            log,
        })
    }

    /// What the component wrote to standard error so far.
    #[must_use]
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&self.log.contents()).into_owned()
    }

    /// `object-store.get`.
    ///
    /// # Errors
    ///
    /// As the interface says.
    pub async fn get(&self, key: &str) -> Result<Option<Object>, Error> {
        let params = (key.to_owned(),);
        let found = self.call(|guest| &guest.get, params).await.0?;
        Ok(found.map(|object| Object {
            adapter: self.clone(),
            object,
        }))
    }

    /// `object-store.head`.
    ///
    /// # Errors
    ///
    /// As the interface says.
    pub async fn head(&self, key: &str) -> Result<Option<Metadata>, Error> {
        let params = (key.to_owned(),);
        self.call(|guest| &guest.head, params).await.0
    }

    /// `object-store.put`.
    ///
    /// # Errors
    ///
    /// As the interface says.
    pub async fn put(
        &self,
        key: &str,
        metadata: Metadata,
        body: Vec<u8>,
        condition: PutCondition,
    ) -> Result<PutOutcome, Error> {
        let params = (key.to_owned(), metadata, body, condition);
        self.call(|guest| &guest.put, params).await.0
    }

    async fn call<P, R>(&self, function: impl FnOnce(&Guest) -> &TypedFunc<P, R>, params: P) -> R
    where
        P: ComponentNamedList + Lower + Send + Sync + 'static,
        R: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        let mut guest = self.guest.lock().await;
        let function = *function(&guest);
        guest.store.set_epoch_deadline(ticks(TIME_LIMIT));
        let results = function.call_async(&mut guest.store, params).await;
        results.unwrap_or_else(|trap| panic!("{trap:?}\nthe component wrote: {:?}", self.log()))
    }
}

impl Object {
    /// `object.metadata`.
    pub async fn metadata(&self) -> Metadata {
        let params = (self.object,);
        self.adapter.call(|guest| &guest.metadata, params).await.0
    }

    /// `object.read`.
    ///
    /// # Errors
    ///
    /// As the interface says.
    pub async fn read(&mut self, max_bytes: u32) -> Result<Vec<u8>, Error> {
        let params = (self.object, max_bytes);
        self.adapter.call(|guest| &guest.read, params).await.0
    }

    /// Drops the object in the component. One that is not closed lives as long as the instance.
    ///
    /// # Errors
    ///
    /// Where the component traps.
    pub async fn close(self) -> Result<()> {
        let mut guest = self.adapter.guest.lock().await;
        guest.store.set_epoch_deadline(ticks(TIME_LIMIT));
        self.object.resource_drop_async(&mut guest.store).await?;
        Ok(())
    }
}

impl Guest {
    fn new(
        mut store: Store<State>,
        instance: &Instance,
        free: SemaphorePermit<'static>,
    ) -> Result<Self> {
        Ok(Self {
            get: function(&mut store, instance, "get")?,
            head: function(&mut store, instance, "head")?,
            put: function(&mut store, instance, "put")?,
            metadata: function(&mut store, instance, "[method]object.metadata")?,
            read: function(&mut store, instance, "[method]object.read")?,
            store,
            _free: free,
        })
    }
}

fn function<P, R>(
    store: &mut Store<State>,
    instance: &Instance,
    name: &str,
) -> Result<TypedFunc<P, R>>
where
    P: ComponentNamedList + Lower,
    R: ComponentNamedList + Lift,
{
    let interface = instance.get_export_index(&mut *store, None, INTERFACE);
    let interface = interface.context(INTERFACE)?;
    let function = instance.get_export_index(&mut *store, Some(&interface), name);
    let function = function.with_context(|| format!("{INTERFACE} {name}"))?;
    Ok(instance.get_typed_func(store, function)?)
}
