//! `traceparent`: it goes along with each request to the store, outside of the signature, or not at all.

use anyhow::Result;
use host_test::runtime::host::Host;
use host_test::store::mock::MockStore;
use host_test::store::s3::{Fault, Target};
use http::{HeaderName, HeaderValue};

use crate::s3_faults::bench::Bench;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const VALID: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// Every request that reached S3 for one of Marble, with these headers: its `traceparent` and what is signed.
async fn sent(bench: &Bench, headers: &[&'static str]) -> Result<Vec<(Option<String>, String)>> {
    let host = headers.iter().fold(bench.host.clone(), |host, value| {
        host.header(TRACEPARENT, HeaderValue::from_static(value))
    });
    let answer = host.get("/9x9/a.jpg").await?;
    assert_eq!(answer.status, 307, "{answer:?}");
    let text = |headers: &http::HeaderMap, name: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.map(str::to_owned)
    };
    let requests = bench.s3.requests();
    let found = requests.iter().map(|request| {
        let authorization = text(&request.headers, "authorization").unwrap_or_default();
        (text(&request.headers, "traceparent"), authorization)
    });
    Ok(found.collect())
}

#[tokio::test]
async fn goes_along_with_each_request_and_is_not_signed() -> Result<()> {
    let bench = Bench::start().await;
    // A first attempt that fails, too.
    bench
        .s3
        .faults()
        .times(1, Target::key("a.jpg"), Fault::Status(500));
    let sent = sent(&bench, &[VALID]).await?;
    // Two for the lease, and one attempt that failed.
    assert_eq!(sent.len(), 6, "{sent:?}");
    for (traceparent, authorization) in sent {
        assert_eq!(traceparent.as_deref(), Some(VALID));
        assert!(authorization.contains("SignedHeaders="), "{authorization}");
        assert!(!authorization.contains("traceparent"), "{authorization}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_not_valid_does_not_go_along() -> Result<()> {
    for headers in [
        &[][..],
        &["00-00000000000000000000000000000000-b7ad6b7169203331-01"],
        &["00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"],
        &["ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"],
        &["hello"],
        // Nobody knows which of the two it is.
        &[VALID, VALID],
    ] {
        let sent = sent(&Bench::start().await, headers).await?;
        assert_eq!(sent.len(), 5, "{headers:?}: {sent:?}");
        for (traceparent, _) in sent {
            assert_eq!(traceparent, None, "{headers:?}");
        }
    }
    Ok(())
}

/// W3C Trace Context, 3.2.4.
#[tokio::test]
async fn a_later_version_goes_along_as_the_one_that_is_known() -> Result<()> {
    let later = "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-is-new";
    for (traceparent, _) in sent(&Bench::start().await, &[later]).await? {
        assert_eq!(traceparent.as_deref(), Some(VALID));
    }
    Ok(())
}

/// Also where an instance answered another request before: the store is told of each request, even that it has no trace.
#[tokio::test]
async fn the_store_is_told_of_every_request() -> Result<()> {
    let store = MockStore::default();
    let host = Host::resizer(store.clone())?.env("URL", "http://w.example");
    let traced = host
        .clone()
        .header(TRACEPARENT, HeaderValue::from_static(VALID));
    traced.get("/9x9/a.jpg").await?;
    assert_eq!(store.traceparent().as_deref(), Some(VALID));
    host.get("/9x9/a.jpg").await?;
    assert_eq!(store.traceparent(), None);
    Ok(())
}
