//! What is worth a line of its own: a failure, and what to do about it.

use crate::field::Field;
use crate::line::Line;
use crate::origin::{Component, Severity};
use crate::trace_context::TraceContext;

/// The words of a message, in JSON only: in text they stand as they are (OpenTelemetry, Logs Data Model, `Body`).
pub const BODY: Field = Field::new("body", "body");

/// The trace that a request is part of (OpenTelemetry, Trace Context in non-OTLP Log Formats).
pub const TRACE_ID: Field = Field::new("trace_id", "trace_id");

/// A line of words.
#[derive(Debug)]
pub struct Message<'a> {
    /// Who writes.
    pub component: Component,
    /// How much it matters.
    pub severity: Severity,
    /// The words. Foreign text in them is [`quoted`](crate::quoted).
    pub body: &'a str,
    /// What else is known, in JSON only: the words tell it as well.
    pub fields: Line,
    /// The trace that it is part of.
    pub trace: Option<&'a TraceContext>,
}

impl Message<'_> {
    /// `s3-store: GET refused: …`.
    pub(crate) fn to_text(&self) -> String {
        format!("{}: {}", self.component.prefix(), self.body)
    }

    pub(crate) fn to_json(&self) -> String {
        let mut line = Line::default();
        line.add(BODY, self.body);
        line.extend(&self.fields);
        line.add_some(TRACE_ID, self.trace.map(TraceContext::trace_id));
        line.of(self.component, self.severity).to_json()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_the_same_to_people_and_to_programs() {
        let mut fields = Line::default();
        fields.add(Field::new("key", "aws.s3.key"), "a.jpg");
        let traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let trace = TraceContext::parse(traceparent);
        let message = Message {
            component: Component::S3Store,
            severity: Severity::Error,
            body: "GET refused: SlowDown (503); key \"a.jpg\"",
            fields,
            trace: trace.as_ref(),
        };
        assert_eq!(
            message.to_text(),
            "s3-store: GET refused: SlowDown (503); key \"a.jpg\""
        );
        assert_eq!(
            message.to_json(),
            "{\"severity_text\":\"ERROR\",\"marble.component\":\"s3-store\",\
             \"body\":\"GET refused: SlowDown (503); key \\\"a.jpg\\\"\",\"aws.s3.key\":\"a.jpg\",\
             \"trace_id\":\"0af7651916cd43dd8448eb211c80319c\"}"
        );
    }
}
