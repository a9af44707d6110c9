//! What stands between a visitor and the website, and does not do it well.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use anyhow::Result;
use bytes::Bytes;
use host_test::website::browser::ask;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use http::{HeaderValue, Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What it does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mischief {
    /// It keeps redirects.
    KeepsRedirects,
    /// It says of everything that it is text.
    SaysText,
}

/// It, running until it is dropped.
pub(super) struct Between {
    addr: SocketAddr,
    task: JoinHandle<()>,
}

type Kept = Arc<Mutex<HashMap<String, Response<Full<Bytes>>>>>;

impl Between {
    pub(super) async fn start(mischief: Mischief, website: String) -> Result<Self> {
        let socket = TcpListener::bind(("127.0.0.1", 0)).await?;
        let addr = socket.local_addr()?;
        let kept = Kept::default();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = socket.accept().await {
                let (website, kept) = (website.clone(), Arc::clone(&kept));
                let service = service_fn(move |request| {
                    let (website, kept) = (website.clone(), Arc::clone(&kept));
                    async move { Ok::<_, Infallible>(pass(mischief, &website, &kept, &request).await) }
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Ok(Self { addr, task })
    }

    pub(super) fn addr(&self) -> SocketAddr {
        self.addr
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(
    mischief: Mischief,
    website: &str,
    kept: &Kept,
    request: &Request<Incoming>,
) -> Response<Full<Bytes>> {
    let target = request.uri().to_string();
    if let Some(response) = kept.lock().unwrap().get(&target) {
        return response.clone();
    }
    let url = format!("{website}{target}").parse().unwrap();
    let hop = ask(url).await.unwrap();
    let mut response = Response::new(Full::new(hop.body));
    *response.status_mut() = hop.status;
    *response.headers_mut() = hop.headers;
    for name in [CONTENT_LENGTH, TRANSFER_ENCODING] {
        response.headers_mut().remove(name);
    }
    match mischief {
        Mischief::KeepsRedirects if hop.status.is_redirection() => {
            kept.lock().unwrap().insert(target, response.clone());
        }
        Mischief::KeepsRedirects => {}
        Mischief::SaysText => {
            let text = HeaderValue::from_static("text/plain");
            response.headers_mut().insert(CONTENT_TYPE, text);
        }
    }
    response
}
