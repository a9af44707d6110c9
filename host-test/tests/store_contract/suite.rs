//! The behaviours of keys, metadata and writes: each is one paragraph of the contract, for any store that is empty when it
//! begins.

use host_test::store::mock::no_metadata;
use host_test::store::object_store::Place::Derivatives;
use host_test::store::object_store::PutCondition::{IfAbsent, IfMatch};
use host_test::store::object_store::{Metadata, PutOutcome};
use tokio::task::JoinSet;

use crate::store_contract::calls::{find, get, in_order, jpeg, put, put_with};
use crate::store_contract::keys::awkward_keys;
use crate::store_contract::stores::Store;

pub(crate) async fn what_was_never_stored_is_none(store: &impl Store) {
    put(store, "there", no_metadata(), b"body").await;
    for key in ["absent", "ther", "there/", "There", "there/too"] {
        assert!(find(store, key).await.is_none(), "get {key:?}");
        assert_eq!(
            store.head(Derivatives, key).await.unwrap(),
            None,
            "head {key:?}"
        );
    }
}

pub(crate) async fn what_was_put_is_got(store: &impl Store) {
    put(store, "a.jpg", jpeg(), b"pixels").await;
    let (metadata, body) = get(store, "a.jpg").await;
    assert_eq!(body, b"pixels");
    assert_eq!(metadata.content_type.as_deref(), Some("image/jpeg"));
    let cache_control = metadata.cache_control.as_deref();
    assert_eq!(cache_control, Some("public, max-age=31536000, immutable"));
    assert_eq!(metadata.user, jpeg().user);
    assert_eq!(metadata.size, Some(6));
    let etag = metadata.etag.unwrap();
    let quoted = etag.len() > 2 && etag.starts_with('"') && etag.ends_with('"');
    assert!(quoted, "{etag}");
    let date = metadata.last_modified.unwrap();
    assert!(httpdate::parse_http_date(&date).is_ok(), "{date}");
}

pub(crate) async fn head_says_what_get_says(store: &impl Store) {
    for (key, metadata, body) in [
        ("picture", jpeg(), &b"pixels"[..]),
        ("bare", no_metadata(), b"x"),
        ("empty", jpeg(), b""),
    ] {
        put(store, key, metadata, body).await;
        let (got, _) = get(store, key).await;
        let told = store.head(Derivatives, key).await.unwrap();
        assert_eq!(told.map(in_order), Some(got), "{key}");
    }
}

pub(crate) async fn put_always_replaces_body_and_metadata(store: &impl Store) {
    put(store, "k", jpeg(), b"the first body").await;
    let second = Metadata {
        content_type: Some("image/webp".to_owned()),
        user: vec![("marble-version".to_owned(), "2".to_owned())],
        ..no_metadata()
    };
    put(store, "k", second.clone(), b"second").await;
    let (metadata, body) = get(store, "k").await;
    assert_eq!(body, b"second");
    assert_eq!(metadata.size, Some(6));
    assert_eq!(metadata.content_type, second.content_type);
    assert_eq!(metadata.cache_control, None);
    assert_eq!(metadata.user, second.user);
}

pub(crate) async fn put_if_absent_stores_where_nothing_is(store: &impl Store) {
    put(store, "k/other", no_metadata(), b"other").await;
    let outcome = put_with(store, "k", jpeg(), b"body", IfAbsent).await;
    assert_eq!(outcome, PutOutcome::Stored);
    let (metadata, body) = get(store, "k").await;
    assert_eq!(body, b"body");
    assert_eq!(metadata.content_type, jpeg().content_type);
}

pub(crate) async fn put_if_absent_keeps_what_is_there(store: &impl Store) {
    for first in [&b"first"[..], b""] {
        put(store, "k", jpeg(), first).await;
        let before = get(store, "k").await;
        for second in [&b"the second"[..], b"first", b""] {
            let outcome = put_with(store, "k", no_metadata(), second, IfAbsent).await;
            let case = format!("{first:?}, then {second:?}");
            assert_eq!(outcome, PutOutcome::ConditionFailed, "{case}");
            assert_eq!(get(store, "k").await, before, "{case}");
        }
    }
}

pub(crate) async fn of_many_writers_with_if_absent_exactly_one_stores(store: &impl Store) {
    let mut writers = JoinSet::new();
    for number in 0..24_u8 {
        let store = store.another().await;
        let body = vec![number; 10_000];
        writers.spawn(async move {
            let outcome = store.put("k", no_metadata(), body, IfAbsent).await;
            (number, outcome.unwrap())
        });
    }
    let outcomes = writers.join_all().await;
    let stored = outcomes
        .iter()
        .filter(|(_, outcome)| *outcome == PutOutcome::Stored);
    let stored: Vec<u8> = stored.map(|(number, _)| *number).collect();
    assert_eq!(stored.len(), 1, "{stored:?}");
    let (_, body) = get(store, "k").await;
    assert!(
        body == vec![stored[0]; 10_000],
        "not the body of {stored:?}"
    );
}

pub(crate) async fn put_if_match_replaces_that_version_alone(store: &impl Store) {
    let etag = async || {
        let metadata = store.head(Derivatives, "k").await.unwrap();
        metadata.and_then(|metadata| metadata.etag).unwrap()
    };
    put(store, "k", jpeg(), b"first").await;
    let first = etag().await;
    let outcome = put_with(store, "k", jpeg(), b"second", IfMatch(first.clone())).await;
    assert_eq!(outcome, PutOutcome::Stored);
    let outcome = put_with(store, "k", jpeg(), b"third", IfMatch(first.clone())).await;
    assert_eq!(outcome, PutOutcome::ConditionFailed);
    assert_eq!(get(store, "k").await.1, b"second");
    let outcome = put_with(store, "absent", jpeg(), b"body", IfMatch(first)).await;
    assert_eq!(outcome, PutOutcome::ConditionFailed);
    assert!(find(store, "absent").await.is_none());
}

pub(crate) async fn of_many_writers_with_if_match_exactly_one_stores(store: &impl Store) {
    put(store, "k", no_metadata(), b"before").await;
    let before = get(store, "k").await.0.etag.unwrap();
    let mut writers = JoinSet::new();
    for number in 0..12_u8 {
        let store = store.another().await;
        let condition = IfMatch(before.clone());
        writers.spawn(async move {
            let body = vec![number; 1_000];
            store
                .put("k", no_metadata(), body, condition)
                .await
                .unwrap()
        });
    }
    let outcomes = writers.join_all().await;
    let stored = outcomes
        .iter()
        .filter(|outcome| **outcome == PutOutcome::Stored);
    assert_eq!(stored.count(), 1);
}

pub(crate) async fn the_stores_own_fields_are_not_the_callers_to_set(store: &impl Store) {
    let claims = Metadata {
        etag: Some("\"mine\"".to_owned()),
        last_modified: Some("Wed, 21 Oct 2015 07:28:00 GMT".to_owned()),
        size: Some(7),
        ..jpeg()
    };
    put(store, "k", claims.clone(), b"body").await;
    let (metadata, body) = get(store, "k").await;
    assert_eq!(body, b"body");
    assert_eq!(metadata.size, Some(4));
    assert_ne!(metadata.etag, claims.etag);
    assert_ne!(metadata.last_modified, claims.last_modified);
}

pub(crate) async fn another_body_has_another_etag(store: &impl Store) {
    let mut etags = Vec::new();
    for body in [&b"one"[..], b"two", b""] {
        put(store, "k", no_metadata(), body).await;
        etags.push(store.head(Derivatives, "k").await.unwrap().unwrap().etag);
    }
    assert!(etags[0] != etags[1] && etags[1] != etags[2], "{etags:?}");
}

pub(crate) async fn user_metadata_comes_back_as_it_was(store: &impl Store) {
    // Without spaces at the ends: HTTP takes them off.
    for (name, value) in [
        ("a", "1"),
        (
            "marble-source-etag",
            "\"0123456789abcdef0123456789abcdef-2\"",
        ),
        ("marble-transform", "300x300,fit=contain,quality=75"),
        ("with.dots_and-dashes-0", "x"),
        ("empty", ""),
        ("inner-spaces", "one  two   three"),
        ("list", "a, b,c;d=\"e\",,"),
        ("escapes", "%41%zz + &amp; \\n <b>"),
        ("visible", "!\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~"),
    ] {
        let user = vec![(name.to_owned(), value.to_owned())];
        let metadata = Metadata {
            user: user.clone(),
            ..no_metadata()
        };
        put(store, name, metadata, b"body").await;
        assert_eq!(get(store, name).await.0.user, user, "{name}");
    }
}

pub(crate) async fn two_kibibytes_of_user_metadata_are_kept(store: &impl Store) {
    let pair = |number| (format!("n{number:03}"), "v".repeat(60));
    let user: Vec<_> = (0..32).map(pair).collect();
    let metadata = Metadata {
        user: user.clone(),
        ..no_metadata()
    };
    put(store, "k", metadata, b"body").await;
    assert_eq!(get(store, "k").await.0.user, user);
}

pub(crate) async fn every_key_is_taken_as_it_stands(store: &impl Store) {
    let keys = awkward_keys();
    // All of them first, so that a key that is taken for another one shows.
    for key in &keys {
        let outcome = put_with(store, key, no_metadata(), key.as_bytes(), IfAbsent).await;
        assert_eq!(outcome, PutOutcome::Stored, "{key:?}");
    }
    for key in &keys {
        let (metadata, body) = get(store, key).await;
        assert_eq!(String::from_utf8(body).as_ref(), Ok(key));
        let told = store.head(Derivatives, key).await.unwrap();
        assert_eq!(told, Some(metadata), "{key:?}");
    }
}

pub(crate) async fn keys_that_no_object_has_are_none(store: &impl Store) {
    for key in [String::new(), "k".repeat(1_025), "ü".repeat(513)] {
        assert!(find(store, &key).await.is_none(), "{key:?}");
        assert_eq!(
            store.head(Derivatives, &key).await.unwrap(),
            None,
            "{key:?}"
        );
    }
}
