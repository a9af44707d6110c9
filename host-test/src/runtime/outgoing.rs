//! Outgoing requests of a component: plain HTTP to this machine, which is all a test or the dev server needs.

use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::uri::{Authority, Scheme};
use http_body::{Body, Frame};
use http_body_util::BodyExt;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

/// As Spin, when nothing else is said.
const LONGEST: Duration = Duration::from_mins(10);

type Answer = (
    http::Response<WasiBody>,
    Box<dyn Future<Output = Result<(), Error>> + Send>,
);

/// Sends what a component sends. A name below `localhost` is this machine (RFC 6761, 6.3), so that buckets can
/// have a host name each.
pub(crate) struct Loopback {
    /// The most bytes of a response's body that come at a time.
    pub(crate) longest_read: usize,
}

impl WasiHttpHooks for Loopback {
    fn send_request(
        &mut self,
        request: http::Request<WasiBody>,
        options: Option<RequestOptions>,
        _: Box<dyn Future<Output = Result<(), Error>> + Send>,
    ) -> Box<dyn Future<Output = Result<Answer, Error>> + Send> {
        Box::new(send(request, options, self.longest_read))
    }
}

async fn send(
    mut request: http::Request<WasiBody>,
    options: Option<RequestOptions>,
    longest_read: usize,
) -> Result<Answer, Error> {
    let connect = options.and_then(|options| options.connect_timeout);
    let first_byte = options.and_then(|options| options.first_byte_timeout);
    let uri = request.uri();
    let authority = uri.authority().ok_or(Error::HttpRequestUriInvalid)?;
    if uri.scheme() != Some(&Scheme::HTTP) {
        return Err(Error::HttpRequestDenied);
    }
    let address = resolve(authority)?;
    let path = uri.path_and_query().cloned();
    let path = path.ok_or(Error::HttpRequestUriInvalid)?;

    let stream = timeout(connect.unwrap_or(LONGEST), TcpStream::connect(address))
        .await
        .map_err(|_| Error::ConnectionTimeout)?
        .map_err(Error::Connect)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // The connection goes on while the body is read.
    let connection = tokio::spawn(connection);
    *request.uri_mut() = path.into();
    let response = timeout(first_byte.unwrap_or(LONGEST), sender.send_request(request))
        .await
        .map_err(|_| Error::HttpResponseTimeout)??;
    let response = response.map(|body| {
        let body = body.map_err(Error::from).boxed_unsync();
        let rest = Bytes::new();
        let pieces = Pieces {
            body,
            rest,
            longest_read,
        };
        pieces.boxed_unsync()
    });
    let done = async move {
        // Its own failures are the body's as well.
        drop(connection.await);
        Ok(())
    };
    Ok((response, Box::new(done)))
}

/// A body in pieces.
struct Pieces {
    body: WasiBody,
    /// What has come and is still to be given.
    rest: Bytes,
    longest_read: usize,
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(bytes) => self.rest = bytes,
                    Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
                },
                end => return Poll::Ready(end),
            }
        }
        let length = self.rest.len().min(self.longest_read);
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(length)))))
    }
}

fn resolve(authority: &Authority) -> Result<SocketAddr, Error> {
    let port = authority.port_u16().unwrap_or(80);
    let host = authority.host();
    let local = host == "localhost" || host.ends_with(".localhost");
    let host = if local { "127.0.0.1" } else { host };
    let address = host.parse().map_err(|_| Error::DestinationNotFound)?;
    Ok(SocketAddr::new(address, port))
}
