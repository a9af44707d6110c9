//! The composed component, the S3 that it talks to, and the steps of a resize.

use std::net::SocketAddr;
use std::sync::Arc;

use host_test::pictures::{decode, encode, quarters};
use host_test::runtime::host::{Answer, Host};
use host_test::runtime::s3_adapter;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::s3::{Fault, S3Config, S3Server, Target};
use http::Method;
use image::{DynamicImage, ImageFormat};

use Step::{Fetch, Look, Put};

pub(super) const ORIGINAL: &str = "a.jpg";

pub(super) const DERIVATIVE: &str = "9x9/a.jpg";

/// A request that a resize makes, in this order.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(super) enum Step {
    Look,
    Fetch,
    Put,
}

pub(super) const STEPS: [Step; 3] = [Look, Fetch, Put];

impl Step {
    pub(super) fn request(self) -> (Method, &'static str) {
        match self {
            Look => (Method::GET, DERIVATIVE),
            Fetch => (Method::GET, ORIGINAL),
            Put => (Method::PUT, DERIVATIVE),
        }
    }
}

/// The composed component, and the S3 that it talks to.
pub(crate) struct Bench {
    pub(super) bucket: Arc<Bucket>,
    pub(crate) s3: S3Server,
    pub(crate) host: Host,
}

impl Bench {
    /// The bucket holds the original and nothing else.
    pub(crate) async fn start() -> Self {
        let bucket = Arc::new(Bucket::in_memory());
        put(&bucket, ORIGINAL, original());
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let s3 = S3Server::start(listen, Arc::clone(&bucket), S3Config::default()).await;
        let s3 = s3.unwrap();
        let host = Host::composed().unwrap().env("URL", "http://w.example");
        let host = host.envs(s3_adapter::env(s3.addr()));
        Self { bucket, s3, host }
    }

    pub(super) fn fail(&self, step: Step, times: usize, fault: Fault) {
        let (method, key) = step.request();
        let target = Target::method(method).of(key);
        self.s3.faults().times(times, target, fault);
    }

    pub(super) async fn get(&self) -> Answer {
        self.host.get("/9x9/a.jpg").await.unwrap()
    }

    /// The requests of each step.
    pub(super) fn tries(&self) -> [usize; 3] {
        let mut requests = self.s3.requests();
        // A lease is not a step: see `single_flight`.
        requests.retain(|made| {
            !made
                .key
                .as_deref()
                .is_some_and(|key| key.starts_with("-/making/"))
        });
        let tries = STEPS.map(|step| {
            let (method, key) = step.request();
            let made = requests
                .iter()
                .filter(|made| made.method == method && made.key.as_deref() == Some(key));
            made.count()
        });
        assert_eq!(tries.iter().sum::<usize>(), requests.len(), "{requests:?}");
        tries
    }

    /// The requests for the derivative, where it decides the answer. The original was asked for beside it and given up,
    /// perhaps before the request was on its way.
    pub(super) fn look_tries(&self) -> usize {
        let [look, fetch, put] = self.tries();
        assert!(fetch <= 1, "{:?}", self.s3.requests());
        assert_eq!(put, 0, "{:?}", self.s3.requests());
        look
    }

    /// Whole, or not there at all.
    pub(super) fn check_derivative(&self, stored: bool, case: &str) {
        if !stored {
            assert_eq!(self.bucket.keys(), [ORIGINAL], "{case}");
            return;
        }
        assert_eq!(self.bucket.keys(), [DERIVATIVE, ORIGINAL], "{case}");
        let object = self.bucket.get(DERIVATIVE).unwrap();
        let picture = decode(&object.bytes);
        assert_eq!((picture.width(), picture.height()), (9, 9), "{case}");
        assert_eq!(object.content_type.as_deref(), Some("image/jpeg"), "{case}");
        assert!(object.user.contains_key("marble-transform"), "{case}");
    }
}

pub(super) fn original() -> Vec<u8> {
    encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Jpeg)
}

pub(super) fn put(bucket: &Bucket, key: &str, bytes: Vec<u8>) {
    let put = bucket.put(key, Object::new(bytes), &Condition::Always);
    put.unwrap();
}
