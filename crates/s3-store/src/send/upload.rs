//! Writes the body of a request, piece by piece as the runtime takes it, with an ear on the response: a store that
//! refuses a write may say so before it has read the body, and then what it says counts, not the broken pipe.

use std::time::Duration;

use wasi::http::types::{FutureIncomingResponse, OutgoingBody};
use wasi::io::streams::OutputStream;

use super::timer::Timer;
use super::wasi_error::unexpected;
use crate::failure::Failure;

/// The longest single write, in bytes. Runtimes permit more, but not all of them survive it (wasmtime #9653,
/// #12141).
const LONGEST_WRITE: u64 = 64 * 1_024;

/// A body that was not wanted to its end. To drop it breaks the connection, so it is kept until the response is read.
pub(super) struct Unfinished {
    // In the order in which they must be dropped: the stream is a child of the body.
    _stream: OutputStream,
    _body: OutgoingBody,
}

/// Writes `bytes` and finishes `body`, or hands it back unfinished where a response came first or the connection
/// broke: `response` knows which.
///
/// # Errors
///
/// The store took no further piece in time.
pub(super) fn write(
    body: OutgoingBody,
    bytes: &[u8],
    response: &FutureIncomingResponse,
    timeout: Duration,
) -> Result<Option<Unfinished>, Failure> {
    let stream = body
        .write()
        .map_err(|()| unexpected("no stream to write to"))?;
    if !write_all(&stream, bytes, response, timeout)? {
        return Ok(Some(Unfinished {
            _stream: stream,
            _body: body,
        }));
    }
    drop(stream);
    // That it broke after the last piece is the response's to tell as well.
    let _ = OutgoingBody::finish(body, None);
    Ok(None)
}

/// Whether all bytes were taken.
fn write_all(
    stream: &OutputStream,
    bytes: &[u8],
    response: &FutureIncomingResponse,
    timeout: Duration,
) -> Result<bool, Failure> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let Some(permit) = permit(stream, response, timeout)? else {
            return Ok(false);
        };
        let length = usize::try_from(permit.min(LONGEST_WRITE)).unwrap_or(usize::MAX);
        let (piece, others) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        if stream.write(piece).is_err() {
            return Ok(false);
        }
        rest = others;
    }
    if stream.flush().is_ok() {
        // A flush is done when the stream permits writes again.
        permit(stream, response, timeout)?;
    }
    Ok(true)
}

/// Waits for leave to write, and how much: at least one byte. None where the stream is closed or the response is
/// there.
fn permit(
    stream: &OutputStream,
    response: &FutureIncomingResponse,
    timeout: Duration,
) -> Result<Option<u64>, Failure> {
    let mut timer = None;
    loop {
        match stream.check_write() {
            Ok(0) => {}
            Ok(permit) => return Ok(Some(permit)),
            Err(_) => return Ok(None),
        }
        let timer = timer.get_or_insert_with(|| Timer::new(timeout));
        let (writable, answered) = (stream.subscribe(), response.subscribe());
        timer.wait(&[&writable, &answered], "take the object")?;
        if answered.ready() {
            return Ok(None);
        }
    }
}
