//! The body of a response: a stream, and all that must stay alive while it is read. The stream of an object is handed on
//! to whoever reads it; what a store says in its errors is read here.

use std::time::Duration;

use marble_log::quoted;
use wasi::http::types::{IncomingBody, IncomingResponse};
use wasi::io::error::Error as IoError;
use wasi::io::streams::{InputStream, StreamError};

use super::timer::Timer;
use super::upload::Unfinished;
use super::wasi_error::unexpected;
use crate::failure::{Failure, Kind};

/// The most that is asked of the runtime at once, in bytes: some set aside all that they are asked for.
const LONGEST_READ: u64 = 64 * 1_024;

/// A response's body. Dropping it closes the connection, or gives it back to the runtime.
pub(crate) struct Body {
    // In the order in which they must be dropped: the stream is a child of the source.
    stream: InputStream,
    source: Source,
    timeout: Duration,
}

/// What must outlive the stream of a body: a runtime stops a component that drops it before.
pub(crate) struct Source {
    // In the order in which they must be dropped: each is a child of the next.
    _body: IncomingBody,
    _response: IncomingResponse,
    _unfinished: Option<Unfinished>,
}

impl Body {
    pub(super) fn new(
        response: IncomingResponse,
        unfinished: Option<Unfinished>,
        timeout: Duration,
    ) -> Result<Self, Failure> {
        let body = response.consume();
        let body = body.map_err(|()| unexpected("the reply's body was taken already"))?;
        let stream = body.stream();
        Ok(Self {
            stream: stream.map_err(|()| unexpected("the reply's stream was taken already"))?,
            source: Source {
                _body: body,
                _response: response,
                _unfinished: unfinished,
            },
            timeout,
        })
    }

    /// The stream, for another component to read, and what has to be kept until it has dropped it.
    pub(crate) fn into_parts(self) -> (InputStream, Source) {
        (self.stream, self.source)
    }

    /// Passes over the first `length` bytes.
    ///
    /// # Errors
    ///
    /// They do not come. A body that ends before them is `false`.
    pub(crate) fn skip(&mut self, length: u64) -> Result<bool, Failure> {
        let mut rest = length;
        while rest > 0 {
            let skipped = self.read(rest)?;
            if skipped.is_empty() {
                return Ok(false);
            }
            rest = rest.saturating_sub(u64::try_from(skipped.len()).unwrap_or(u64::MAX));
        }
        Ok(true)
    }

    /// The beginning of the body, at most `max_bytes`. Where it breaks, what came until then.
    pub(crate) fn read_beginning(&mut self, max_bytes: usize) -> Vec<u8> {
        let mut beginning = Vec::new();
        loop {
            let rest = max_bytes.saturating_sub(beginning.len());
            let rest = u64::try_from(rest).unwrap_or(u64::MAX);
            match self.read(rest) {
                Ok(bytes) if rest > 0 && !bytes.is_empty() => beginning.extend(bytes),
                _ => return beginning,
            }
        }
    }

    /// The next bytes: 1 to `max_bytes` of them, or none at the end.
    fn read(&mut self, max_bytes: u64) -> Result<Vec<u8>, Failure> {
        let mut wait = Wait::new(self.timeout);
        loop {
            match self.stream.read(max_bytes.clamp(1, LONGEST_READ)) {
                Ok(bytes) if bytes.is_empty() => wait.on(&self.stream)?,
                Ok(bytes) => return Ok(bytes),
                Err(StreamError::Closed) => return Ok(Vec::new()),
                Err(StreamError::LastOperationFailed(error)) => return Err(broken(&error)),
            }
        }
    }
}

/// Waits until a body that another component reads goes on, has ended or has failed.
pub(crate) fn wait(stream: &InputStream, timeout: Duration) -> Result<(), Failure> {
    Wait::new(timeout).on(stream)
}

/// The wait for one piece of a body.
struct Wait {
    timeout: Duration,
    timer: Option<Timer>,
}

impl Wait {
    fn new(timeout: Duration) -> Self {
        Self {
            timeout,
            timer: None,
        }
    }

    fn on(&mut self, stream: &InputStream) -> Result<(), Failure> {
        let timer = self.timer.get_or_insert_with(|| Timer::new(self.timeout));
        timer.wait(&[&stream.subscribe()], "go on with the body")
    }
}

/// Only the text is asked for: `http-error-code` finds no code in Wasmtime 48, and traps in jco. The timers tell
/// a slow store from a broken connection without it.
fn broken(error: &IoError) -> Failure {
    let cause = error.to_debug_string();
    // Wasmtime adds a backtrace of its own.
    let cause = quoted(cause.lines().next().unwrap_or_default());
    let text = format!("broke off in the middle of a body ({cause})");
    Failure::transient(Kind::Unavailable, text)
}
