//! The store as one instance sees it.

use wasmtime::component::{Resource, ResourceTable};
use wasmtime_wasi::p2::DynInputStream;

use super::object::no_metadata;
use super::reading::Reading;
use super::store::MockStore;
use crate::store::object_store::{
    Error, Folders, Host, HostObject, HostPendingObject, HostPendingPut, Kept, Metadata, Object,
    PendingObject, PendingPut, Place, PutCondition, PutOutcome,
};

/// A read that is waited for, and what comes of it.
type Pending = Result<Option<Reading>, Error>;

/// A write that is waited for, and what comes of it.
type Put = Result<PutOutcome, Error>;

/// The store as one instance sees it: what it reads lies in the instance's table.
pub(crate) struct View<'a> {
    pub(crate) store: &'a MockStore,
    pub(crate) table: &'a mut ResourceTable,
}

impl Host for View<'_> {
    async fn trace(&mut self, traceparent: Option<String>) {
        self.store.trace(traceparent);
    }

    async fn check(&mut self) -> Result<(), Error> {
        self.store.check()
    }

    async fn get(&mut self, place: Place, key: String) -> Resource<PendingObject> {
        let pending: Pending = self.store.get(place, &key);
        let pending = self.table.push(pending);
        // A table is full at some four thousand million entries.
        Resource::new_own(pending.map_or(u32::MAX, |entry| entry.rep()))
    }

    async fn head(&mut self, place: Place, key: String) -> Result<Option<Metadata>, Error> {
        self.store.head(place, &key)
    }

    async fn put(
        &mut self,
        key: String,
        metadata: Metadata,
        body: Vec<u8>,
        condition: PutCondition,
    ) -> Resource<PendingPut> {
        let put: Put = self.store.put(&key, metadata, body, &condition);
        let put = self.table.push(put);
        Resource::new_own(put.map_or(u32::MAX, |entry| entry.rep()))
    }

    async fn list_folders(
        &mut self,
        prefix: String,
        page: Option<String>,
    ) -> Result<Folders, Error> {
        self.store.list_folders(&prefix, page.as_deref())
    }

    async fn delete(&mut self, keys: Vec<String>) -> Vec<Kept> {
        self.store.delete(keys)
    }
}

impl HostPendingPut for View<'_> {
    async fn wait(&mut self, pending: Resource<PendingPut>) -> Result<PutOutcome, Error> {
        let put = Resource::<Put>::new_own(pending.rep());
        self.table.delete(put).map_err(broken)?
    }

    async fn drop(&mut self, pending: Resource<PendingPut>) -> wasmtime::Result<()> {
        let put = Resource::<Put>::new_own(pending.rep());
        drop(self.table.delete(put)?);
        Ok(())
    }
}

impl HostPendingObject for View<'_> {
    async fn wait(
        &mut self,
        pending: Resource<PendingObject>,
    ) -> Result<Option<Resource<Object>>, Error> {
        let pending = Resource::<Pending>::new_own(pending.rep());
        let Some(reading) = self.table.delete(pending).map_err(broken)?? else {
            return Ok(None);
        };
        let entry = self.table.push(reading).map_err(broken)?;
        Ok(Some(Resource::new_own(entry.rep())))
    }

    async fn drop(&mut self, pending: Resource<PendingObject>) -> wasmtime::Result<()> {
        let pending = Resource::<Pending>::new_own(pending.rep());
        // What it would have said, nobody asked for.
        drop(self.table.delete(pending)?);
        Ok(())
    }
}

impl HostObject for View<'_> {
    async fn metadata(&mut self, object: Resource<Object>) -> Metadata {
        let reading = self.table.get(&entry(&object));
        reading.map_or_else(|_| no_metadata(), Reading::metadata)
    }

    async fn body(
        &mut self,
        object: Resource<Object>,
        start: u64,
    ) -> Result<Resource<DynInputStream>, Error> {
        let object = entry(&object);
        let reading = self.table.get_mut(&object).map_err(broken)?;
        let stream = reading.body(start)?;
        // A child, as a stream of `wasi:http` is: who drops the object before it is stopped.
        self.table.push_child(stream, &object).map_err(broken)
    }

    async fn wait(
        &mut self,
        object: Resource<Object>,
        body: Resource<DynInputStream>,
    ) -> Result<Resource<DynInputStream>, Error> {
        // Out of the table for a moment, since the object lies in the same one.
        let empty: DynInputStream = Box::new(wasmtime_wasi::p2::pipe::ClosedInputStream);
        let stream = self.table.get_mut(&body).map_err(broken)?;
        let mut stream = std::mem::replace(stream, empty);
        let reading = self.table.get_mut(&entry(&object)).map_err(broken)?;
        let waited = reading.wait(&mut stream).await;
        if let Err(error) = waited {
            drop(self.table.delete(body).map_err(broken)?);
            return Err(error);
        }
        *self.table.get_mut(&body).map_err(broken)? = stream;
        Ok(body)
    }

    async fn drop(&mut self, object: Resource<Object>) -> wasmtime::Result<()> {
        self.table.delete(entry(&object))?;
        Ok(())
    }
}

/// The entry of the table behind a handle: the bindings know no type of the store's.
fn entry(object: &Resource<Object>) -> Resource<Reading> {
    Resource::new_own(object.rep())
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` gives it")]
fn broken(error: wasmtime::component::ResourceTableError) -> Error {
    Error::Invalid(error.to_string())
}
