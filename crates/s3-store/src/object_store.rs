//! The interface `object-store` that is exported, as `bindings` has it. Its records are plain values, which the pure
//! code shares.

pub(crate) use crate::bindings::exports::marble::store::object_store::{
    Error, Folders, Guest, GuestObject, GuestPendingObject, GuestPendingPut, Kept, Metadata,
    Object, PendingObject, PendingPut, PutCondition, PutOutcome,
};

pub use crate::bindings::exports::marble::store::object_store::Place;
