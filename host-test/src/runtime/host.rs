//! Wasmtime with one of the components, as a runtime would run it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use tokio::task::JoinHandle;
use wasmtime::component::Component;
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi_http::p2::bindings::ProxyPre;
use wasmtime_wasi_http::p2::bindings::http::types::Scheme;
use wasmtime_wasi_http::{Error, WasiHttpView};

use super::client::Client;
use super::components::{self, Components};
use super::engine::{self, compile};
use super::instance::{Setup, State, linker};
use super::memory::SharedUsage;
use crate::store::mock::MockStore;

/// A component, ready to answer: each request gets an instance of its own. `LOG` is `errors` unless it is set, so that a
/// test of what fails sees nothing else.
///
/// ```no_run
/// # async fn example() -> anyhow::Result<()> {
/// use host_test::runtime::host::Host;
/// use host_test::store::mock::MockStore;
///
/// let store = MockStore::with("a.jpg", host_test::pictures::blue_marble_jpeg());
/// let host = Host::resizer(store)?.env("URL", "http://pictures.example");
/// let answer = host.get("/default/resize?key=300x300/a.jpg").await?;
/// assert_eq!(answer.status, 307);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Host {
    pre: ProxyPre<State>,
    setup: Setup,
    headers: http::HeaderMap,
    client: Client,
    /// Whether an instance dies where nobody waits for its answer any more.
    killed_with_client: bool,
}

/// There was no free instance in the time that a request may wait for one.
#[derive(Debug)]
pub struct Busy;

/// What came back from a component.
#[derive(Debug)]
pub struct Answer {
    /// Status of the response.
    pub status: http::StatusCode,
    /// Headers of the response.
    pub headers: http::HeaderMap,
    /// Body of the response, as far as it came.
    pub body: Bytes,
    /// The body was broken off.
    pub broken: bool,
    /// What the component wrote to standard error.
    pub log: String,
    /// The most linear memory that the instance had, all its components together, in bytes.
    pub peak_memory: usize,
    /// How long it took to make the instance.
    pub instantiation: Duration,
    /// How long it took from the request to the last byte of the answer, the wait for an instance not included.
    pub latency: Duration,
}

impl Host {
    /// The resizer alone, with `store` as its object store. It takes no leases unless it is told to: what it asks of the
    /// store is what the picture needs.
    ///
    /// # Errors
    ///
    /// Where the components do not build.
    pub fn resizer(store: MockStore) -> Result<Self> {
        static COMPONENT: LazyLock<Result<Component, String>> =
            LazyLock::new(|| load(|components| Ok(components.resizer.clone())));
        Ok(Self::new(&COMPONENT, store)?.env("SINGLE_FLIGHT", "no"))
    }

    /// The resizer, which makes every picture that fits into an instance, however long that takes.
    ///
    /// # Errors
    ///
    /// Where the components do not build.
    pub fn resizer_without_limits(store: MockStore) -> Result<Self> {
        let names = [
            "AVIF_MAX_PIXELS",
            "MAX_FRAMES",
            "MAX_MEMORY",
            "MAX_SECONDS",
            "MAX_SOURCE_BYTES",
            "MAX_SOURCE_PIXELS",
            "MAX_WORK",
        ];
        let host = Self::resizer(store)?;
        let unbounded = |host: Self, name| host.env(name, &u32::MAX.to_string());
        Ok(names.into_iter().fold(host, unbounded))
    }

    /// The resizer without any of its features, as in the lean build.
    ///
    /// # Errors
    ///
    /// Where it does not build.
    pub fn lean_resizer(store: MockStore) -> Result<Self> {
        static COMPONENT: LazyLock<Result<Component, String>> = LazyLock::new(|| load_with(""));
        Self::new(&COMPONENT, store)
    }

    /// The resizer with HEIC alone of its features.
    ///
    /// # Errors
    ///
    /// Where it does not build.
    pub fn heic_resizer(store: MockStore) -> Result<Self> {
        static COMPONENT: LazyLock<Result<Component, String>> = LazyLock::new(|| load_with("heic"));
        Self::new(&COMPONENT, store)
    }

    /// Resizer and S3 adapter composed, as it is deployed.
    ///
    /// # Errors
    ///
    /// Where the components do not build.
    pub fn composed() -> Result<Self> {
        static COMPONENT: LazyLock<Result<Component, String>> =
            LazyLock::new(|| load(Components::marble));
        Self::new(&COMPONENT, MockStore::default())
    }

    fn new(component: &Result<Component, String>, store: MockStore) -> Result<Self> {
        let component = component.as_ref();
        let component = component.map_err(|error| anyhow::anyhow!("{error}"))?;
        Self::of(component, store)
    }

    /// Any component that answers requests, with `store` as its object store if it imports one.
    ///
    /// # Errors
    ///
    /// Where it imports what is not there.
    pub fn of(component: &Component, store: MockStore) -> Result<Self> {
        let host = Self {
            pre: ProxyPre::new(linker()?.instantiate_pre(component)?)?,
            setup: Setup::new(store),
            headers: http::HeaderMap::new(),
            client: Client::Reads,
            killed_with_client: false,
        };
        Ok(host.env("LOG", "errors"))
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.setup.env.insert(name.to_owned(), value.to_owned());
        self
    }

    /// What an environment variable is set to.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.setup.env.get(name).map(String::as_str)
    }

    /// Sets environment variables.
    #[must_use]
    pub fn envs(mut self, variables: BTreeMap<String, String>) -> Self {
        self.setup.env.extend(variables);
        self
    }

    /// Sends a header with every request.
    #[must_use]
    pub fn header(mut self, name: http::HeaderName, value: http::HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// Sends these headers with every request.
    #[must_use]
    pub fn headers(mut self, headers: http::HeaderMap) -> Self {
        self.headers.extend(headers);
        self
    }

    /// Lets an instance have this much linear memory, in bytes; 128 MiB at most.
    #[must_use]
    pub fn memory_limit(mut self, bytes: usize) -> Self {
        self.setup.memory_limit = bytes;
        self
    }

    /// Gives instances a monotonic clock that goes on by so much whenever it is read, and stands still else.
    #[must_use]
    pub fn clock_step(mut self, step: Duration) -> Self {
        self.setup.clock_step = Some(step);
        self
    }

    /// Sends as a client that may not read what comes.
    #[must_use]
    pub fn client(mut self, client: Client) -> Self {
        self.client = client;
        self
    }

    /// Gives what the store sends in pieces of this many bytes at most.
    #[must_use]
    pub fn longest_read(mut self, bytes: usize) -> Self {
        self.setup.longest_read = bytes;
        self
    }

    /// Lets a request wait this long for an instance; without it, as long as it takes.
    #[must_use]
    pub fn queue_limit(mut self, limit: Duration) -> Self {
        self.setup.queue_limit = limit;
        self
    }

    /// GET.
    ///
    /// # Errors
    ///
    /// As [`Host::send`].
    pub async fn get(&self, target: &str) -> Result<Answer> {
        self.send("GET", target).await
    }

    /// A request without a body, for a target such as `/default/resize?key=…`.
    ///
    /// # Errors
    ///
    /// Where the component traps, or gives no answer; the text holds its log. [`Busy`], where no instance was free in the
    /// time allowed.
    pub async fn send(&self, method: &str, target: &str) -> Result<Answer> {
        self.send_with(method, target, Bytes::new()).await
    }

    /// POST.
    ///
    /// # Errors
    ///
    /// As [`Host::send`].
    pub async fn post(&self, target: &str, body: impl Into<Bytes>) -> Result<Answer> {
        self.send_with("POST", target, body.into()).await
    }

    /// A request with a body.
    ///
    /// # Errors
    ///
    /// As [`Host::send`].
    pub async fn send_with(&self, method: &str, target: &str, body: Bytes) -> Result<Answer> {
        let body = Full::new(body).map_err(|never| match never {});
        let mut request = http::Request::builder()
            .method(method)
            .uri(target)
            .header(http::header::HOST, "marble.example")
            .body(body)?;
        request.headers_mut().extend(self.headers.clone());
        self.run(request).await
    }

    /// Lets an instance die where nobody waits for its answer any more, as a runtime that is stopped does.
    #[must_use]
    pub fn killed_with_client(mut self) -> Self {
        self.killed_with_client = true;
        self
    }

    async fn run<B>(&self, request: http::Request<B>) -> Result<Answer>
    where
        B: http_body::Body<Data = Bytes, Error = Error> + Send + 'static,
    {
        let log = MemoryOutputPipe::new(1 << 20);
        let usage = SharedUsage::default();
        let answer = self.respond(request, log.clone(), Arc::clone(&usage)).await;
        let log = String::from_utf8_lossy(&log.contents()).into_owned();
        let (parts, taken, latency) =
            answer.with_context(|| format!("the component wrote: {log:?}"))?;
        let usage = *usage.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            body: taken.bytes,
            broken: taken.broken,
            log,
            peak_memory: usage.peak_memory,
            instantiation: usage.instantiation,
            latency,
        })
    }

    async fn respond<B>(
        &self,
        request: http::Request<B>,
        log: MemoryOutputPipe,
        usage: SharedUsage,
    ) -> Result<(http::response::Parts, Taken, Duration)>
    where
        B: http_body::Body<Data = Bytes, Error = Error> + Send + 'static,
    {
        let free = tokio::time::timeout(self.setup.queue_limit, engine::instance()).await;
        let free = free.map_err(|_| Busy)??;
        let start = Instant::now();
        let mut store = self.setup.instance(log, Arc::clone(&usage))?;
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let request = store
            .data_mut()
            .http()
            .new_incoming_request(Scheme::Http, request)?;
        let out = store.data_mut().http().new_response_outparam(sender)?;
        let pre = self.pre.clone();
        // The component goes on after it gave the head of its response.
        let task = tokio::spawn(async move {
            let start = Instant::now();
            let proxy = pre.instantiate_async(&mut store).await?;
            usage
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .instantiation = start.elapsed();
            let handler = proxy.wasi_http_incoming_handler();
            let outcome = handler.call_handle(&mut store, request, out).await;
            drop(store);
            drop(free);
            outcome
        });
        let mut task = Task {
            task,
            killed: self.killed_with_client,
        };
        let Ok(response) = receiver.await else {
            (&mut task.task).await??;
            anyhow::bail!("the component gave no answer");
        };
        let (parts, body) = response?.into_parts();
        let came = self.client.receive(&parts.headers, body).await;
        let latency = start.elapsed();
        // The component goes on after the last byte of its response.
        (&mut task.task).await??;
        let taken = Taken {
            bytes: came.bytes,
            broken: came.broken,
        };
        Ok((parts, taken, latency))
    }
}

/// An instance at work.
struct Task {
    task: JoinHandle<wasmtime::Result<()>>,
    /// Where this is dropped.
    killed: bool,
}

impl Drop for Task {
    fn drop(&mut self) {
        if self.killed {
            self.task.abort();
        }
    }
}

/// The body of a response, as far as it came.
struct Taken {
    bytes: Bytes,
    broken: bool,
}

impl fmt::Display for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no instance was free in time")
    }
}

impl std::error::Error for Busy {}

/// Compiles one of the components.
pub(crate) fn load(wasm: impl Fn(&Components) -> Result<Vec<u8>>) -> Result<Component, String> {
    let component = || {
        let components = Components::get()?;
        compile(&wasm(components)?, &components.folder.join("compiled"))
    };
    component().map_err(|error| format!("{error:#}"))
}

/// Compiles the resizer with these features and no others.
fn load_with(features: &str) -> Result<Component, String> {
    let built = components::resizer_with(features);
    let built = built.and_then(|(wasm, folder)| compile(&wasm, &folder.join("compiled")));
    built.map_err(|error| format!("{error:#}"))
}
