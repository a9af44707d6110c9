//! No more of an original is fetched than the result needs: through the composed component, from a store that sends slowly
//! and counts.
//!
//! What is counted is what the store could send, with what buffers on the way took in the meantime. How long that is
//! depends on the machine, so the store is slow.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use host_test::pictures::{encode, photo};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use host_test::runtime::s3_adapter;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::s3::{Distance, Exchange, FarStore, S3Config, S3Server};
use image::{DynamicImage, ImageFormat};

const SLOW: Distance = Distance {
    first_byte: Duration::from_millis(1),
    bytes_per_second: 1_000_000,
};

/// The most that is fetched to refuse a file by what its header says, in bytes.
const HEADER: u64 = 128 << 10;

/// Asks for what is made of an original: the status, and what was fetched of how many bytes.
async fn fetched(original: &[u8], transform: &str) -> (u16, u64, u64) {
    let bucket = Arc::new(Bucket::in_memory());
    let put = bucket.put("o", Object::new(original.to_vec()), &Condition::Always);
    put.unwrap();
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let near = S3Server::start(listen, bucket, S3Config::default());
    let near = near.await.unwrap();
    let far = FarStore::start(&near, SLOW).await.unwrap();
    let host = Host::composed().unwrap().env("URL", "http://w.example");
    let host = host.envs(s3_adapter::env(far.addr()));
    let answer = host.get(&format!("/{transform}/o")).await.unwrap();
    let exchange = original_of(&far).await;
    (answer.status.as_u16(), exchange.taken, exchange.length)
}

/// The exchange of the original, when it has ended.
async fn original_of(far: &FarStore) -> Exchange {
    loop {
        let exchanges = far.exchanges();
        let mut exchanges = exchanges.into_iter();
        let original = exchanges.find(|it| it.key.as_deref() == Some("o"));
        match original {
            Some(it) if it.is_whole() || it.closed.is_some() => return it,
            _ => tokio::task::yield_now().await,
        }
    }
}

fn long(beginning: &[u8]) -> Vec<u8> {
    let mut file = beginning.to_vec();
    file.resize(30 << 20, 0);
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_that_is_refused_is_all_that_is_fetched() {
    let jpeg = encode(&DynamicImage::from(photo(64, 48)), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|marker| marker == b"\xff\xc0");
    let mut huge = jpeg.clone();
    huge[frame.unwrap() + 5..][..4].fill(0xff);
    for (name, file, status) in [
        ("a ZIP", long(b"PK\x03\x04"), 415),
        ("zeros", long(b""), 415),
        ("a JPEG of 65,535 by 65,535", long(&huge), 413),
        (
            "a drawing",
            long(b"<svg xmlns='http://www.w3.org/2000/svg'>"),
            413,
        ),
    ] {
        let (found, taken, length) = fetched(&file, "300x300").await;
        assert_eq!(found, status, "{name}");
        assert!(taken <= HEADER, "{name}: {taken} of {length}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_small_result_does_not_need_is_not_fetched() {
    let picture = DynamicImage::from(photo(1600, 1200));
    let jpeg = encode(&picture, ImageFormat::Jpeg);
    let progressive = "1600x1200,quality=95,progressive=yes";
    let progressive = Resized::new(Host::resizer, &jpeg, progressive, &[]).await;
    let progressive = progressive.unwrap().file().unwrap();
    let png = encode(&picture, ImageFormat::Png);
    let top = "200x15,crop=0:0:1600:120";
    for (name, file, transform, percent) in [
        (
            "an eighth of a progressive JPEG",
            &progressive,
            "200x150",
            25,
        ),
        ("the top of a JPEG", &jpeg, top, 30),
        ("the top of a PNG", &png, top, 25),
        ("all of a JPEG", &jpeg, "200x150", 100),
    ] {
        let (status, taken, length) = fetched(file, transform).await;
        assert_eq!(status, 307, "{name}");
        assert!(
            taken * 100 <= length * percent,
            "{name}: {taken} of {length}"
        );
        assert_eq!(
            taken == length,
            percent == 100,
            "{name}: {taken} of {length}"
        );
    }
}
