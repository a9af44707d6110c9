//! The Lambda original, warm: a Node.js process (`lambda.mjs`).

use std::net::SocketAddr;
use std::path::Path;

use host_test::store::s3::{ACCESS_KEY, BUCKET, REGION, SECRET_KEY};
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::npm::Peers;
use crate::process::Process;

/// The process, as long as it does what it is asked for.
pub(crate) struct Lambda {
    pub(crate) versions: String,
    process: Process,
}

#[derive(Deserialize)]
struct About {
    versions: String,
}

#[derive(Serialize)]
struct Request<'a> {
    endpoint: String,
    bucket: &'a str,
    region: &'a str,
    access_key: &'a str,
    secret_key: &'a str,
    original: &'a str,
    derivative: String,
    width: u32,
    height: u32,
}

#[derive(Deserialize)]
struct Taken {
    ms: f64,
}

impl Lambda {
    /// The error is why it takes no part.
    pub(crate) fn start(peers: &Peers, scratch: &Path) -> Result<Self, String> {
        let scripts = peers.as_deref().map_err(Clone::clone)?;
        let scripts = scripts.with_file_name("first_request");
        let process = Process::start(&["lambda.mjs"], &scripts, scratch)?;
        let About { versions } = process.reply()?;
        Ok(Self { versions, process })
    }

    /// Milliseconds from the request to the stored derivative, as the process counts them.
    pub(crate) fn run(&mut self, case: &Case, store: SocketAddr) -> Result<f64, String> {
        let taken: Taken = self.process.ask(&Request {
            endpoint: format!("http://{store}"),
            bucket: BUCKET,
            region: REGION,
            access_key: ACCESS_KEY,
            secret_key: SECRET_KEY,
            original: case.original,
            derivative: format!("lambda/{}", case.derivative()),
            width: case.width,
            height: case.height,
        })?;
        Ok(taken.ms)
    }
}
