//! The behaviours of the two places.

use host_test::store::mock::no_metadata;
use host_test::store::object_store::Place::{self, Derivatives, Originals};

use crate::store_contract::calls::{CHUNK, find_at, put, read_all};
use crate::store_contract::stores::Store;

async fn body(store: &impl Store, place: Place, key: &str) -> Option<String> {
    let mut object = find_at(store, place, key).await?;
    let body = read_all(&mut object, CHUNK).await;
    object.close().await;
    let size = store.head(place, key).await.unwrap().unwrap().size;
    assert_eq!(size, Some(body.len() as u64), "{place:?} {key}");
    Some(String::from_utf8(body).unwrap())
}

pub(crate) async fn both_places_are_one_bucket_unless_it_is_said_otherwise(store: &impl Store) {
    store.insert("a", "original");
    put(store, "9x9/a", no_metadata(), b"derivative").await;
    for place in [Originals, Derivatives] {
        assert_eq!(body(store, place, "a").await.unwrap(), "original");
        assert_eq!(body(store, place, "9x9/a").await.unwrap(), "derivative");
    }
}

pub(crate) async fn originals_and_derivatives_of_one_key_are_two_objects(store: &impl Store) {
    store.insert("a", "original");
    store.insert("folder/a", "original");
    put(store, "b", no_metadata(), b"derivative").await;
    for (place, key, expected) in [
        (Originals, "a", Some("original")),
        (Originals, "b", None),
        (Derivatives, "a", None),
        (Derivatives, "b", Some("derivative")),
    ] {
        let found = body(store, place, key).await;
        assert_eq!(found.as_deref(), expected, "{place:?} {key}");
        let told = store.head(place, key).await.unwrap();
        assert_eq!(told.is_some(), expected.is_some(), "{place:?} {key}");
    }
    put(store, "a", no_metadata(), b"derivative of the same key").await;
    assert_eq!(body(store, Originals, "a").await.unwrap(), "original");
    // Nothing of the originals is listed or deleted.
    assert_eq!(store.list_folders("", None).await.unwrap().names, [""; 0]);
    assert_eq!(store.delete(vec!["a".to_owned()]).await, []);
    assert_eq!(body(store, Originals, "a").await.unwrap(), "original");
    assert_eq!(body(store, Derivatives, "a").await, None);
}
