//! `cargo dev serve`: bucket, website and Marble, until Ctrl-C.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use host_test::dev_server::{Addresses, DevServer, Settings};
use host_test::pictures::blue_marble_jpeg;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::s3::{ACCESS_KEY, BUCKET, SECRET_KEY};
use host_test::workspace;
use url::Url;

/// Key of the sample picture.
const SAMPLE: &str = "blue_marble.jpg";

/// What `serve` takes.
#[derive(clap::Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Where Marble listens
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Where the bucket's website listens
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    website: SocketAddr,
    /// Where the S3 server listens
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9000")]
    s3: SocketAddr,
    /// The folder that the bucket's objects lie in [default: target/bucket]
    #[arg(long, value_name = "DIR")]
    bucket_dir: Option<PathBuf>,
    /// Where the website sends what is missing [default: Marble as started here]
    #[arg(long, value_name = "URL")]
    resizer_url: Option<Url>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let result = runtime.block_on(serve(arguments));
    // A request that is under way does not hold up the end.
    runtime.shutdown_background();
    result
}

async fn serve(arguments: &Arguments) -> Result<ExitCode> {
    let default = || workspace::root().join("target/bucket");
    let folder = arguments.bucket_dir.clone().unwrap_or_else(default);
    let bucket = Arc::new(Bucket::in_folder(&folder)?);
    if bucket.is_empty() {
        let sample = Object::new(blue_marble_jpeg()).with_content_type("image/jpeg");
        bucket
            .put(SAMPLE, sample, &Condition::Always)
            .map_err(|error| anyhow!("{}: {error}", folder.display()))?;
    }
    let settings = Settings {
        addresses: Addresses {
            listen: arguments.listen,
            website: arguments.website,
            s3: arguments.s3,
        },
        log: true,
        resizer_url: arguments.resizer_url.clone(),
        ..Settings::default()
    };
    let servers = DevServer::start(bucket, settings, |host| host).await?;
    greet(&servers, &folder.display().to_string());
    tokio::signal::ctrl_c().await?;
    println!("stopped");
    Ok(ExitCode::SUCCESS)
}

fn greet(servers: &DevServer, folder: &str) {
    let website = servers.website.addr();
    println!("Marble   http://{}", servers.marble.addr());
    println!("website  http://{website}");
    println!(
        "S3       http://{} (bucket {}, key {}, secret {})",
        servers.s3.addr(),
        BUCKET,
        ACCESS_KEY,
        SECRET_KEY,
    );
    println!("objects  {folder}");
    println!("Try: curl -sSL -o out.jpg http://{website}/300x300/{SAMPLE}");
    println!("Ctrl-C stops everything.");
}
