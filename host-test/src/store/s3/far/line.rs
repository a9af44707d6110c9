//! A connection whose answers go at a rate, and are counted where they leave for the kernel.
//!
//! Below hyper, so that neither its buffers nor its frames count for bytes that were sent.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use http::StatusCode;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use rustix::net::sockopt::set_socket_send_buffer_size;
use tokio::net::TcpStream;

use super::exchange::Ongoing;
use super::pace::Pace;

/// What the kernel may hold of what was written and not yet received, in bytes; Linux doubles it for its own records.
/// Left alone it grows to megabytes where a client does not read, and all of them would count as taken.
const SEND_BUFFER: usize = 16 << 10;

/// Where tokio's timers are too coarse: they know milliseconds, in which a fast line carries 200 KB.
const FINE: Duration = Duration::from_millis(2);

/// One connection of a far store.
pub(super) struct Line {
    stream: TokioIo<TcpStream>,
    meter: Meter,
    /// Until the next bytes are due.
    pause: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

/// What a connection and the one who answers its requests know together.
#[derive(Clone)]
pub(super) struct Meter(Arc<Mutex<State>>);

struct State {
    bytes_per_second: u64,
    /// The last request of the connection.
    exchange: Option<Ongoing>,
    sending: Sending,
}

/// What the bytes are that are written.
enum Sending {
    /// No answer: `100 Continue`, at most.
    Nothing,
    /// An answer's head, of whose end so many bytes were seen.
    Head(usize),
    Body(Pace),
}

/// What separates head and body (RFC 9112, 2.1).
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// What may be written.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Now(usize),
    At(Instant),
}

impl Line {
    pub(super) fn new(stream: TcpStream, bytes_per_second: u64) -> (Self, Meter) {
        // Where it fails, more is counted as taken than was: a test sees that.
        let _ = set_socket_send_buffer_size(&stream, SEND_BUFFER);
        let meter = Meter::new(bytes_per_second);
        let line = Self {
            stream: TokioIo::new(stream),
            meter: meter.clone(),
            pause: None,
        };
        (line, meter)
    }
}

impl Meter {
    fn new(bytes_per_second: u64) -> Self {
        Self(Arc::new(Mutex::new(State {
            bytes_per_second,
            exchange: None,
            sending: Sending::Nothing,
        })))
    }

    /// A request came in.
    pub(super) fn asked(&self, exchange: Ongoing) {
        let mut state = self.lock();
        state.exchange = Some(exchange);
        state.sending = Sending::Nothing;
    }

    /// All that is written from here on is the answer, with a body of so many bytes.
    pub(super) fn answering(&self, status: StatusCode, length: u64) {
        let mut state = self.lock();
        state.sending = Sending::Head(0);
        if let Some(exchange) = &state.exchange {
            let mut exchange = exchange.lock();
            exchange.status = Some(status);
            exchange.length = length;
        }
    }

    fn next(&self, bytes: usize, now: Instant) -> Next {
        let state = self.lock();
        let Sending::Body(pace) = &state.sending else {
            return Next::Now(bytes);
        };
        let bytes = bytes.min(pace.quantum());
        let due = pace.due(bytes, now);
        if due > now {
            Next::At(due)
        } else {
            Next::Now(bytes)
        }
    }

    /// The socket took these.
    fn wrote(&self, bytes: &[u8], now: Instant) {
        let mut state = self.lock();
        let state = &mut *state;
        let head = match &mut state.sending {
            Sending::Nothing => return,
            Sending::Head(seen) => rest_of_head(bytes, seen),
            Sending::Body(pace) => {
                pace.sent(bytes.len(), now);
                Some(0)
            }
        };
        if let (Sending::Head(_), Some(_)) = (&state.sending, head) {
            state.sending = Sending::Body(Pace::new(state.bytes_per_second, now));
        }
        if let Some(exchange) = &state.exchange {
            let mut exchange = exchange.lock();
            exchange.first_byte.get_or_insert(now);
            exchange.last_byte = Some(now);
            exchange.head_is_sent |= head.is_some();
            exchange.taken += head.map_or(0, |head| bytes.len() - head) as u64;
        }
    }

    fn closed(&self, now: Instant) {
        if let Some(exchange) = &self.lock().exchange {
            exchange.lock().closed = Some(now);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many of these bytes belong to the head, if it ends here; `seen` is how much of its end came before.
fn rest_of_head(bytes: &[u8], seen: &mut usize) -> Option<usize> {
    for (index, byte) in bytes.iter().enumerate() {
        *seen = match END_OF_HEAD.get(*seen) {
            Some(wanted) if wanted == byte => *seen + 1,
            _ => usize::from(*byte == b'\r'),
        };
        if *seen == END_OF_HEAD.len() {
            return Some(index + 1);
        }
    }
    None
}

/// Waits finely: the last of it on a thread that does nothing else.
pub(super) async fn until(due: Instant) {
    let now = Instant::now();
    if let Some(coarse) = due.checked_sub(FINE).filter(|coarse| *coarse > now) {
        tokio::time::sleep_until(coarse.into()).await;
    }
    let sleep = move || std::thread::sleep(due.saturating_duration_since(Instant::now()));
    // Fails where the runtime ends: then nobody waits any more.
    let _ = tokio::task::spawn_blocking(sleep).await;
}

impl Drop for Line {
    fn drop(&mut self) {
        self.meter.closed(Instant::now());
    }
}

impl Write for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        loop {
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(cx));
                self.pause = None;
            }
            match self.meter.next(bytes.len(), Instant::now()) {
                Next::At(due) => self.pause = Some(Box::pin(until(due))),
                Next::Now(most) => {
                    let bytes = bytes.get(..most).unwrap_or(bytes);
                    let written = ready!(Pin::new(&mut self.stream).poll_write(cx, bytes))?;
                    let written_bytes = bytes.get(..written).unwrap_or(bytes);
                    self.meter.wrote(written_bytes, Instant::now());
                    return Poll::Ready(Ok(written));
                }
            }
        }
    }

    /// One piece at a time. hyper copies no body then.
    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let piece = pieces.iter().find(|piece| !piece.is_empty());
        self.poll_write(cx, piece.map_or(&[], |piece| piece))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl Read for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::super::exchange::Exchange;
    use super::*;

    #[test]
    fn the_head_ends_behind_its_empty_line_wherever_it_is_cut() {
        let answer = b"HTTP/1.1 200 OK\r\na: \r\r\n\r\nbo\r\n\r\ndy";
        for cut in 0..=answer.len() {
            let (exchange, meter) = asked();
            meter.wrote(b"HTTP/1.1 100 Continue\r\n\r\n", Instant::now());
            assert!(exchange.lock().first_byte.is_none(), "no answer yet");
            meter.answering(StatusCode::OK, 8);
            for part in [&answer[..cut], &answer[cut..]] {
                meter.wrote(part, Instant::now());
            }
            let exchange = exchange.lock();
            assert_eq!((exchange.taken, exchange.is_whole()), (8, true), "{cut}");
        }
    }

    #[test]
    fn the_head_goes_at_once_and_the_body_at_its_rate() {
        let (_, meter) = asked();
        meter.answering(StatusCode::OK, 100_000);
        let now = Instant::now();
        assert_eq!(meter.next(300, now), Next::Now(300));
        meter.wrote(b"HTTP/1.1 200 OK\r\n\r\n", now);
        let due = now + Duration::from_micros(250);
        assert_eq!(meter.next(100_000, now), Next::At(due));
        assert_eq!(meter.next(100_000, due), Next::Now(15_000));
    }

    fn asked() -> (Ongoing, Meter) {
        let exchange = Ongoing::new(Exchange::new(Method::GET, None));
        let meter = Meter::new(60_000_000);
        meter.asked(exchange.clone());
        (exchange, meter)
    }
}
