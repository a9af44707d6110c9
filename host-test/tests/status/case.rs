//! One way to fail, and the store that it meets.

use anyhow::Result;
use host_test::pictures::{encode, quarters};
use host_test::runtime::host::{Answer, Host};
use host_test::store::mock::{Call, Failure, MockStore};
use image::{DynamicImage, ImageFormat};
use serde_json::Value;

/// One way to fail.
pub(super) struct Case {
    /// Method and target.
    pub(super) request: (&'static str, &'static str),
    /// Variables besides `URL`.
    pub(super) env: &'static [(&'static str, &'static str)],
    /// What goes wrong in the store.
    pub(super) failures: Vec<(Call, Failure)>,
    pub(super) status: u16,
    pub(super) body: Value,
}

pub(super) fn case(target: &'static str, status: u16, body: Value) -> Case {
    Case {
        request: ("GET", target),
        env: &[],
        failures: Vec::new(),
        status,
        body,
    }
}

impl Case {
    pub(super) fn env(self, env: &'static [(&'static str, &'static str)]) -> Self {
        Self { env, ..self }
    }

    /// Of another target.
    pub(super) fn retarget(self, target: &'static str) -> Self {
        Self {
            request: ("GET", target),
            ..self
        }
    }

    pub(super) fn failing(mut self, call: Call, failure: Failure) -> Self {
        self.failures.push((call, failure));
        self
    }

    pub(super) async fn run(&self) -> Result<(Answer, MockStore)> {
        let store = store();
        for (call, failure) in &self.failures {
            store.fail(*call, failure.clone());
        }
        let mut host = Host::resizer(store.clone())?.env("URL", "http://w.example");
        for (name, value) in self.env {
            host = host.env(name, value);
        }
        let (method, target) = self.request;
        Ok((host.send(method, target).await?, store))
    }
}

/// A store with an original of every kind.
pub(crate) fn store() -> MockStore {
    let picture = DynamicImage::from(quarters(64, 48));
    let jpeg = encode(&picture, ImageFormat::Jpeg);
    let png = encode(&picture, ImageFormat::Png);
    let store = MockStore::with("a.jpg", jpeg.clone());
    store.insert("cut.jpg", jpeg[..jpeg.len() - 40].to_vec());
    store.insert("cut.png", png[..png.len() / 2].to_vec());
    store.insert("page.jpg", &b"<!doctype html><title>404</title>"[..]);
    store.insert("9x9/stored.jpg", &b"what was stored before"[..]);
    store
}

pub(super) const JPEG: &str = "/default/resize?key=9x9/a.jpg";
