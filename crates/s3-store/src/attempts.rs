//! Signs a request and sends it, as often as it is worth while.

use http::{Method, Request, Response, StatusCode};

use crate::config::Config;
use crate::error_response::{self, ErrorResponse};
use crate::failure::Failure;
use crate::resume;
use crate::retry::Tries;
use crate::send::{self, Body, Sent};
use crate::sigv4;
use crate::trace;

/// What the store answers: a response that is what was asked for, or any other.
pub(crate) type Answer = Result<Response<Body>, ErrorResponse>;

/// Tries a request until there is an answer that another attempt would not better.
pub(crate) fn exchange(
    config: &Config,
    request: &Request<&[u8]>,
    tries: &mut Tries,
) -> Result<Answer, Failure> {
    go_on(config, request, begin(config, request), tries)
}

/// Signs and sends a request for the first time, and does not wait for the answer.
pub(crate) fn begin(config: &Config, request: &Request<&[u8]>) -> Result<Sent, Failure> {
    let mut signed = request.clone();
    sigv4::sign(
        &mut signed,
        &config.credentials,
        &config.region,
        send::now(),
    )?;
    trace::add_to(&mut signed);
    send::send(&signed, config.timeout)
}

/// Waits for what was sent, and tries again until there is an answer that another attempt would not better.
pub(crate) fn go_on(
    config: &Config,
    request: &Request<&[u8]>,
    begun: Result<Sent, Failure>,
    tries: &mut Tries,
) -> Result<Answer, Failure> {
    let mut sent = begun;
    loop {
        let answer = sent.and_then(|sent| receive(config, request, sent));
        tries.count();
        let transient = match &answer {
            Ok(Ok(_)) => false,
            Ok(Err(error)) => error.is_transient(),
            Err(failure) => failure.transient,
        };
        let pause = if transient {
            tries.pause(send::random())
        } else {
            None
        };
        let Some(pause) = pause else {
            return answer;
        };
        // Its connection is of no use any more.
        drop(answer);
        send::sleep(pause);
        sent = begin(config, request);
    }
}

/// The answer to what was sent. A response other than 200, 204 of what is deleted, or 206 where a part is asked for, is read
/// to its end, as far as it matters.
fn receive(config: &Config, request: &Request<&[u8]>, sent: Sent) -> Result<Answer, Failure> {
    let (response, mut body) = sent.wait()?.into_parts();
    let done = match response.status {
        StatusCode::OK => true,
        StatusCode::NO_CONTENT => *request.method() == Method::DELETE,
        StatusCode::PARTIAL_CONTENT => resume::asks_for_part(request),
        _ => false,
    };
    if done {
        return Ok(Ok(Response::from_parts(response, body)));
    }
    let document = body.read_beginning(error_response::MAX_DOCUMENT_BYTES);
    let method = request.method().clone();
    let error = ErrorResponse::parse(method, &response, &document, |text| {
        config.credentials.redact(text)
    });
    Ok(Err(error))
}
