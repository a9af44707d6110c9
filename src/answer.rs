//! What a request is answered with: the whole product, in the order in which it happens.
//!
//! A redirect is answered when the picture is stored, because the bucket is asked for it next. A picture that is its own
//! answer (`DELIVERY=inline`) goes out first and is stored then: nobody waits for that.

use std::mem;
use std::rc::Rc;

use http::Method;
use marble_log::{Severity, quoted};
use marble_picture::{Source, process};

use crate::accept::Accept;
use crate::clock::Clock;
use crate::conditions::Conditions;
use crate::config::{self, Config};
use crate::derivative::{Derivative, MadeOf};
use crate::dialect;
use crate::error::Error;
use crate::events::{self, Message};
use crate::health;
use crate::incoming::Incoming;
use crate::lease::{Lease, Making};
use crate::log::{Maker, Record};
use crate::lookup::{Found, look};
use crate::original::Original;
use crate::plan::Plan;
use crate::purge::{self, Report, purge};
use crate::request;
use crate::response::{self, Response};
use crate::route::Route;
use crate::warm::warm;

/// The longest message about originals that changed, in bytes. S3 sends one record at a time, and SNS at most 256 KiB.
pub const MAX_EVENT_BYTES: usize = 1 << 20;

/// What is answered, and what is done after it.
pub struct Answer {
    /// What is sent.
    pub response: Response,
    /// What is to be finished then.
    pub derivative: Option<Derivative>,
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Self {
            response,
            derivative: None,
        }
    }
}

/// Answers a request.
pub struct Answering<'a> {
    /// The time.
    pub clock: Clock,
    /// What is to be released when all is done, whatever becomes of it.
    pub leases: &'a mut Vec<Lease>,
    /// What is known of the request.
    pub record: &'a mut Record,
}

impl Answering<'_> {
    /// Whatever is asked for. `body` reads the body of the request, of [`MAX_EVENT_BYTES`] at most.
    ///
    /// # Errors
    ///
    /// Every case of [`Error`].
    pub fn answer(
        &mut self,
        incoming: &Incoming,
        body: impl FnOnce() -> Option<Vec<u8>>,
        config: Result<Config, config::Error>,
    ) -> Result<Answer, Error> {
        let base_path = config.as_ref().map_or("", |config| &config.base_path);
        match (&incoming.method, Route::of(&incoming.target, base_path)) {
            (Some(Method::OPTIONS), _) => Ok(response::options().into()),
            (_, Route::Events) => Ok(self.changed(incoming, body, &config?)?.into()),
            (Some(Method::GET | Method::HEAD), Route::Health { store }) => {
                health::check(&config?, store, self.record)?;
                Ok(response::healthy().into())
            }
            (Some(Method::GET | Method::HEAD), Route::Picture) => self.ask(incoming, &config?),
            _ => Err(Error::MethodNotAllowed),
        }
    }

    /// Parse, plan, and the picture.
    fn ask(&mut self, incoming: &Incoming, config: &Config) -> Result<Answer, Error> {
        self.record.timings.set_deadline(config.max_time);
        let target = &incoming.target;
        self.record.key = request::key(target, &config.base_path);
        let accept = Accept::parse(&incoming.header("accept"));
        let request = dialect::read(target, accept, config)?;
        let plan = Plan::new(&request, config)?;
        self.record.transform = Some(plan.transform.to_string());
        if let (true, Some(location)) = (plan.redirect_first, &plan.keys.location) {
            return Ok(response::redirected(location, &plan).into());
        }
        let conditions = Conditions::from_headers(&incoming.headers);
        let answer = self.picture(&plan, &conditions);
        answer.or_else(|error| self.fall_back(&plan, error))
    }

    /// Look, read, make, store, respond.
    fn picture(&mut self, plan: &Plan, conditions: &Conditions) -> Result<Answer, Error> {
        let Self {
            clock,
            leases,
            record,
        } = self;
        let ours = leases.len();
        let (keys, mut original, mut watermark, replaces) =
            match look(plan, *clock, leases, record)? {
                Found::Derivative(object) => {
                    record.stored(&object.metadata);
                    return Ok(response::stored(object, plan, conditions)?.into());
                }
                Found::Original {
                    keys,
                    original,
                    watermark,
                    replaces,
                } => (keys, original, watermark, replaces),
                Found::Waited(object) => {
                    record.waited(&object.metadata);
                    return Ok(match &plan.keys.location {
                        Some(location) => response::redirected(location, plan).into(),
                        None => response::stored(object, plan, conditions)?.into(),
                    });
                }
            };
        record.source_bytes = original.length();
        let mut making = Making {
            clock: *clock,
            lease: leases.get_mut(ours),
            record,
        };
        let drawn = watermark.as_deref_mut();
        let drawn = drawn.map(|it| -> &mut dyn Source { it });
        let encoded = process(
            &mut original,
            drawn,
            &plan.transform,
            &plan.limits,
            &mut making,
        );
        let encoded = encoded.map_err(|error| {
            let interrupted = original.failure();
            let interrupted = interrupted.or_else(|| watermark.as_mut()?.failure());
            interrupted.unwrap_or_else(|| error.into())
        })?;
        record.made(&encoded);
        let encoded = Rc::new(encoded);
        let made_of = MadeOf {
            original: original.etag(),
            watermark: watermark.as_deref().and_then(Original::etag),
        };
        let mut derivative = Derivative::new(plan, keys, made_of, replaces, &encoded);
        if keys.location.is_some() {
            derivative.store(record)?;
        }
        Ok(Answer {
            response: response::made(plan, keys, encoded),
            derivative: Some(derivative),
        })
    }

    /// The fallback, where the original cannot be had: a redirect to it, which costs nothing, or the picture itself.
    fn fall_back(&mut self, plan: &Plan, error: Error) -> Result<Answer, Error> {
        let Some(fallback) = plan.fall_back().filter(|_| error.is_of_original()) else {
            return Err(error);
        };
        let mut answer = if let Some(location) = &fallback.keys.location {
            response::redirected(location, &fallback).into()
        } else {
            let part = self.record.timings.part();
            let whole = mem::replace(&mut self.record.timings, part);
            let answer = self.picture(&fallback, &Conditions::default());
            self.record.timings = whole;
            self.record.timings.end("fallback");
            match answer {
                Ok(answer) => answer,
                Err(failure) => {
                    let body = format!("no fallback: {failure}");
                    self.record.tell(Severity::Error, &body);
                    return Err(error);
                }
            }
        };
        self.record.failed(&error);
        self.record.by = Some(Maker::Fallback);
        response::mark_fallback(&mut answer.response, &error);
        Ok(answer)
    }

    /// Originals changed: what was made of them goes.
    fn changed(
        &mut self,
        incoming: &Incoming,
        body: impl FnOnce() -> Option<Vec<u8>>,
        config: &Config,
    ) -> Result<Response, Error> {
        self.record.timings.set_deadline(config.max_time);
        let token = config.events_token.as_ref().ok_or(Error::EventsOff)?;
        if incoming.method != Some(Method::POST) {
            return Err(Error::NotPosted);
        }
        if !token.admits(&incoming.header("authorization")) {
            return Err(Error::Unauthorized);
        }
        let body = body().ok_or_else(|| {
            let text =
                format!("expected at most {MAX_EVENT_BYTES} bytes, but found more, or not all");
            Error::TooManyEvents(text)
        })?;
        match events::parse(&body)? {
            Message::Events(events) => {
                let mut report = purge(&events, config, self.record)?;
                if config.warm {
                    let written = purge::written(&events, config);
                    let made = written.map(|name| warm(name, config, self.record));
                    report.made = Some(made.sum());
                }
                Ok(response::purged(&report))
            }
            Message::Confirmation(topic) => {
                let body = format!(
                    "SNS asks to confirm the subscription to {}: confirm it there, since no address of a request is called",
                    quoted(&topic)
                );
                self.record.tell(Severity::Warn, &body);
                Ok(response::purged(&Report::default()))
            }
        }
    }
}
