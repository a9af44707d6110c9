//! A TCP port that answers HTTP/1.1 with one function, until it is dropped.
//!
//! Beside hyper's own work it can do one thing that servers avoid and tests need: close a
//! connection right after the bytes that were written so far ([`Cut`]).

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::task::Context;
use std::task::Poll;
use std::time::Duration;

use anyhow::Context as _;
use http::Request;
use http::Response;
use hyper::body::Body;
use hyper::body::Incoming;
use hyper::rt::ReadBufCursor;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::task::JoinSet;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A listening port; dropping it closes the port and every connection.
pub(crate) struct Listener {
    addr: SocketAddr,
    task: JoinHandle<()>,
}

/// One connection's switch: once armed, the connection is closed as soon as all that was written is sent.
#[derive(Clone, Default)]
pub(crate) struct Cut(Arc<AtomicBool>);

impl Listener {
    /// `what` names the server in the error of a port that is taken.
    /// An `Err` of `answer` closes the connection without an answer.
    pub(crate) async fn start<A, F, B, E>(
        listen: SocketAddr,
        what: &str,
        answer: A,
    ) -> anyhow::Result<Self>
    where
        A: Fn(Request<Incoming>, Cut) -> F + Clone + Send + 'static,
        F: Future<Output = Result<Response<B>, E>> + Send + 'static,
        B: Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        let cuttable = |stream| {
            let cut = Cut::default();
            let io = CuttableIo {
                inner: TokioIo::new(stream),
                cut: cut.clone(),
            };
            (io, cut)
        };
        Self::start_over(listen, what, cuttable, answer).await
    }

    /// The same over what `connect` makes of each connection; what it gives beside goes to `answer` with every request
    /// of that connection.
    pub(crate) async fn start_over<W, I, C, A, F, B, E>(
        listen: SocketAddr,
        what: &str,
        connect: W,
        answer: A,
    ) -> anyhow::Result<Self>
    where
        W: Fn(TcpStream) -> (I, C) + Send + 'static,
        I: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
        C: Clone + Send + 'static,
        A: Fn(Request<Incoming>, C) -> F + Clone + Send + 'static,
        F: Future<Output = Result<Response<B>, E>> + Send + 'static,
        B: Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        let socket = TcpListener::bind(listen)
            .await
            .with_context(|| format!("{what}: cannot listen on {listen}"))?;
        let addr = socket.local_addr()?;
        let task = tokio::spawn(accept(socket, connect, answer));
        Ok(Self { addr, task })
    }

    pub(crate) fn addr(&self) -> SocketAddr {
        self.addr
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // The connections belong to the task and go with it.
        self.task.abort();
    }
}

async fn accept<W, I, C, A, F, B, E>(socket: TcpListener, connect: W, answer: A)
where
    W: Fn(TcpStream) -> (I, C) + Send + 'static,
    I: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
    C: Clone + Send + 'static,
    A: Fn(Request<Incoming>, C) -> F + Clone + Send + 'static,
    F: Future<Output = Result<Response<B>, E>> + Send + 'static,
    B: Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
    E: Into<BoxError> + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = socket.accept().await else {
            // Out of file descriptors: the next moment may be better, a busy loop is not.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // An answer is written in two pieces; Nagle would hold the second one back.
        let _ = stream.set_nodelay(true);
        let (io, connection) = connect(stream);
        let answer = answer.clone();
        let service = service_fn(move |request| answer(request, connection.clone()));
        connections.spawn(async move {
            // Fails when the client goes or a fault cuts the connection: neither is news.
            let _ = http1::Builder::new().serve_connection(io, service).await;
        });
    }
}

impl Cut {
    pub(crate) fn arm(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn is_armed(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

struct CuttableIo {
    inner: TokioIo<TcpStream>,
    cut: Cut,
}

impl hyper::rt::Read for CuttableIo {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

impl hyper::rt::Write for CuttableIo {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    /// hyper flushes only when its own buffer is empty: here all bytes before the cut are with the kernel.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.cut.is_armed() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
