//! An object that is asked for, and one that is read: its bytes go to the caller in a stream of the runtime, and come back
//! here only as the number of those that came before it broke off.

use std::cell::RefCell;
use std::time::Duration;

use http::{Method, Request, Response};
use wasi::io::streams::InputStream;

use crate::action;
use crate::attempts::{self, exchange};
use crate::bucket_url;
use crate::config::Config;
use crate::failure::{Failure, Kind};
use crate::metadata;
use crate::object_store::{self, Error, Metadata, Place};
use crate::report::{configured, found, report, to_error};
use crate::resume::{self, Version};
use crate::retry::Tries;
use crate::send::{self, Body, Sent, Source};

/// A read that is under way.
pub struct PendingObject {
    place: Place,
    key: String,
    /// None for a key that no object can have.
    asked: Option<Result<Asked, Failure>>,
}

struct Asked {
    config: Config,
    request: Request<&'static [u8]>,
    sent: Result<Sent, Failure>,
}

/// An object that is being read.
pub struct Object {
    place: Place,
    key: String,
    metadata: Metadata,
    timeout: Duration,
    reading: RefCell<Reading>,
}

/// How its body is read.
struct Reading {
    /// Not handed out yet.
    first: Option<Body>,
    /// Of the stream that was handed out last.
    source: Option<Source>,
    tries: Tries,
    /// Why nothing more comes.
    failure: Option<Failure>,
}

impl PendingObject {
    /// Sends the first attempt.
    pub(crate) fn ask(place: Place, key: String) -> Self {
        let valid = bucket_url::is_valid_key(&key);
        let asked = valid.then(|| Asked::new(place, &key));
        Self { place, key, asked }
    }

    fn answer(self) -> Result<Option<Object>, Error> {
        let Some(asked) = self.asked else {
            return Ok(None);
        };
        let object = asked.and_then(|asked| asked.answer(self.place, &self.key));
        object.map_err(|failure| report(&Method::GET, self.place, &self.key, failure))?
    }
}

impl Asked {
    fn new(place: Place, key: &str) -> Result<Self, Failure> {
        let config = configured(place)?;
        let request = action::bare(Method::GET, &config.bucket_url, key)?;
        let sent = attempts::begin(&config, &request);
        Ok(Self {
            config,
            request,
            sent,
        })
    }

    fn answer(self, place: Place, key: &str) -> Result<Result<Option<Object>, Error>, Failure> {
        let mut tries = Tries::default();
        let answer = attempts::go_on(&self.config, &self.request, self.sent, &mut tries)?;
        let (key, timeout) = (key.to_owned(), self.config.timeout);
        let object = |response| Object::new(place, key, response, tries, timeout);
        Ok(found(answer)?.map(|found| found.map(object)))
    }
}

impl Object {
    fn new(
        place: Place,
        key: String,
        response: Response<Body>,
        tries: Tries,
        timeout: Duration,
    ) -> Self {
        Self {
            place,
            key,
            metadata: metadata::from_headers(response.headers()),
            timeout,
            reading: RefCell::new(Reading {
                first: Some(response.into_body()),
                source: None,
                tries,
                failure: None,
            }),
        }
    }

    /// Does what may fail for good: then all that follows fails as well, and the log has it once.
    fn read<T>(&self, read: impl FnOnce(&mut Reading) -> Result<T, Failure>) -> Result<T, Error> {
        // Borrowed already only where a runtime threw an exception through an earlier call, as jco can.
        let Ok(mut reading) = self.reading.try_borrow_mut() else {
            return Err(Error::Unavailable);
        };
        if let Some(failure) = &reading.failure {
            return Err(to_error(failure.clone()));
        }
        read(&mut reading).map_err(|failure| {
            reading.failure = Some(failure.clone());
            report(&Method::GET, self.place, &self.key, failure)
        })
    }

    /// The rest of the body, from another response.
    fn rest(&self, reading: &mut Reading, start: u64) -> Result<Body, Failure> {
        // Its connection is of no use any more.
        reading.source = None;
        let mut failure = self.broke_off(start);
        loop {
            let version = Version::of(&self.metadata).ok_or_else(|| failure.clone())?;
            let pause = reading.tries.pause(send::random());
            send::sleep(pause.ok_or(failure)?);
            failure = match self.ask_for_rest(reading, &version, start) {
                Err(failure) if failure.transient => failure,
                other => return other,
            };
        }
    }

    fn ask_for_rest(
        &self,
        reading: &mut Reading,
        version: &Version,
        start: u64,
    ) -> Result<Body, Failure> {
        let config = configured(self.place)?;
        let mut request = action::bare(Method::GET, &config.bucket_url, &self.key)?;
        version.ask_for_rest(&mut request, start);
        let response = match exchange(&config, &request, &mut reading.tries)? {
            Err(error) if resume::is_gone(error.status) => return Err(resume::changed()),
            Err(error) => return Err(error.failure()),
            Ok(response) => response,
        };
        let (response, mut body) = response.into_parts();
        if body.skip(version.bytes_to_skip(&response, start)?)? {
            Ok(body)
        } else {
            Err(self.broke_off(start))
        }
    }

    fn broke_off(&self, received: u64) -> Failure {
        let text = match self.metadata.size {
            Some(size) => format!("broke off after {received} of {size} bytes"),
            None => format!("broke off after {received} bytes"),
        };
        Failure::transient(Kind::Unavailable, text)
    }
}

impl object_store::GuestPendingObject for PendingObject {
    fn wait(pending: object_store::PendingObject) -> Result<Option<object_store::Object>, Error> {
        let object = pending.into_inner::<Self>().answer()?;
        Ok(object.map(object_store::Object::new))
    }
}

impl object_store::GuestObject for Object {
    fn metadata(&self) -> Metadata {
        self.metadata.clone()
    }

    fn body(&self, start: u64) -> Result<InputStream, Error> {
        self.read(|reading| {
            let body = match reading.first.take() {
                Some(body) if start == 0 => body,
                _ => self.rest(reading, start)?,
            };
            let (stream, source) = body.into_parts();
            reading.source = Some(source);
            Ok(stream)
        })
    }

    fn wait(&self, body: InputStream) -> Result<InputStream, Error> {
        self.read(|_| send::wait(&body, self.timeout))?;
        Ok(body)
    }
}
