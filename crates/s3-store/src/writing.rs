//! A write whose bytes were sent, and whose answer is still to come.

use http::{Method, Request, StatusCode};

use crate::action;
use crate::attempts::{self, exchange};
use crate::config::Config;
use crate::error_response::ErrorResponse;
use crate::failure::Failure;
use crate::object_store::{self, Error, Metadata, Place, PutCondition, PutOutcome};
use crate::report::{configured, report};
use crate::retry::Tries;
use crate::send::Sent;

/// A write that is under way.
pub struct PendingPut {
    key: String,
    writing: Result<Writing, Failure>,
}

struct Writing {
    config: Config,
    request: Request<Vec<u8>>,
    sent: Result<Sent, Failure>,
}

impl PendingPut {
    /// Sends the first attempt.
    pub(crate) fn send(
        key: String,
        metadata: &Metadata,
        body: Vec<u8>,
        condition: &PutCondition,
    ) -> Self {
        let writing = configured(Place::Derivatives).and_then(|config| {
            let request = action::put(&config.bucket_url, &key, metadata, body, condition)?;
            let sent = attempts::begin(&config, &borrowed(&request));
            Ok(Writing {
                config,
                request,
                sent,
            })
        });
        Self { key, writing }
    }
}

impl Writing {
    fn outcome(mut self) -> Result<PutOutcome, Failure> {
        let mut tries = Tries::default();
        let request = borrowed(&self.request);
        let answer = attempts::go_on(&self.config, &request, self.sent, &mut tries)?;
        let Err(error) = answer else {
            return Ok(PutOutcome::Stored);
        };
        if !action::is_conditional(&self.request) {
            return Err(error.failure());
        }
        // Whoever wrote it: perhaps we, by an earlier attempt whose response was lost.
        if error.status == StatusCode::PRECONDITION_FAILED || is_gone(&error) {
            return Ok(PutOutcome::ConditionFailed);
        }
        if error.status != StatusCode::NOT_IMPLEMENTED {
            return Err(error.failure());
        }
        // Some stores know no conditions. Nothing but work saved depends on them.
        action::without_condition(&mut self.request);
        let request = borrowed(&self.request);
        match exchange(&self.config, &request, &mut Tries::default())? {
            Ok(_) => Ok(PutOutcome::Stored),
            Err(error) => Err(error.failure()),
        }
    }
}

/// There is no object to replace any more. (AWS, "Conditional writes": 404, and not 412.)
fn is_gone(error: &ErrorResponse) -> bool {
    error.status == StatusCode::NOT_FOUND && error.says("NoSuchKey")
}

fn borrowed(request: &Request<Vec<u8>>) -> Request<&[u8]> {
    request.clone().map(|_| request.body().as_slice())
}

impl object_store::GuestPendingPut for PendingPut {
    fn wait(pending: object_store::PendingPut) -> Result<PutOutcome, Error> {
        let Self { key, writing } = pending.into_inner();
        let outcome = writing.and_then(Writing::outcome);
        outcome.map_err(|failure| report(&Method::PUT, Place::Derivatives, &key, failure))
    }
}
