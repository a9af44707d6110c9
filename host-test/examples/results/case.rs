//! One store, one environment, and what is asked there.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use bytes::Bytes;
use host_test::host::{Answer, Host};
use host_test::mock_store::{Call, Failure, MockStore};
use http::header::{ACCEPT, HeaderValue};
use wasmtime::component::Component;

use crate::row::Row;

/// What is asked, one after the other, of one store.
#[derive(Clone)]
pub(crate) struct Case {
    /// What the row begins with.
    pub(crate) original: String,
    /// What is in the store before.
    pub(crate) objects: Arc<Vec<(String, Bytes)>>,
    /// Variables besides `URL`.
    pub(crate) environment: Vec<(&'static str, &'static str)>,
    /// What goes wrong in the store.
    pub(crate) failures: Vec<(Call, Failure)>,
    /// What is asked.
    pub(crate) requests: Vec<Request>,
}

/// What is asked once.
#[derive(Clone)]
pub(crate) struct Request {
    /// Such as `GET`.
    pub(crate) method: &'static str,
    /// Path and query.
    pub(crate) target: String,
    /// The header `Accept`.
    pub(crate) accept: Option<&'static str>,
}

impl Request {
    pub(crate) fn get(target: impl Into<String>) -> Self {
        Self {
            method: "GET",
            target: target.into(),
            accept: None,
        }
    }
}

impl Case {
    /// A transform of an original, asked for as a path.
    pub(crate) fn transform(original: &str, file: &Bytes, transform: &str) -> Self {
        Self {
            original: original.to_owned(),
            objects: Arc::new(vec![(original.to_owned(), file.clone())]),
            environment: Vec::new(),
            failures: Vec::new(),
            requests: vec![Request::get(format!("/{transform}/{original}"))],
        }
    }

    /// A row for each request, and how long they took.
    pub(crate) async fn run(&self, component: &Component) -> Result<(Vec<Row>, Duration)> {
        let store = MockStore::default();
        for (key, object) in self.objects.iter() {
            store.insert(key, object.clone());
        }
        for (call, failure) in &self.failures {
            store.fail(*call, failure.clone());
        }
        let mut host = Host::of(component, store.clone())?.env("URL", "http://w.example");
        for (name, value) in &self.environment {
            host = host.env(name, value);
        }
        let start = Instant::now();
        let mut rows = Vec::new();
        let (mut keys, mut calls) = (store.keys(), 0);
        for (number, request) in self.requests.iter().enumerate() {
            let answer = ask(&host, request).await;
            let key = self.key(number, request);
            rows.push(Row::of(key, answer, &store, &keys, calls));
            (keys, calls) = (store.keys(), store.calls().len());
        }
        Ok((rows, start.elapsed()))
    }

    /// Original, request and environment, as a row has them.
    fn key(&self, number: usize, request: &Request) -> [String; 3] {
        let mut words = format!("{} {}", request.method, request.target);
        if let Some(accept) = request.accept {
            words = format!("{words} Accept: {accept}");
        }
        if number > 0 {
            words = format!("{words} ({})", number + 1);
        }
        let variables = self.environment.iter();
        let variables = variables.map(|(name, value)| format!("{name}={value}"));
        let failures = self.failures.iter();
        let failures = failures.map(|(call, failure)| format!("{call:?}: {failure:?}"));
        let environment: Vec<_> = variables.chain(failures).collect();
        [self.original.clone(), words, environment.join(" | ")]
    }
}

async fn ask(host: &Host, request: &Request) -> Result<Answer> {
    let mut host = host.clone();
    if let Some(accept) = request.accept {
        let accept = HeaderValue::from_str(accept).context("no value of a header")?;
        host = host.header(ACCEPT, accept);
    }
    host.send(request.method, &request.target).await
}
