//! The behaviours: each is one paragraph of the contract, for any store that is empty when it begins.

use host_test::store::mock::no_metadata;
use host_test::store::object_store::PutCondition::{Always, IfAbsent};
use host_test::store::object_store::{Metadata, PutCondition, PutOutcome};
use tokio::task::JoinSet;

use crate::store_contract::keys::awkward_keys;
use crate::store_contract::stores::{Object, Store};

/// The length that one read asks for where the test does not care.
const CHUNK: u32 = 1 << 16;

pub(crate) async fn what_was_never_stored_is_none(store: &impl Store) {
    put(store, "there", no_metadata(), b"body").await;
    for key in ["absent", "ther", "there/", "There", "there/too"] {
        assert!(store.get(key).await.unwrap().is_none(), "get {key:?}");
        assert_eq!(store.head(key).await.unwrap(), None, "head {key:?}");
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
        let told = store.head(key).await.unwrap();
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
            assert_eq!(outcome, PutOutcome::AlreadyThere, "{case}");
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
        etags.push(store.head("k").await.unwrap().unwrap().etag);
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

pub(crate) async fn bodies_of_every_length_come_back_whole(store: &impl Store) {
    for length in [0, 1, 4_095, 4_096, 4_097, 65_537, 5 << 20] {
        let body = noise(length);
        for condition in [Always, IfAbsent] {
            let key = format!("{length}/{condition:?}");
            put_with(store, &key, no_metadata(), &body, condition).await;
            let (metadata, found) = get(store, &key).await;
            assert_eq!(metadata.size, Some(length as u64), "{key}");
            assert!(found == body, "{key}: {} other bytes", found.len());
        }
    }
}

pub(crate) async fn bytes_are_bytes(store: &impl Store) {
    let every: Vec<u8> = (0..=255).collect();
    for body in [&every[..], b"\0", b"\r\n\r\n", b"0\r\n\r\n", "ü".as_bytes()] {
        put(store, "k", no_metadata(), body).await;
        assert_eq!(get(store, "k").await.1, body);
    }
}

pub(crate) async fn a_read_gives_at_most_what_was_asked_for(store: &impl Store) {
    let body = noise(3_001);
    put(store, "k", no_metadata(), &body).await;
    // 0 counts as 1.
    for max_bytes in [0, 1, 7, 1_000, 3_001, 3_002, 1 << 20, u32::MAX] {
        let mut object = store.get("k").await.unwrap().unwrap();
        let mut found = Vec::new();
        loop {
            let chunk = object.read(max_bytes).await.unwrap();
            assert!(
                chunk.len() as u64 <= u64::from(max_bytes.max(1)),
                "{max_bytes}: {}",
                chunk.len()
            );
            if chunk.is_empty() {
                break;
            }
            found.extend(chunk);
        }
        assert!(found == body, "{max_bytes}: {} other bytes", found.len());
        object.close().await;
    }
}

pub(crate) async fn reads_after_the_end_stay_empty(store: &impl Store) {
    for (key, body) in [("empty", &b""[..]), ("one", b"1"), ("some", b"some bytes")] {
        put(store, key, jpeg(), body).await;
        let mut object = store.get(key).await.unwrap().unwrap();
        let metadata = object.metadata().await;
        assert_eq!(read_all(&mut object, CHUNK).await, body, "{key}");
        for max_bytes in [0, 1, CHUNK, u32::MAX] {
            let after = object.read(max_bytes).await;
            assert_eq!(after, Ok(Vec::new()), "{key}: {max_bytes}");
        }
        assert_eq!(object.metadata().await, metadata, "{key}");
    }
}

pub(crate) async fn two_objects_are_read_by_turns(store: &impl Store) {
    let bodies = [noise(200_001), noise(150_000)];
    put(store, "a", no_metadata(), &bodies[0]).await;
    put(store, "b", no_metadata(), &bodies[1]).await;
    let mut a = store.get("a").await.unwrap().unwrap();
    let mut b = store.get("b").await.unwrap().unwrap();
    let mut found = [Vec::new(), Vec::new()];
    loop {
        let chunks = [a.read(10_007).await.unwrap(), b.read(9_001).await.unwrap()];
        if chunks.iter().all(Vec::is_empty) {
            break;
        }
        for (found, chunk) in found.iter_mut().zip(chunks) {
            found.extend(chunk);
        }
    }
    assert!(found == bodies, "other bytes");
}

pub(crate) async fn one_object_is_read_twice_at_once(store: &impl Store) {
    let body = noise(100_000);
    put(store, "k", no_metadata(), &body).await;
    let mut first = store.get("k").await.unwrap().unwrap();
    let begun = first.read(1_000).await.unwrap();
    let mut second = store.get("k").await.unwrap().unwrap();
    assert!(read_all(&mut second, CHUNK).await == body, "the second");
    let rest = read_all(&mut first, CHUNK).await;
    assert!([begun, rest].concat() == body, "the first");
}

pub(crate) async fn an_object_dropped_half_read_does_no_harm(store: &impl Store) {
    let body = noise(1 << 20);
    put(store, "k", no_metadata(), &body).await;
    for begun in [0, 1, 100_000] {
        let mut object = store.get("k").await.unwrap().unwrap();
        if begun > 0 {
            assert!(!object.read(begun).await.unwrap().is_empty());
        }
        object.close().await;
        assert!(get(store, "k").await.1 == body, "{begun}");
        put(store, "other", no_metadata(), b"other").await;
        assert!(store.head("other").await.unwrap().is_some(), "{begun}");
    }
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
        let told = store.head(key).await.unwrap();
        assert_eq!(told, Some(metadata), "{key:?}");
    }
}

pub(crate) async fn keys_that_no_object_has_are_none(store: &impl Store) {
    for key in [String::new(), "k".repeat(1_025), "ü".repeat(513)] {
        assert!(store.get(&key).await.unwrap().is_none(), "{key:?}");
        assert_eq!(store.head(&key).await.unwrap(), None, "{key:?}");
    }
}

async fn put(store: &impl Store, key: &str, metadata: Metadata, body: &[u8]) {
    let outcome = put_with(store, key, metadata, body, Always).await;
    assert_eq!(outcome, PutOutcome::Stored, "{key:?}");
}

async fn put_with(
    store: &impl Store,
    key: &str,
    metadata: Metadata,
    body: &[u8],
    condition: PutCondition,
) -> PutOutcome {
    let outcome = store.put(key, metadata, body.to_vec(), condition).await;
    outcome.unwrap_or_else(|error| panic!("put {key:?}: {error}"))
}

/// Metadata and body, whole.
async fn get(store: &impl Store, key: &str) -> (Metadata, Vec<u8>) {
    let object = store.get(key).await;
    let object = object.unwrap_or_else(|error| panic!("get {key:?}: {error}"));
    let mut object = object.unwrap_or_else(|| panic!("get {key:?}: none"));
    let metadata = in_order(object.metadata().await);
    let body = read_all(&mut object, CHUNK).await;
    object.close().await;
    (metadata, body)
}

async fn read_all(object: &mut impl Object, max_bytes: u32) -> Vec<u8> {
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
fn jpeg() -> Metadata {
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
fn in_order(mut metadata: Metadata) -> Metadata {
    metadata.user.sort();
    metadata
}

/// Bytes without a period, so that a piece in the wrong place shows.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let byte = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_be_bytes()[0]
    };
    (0..length).map(byte).collect()
}
