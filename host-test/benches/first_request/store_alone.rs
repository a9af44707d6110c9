//! What the store alone takes: the original is fetched and the derivative stored, by a client that does nothing else.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use host_test::store::s3::{ACCESS_KEY, BUCKET, REGION, SECRET_KEY};
use tokio::io::AsyncReadExt as _;

use crate::case::Case;
use crate::client::{Call, Client};

pub(crate) async fn run(case: &Case, derivative: &[u8], store: SocketAddr) -> Result<Duration> {
    let client = Client {
        access_key: ACCESS_KEY.to_owned(),
        secret_key: SECRET_KEY.to_owned(),
        region: REGION.to_owned(),
        ..Client::new(store)
    };
    let path = |key: &str| format!("/{BUCKET}/{key}");
    let start = Instant::now();
    finish(client.call_path("GET", path(case.original))).await?;
    let key = format!("alone/{}", case.derivative());
    finish(client.call_path("PUT", path(&key)).body(derivative)).await?;
    Ok(start.elapsed())
}

/// Sends, and reads what comes to its end.
async fn finish(call: Call<'_>) -> Result<()> {
    let mut stream = call.open().await;
    let mut buffer = vec![0; 256 << 10];
    let mut read = stream.read(&mut buffer).await?;
    let beginning = String::from_utf8_lossy(&buffer[..read.min(12)]).into_owned();
    ensure!(beginning == "HTTP/1.1 200", "the store said {beginning:?}");
    while read > 0 {
        read = stream.read(&mut buffer).await?;
    }
    Ok(())
}
