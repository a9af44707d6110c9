//! Bodies that break off: the rest is asked for, within the three tries of a call, and never is a part of one version
//! put behind a part of another.

use crate::store_contract::reader::Reader;
use host_test::runtime::s3_adapter::{self, Adapter, Object};
use host_test::store::object_store::{Error, Place};
use host_test::store::s3::{Fault, Target};
use http::Method;

use super::bench::Step::{Fetch, Look};
use super::bench::{Bench, DERIVATIVE, ORIGINAL, original, put};
use super::case::{check, fails, passes};

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_off_is_asked_for_from_there() {
    let length = original().len();
    let once = [0, 1, 100, length / 2, length - 1];
    let once = once.map(|after| passes(Fetch, 1, Fault::Truncate(after)));
    let twice = [0, 1, 100].map(|after| passes(Fetch, 2, Fault::Truncate(after)));
    let always = [0, 1, 100].map(|after| {
        fails(Fetch, Fault::Truncate(after), 503, "store-unavailable")
            .tries(3)
            .log("broke off")
    });
    check(once.into_iter().chain(twice).chain(always)).await;
}

#[tokio::test]
async fn the_rest_is_asked_for_by_range_and_entity_tag() {
    let bench = Bench::start().await;
    bench.fail(Fetch, 1, Fault::Truncate(100));
    bench.fail(Fetch, 1, Fault::Truncate(23));
    let answer = bench.get().await;
    assert_eq!(answer.status, 307, "{answer:?}");
    assert_eq!(answer.log, "");
    let etag = bench.bucket.get(ORIGINAL).unwrap().etag;
    let requests = bench.s3.requests().into_iter();
    let asked = requests.filter(|request| request.key.as_deref() == Some(ORIGINAL));
    let asked = asked.map(|request| {
        let header = |name| {
            let value: Option<&http::HeaderValue> = request.headers.get(name);
            value.map(|value| value.to_str().unwrap().to_owned())
        };
        (header("range"), header("if-match"))
    });
    let range = |text: &str| (Some(text.to_owned()), Some(etag.clone()));
    let expected = [(None, None), range("bytes=100-"), range("bytes=123-")];
    assert_eq!(asked.collect::<Vec<_>>(), expected);
    bench.check_derivative(true, "two breaks");
}

#[tokio::test]
async fn breaks_and_other_failures_share_the_three_tries() {
    let bench = Bench::start().await;
    for fault in [Fault::SlowDown, Fault::Truncate(9), Fault::Reset] {
        bench.fail(Fetch, 1, fault);
    }
    let answer = bench.get().await;
    assert_eq!(answer.status, 503, "{answer:?}");
    assert_eq!(bench.tries(), [1, 3, 0]);

    let bench = Bench::start().await;
    for fault in [Fault::Truncate(9), Fault::Status(500)] {
        bench.fail(Fetch, 1, fault);
    }
    let answer = bench.get().await;
    assert_eq!(answer.status, 307, "{answer:?}");
    assert_eq!(bench.tries(), [1, 3, 1]);
}

#[tokio::test]
async fn a_stored_picture_that_breaks_off_is_answered_whole() {
    for after in [0, 1, 7] {
        let bench = Bench::start().await;
        put(&bench.bucket, DERIVATIVE, b"a stored picture".to_vec());
        bench.fail(Look, 1, Fault::Truncate(after));
        let answer = bench.get().await;
        assert_eq!(answer.status, 200, "after {after} bytes: {answer:?}");
        assert_eq!(answer.body, "a stored picture", "after {after} bytes");
        assert_eq!(bench.look_tries(), 2, "after {after} bytes");
    }
    for (after, status, whole) in [(0, 503, None), (1, 200, Some("a s")), (5, 200, None)] {
        let bench = Bench::start().await;
        put(&bench.bucket, DERIVATIVE, b"a stored picture".to_vec());
        bench.fail(Look, 3, Fault::Truncate(after));
        let answer = bench.get().await;
        assert_eq!(answer.status, status, "after {after} bytes: {answer:?}");
        assert_eq!(answer.broken, status == 200, "after {after} bytes");
        assert!(whole.is_none_or(|whole| answer.body == whole), "{answer:?}");
        assert!(answer.log.contains("broke off"), "{}", answer.log);
        assert_eq!(bench.look_tries(), 3, "after {after} bytes");
    }
}

async fn adapter(bench: &Bench) -> Adapter {
    Adapter::new(s3_adapter::env(bench.s3.addr()))
        .await
        .unwrap()
}

async fn open(adapter: &Adapter, key: &str) -> Reader<Object> {
    Reader::new(adapter.get(Place::Originals, key).await.unwrap().unwrap()).await
}

/// All of a body, in pieces of 30 bytes at most, or the error and what came before it.
async fn read(object: &mut Reader<Object>) -> (Vec<u8>, Option<Error>) {
    let mut received = Vec::new();
    loop {
        match object.read(30).await {
            Ok(bytes) if bytes.is_empty() => return (received, None),
            Ok(bytes) => received.extend(bytes),
            Err(error) => return (received, Some(error)),
        }
    }
}

#[tokio::test]
async fn a_store_that_ignores_ranges_gives_the_rest_all_the_same() {
    let bench = Bench::start().await;
    let adapter = adapter(&bench).await;
    bench.fail(Fetch, 1, Fault::Truncate(100));
    bench.fail(Fetch, 1, Fault::IgnoreRange);
    let mut object = open(&adapter, ORIGINAL).await;
    assert_eq!(read(&mut object).await, (original(), None));
    assert!(bench.s3.faults().is_empty());
}

#[tokio::test]
async fn a_large_body_comes_through_two_breaks() {
    let bench = Bench::start().await;
    let large: Vec<u8> = (0..20_000_u32)
        .flat_map(|at| [at.to_le_bytes(); 63])
        .flatten()
        .collect();
    put(&bench.bucket, "large", large.clone());
    let adapter = adapter(&bench).await;
    bench
        .s3
        .faults()
        .times(2, Target::key("large"), Fault::Truncate(2_345_678));
    let mut object = open(&adapter, "large").await;
    let mut received = Vec::new();
    loop {
        let bytes = object.read(u32::MAX).await.unwrap();
        if bytes.is_empty() {
            break;
        }
        received.extend(bytes);
    }
    assert!(received == large, "{} bytes", received.len());
    assert_eq!(bench.s3.count(&Method::GET), 3);
}

/// Of what was changed after the first bytes were handed out, nothing more comes: an error tells it.
#[tokio::test]
async fn two_versions_are_never_mixed() {
    let other = |byte| vec![byte; original().len()];
    for (fault, change) in [
        // 412 of a store that knows conditions.
        (None, Some(other(1))),
        // 200 and 206 of those that do not: the entity tag tells.
        (Some(Fault::IgnoreRange), Some(other(2))),
        (Some(Fault::IgnoreConditionalReads), Some(other(3))),
        // Shorter than what was read.
        (Some(Fault::IgnoreConditionalReads), Some(vec![4; 9])),
        (None, None),
    ] {
        let bench = Bench::start().await;
        let adapter = adapter(&bench).await;
        bench.fail(Fetch, 1, Fault::Truncate(100));
        let mut object = open(&adapter, ORIGINAL).await;
        let mut received = object.read(30).await.unwrap();
        match &change {
            Some(bytes) => put(&bench.bucket, ORIGINAL, bytes.clone()),
            None => assert!(bench.bucket.delete(ORIGINAL).unwrap()),
        }
        if let Some(fault) = &fault {
            bench.fail(Fetch, 1, fault.clone());
        }
        let (rest, error) = read(&mut object).await;
        received.extend(rest);
        assert_eq!(error, Some(Error::Unavailable), "{fault:?}");
        assert_eq!(received, original()[..100], "{fault:?}");
        assert!(bench.s3.faults().is_empty(), "{fault:?}");
        let log = adapter.log();
        assert!(log.contains("was changed"), "{fault:?}: {log}");
        assert_eq!(bench.s3.count(&Method::GET), 2, "{fault:?}");
    }
}

#[tokio::test]
async fn an_error_in_the_middle_of_a_body_is_repeated() {
    let bench = Bench::start().await;
    let adapter = adapter(&bench).await;
    bench.fail(Fetch, 3, Fault::Truncate(100));
    let mut object = open(&adapter, ORIGINAL).await;
    let (received, error) = read(&mut object).await;
    assert_eq!(error, Some(Error::Unavailable));
    assert_eq!(received, original()[..300]);
    for max_bytes in [0, 1, u32::MAX] {
        let again = object.read(max_bytes).await;
        assert_eq!(again, Err(Error::Unavailable), "{max_bytes}");
    }
    let lines = adapter.log().lines().count();
    assert_eq!(lines, 1, "told once: {}", adapter.log());
    // The connection is broken, the adapter is not.
    assert!(
        adapter
            .get(Place::Originals, ORIGINAL)
            .await
            .unwrap()
            .is_some()
    );
}
