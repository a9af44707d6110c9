//! The far store over TCP: that an answer comes no sooner than the distance, a body no faster than its rate, and that
//! what is counted as taken is little more than what a client took.
//!
//! How much later than that an answer comes depends on the machine, and is not tested.

use std::time::{Duration, Instant};

use host_test::store::s3::{Distance, Exchange, FarStore, Fault, S3Server, Target};
use http::Method;
use tokio::io::AsyncReadExt as _;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::client::Client;
use super::start;

const FAR: Distance = Distance {
    first_byte: Duration::from_millis(30),
    bytes_per_second: 40_000_000,
};

/// What a late sender may make up for.
const LATENESS: Duration = Duration::from_millis(2);

const LARGE: usize = 16_000_000;

/// A store at that distance with the object `k`, and a client of it.
async fn far_with(distance: Distance, body: impl Into<Vec<u8>>) -> (S3Server, FarStore, Client) {
    let (near, mut client) = start().await;
    client.put("k", body).await;
    let far = FarStore::start(&near, distance).await.unwrap();
    client.addr = far.addr();
    (near, far, client)
}

/// The one exchange, once its connection is closed.
async fn closed(far: &FarStore) -> Exchange {
    loop {
        match far.exchanges().as_slice() {
            [exchange] if exchange.closed.is_some() => return exchange.clone(),
            [] | [_] => tokio::task::yield_now().await,
            more => panic!("{more:?}"),
        }
    }
}

#[tokio::test]
async fn answers_are_the_stores_and_come_no_sooner_than_the_distance() {
    let (_near, far, client) = far_with(FAR, "1").await;
    for (method, key, body, status) in [
        ("GET", "k", "", 200),
        ("GET", "ü /none", "", 404),
        ("HEAD", "k", "", 200),
        ("PUT", "new", "12", 200),
        ("DELETE", "new", "", 204),
    ] {
        far.forget_exchanges();
        let start = Instant::now();
        let reply = client.call(method, key).body(body).send().await;
        assert!(start.elapsed() >= FAR.first_byte, "{method} {key}");
        assert_eq!(reply.status, status, "{method} {key}");
        let exchange = closed(&far).await;
        assert_eq!(exchange.method, method);
        assert_eq!(exchange.key.as_deref(), Some(key));
        assert_eq!(exchange.status.unwrap(), status);
        assert_eq!(exchange.taken, reply.body.len() as u64, "{method} {key}");
        assert_eq!(exchange.uploaded, body.len() as u64);
        assert!(exchange.first_byte.unwrap() >= exchange.asked + FAR.first_byte);
        assert!(exchange.is_whole() && !exchange.closed_early());
    }
    let head = client.call("HEAD", "k").send().await;
    assert_eq!(head.header("content-length"), Some("1"));
}

#[tokio::test]
async fn a_body_comes_no_faster_than_its_rate_at_any_moment() {
    let (_near, far, client) = far_with(FAR, vec![b'x'; LARGE]).await;
    let mut stream = client.call("GET", "k").open().await;
    let mut buffer = vec![0; 1 << 20];
    let (mut read, mut head) = (0, 0);
    loop {
        let count = stream.read(&mut buffer).await.unwrap();
        if count == 0 {
            break;
        }
        read += count;
        let [exchange] = &far.exchanges()[..] else {
            panic!("one exchange");
        };
        if head == 0 {
            head = buffer.windows(4).position(|it| it == b"\r\n\r\n").unwrap() + 4;
        }
        let sent = exchange.first_byte.unwrap().elapsed() + LATENESS;
        let most = sent.as_secs_f64() * 40_000_000.0;
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let body = (read - head) as f64;
        assert!(body <= most, "{body} bytes in {sent:?}");
    }
    assert_eq!(read - head, LARGE);
    let exchange = closed(&far).await;
    assert!(exchange.is_whole() && exchange.taken == LARGE as u64);
    let took = exchange.last_byte.unwrap() - exchange.first_byte.unwrap();
    assert!(took + LATENESS >= Duration::from_millis(400), "{took:?}");
}

#[tokio::test]
async fn a_large_upload_takes_its_time() {
    let (near, far, client) = far_with(FAR, "1").await;
    let start = Instant::now();
    let reply = client.put("large", vec![b'x'; 4_000_000]).await;
    assert!(start.elapsed() >= Duration::from_millis(100) + FAR.first_byte);
    assert_eq!(reply.status, 200);
    assert_eq!(closed(&far).await.uploaded, 4_000_000);
    assert_eq!(near.count(&Method::PUT), 2);
}

#[tokio::test]
async fn of_a_body_that_nobody_reads_little_is_taken() {
    // Nothing but the buffers of the kernel holds it back.
    let at_once = Distance {
        first_byte: Duration::ZERO,
        bytes_per_second: u64::MAX,
    };
    let (_near, far, client) = far_with(at_once, vec![b'x'; LARGE]).await;
    let mut stream = client.call("GET", "k").open().await;
    stream.read_exact(&mut [0; 5_000]).await.unwrap();
    // The rest of it comes as far as it can, until nothing has moved for a while.
    let mut last = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let taken = far.exchanges()[0].taken;
        if taken == last {
            break;
        }
        last = taken;
    }
    drop(stream);
    let exchange = closed(&far).await;
    assert!(exchange.closed_early() && !exchange.is_whole());
    assert_eq!(exchange.length, LARGE as u64);
    // Linux: 32 KiB of this side's buffer, 128 KiB of the client's, and what it read.
    assert!((4_000..262_144).contains(&exchange.taken), "{exchange:?}");
}

#[tokio::test]
async fn a_client_that_goes_is_noticed_while_it_waits_and_while_it_reads() {
    let (near, far, client) = far_with(FAR, vec![b'x'; LARGE]).await;
    drop(client.call("GET", "k").open().await);
    let exchange = closed(&far).await;
    assert_eq!((exchange.status, exchange.taken), (None, 0));
    assert!(exchange.closed_early());

    far.forget_exchanges();
    let mut stream = client.call("GET", "k").open().await;
    stream.read_exact(&mut vec![0; 100_000]).await.unwrap();
    drop(stream);
    let exchange = closed(&far).await;
    assert!(exchange.closed_early());
    // What comes in the time that it takes to notice, at 40 KB a millisecond.
    assert!(
        (90_000..1_000_000).contains(&exchange.taken),
        "{exchange:?}"
    );

    far.forget_exchanges();
    near.faults().once(Target::any(), Fault::Reset);
    let reply = client.call("GET", "k").try_send().await;
    assert!(reply.is_none(), "{reply:?}");
    assert_eq!(closed(&far).await.status, None);
}

#[tokio::test]
async fn a_connection_is_kept_and_its_exchanges_are_told_apart() {
    let (_near, far, client) = far_with(FAR, "12345").await;
    let mut stream = TcpStream::connect(far.addr()).await.unwrap();
    for index in 1..=3 {
        // Without a signature: an answer all the same.
        let request = format!("GET /photos/k HTTP/1.1\r\nhost: {}\r\n\r\n", client.host);
        stream.write_all(request.as_bytes()).await.unwrap();
        while !far
            .exchanges()
            .get(index - 1)
            .is_some_and(Exchange::is_whole)
        {
            let read = stream.read(&mut [0; 4_096]).await.unwrap();
            assert!(read > 0, "the connection is closed");
        }
    }
    let exchanges = far.exchanges();
    assert!(exchanges.iter().all(|it| it.status.unwrap() == 403));
    assert!(exchanges.iter().all(|it| it.closed.is_none()));
    assert!(exchanges.is_sorted_by_key(|it| it.asked));
    drop(stream);
    while far.exchanges()[2].closed.is_none() {
        tokio::task::yield_now().await;
    }
    assert!(far.exchanges()[..2].iter().all(|it| it.closed.is_none()));
}
