//! A store that is far away: a proxy in front of the S3 server that holds each answer back, sends its body at a rate,
//! and counts what was taken of it.
//!
//! What a client waits for, and what it fetches, can be seen with it; that a network loses and reorders cannot.
//! Connections are kept alive, and cost nothing to open.

mod exchange;
mod line;
mod pace;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use bytes::Bytes;
use http::header::HOST;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

pub use self::exchange::Exchange;
use self::exchange::Exchanges;
use self::line::{Line, Meter, until};
use super::address::Domain;
use super::server::S3Server;
use crate::http_server::Listener;

/// How far away a store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distance {
    /// From a request's last byte to its answer's first: the way there and back, and what the store does in between.
    pub first_byte: Duration,
    /// At which bodies go, of each connection and in either direction. 0 counts as 1.
    pub bytes_per_second: u64,
}

/// The running proxy. It stops when it is dropped.
///
/// What is counted is what the socket took. Of that, a client that does not read has nothing but what lies in the
/// buffers of two sockets: 32 KiB here, and on Linux 128 KiB at the client, which grows only while the client reads. A
/// line's rate bounds it more closely: 60 KB come in a millisecond at 60 MB/s.
///
/// ```no_run
/// # async fn example(s3: host_test::store::s3::S3Server) -> anyhow::Result<()> {
/// use std::time::Duration;
/// use host_test::store::s3::{Distance, FarStore};
///
/// let distance = Distance { first_byte: Duration::from_millis(25), bytes_per_second: 60_000_000 };
/// let far = FarStore::start(&s3, distance).await?;
/// // … requests to far.addr() …
/// let fetched: u64 = far.exchanges().iter().map(|exchange| exchange.taken).sum();
/// # Ok(())
/// # }
/// ```
pub struct FarStore {
    listener: Listener,
    proxy: Arc<Proxy>,
}

struct Proxy {
    distance: Distance,
    domain: Domain,
    exchanges: Exchanges,
    store: SocketAddr,
}

impl FarStore {
    /// Starts to serve, on a free port of this machine. An answer that `store` does not give whole is none here: the
    /// connection is closed.
    ///
    /// # Errors
    /// If there is no port.
    pub async fn start(store: &S3Server, distance: Distance) -> Result<Self> {
        let proxy = Arc::new(Proxy {
            distance,
            domain: store.domain().clone(),
            exchanges: Exchanges::default(),
            store: store.addr(),
        });
        let shared = Arc::clone(&proxy);
        let listener = Listener::start_over(
            SocketAddr::from(([127, 0, 0, 1], 0)),
            "far store",
            move |stream| Line::new(stream, distance.bytes_per_second),
            move |request, meter| Arc::clone(&shared).answer(request, meter),
        );
        Ok(Self {
            listener: listener.await?,
            proxy,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.listener.addr()
    }

    /// The exchanges so far, the oldest first, as they are now.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.proxy.exchanges.all()
    }

    /// Forgets the exchanges; those that go on are not seen any more.
    pub fn forget_exchanges(&self) {
        self.proxy.exchanges.clear();
    }
}

impl Proxy {
    async fn answer(
        self: Arc<Self>,
        request: Request<Incoming>,
        meter: Meter,
    ) -> Result<Response<Full<Bytes>>> {
        let exchange = Exchange::new(request.method().clone(), self.key(&request));
        let asked = exchange.asked;
        let exchange = self.exchanges.push(exchange);
        meter.asked(exchange.clone());
        let (parts, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        exchange.lock().uploaded = body.len() as u64;
        let on_the_way = pace::duration(body.len() as u64, self.distance.bytes_per_second);
        let arrived = Instant::now().max(asked + on_the_way);
        let answer = self.ask(Request::from_parts(parts, Full::new(body))).await;
        until(arrived + self.distance.first_byte).await;
        let answer = answer?;
        meter.answering(answer.status(), answer.body().len() as u64);
        Ok(answer.map(Full::new))
    }

    /// The true answer.
    async fn ask(&self, request: Request<Full<Bytes>>) -> Result<Response<Bytes>> {
        let stream = TcpStream::connect(self.store).await?;
        stream.set_nodelay(true)?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // Its failures are those of the answer.
        tokio::spawn(connection);
        let (parts, body) = sender.send_request(request).await?.into_parts();
        Ok(Response::from_parts(
            parts,
            body.collect().await?.to_bytes(),
        ))
    }

    fn key(&self, request: &Request<Incoming>) -> Option<String> {
        let host = request.headers().get(HOST);
        let host = host.and_then(|host| host.to_str().ok());
        self.domain.key(host, request.uri().path())
    }
}
