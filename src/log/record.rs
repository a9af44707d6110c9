//! What is known of one request.

use http::{Method, StatusCode};
use marble_log::{Component, Line, Message, Mode, Severity, TRACE_ID, TraceContext, Value};
use marble_picture::geometry::Dimensions;
use marble_picture::{Encoded, Estimate, Progress, Stage};

use super::field::{
    BY, CAUSE, CODE, DURATION, ESTIMATED_MEMORY, ESTIMATED_WORK, KEY, METHOD, PATH, RESULT_BYTES,
    RESULT_TYPE, SOURCE_BYTES, SOURCE_FORMAT, SOURCE_HEIGHT, SOURCE_WIDTH, STAGES, STATUS, STORE,
    TRANSFORM, USED_MEMORY,
};
use super::words::{Call, Maker};
use crate::error::Error;
use crate::store::{self, Metadata};
use crate::timings::Timings;

/// A method that is none of HTTP's own (OpenTelemetry, Semantic Conventions for HTTP).
const OTHER: &str = "_OTHER";

/// What is known of one request, until its line is written.
#[derive(Debug)]
pub struct Record {
    /// How long it takes.
    pub timings: Timings,
    /// Who made what is answered.
    pub by: Option<Maker>,
    /// The key as it is asked for.
    pub key: Option<String>,
    /// The transform in its canonical form.
    pub transform: Option<String>,
    /// Length of the original's file.
    pub source_bytes: Option<u64>,
    result_type: Option<String>,
    result_bytes: Option<u64>,
    mode: Mode,
    method: &'static str,
    path: String,
    trace: Option<TraceContext>,
    /// What was asked of the store, and what it said.
    store: Vec<(Call, &'static str)>,
    source_format: Option<&'static str>,
    source_size: Option<Dimensions>,
    estimate: Option<Estimate>,
    code: Option<&'static str>,
    /// Why it failed, where no line of its own told it.
    cause: Option<String>,
}

impl Record {
    /// Nothing is known yet but how it is asked. The query is left out: what of it matters is the key. `traceparent` is
    /// the header of that name.
    #[must_use]
    pub fn new(
        mode: Mode,
        timings: Timings,
        method: Option<&Method>,
        target: &str,
        traceparent: &str,
    ) -> Self {
        let path = target.split_once('?').map_or(target, |(path, _)| path);
        Self {
            timings,
            by: None,
            key: None,
            transform: None,
            source_bytes: None,
            result_type: None,
            result_bytes: None,
            mode,
            method: method.map_or(OTHER, name),
            path: path.to_owned(),
            trace: TraceContext::parse(traceparent),
            store: Vec::new(),
            source_format: None,
            source_size: None,
            estimate: None,
            code: None,
            cause: None,
        }
    }

    /// The header `traceparent`, if it is valid.
    #[must_use]
    pub fn traceparent(&self) -> Option<&str> {
        self.trace.as_ref().map(TraceContext::traceparent)
    }

    /// Notes what the store answered; `word` names an answer that is no error.
    pub fn answered<T>(
        &mut self,
        call: Call,
        answer: &Result<T, store::Error>,
        word: impl FnOnce(&T) -> &'static str,
    ) {
        let word = answer.as_ref().map_or_else(store::Error::word, word);
        self.store.push((call, word));
    }

    /// Notes the derivative that was made before.
    pub fn stored(&mut self, metadata: &Metadata) {
        self.by = Some(Maker::Stored);
        self.result_type.clone_from(&metadata.content_type);
        self.result_bytes = metadata.size;
    }

    /// Notes the derivative that another request made while this one waited for it.
    pub fn waited(&mut self, metadata: &Metadata) {
        self.stored(metadata);
        self.by = Some(Maker::Waited);
    }

    /// Notes the derivative that was made now.
    pub fn made(&mut self, encoded: &Encoded) {
        self.by = Some(Maker::Made);
        self.result_type = Some(encoded.format.media_type().to_owned());
        self.result_bytes = u64::try_from(encoded.bytes.len()).ok();
    }

    /// Notes why there is no picture. What the operator has to know is told at once, but for JSON: there, all of it is in
    /// the one line.
    pub fn failed(&mut self, error: &Error) {
        self.code = Some(error.code());
        if error.is_server_error() && self.mode != Mode::Json {
            self.tell(Severity::Error, &error.to_string());
        } else {
            self.cause = Some(error.cause());
        }
    }

    /// Writes a line of words. Foreign text in it is quoted.
    pub fn tell(&self, severity: Severity, body: &str) {
        self.mode.message(&Message {
            component: Component::Resizer,
            severity,
            body,
            fields: Line::default(),
            trace: self.trace.as_ref(),
        });
    }

    /// Writes the line of the request. `used_memory` is that of this component, in bytes, where it is known.
    pub fn write(&self, status: StatusCode, used_memory: Option<u64>) {
        let severity = if status.is_server_error() {
            Severity::Error
        } else {
            Severity::Info
        };
        let line = self.line(status, used_memory);
        self.mode.line(Component::Resizer, severity, &line);
    }

    fn line(&self, status: StatusCode, used_memory: Option<u64>) -> Line {
        let milliseconds = |duration: std::time::Duration| duration.as_secs_f64() * 1e3;
        let mut line = Line::default();
        line.add(STATUS, u64::from(status.as_u16()));
        line.add_some(CODE, self.code.map(Value::Word));
        line.add_some(CAUSE, self.cause.as_deref());
        line.add(METHOD, Value::Word(self.method));
        line.add(PATH, self.path.as_str());
        line.add_some(KEY, self.key.as_deref());
        line.add_some(TRANSFORM, self.transform.as_deref());
        line.add_some(BY, self.by.map(Maker::word).map(Value::Word));
        line.add_some(STORE, self.store_words());
        line.add_some(SOURCE_FORMAT, self.source_format.map(Value::Word));
        line.add_some(
            SOURCE_WIDTH,
            self.source_size.map(|size| u64::from(size.width)),
        );
        line.add_some(
            SOURCE_HEIGHT,
            self.source_size.map(|size| u64::from(size.height)),
        );
        line.add_some(SOURCE_BYTES, self.source_bytes);
        line.add_some(RESULT_TYPE, self.result_type.as_deref());
        line.add_some(RESULT_BYTES, self.result_bytes);
        let stages = self.timings.stages();
        let stages: Vec<_> = stages
            .map(|(name, duration)| (name, milliseconds(duration)))
            .collect();
        line.add_some(
            STAGES,
            (!stages.is_empty()).then_some(Value::Milliseconds(stages)),
        );
        let duration = milliseconds(self.timings.elapsed());
        line.add(DURATION, Value::Decimal(duration));
        line.add_some(ESTIMATED_WORK, self.estimate.map(|estimate| estimate.work));
        line.add_some(
            ESTIMATED_MEMORY,
            self.estimate.map(|estimate| estimate.memory),
        );
        line.add_some(USED_MEMORY, used_memory);
        line.add_some(TRACE_ID, self.trace.as_ref().map(TraceContext::trace_id));
        line
    }

    fn store_words(&self) -> Option<Value> {
        let words = self.store.iter();
        let words: Vec<_> = words
            .map(|(call, word)| format!("{}={word}", call.word()))
            .collect();
        (!words.is_empty()).then_some(Value::List(words))
    }
}

impl Progress for Record {
    fn recognized(&mut self, format: &'static str) {
        self.source_format = Some(format);
    }

    fn opened(&mut self, size: Dimensions) {
        self.source_size = Some(size);
    }

    fn estimated(&mut self, estimate: Estimate) {
        self.estimate = Some(estimate);
        self.timings.estimated(estimate);
    }

    fn ended(&mut self, stage: Stage) {
        self.timings.ended(stage);
    }

    fn is_late(&self) -> bool {
        self.timings.is_late()
    }
}

/// The name of a method of HTTP's own (RFC 9110, 9.3, and RFC 5789).
fn name(method: &Method) -> &'static str {
    match *method {
        Method::CONNECT => "CONNECT",
        Method::DELETE => "DELETE",
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::TRACE => "TRACE",
        _ => OTHER,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn record(target: &str) -> Record {
        let timings = Timings::start(Duration::default);
        Record::new(Mode::Errors, timings, Some(&Method::GET), target, "")
    }

    #[test]
    fn a_request_of_which_nothing_more_is_known_has_a_line() {
        let record = record("/default/resize?key=1x1/a.jpg&token=hush");
        assert_eq!(
            record.line(StatusCode::BAD_REQUEST, None).to_text(),
            r#"status=400 method=GET path="/default/resize" duration_ms=0.0"#
        );
    }

    #[test]
    fn what_a_client_did_wrong_is_in_the_line_and_what_the_operator_has_to_know_before_it() {
        for (error, cause) in [
            (
                Error::MissingKey,
                Some("Bad Request: Missing key query parameter"),
            ),
            (Error::InvalidKey("a\n\"b".into()), Some("a\n\"b")),
            (Error::Misconfigured("LOG".into()), None),
            (Error::Store(store::Error::Throttled), None),
        ] {
            let mut record = record("/");
            record.failed(&error);
            assert_eq!(record.cause.as_deref(), cause, "{error}");
            assert_eq!(record.code, Some(error.code()));
            record.mode = Mode::Json;
            record.failed(&error);
            assert_eq!(record.cause, Some(error.cause()));
        }
    }

    #[test]
    fn what_the_store_said_is_in_order() {
        let mut record = record("/");
        record.answered(Call::Derivative, &Ok(()), |()| "absent");
        let denied: Result<(), _> = Err(store::Error::Denied("secret".into()));
        record.answered(Call::Original, &denied, |()| "found");
        let line = record.line(StatusCode::OK, Some(1)).to_text();
        assert!(
            line.contains(r#" store="derivative=absent original=denied" "#),
            "{line}"
        );
        assert!(line.ends_with(" used_bytes=1"), "{line}");
    }
}
