//! The S3 adapter alone: `s3_store.wasm` in Wasmtime, called through the `object-store` that it exports.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};

use anyhow::{Context, Result};
use bytes::Bytes;
use tokio::sync::{Mutex as AsyncMutex, SemaphorePermit};
use wasmtime::Store;
use wasmtime::component::{
    Component, ComponentNamedList, Instance, Lift, Lower, Resource, ResourceAny, TypedFunc,
};
use wasmtime_wasi::WasiView as _;
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::p2::{DynInputStream, StreamError};

use super::engine::{self, ticks};
use super::host::load;
use super::instance::{Setup, State, TIME_LIMIT, linker};
use super::memory::SharedUsage;
use crate::store::mock::MockStore;
use crate::store::object_store::{Error, Folders, Kept, Metadata, Place, PutCondition, PutOutcome};
use crate::store::s3::{ACCESS_KEY, BUCKET, REGION, SECRET_KEY};

const INTERFACE: &str = "marble:store/object-store@0.1.0";

/// One instance of the adapter. Clones share it, and take turns.
#[derive(Clone)]
pub struct Adapter {
    guest: Arc<AsyncMutex<Guest>>,
    log: MemoryOutputPipe,
}

/// A read that is under way.
pub struct Pending {
    adapter: Adapter,
    pending: ResourceAny,
}

/// An object that is being read.
pub struct Object {
    adapter: Adapter,
    handle: ResourceAny,
    /// The stream that was handed out last.
    stream: Option<Resource<DynInputStream>>,
}

/// The instance and what it exports.
struct Guest {
    store: Store<State>,
    trace: TypedFunc<(Option<String>,), ()>,
    check: Function<(), ()>,
    get: TypedFunc<(Place, String), (ResourceAny,)>,
    wait: Function<(ResourceAny,), Option<ResourceAny>>,
    head: Function<(Place, String), Option<Metadata>>,
    put: TypedFunc<(String, Metadata, Vec<u8>, PutCondition), (ResourceAny,)>,
    wait_for_put: Function<(ResourceAny,), PutOutcome>,
    list_folders: Function<(String, Option<String>), Folders>,
    delete: TypedFunc<(Vec<String>,), (Vec<Kept>,)>,
    metadata: TypedFunc<(ResourceAny,), (Metadata,)>,
    body: Function<(ResourceAny, u64), Resource<DynInputStream>>,
    wait_for_body: Function<(ResourceAny, Resource<DynInputStream>), Resource<DynInputStream>>,
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

    /// `object-store.trace`.
    pub async fn trace(&self, traceparent: Option<&str>) {
        let params = (traceparent.map(str::to_owned),);
        self.call(|guest| &guest.trace, params).await;
    }

    /// `object-store.check`.
    ///
    /// # Errors
    ///
    /// As the interface says.
    pub async fn check(&self) -> Result<(), Error> {
        self.call(|guest| &guest.check, ()).await.0
    }

    /// `object-store.get`.
    pub async fn ask(&self, place: Place, key: &str) -> Pending {
        let params = (place, key.to_owned());
        let (pending,) = self.call(|guest| &guest.get, params).await;
        Pending {
            adapter: self.clone(),
            pending,
        }
    }

    /// `object-store.get`, waited for.
    ///
    /// # Errors
    ///
    /// As the interface says.
    pub async fn get(&self, place: Place, key: &str) -> Result<Option<Object>, Error> {
        self.ask(place, key).await.wait().await
    }

    /// `object-store.head`.
    ///
    /// # Errors
    ///
    /// As the interface says.
    pub async fn head(&self, place: Place, key: &str) -> Result<Option<Metadata>, Error> {
        let params = (place, key.to_owned());
        self.call(|guest| &guest.head, params).await.0
    }

    /// `object-store.put`, waited for.
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
        let (pending,) = self.call(|guest| &guest.put, params).await;
        self.call(|guest| &guest.wait_for_put, (pending,)).await.0
    }

    /// `object-store.list-folders`.
    ///
    /// # Errors
    ///
    /// As the interface says.
    pub async fn list_folders(&self, prefix: &str, page: Option<&str>) -> Result<Folders, Error> {
        let params = (prefix.to_owned(), page.map(str::to_owned));
        self.call(|guest| &guest.list_folders, params).await.0
    }

    /// `object-store.delete`.
    pub async fn delete(&self, keys: Vec<String>) -> Vec<Kept> {
        self.call(|guest| &guest.delete, (keys,)).await.0
    }

    async fn drop_resource(&self, resource: ResourceAny) -> Result<()> {
        let mut guest = self.guest.lock().await;
        guest.store.set_epoch_deadline(ticks(TIME_LIMIT));
        resource.resource_drop_async(&mut guest.store).await?;
        Ok(())
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

impl Pending {
    /// `pending-object.wait`.
    ///
    /// # Errors
    ///
    /// As the interface says.
    pub async fn wait(self) -> Result<Option<Object>, Error> {
        let params = (self.pending,);
        let found = self.adapter.call(|guest| &guest.wait, params).await.0?;
        Ok(found.map(|handle| Object {
            adapter: self.adapter,
            handle,
            stream: None,
        }))
    }

    /// Drops it in the component.
    ///
    /// # Errors
    ///
    /// Where the component traps.
    pub async fn close(self) -> Result<()> {
        self.adapter.drop_resource(self.pending).await
    }
}

impl Object {
    /// `object.metadata`.
    pub async fn metadata(&self) -> Metadata {
        let params = (self.handle,);
        self.adapter.call(|guest| &guest.metadata, params).await.0
    }

    /// `object.body`; the stream that was handed out before is dropped.
    ///
    /// # Errors
    ///
    /// As the interface says.
    ///
    /// # Panics
    ///
    /// Where the stream before is not to be dropped.
    pub async fn body(&mut self, start: u64) -> Result<(), Error> {
        self.close_stream().await.unwrap();
        let params = (self.handle, start);
        let stream = self.adapter.call(|guest| &guest.body, params).await.0?;
        self.stream = Some(stream);
        Ok(())
    }

    /// `input-stream.read` of the stream that was handed out last; one that was not is closed.
    ///
    /// # Errors
    ///
    /// As the interface says.
    pub async fn read(&mut self, max_bytes: usize) -> Result<Bytes, StreamError> {
        let Some(stream) = &self.stream else {
            return Err(StreamError::Closed);
        };
        let mut guest = self.adapter.guest.lock().await;
        let table = guest.store.data_mut().ctx().table;
        table.get_mut(stream)?.read(max_bytes)
    }

    /// `object.wait` for the stream that was handed out last.
    ///
    /// # Errors
    ///
    /// As the interface says.
    pub async fn wait(&mut self) -> Result<(), Error> {
        if let Some(stream) = self.stream.take() {
            let params = (self.handle, stream);
            let waited = self.adapter.call(|guest| &guest.wait_for_body, params);
            self.stream = Some(waited.await.0?);
        }
        Ok(())
    }

    /// Drops the object in the component. One that is not closed lives as long as the instance.
    ///
    /// # Errors
    ///
    /// Where the component traps.
    pub async fn close(mut self) -> Result<()> {
        self.close_stream().await?;
        self.adapter.drop_resource(self.handle).await
    }

    async fn close_stream(&mut self) -> Result<()> {
        if let Some(stream) = self.stream.take() {
            let mut guest = self.adapter.guest.lock().await;
            guest.store.data_mut().ctx().table.delete(stream)?;
        }
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
            trace: function(&mut store, instance, "trace")?,
            check: function(&mut store, instance, "check")?,
            get: function(&mut store, instance, "get")?,
            head: function(&mut store, instance, "head")?,
            put: function(&mut store, instance, "put")?,
            wait_for_put: function(&mut store, instance, "[static]pending-put.wait")?,
            list_folders: function(&mut store, instance, "list-folders")?,
            delete: function(&mut store, instance, "delete")?,
            metadata: function(&mut store, instance, "[method]object.metadata")?,
            wait: function(&mut store, instance, "[static]pending-object.wait")?,
            body: function(&mut store, instance, "[method]object.body")?,
            wait_for_body: function(&mut store, instance, "[method]object.wait")?,
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
