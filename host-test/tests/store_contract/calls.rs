//! The calls that the behaviours make, and what they store.

use host_test::store::mock::no_metadata;
use host_test::store::object_store::Place::{self, Derivatives};
use host_test::store::object_store::PutCondition::Always;
use host_test::store::object_store::{Metadata, PutCondition, PutOutcome};

use crate::store_contract::reader::{Object, Reader};
use crate::store_contract::stores::Store;

/// The length that one read asks for where the test does not care.
pub(super) const CHUNK: u32 = 1 << 16;

pub(super) async fn put(store: &impl Store, key: &str, metadata: Metadata, body: &[u8]) {
    let outcome = put_with(store, key, metadata, body, Always).await;
    assert_eq!(outcome, PutOutcome::Stored, "{key:?}");
}

pub(super) async fn put_with(
    store: &impl Store,
    key: &str,
    metadata: Metadata,
    body: &[u8],
    condition: PutCondition,
) -> PutOutcome {
    let outcome = store.put(key, metadata, body.to_vec(), condition).await;
    outcome.unwrap_or_else(|error| panic!("put {key:?}: {error}"))
}

pub(super) async fn find<S: Store>(store: &S, key: &str) -> Option<Reader<S::Object>> {
    find_at(store, Derivatives, key).await
}

pub(super) async fn find_at<S: Store>(
    store: &S,
    place: Place,
    key: &str,
) -> Option<Reader<S::Object>> {
    let pending = store.ask(place, key).await;
    let object = store.wait(pending).await;
    let object = object.unwrap_or_else(|error| panic!("get {key:?}: {error}"))?;
    Some(Reader::new(object).await)
}

pub(super) async fn open<S: Store>(store: &S, key: &str) -> Reader<S::Object> {
    let object = find(store, key).await;
    object.unwrap_or_else(|| panic!("get {key:?}: none"))
}

/// Metadata and body, whole.
pub(super) async fn get(store: &impl Store, key: &str) -> (Metadata, Vec<u8>) {
    let mut object = open(store, key).await;
    let metadata = in_order(object.metadata().await);
    let body = read_all(&mut object, CHUNK).await;
    object.close().await;
    (metadata, body)
}

pub(super) async fn read_all(object: &mut Reader<impl Object>, max_bytes: u32) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let chunk = object.read(max_bytes).await.unwrap();
        if chunk.is_empty() {
            return body;
        }
        body.extend(chunk);
    }
}

/// Metadata of a picture.
pub(super) fn jpeg() -> Metadata {
    let user = [
        ("marble-source-etag", "\"abc\""),
        ("marble-transform", "300x300"),
        ("marble-version", "0.1.0"),
    ];
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    Metadata {
        content_type: Some("image/jpeg".to_owned()),
        cache_control: Some("public, max-age=31536000, immutable".to_owned()),
        user: user.map(owned).into(),
        ..no_metadata()
    }
}

/// User metadata by name: its order is nobody's promise.
pub(super) fn in_order(mut metadata: Metadata) -> Metadata {
    metadata.user.sort();
    metadata
}

/// Bytes without a period, so that a piece in the wrong place shows.
pub(super) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let byte = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_be_bytes()[0]
    };
    (0..length).map(byte).collect()
}
