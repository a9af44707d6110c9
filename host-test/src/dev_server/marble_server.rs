//! Marble behind a port: every request goes to an instance of its own.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::Result;
use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;

use crate::http_server::{Listener, LogLine};
use crate::playground::Playground;
use crate::runtime::host::{Answer, Busy, Host};

/// How long a request may wait for an instance: as long as hosted runtimes give it in all.
pub(super) const QUEUE_LIMIT: Duration = Duration::from_secs(30);

/// The longest body of a request that is handed on, in bytes: longer than the component takes.
const LONGEST_BODY: usize = 2 << 20;

/// The running server. It stops when it is dropped.
pub struct MarbleServer {
    listener: Listener,
    ready: Arc<OnceLock<Ready>>,
}

/// What answers.
struct Ready {
    host: Host,
    playground: Option<Playground>,
}

impl MarbleServer {
    /// Starts to serve; port 0 takes a free one. Until [`MarbleServer::open`] every answer is 503, so that the host can be
    /// told addresses that follow from this one.
    ///
    /// # Errors
    ///
    /// If the port cannot be had; the text names it.
    pub async fn start(listen: SocketAddr, log: bool) -> Result<Self> {
        let ready = Arc::new(OnceLock::<Ready>::new());
        let shared = Arc::clone(&ready);
        let listener = Listener::start(listen, "Marble", move |request, _| {
            let ready = Arc::clone(&shared);
            async move { Ok::<_, Infallible>(serve(request, ready.get(), log).await) }
        })
        .await?;
        Ok(Self { listener, ready })
    }

    /// Lets `host` answer from now on, and `playground`, if there is one, what is about itself; only the first call counts.
    pub fn open(&self, host: Host, playground: Option<Playground>) {
        let _ = self.ready.set(Ready { host, playground });
    }

    /// Where it listens, with the true port.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.listener.addr()
    }
}

async fn serve(
    request: Request<Incoming>,
    ready: Option<&Ready>,
    log: bool,
) -> Response<Full<Bytes>> {
    let target = request.uri().path_and_query();
    let target = target.map_or("/", |it| it.as_str()).to_owned();
    let line = LogLine::new("marble", request.method(), &target);
    let playground = ready.and_then(|ready| ready.playground.as_ref());
    if let Some(playground) = playground
        && Playground::takes(&request)
    {
        return playground.answer(request).await;
    }
    let answered = match ready {
        Some(ready) => respond(&ready.host, request, &target).await,
        None => Err(bare(StatusCode::SERVICE_UNAVAILABLE)),
    };
    // Of what the component answers, it has written a line itself.
    answered.unwrap_or_else(|response| {
        if log {
            line.print(response.status().as_u16());
        }
        response
    })
}

/// What the component answers; an error is what is answered instead of it.
async fn respond(
    host: &Host,
    request: Request<Incoming>,
    target: &str,
) -> Result<Response<Full<Bytes>>, Response<Full<Bytes>>> {
    let (parts, body) = request.into_parts();
    let body = Limited::new(body, LONGEST_BODY).collect().await;
    let body = body.map_err(|_| bare(StatusCode::PAYLOAD_TOO_LARGE))?;
    let host = host.clone().headers(parts.headers);
    let answer = host.send_with(parts.method.as_str(), target, body.to_bytes());
    let answer = match answer.await {
        Ok(answer) => answer,
        Err(error) if error.is::<Busy>() => return Err(busy()),
        Err(error) => {
            eprintln!("marble: {error:#}");
            return Err(bare(StatusCode::INTERNAL_SERVER_ERROR));
        }
    };
    eprint!("{}", answer.log);
    let Answer {
        status,
        headers,
        body,
        ..
    } = answer;
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

fn busy() -> Response<Full<Bytes>> {
    let mut response = bare(StatusCode::SERVICE_UNAVAILABLE);
    let seconds = HeaderValue::from_static("2");
    response.headers_mut().insert(RETRY_AFTER, seconds);
    response
}

fn bare(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}
