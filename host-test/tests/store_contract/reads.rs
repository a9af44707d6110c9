//! The behaviours of reads, as `suite.rs` has those of writes.

use host_test::store::mock::no_metadata;
use host_test::store::object_store::Place::Derivatives;
use host_test::store::object_store::PutCondition::{Always, IfAbsent};
use wasmtime_wasi::p2::StreamError;

use crate::store_contract::calls::{CHUNK, get, jpeg, noise, open, put, put_with, read_all};
use crate::store_contract::reader::{Object, Reader};
use crate::store_contract::stores::Store;

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
        let mut object = open(store, "k").await;
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
        let mut object = open(store, key).await;
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
    let mut a = open(store, "a").await;
    let mut b = open(store, "b").await;
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

pub(crate) async fn several_reads_are_under_way_at_once(store: &impl Store) {
    put(store, "a", no_metadata(), b"one").await;
    put(store, "b", no_metadata(), b"another").await;
    let pending = [
        store.ask(Derivatives, "a").await,
        store.ask(Derivatives, "absent").await,
        store.ask(Derivatives, "b").await,
        store.ask(Derivatives, "a").await,
    ];
    let mut found = Vec::new();
    // The last one first: nobody waits for another's answer.
    for pending in pending.into_iter().rev() {
        let object = store.wait(pending).await.unwrap();
        found.push(match object {
            Some(object) => read_all(&mut Reader::new(object).await, CHUNK).await,
            None => Vec::new(),
        });
    }
    assert_eq!(found, [&b"one"[..], b"another", b"", b"one"]);
}

pub(crate) async fn a_read_that_is_given_up_does_no_harm(store: &impl Store) {
    let body = noise(1 << 20);
    put(store, "k", no_metadata(), &body).await;
    for key in ["k", "absent"] {
        for _ in 0..3 {
            let pending = store.ask(Derivatives, key).await;
            store.give_up(pending).await;
            assert!(get(store, "k").await.1 == body, "{key}");
        }
    }
}

pub(crate) async fn the_rest_is_had_from_any_byte_on(store: &impl Store) {
    let body = noise(100_000);
    put(store, "k", no_metadata(), &body).await;
    for start in [0, 1, 50_000, 99_999] {
        let pending = store.ask(Derivatives, "k").await;
        let mut object = store.wait(pending).await.unwrap().unwrap();
        object.body(0).await.unwrap();
        object.body(start).await.unwrap();
        let mut rest = Vec::new();
        loop {
            match object.read(1 << 16).await {
                Ok(bytes) if bytes.is_empty() => object.wait().await.unwrap(),
                Ok(bytes) => rest.extend(bytes),
                Err(StreamError::Closed) => break,
                Err(error) => panic!("from {start}: {error}"),
            }
        }
        let start = usize::try_from(start).unwrap();
        assert!(rest == body[start..], "from {start}: {} bytes", rest.len());
        object.close().await;
    }
}

pub(crate) async fn one_object_is_read_twice_at_once(store: &impl Store) {
    let body = noise(100_000);
    put(store, "k", no_metadata(), &body).await;
    let mut first = open(store, "k").await;
    let begun = first.read(1_000).await.unwrap();
    let mut second = open(store, "k").await;
    assert!(read_all(&mut second, CHUNK).await == body, "the second");
    let rest = read_all(&mut first, CHUNK).await;
    assert!([begun, rest].concat() == body, "the first");
}

pub(crate) async fn an_object_dropped_half_read_does_no_harm(store: &impl Store) {
    let body = noise(1 << 20);
    put(store, "k", no_metadata(), &body).await;
    for begun in [0, 1, 100_000] {
        let mut object = open(store, "k").await;
        if begun > 0 {
            assert!(!object.read(begun).await.unwrap().is_empty());
        }
        object.close().await;
        assert!(get(store, "k").await.1 == body, "{begun}");
        put(store, "other", no_metadata(), b"other").await;
        assert!(
            store.head(Derivatives, "other").await.unwrap().is_some(),
            "{begun}"
        );
    }
}
