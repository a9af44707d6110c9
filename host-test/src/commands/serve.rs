//! `cargo dev serve`: bucket, website and Marble, until Ctrl-C.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use host_test::dev_server::{Addresses, DevServer, Settings, query_form};
use host_test::pictures::blue_marble_jpeg;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::s3::{ACCESS_KEY, BUCKET, SECRET_KEY};
use host_test::workspace;
use marble_settings::Setting;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use url::Url;

use crate::commands::settings::{Settings as Variables, config};

/// How many files may be open: connections are. Systems allow 256 or 1,024 unless they are asked for more.
const OPEN_FILES: u64 = 8_192;

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
    /// The folder of a bucket of their own for the originals [default: none]
    #[arg(long, value_name = "DIR")]
    source_bucket_dir: Option<PathBuf>,
    /// Where the website sends what is missing [default: Marble as started here]
    #[arg(long, value_name = "URL")]
    resizer_url: Option<Url>,
    #[command(flatten)]
    variables: Variables,
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
    let env = arguments.variables.variables()?;
    allow_open_files();
    let default = || workspace::root().join("target/bucket");
    let folder = arguments.bucket_dir.clone().unwrap_or_else(default);
    let bucket = Arc::new(Bucket::in_folder(&folder)?);
    let source_folder = arguments.source_bucket_dir.as_ref();
    let source_bucket = source_folder.map(|folder| Bucket::in_folder(folder).map(Arc::new));
    let source_bucket = source_bucket.transpose()?;
    let originals = source_bucket.as_ref().unwrap_or(&bucket);
    if originals.is_empty() {
        let sample = Object::new(blue_marble_jpeg()).with_content_type("image/jpeg");
        originals
            .put(SAMPLE, sample, &Condition::Always)
            .map_err(|error| anyhow!("{SAMPLE}: {error}"))?;
    }
    let settings = Settings {
        addresses: Addresses {
            listen: arguments.listen,
            website: arguments.website,
            s3: arguments.s3,
        },
        log: true,
        resizer_url: arguments.resizer_url.clone(),
        rule_prefix: query_form(base_path(&env)),
        source_bucket,
        ..Settings::default()
    };
    let servers = DevServer::start(bucket, settings, |host| {
        env.iter()
            .fold(host, |host, set| host.env(&set.name, &set.value))
    })
    .await?;
    greet(&servers, &folder.display().to_string(), is_open(&env));
    tokio::signal::ctrl_c().await?;
    println!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// Where Marble takes the query form: the website's rule leads there.
fn base_path(env: &[Setting]) -> Option<&str> {
    let mut set = env.iter().rev().filter(|set| set.name == "BASE_PATH");
    let value = set.next().map(|set| set.value.as_str());
    value.filter(|value| !value.is_empty())
}

/// Whether nothing restricts what may be made. Settings that are not understood allow nothing.
fn is_open(env: &[Setting]) -> bool {
    let config = config(env, "http://bucket.invalid");
    config.is_ok_and(|config| config.policy.is_open())
}

fn allow_open_files() {
    let limit = getrlimit(Resource::Nofile);
    let wanted = limit
        .maximum
        .map_or(OPEN_FILES, |most| most.min(OPEN_FILES));
    if limit.current.is_some_and(|current| current < wanted) {
        // Without it, the server has fewer connections.
        let current = Some(wanted);
        let _ = setrlimit(Resource::Nofile, Rlimit { current, ..limit });
    }
}

fn greet(servers: &DevServer, folder: &str, is_open: bool) {
    let website = servers.website.addr();
    let marble = servers.marble.addr();
    println!("Marble   http://{marble}");
    println!("website  http://{website}");
    println!(
        "S3       http://{} (bucket {}, key {}, secret {})",
        servers.s3.addr(),
        BUCKET,
        ACCESS_KEY,
        SECRET_KEY,
    );
    println!("objects  {folder}");
    if is_open {
        println!("limits   none: anybody may have any picture made in any way (cargo dev limits)");
    }
    println!("Play: http://{marble}/-/play (drop a photo in, move the options)");
    println!("Try: curl -sSL -o out.jpg http://{website}/300x300/{SAMPLE}");
    println!("Ctrl-C stops everything.");
}
