//! Clients that leave, stall, or are said to have left when they have all: each ends the answer, and the log has a line
//! only where somebody should know.
//!
//! It cannot prove what each runtime says of its clients; those that were tried are in `docs/runtimes.md`.

use std::time::Duration;

use anyhow::Result;
use host_test::pictures::{encode, quarters};
use host_test::runtime::client::Client;
use host_test::runtime::host::Host;
use host_test::store::mock::MockStore;
use image::{DynamicImage, ImageFormat};
use tokio::time::timeout;

/// Longer than the component waits.
const TOO_LONG: Duration = Duration::from_secs(25);

fn host(client: Client) -> Result<Host> {
    let picture = encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Jpeg);
    let store = MockStore::with("a.jpg", picture);
    // More than runtimes take without a reader.
    store.insert("9x9/large.jpg", vec![7; 16 << 20]);
    store.insert("9x9/small.jpg", vec![7; 99]);
    let host = Host::resizer(store)?.env("URL", "http://w.example");
    let host = host.env("ALLOWED_RESOLUTIONS", "9x9");
    Ok(host.client(client))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_taken_whole_is_not_broken_off() -> Result<()> {
    let host = host(Client::Counts)?;
    for (target, status) in [
        ("/default/resize", 400),
        ("/300x300/a.jpg", 403),
        ("/9x9/absent.jpg", 404),
        ("/9x9,format=auto/a.jpg", 307),
        ("/9x9/a.jpg", 307),
        ("/9x9/small.jpg", 200),
        ("/9x9/large.jpg", 200),
    ] {
        // What the runtime closes first is a matter of luck.
        for _ in 0..10 {
            let answer = host.get(target).await?;
            assert!(
                answer.status == status || (target == "/9x9/a.jpg" && answer.status == 200),
                "{target}: {answer:?}"
            );
            assert_eq!(answer.log, "", "{target}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_client_that_leaves_is_nobodys_fault() -> Result<()> {
    let answer = host(Client::Leaves)?.get("/9x9/large.jpg").await?;
    assert_eq!((answer.status.as_u16(), answer.log.as_str()), (200, ""));
    Ok(())
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_not_waited_for_without_end() -> Result<()> {
    let host = host(Client::Stalls)?;
    let answer = timeout(TOO_LONG, host.get("/9x9/large.jpg")).await??;
    assert_eq!(answer.status, 200);
    let expected = "marble: answer broken off: the client took nothing for 10 seconds\n";
    assert_eq!(answer.log, expected);
    Ok(())
}
