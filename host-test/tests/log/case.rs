//! One request, and what its line says.

use anyhow::Result;
use host_test::runtime::host::{Answer, Host};
use host_test::store::mock::{Call, Failure};
use http::{HeaderName, HeaderValue};
use serde_json::Value;

use crate::status::case::store;

/// Fields that no test can foresee.
const MEASURED: [&str; 6] = [
    "marble.result.bytes",
    "marble.estimated_ms",
    "marble.stages_ms",
    "marble.duration_ms",
    "marble.estimated_bytes",
    "marble.used_bytes",
];

/// One request, and what its line says.
#[derive(Debug, Clone)]
pub(super) struct Case {
    method: &'static str,
    target: &'static str,
    env: &'static [(&'static str, &'static str)],
    failures: Vec<(Call, Failure)>,
    traceparent: Option<&'static str>,
    pub(super) status: u16,
    /// Fields by their names in JSON, besides status, method and path.
    fields: Vec<(&'static str, Value)>,
    /// Lines of words before it, besides the cause of a 5xx.
    pub(super) messages: usize,
}

impl Case {
    pub(super) fn new(target: &'static str, status: u16) -> Self {
        Self {
            method: "GET",
            target,
            env: &[],
            failures: Vec::new(),
            traceparent: None,
            status,
            fields: Vec::new(),
            messages: 0,
        }
    }

    pub(super) fn method(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    pub(super) fn env(self, env: &'static [(&'static str, &'static str)]) -> Self {
        Self { env, ..self }
    }

    pub(super) fn failing(mut self, call: Call, failure: Failure) -> Self {
        self.failures.push((call, failure));
        self
    }

    pub(super) fn traceparent(self, header: &'static str) -> Self {
        Self {
            traceparent: Some(header),
            ..self
        }
    }

    pub(super) fn messages(self, messages: usize) -> Self {
        Self { messages, ..self }
    }

    pub(super) fn says(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    /// The code and the cause of an error.
    pub(super) fn fails(self, code: &'static str, cause: &'static str) -> Self {
        self.says("error.type", code)
            .says("exception.message", cause)
    }

    pub(super) fn code(&self) -> String {
        self.field("error.type")
    }

    /// What a field says, as text.
    pub(super) fn field(&self, name: &str) -> String {
        let mut fields = self.fields.iter();
        let field = fields.find(|(known, _)| *known == name);
        field.map(|(_, value)| as_text(value)).unwrap_or_default()
    }

    pub(super) async fn run(&self, log: &str) -> Result<Answer> {
        let store = store();
        for (call, failure) in &self.failures {
            store.fail(*call, failure.clone());
        }
        let mut host = Host::resizer(store)?
            .env("URL", "http://w.example")
            .env("LOG", log);
        for (name, value) in self.env {
            host = host.env(name, value);
        }
        if let Some(header) = self.traceparent {
            let name = HeaderName::from_static("traceparent");
            host = host.header(name, HeaderValue::from_static(header));
        }
        host.send(self.method, self.target).await
    }

    /// That a line says all of it, and nothing else but what was measured.
    pub(super) fn check(&self, line: &Value) {
        let mut line = line.as_object().expect("an object").clone();
        let (path, _) = self.target.split_once('?').unwrap_or((self.target, ""));
        let method = if self.method == "BREW" {
            "_OTHER"
        } else {
            self.method
        };
        let mut expected = vec![
            ("http.response.status_code", self.status.into()),
            ("http.request.method", method.into()),
            ("url.path", path.into()),
        ];
        expected.extend(self.fields.clone());
        for (name, value) in expected {
            let found = line.remove(name).map(|found| as_text(&found));
            assert_eq!(found, Some(as_text(&value)), "{name} of {self:?}");
        }
        assert!(line.contains_key("marble.duration_ms"), "{self:?}");
        let about = super::ABOUT.iter().chain(&MEASURED);
        for name in about {
            line.remove(*name);
        }
        assert!(line.is_empty(), "{self:?}: {line:?}");
    }
}

/// As it stands in a line of text.
fn as_text(value: &Value) -> String {
    match value {
        Value::Array(texts) => {
            let texts = texts.iter().map(|text| text.as_str().expect("a text"));
            texts.collect::<Vec<_>>().join(" ")
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
