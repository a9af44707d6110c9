//! The behaviours of deletion.

use host_test::store::mock::no_metadata;

use crate::store_contract::calls::{find, jpeg, put};
use crate::store_contract::keys::awkward_keys;
use crate::store_contract::stores::Store;

fn owned(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

pub(crate) async fn what_is_deleted_is_gone(store: &impl Store) {
    for keys in [&[][..], &["a"], &["a", "b"]] {
        for key in ["a", "b", "c", "a/b"] {
            put(store, key, jpeg(), b"body").await;
        }
        assert_eq!(store.delete(owned(keys)).await, []);
        for key in ["a", "b", "c", "a/b"] {
            let there = find(store, key).await.is_some();
            assert_eq!(there, !keys.contains(&key), "{keys:?}: {key}");
        }
    }
}

pub(crate) async fn what_is_absent_counts_as_deleted(store: &impl Store) {
    put(store, "a", no_metadata(), b"").await;
    let keys = [
        String::new(),
        "k".repeat(1_025),
        "absent".to_owned(),
        "a".to_owned(),
    ];
    assert_eq!(store.delete(keys.to_vec()).await, []);
    assert_eq!(store.delete(keys.to_vec()).await, []);
    assert_eq!(store.delete(owned(&["absent"])).await, []);
    assert!(find(store, "a").await.is_none());
}

/// More of them than one request has.
pub(crate) async fn every_key_can_be_deleted(store: &impl Store) {
    let mut keys = awkward_keys();
    for key in &keys {
        put(store, key, no_metadata(), key.as_bytes()).await;
    }
    // Among some that were never there.
    keys.extend((0..1_200).map(|number| format!("absent/{number}")));
    put(store, "kept", no_metadata(), b"").await;
    assert_eq!(store.delete(keys.clone()).await, []);
    for key in &keys[..keys.len() - 1_200] {
        assert!(find(store, key).await.is_none(), "{key:?}");
    }
    assert!(find(store, "kept").await.is_some());
}
