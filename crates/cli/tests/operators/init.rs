//! `marble init`: what it writes for every store and runtime, and what `--apply` changes of a bucket, and what not.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use host_test::dev_server::MarbleServer;
use host_test::runtime::host::Host;
use host_test::store::bucket::Bucket;
use host_test::store::s3::{
    ACCESS_KEY, BUCKET, BucketSettings, Policy, S3Config, S3Server, SECRET_KEY,
};
use host_test::website::{Condition, Redirect, RoutingRule, Website, WebsiteConfig};
use host_test::workspace;
use http::Method;
use marble_cli::doctor::{Options, Outcome, examine};
use marble_cli::settings::Environment;
use marble_settings::Setting;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Said, marble};

/// None but those of the command line.
const NO_VARIABLES: [(&str, &str); 0] = [];

const OWNER: [&str; 2] = [
    "AWS_ACCESS_KEY_ID=owner",
    "AWS_SECRET_ACCESS_KEY=owner-secret",
];

/// A store with nothing in it, and Marble, which does not answer yet.
struct Bench {
    bucket: Arc<Bucket>,
    settings: Arc<BucketSettings>,
    s3: S3Server,
    website: Website,
    marble: MarbleServer,
    folder: TempDir,
}

impl Bench {
    async fn start() -> Result<Self> {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let bucket = Arc::new(Bucket::in_memory());
        let settings = Arc::new(BucketSettings::absent(BUCKET));
        let config = S3Config {
            policy: Some(Policy::default()),
            owner: Some(("owner".to_owned(), "owner-secret".to_owned())),
            settings: Some(Arc::clone(&settings)),
            ..S3Config::default()
        };
        let website = Website::start_by_settings(
            any,
            Arc::clone(&bucket),
            WebsiteConfig::default(),
            Arc::clone(&settings),
        );
        Ok(Self {
            s3: S3Server::start(any, Arc::clone(&bucket), config).await?,
            website: website.await?,
            marble: MarbleServer::start(any, false).await?,
            folder: tempfile::tempdir()?,
            bucket,
            settings,
        })
    }

    fn folder(&self) -> String {
        self.folder.path().join("marble").display().to_string()
    }

    /// `marble init` for this store, with more flags.
    async fn init(&self, more: &[&str]) -> Result<Said> {
        let endpoint = format!("http://{}", self.s3.addr());
        let url = format!("http://{}", self.website.addr());
        let resizer = self.resizer();
        let folder = self.folder();
        let line = [
            "init",
            "--store",
            "aws",
            "--runtime",
            "wasmtime",
            "--bucket",
            BUCKET,
            "--region",
            "us-east-1",
            "--endpoint",
            &endpoint,
            "--url",
            &url,
            "--resizer-url",
            &resizer,
            "--sizes",
            "32x32,48x",
            "--source-prefix",
            "originals/",
            "--result-prefix",
            "derived/",
            "--events",
            "--days",
            "90",
            "--out",
            &folder,
            "--yes",
        ];
        let owner = ["--env", OWNER[0], "--env", OWNER[1]];
        run(&[&line, more, &owner].concat()).await
    }

    fn resizer(&self) -> String {
        format!("http://{}", self.marble.addr())
    }

    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(Path::new(&self.folder()).join(name)).unwrap()
    }

    fn writes(&self) -> usize {
        self.s3.count(&Method::PUT)
    }
}

/// Runs the program with this command line.
async fn run(line: &[&str]) -> Result<Said> {
    marble(line, &NO_VARIABLES).await
}

/// It did what it was asked to.
fn good(said: &Said) {
    assert_eq!(said.code, Some(0), "{said:?}");
}

/// Why it did not.
fn refused(said: &Said) -> String {
    assert_eq!(said.code, Some(1), "{said:?}");
    said.stderr.clone()
}

fn rule(prefix: Option<&str>, host: &str) -> RoutingRule {
    RoutingRule {
        condition: Some(Condition {
            http_error_code_returned_equals: Some("404".to_owned()),
            key_prefix_equals: prefix.map(str::to_owned),
        }),
        redirect: Redirect {
            host_name: Some(host.to_owned()),
            ..Redirect::default()
        },
    }
}

/// Folder, bucket, Marble, and a doctor who finds nothing wrong.
#[tokio::test(flavor = "multi_thread")]
async fn from_nothing_to_a_set_up_that_works() -> Result<()> {
    let bench = Bench::start().await?;
    good(&bench.init(&[]).await?);
    assert_eq!(bench.writes(), 0, "without --apply nothing is changed");
    good(&bench.init(&["--apply"]).await?);

    let documents = ["component-policy.json", "events-policy.json"].map(|it| bench.file(it));
    bench
        .s3
        .allow(Policy::parse(&documents.each_ref().map(String::as_str))?);
    let mut set = Setting::parse_file(&bench.file(".env"))?;
    let keys = [
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
    ];
    set.extend(keys.map(|(name, value)| Setting {
        name: name.to_owned(),
        value: value.to_owned(),
    }));
    let host = Host::composed()?.env("LOG", "errors");
    let host = set
        .iter()
        .fold(host, |host, set| host.env(&set.name, &set.value));
    bench.marble.open(host, None);

    let environment = Environment::of(set.clone());
    let owner = OWNER.map(|text| Setting::parse(text).unwrap());
    let owner = environment.with_keys(owner.to_vec());
    let options = Options {
        resizer_url: Some(bench.resizer().parse()?),
        original: None,
        most_derivatives: 1_000,
    };
    let report = examine(&environment, Some(&owner), options).await;
    let others = report.rows.iter();
    let others = others.filter(|row| !matches!(row.outcome, Outcome::Good { .. }));
    let others: Vec<_> = others.map(|row| row.name).collect();
    assert_eq!(others, ["originals"], "{report}");
    assert_eq!(bench.bucket.keys(), [""; 0]);

    // The same by the program, and its exit code.
    let owner = bench.folder.path().join("owner.env");
    std::fs::write(&owner, OWNER.join("\n"))?;
    let (env, owner) = (
        format!("{}/.env", bench.folder()),
        owner.display().to_string(),
    );
    let keys = keys.map(|(name, value)| format!("{name}={value}"));
    let resizer = bench.resizer();
    let line = [
        "doctor",
        "--env-file",
        &env,
        "--env",
        &keys[0],
        "--env",
        &keys[1],
        "--resizer-url",
        &resizer,
        "--owner-env-file",
        &owner,
        "--json",
    ];
    good(&run(&line).await?);
    let said = run(&[&line[..], &["--env", "AWS_REGION=elsewhere"]].concat()).await?;
    assert_eq!(said.code, Some(1), "{}", said.stdout);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn applying_twice_changes_nothing() -> Result<()> {
    let bench = Bench::start().await?;
    good(&bench.init(&["--apply"]).await?);
    assert!(bench.writes() > 0);
    bench.s3.forget_requests();
    good(&bench.init(&["--apply"]).await?);
    assert_eq!(bench.writes(), 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_added_behind_those_that_are_there() -> Result<()> {
    let bench = Bench::start().await?;
    bench.settings.create();
    let old = rule(Some("old/"), "old.example.com");
    let website = WebsiteConfig {
        index_document: Some("home.html".to_owned()),
        rules: vec![old.clone()],
        ..WebsiteConfig::default()
    };
    bench.settings.set_website(Some(website))?;
    good(&bench.init(&["--apply", "--unblock-public-access"]).await?);
    let website = bench.settings.website().unwrap();
    assert_eq!(website.index_document.as_deref(), Some("home.html"));
    assert_eq!(website.rules.len(), 2);
    assert_eq!(website.rules[0], old);
    Ok(())
}

/// Where what is wanted would change what is there, nothing is changed.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_widened_and_nothing_replaced() -> Result<()> {
    type Make = fn(&BucketSettings);
    let cases: [(&str, Make, &[&str]); 4] = [
        ("a bucket that is kept private", |_| {}, &[]),
        (
            "a policy",
            |settings| {
                settings.unblock();
                let policy = r#"{"Statement": [{"Effect": "Allow", "Principal": "*",
                    "Action": "s3:GetObject", "Resource": "arn:aws:s3:::marble/site/*"}]}"#;
                settings.set_policy(policy).unwrap();
            },
            &["--unblock-public-access"],
        ),
        (
            "a rule for everything that is absent",
            |settings| {
                let website = WebsiteConfig {
                    index_document: Some("index.html".to_owned()),
                    rules: vec![rule(None, "elsewhere.example.com")],
                    ..WebsiteConfig::default()
                };
                settings.set_website(Some(website)).unwrap();
            },
            &["--unblock-public-access"],
        ),
        (
            "an error document",
            |settings| {
                let website = WebsiteConfig {
                    index_document: Some("index.html".to_owned()),
                    error_document: Some("404.html".to_owned()),
                    ..WebsiteConfig::default()
                };
                settings.set_website(Some(website)).unwrap();
            },
            &["--unblock-public-access"],
        ),
    ];
    for (what, make, flags) in cases {
        let bench = Bench::start().await?;
        bench.settings.create();
        make(&bench.settings);
        let flags = [&["--apply"], flags].concat();
        let error = refused(&bench.init(&flags).await?);
        assert!(error.contains("nothing was changed"), "{what}: {error}");
        assert_eq!(bench.writes(), 0, "{what}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_says_something_else_is_left_alone() -> Result<()> {
    let bench = Bench::start().await?;
    good(&bench.init(&[]).await?);
    let before = bench.file("README.md") + "A line of mine.\n";
    std::fs::write(Path::new(&bench.folder()).join("README.md"), &before)?;
    let error = refused(&bench.init(&[]).await?);
    assert!(
        error.contains("is there and says something else"),
        "{error}"
    );
    assert_eq!(bench.file("README.md"), before);
    Ok(())
}

/// What is in `deploy/aws` is what is written, but for the names.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_is_what_is_in_deploy() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let out = folder.path().display().to_string();
    let line = [
        "init",
        "--store",
        "aws",
        "--runtime",
        "spin",
        "--bucket",
        "BUCKET",
        "--resizer-url",
        "https://marble.example.com",
        "--events",
        "--out",
        &out,
        "--yes",
    ];
    good(&run(&line).await?);
    for name in [
        "bucket-policy.json",
        "component-policy.json",
        "cors.json",
        "events-policy.json",
        "routing-rules.json",
    ] {
        let read = |folder: &Path| -> Result<Value> {
            Ok(serde_json::from_str(&std::fs::read_to_string(
                folder.join(name),
            )?)?)
        };
        let deploy = workspace::root().join("deploy/aws");
        assert_eq!(read(folder.path())?, read(&deploy)?, "{name}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_store_and_runtime_has_a_folder() -> Result<()> {
    let stores = ["aws", "ceph", "garage", "minio", "other", "r2", "versitygw"];
    let runtimes = [
        "akamai",
        "container",
        "lambda",
        "spin",
        "spinkube",
        "wasmcloud",
        "wasmtime",
    ];
    for store in stores {
        for runtime in runtimes {
            let folder = tempfile::tempdir()?;
            let out = folder.path().display().to_string();
            let mut line = vec![
                "init",
                "--store",
                store,
                "--runtime",
                runtime,
                "--bucket",
                "my-pictures",
                "--endpoint",
                "https://s3.example.com",
                "--resizer-url",
                "https://m.example.com",
                "--sizes",
                "30x20, 7x",
                "--result-prefix",
                "it's/",
                "--out",
                &out,
                "--yes",
            ];
            let has_website = !["minio", "r2"].contains(&store);
            if has_website {
                line.extend(["--url", "https://pictures.example.com/"]);
            }
            let said = run(&line).await?;
            if runtime == "lambda" && store != "aws" {
                assert!(refused(&said).contains("the keys of a role"), "{store}");
                continue;
            }
            good(&said);
            let read = |name: &str| std::fs::read_to_string(folder.path().join(name));
            let what = format!("{store}, {runtime}");
            let mut set = Setting::parse_file(&read(".env")?)?;
            set.extend(OWNER.map(|text| Setting::parse(text).unwrap()));
            let environment = Environment::of(set);
            environment.resizer().expect(&what);
            assert_eq!(environment.get("DELIVERY").is_none(), has_website, "{what}");
            assert_eq!(read("routing-rules.json").is_ok(), has_website, "{what}");
            let rules = match read("routing-rules.json") {
                Ok(rules) => WebsiteConfig::parse(&rules)?.rules.len(),
                Err(_) => 0,
            };
            let expected = match store {
                "minio" | "r2" => 0,
                "ceph" | "versitygw" => 2,
                _ => 1,
            };
            assert_eq!(rules, expected, "{what}");
            let base = if has_website {
                "\"base\":\"https://pictures.example.com/it's\""
            } else {
                "\"base\":\"https://m.example.com\""
            };
            assert!(read("playground.html")?.contains(base), "{what}");
            let blocks = read("README.md")?.contains("put-public-access-block");
            assert_eq!(blocks, ["aws", "other"].contains(&store), "{what}");
            let command = "s3api put-object --bucket my-pictures --key='it'\\''s/-/play.html'";
            assert_eq!(read("README.md")?.contains(command), has_website, "{what}");
            let manifest = match runtime {
                "lambda" => read("lambda-environment.json")?,
                "spinkube" => read("spin-app.yaml")?,
                "wasmcloud" => read("workload-deployment.yaml")?,
                _ => read("README.md")?,
            };
            for text in ["my-pictures", "30x20,7x", "https://s3.example.com"] {
                assert!(manifest.contains(text), "{what}: {manifest}");
            }
            for text in [
                "EXAMPLE.COM/",
                "MY-PICTURES",
                "eu-central-1",
                "300x300",
                "owner-secret",
            ] {
                let registry = text == "EXAMPLE.COM/";
                let manifest = manifest.replace("REGISTRY.EXAMPLE.COM/marble", "");
                assert!(
                    !manifest.contains(text),
                    "{what}: {registry} {text}: {manifest}"
                );
            }
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused_before_anything_is_written() {
    let common = [
        "init",
        "--runtime",
        "spin",
        "--bucket",
        "my-pictures",
        "--yes",
        "--out",
        "/dev/null/marble",
    ];
    for (more, expected) in [
        (&["--resizer-url", "https://m.example.com"][..], "--store"),
        (&["--store", "aws"], "--resizer-url"),
        (
            &["--store", "ceph", "--resizer-url", "https://m.example.com"],
            "--endpoint",
        ),
        (
            &[
                "--store",
                "aws",
                "--resizer-url",
                "https://m.example.com/path",
            ],
            "without a path",
        ),
        (
            &[
                "--store",
                "aws",
                "--resizer-url",
                "https://m.example.com",
                "--sizes",
                "0x0",
            ],
            "ALLOWED_RESOLUTIONS",
        ),
        (
            &[
                "--store",
                "aws",
                "--resizer-url",
                "https://m.example.com",
                "--days",
                "9",
            ],
            "--result-prefix",
        ),
        (
            &[
                "--store",
                "versitygw",
                "--resizer-url",
                "https://m.example.com",
                "--endpoint",
                "https://s3.example.com",
                "--url",
                "https://p.example.com",
                "--sizes",
                "1..9x",
            ],
            "the range 1..9x",
        ),
    ] {
        let error = refused(&run(&[&common[..], more].concat()).await.unwrap());
        assert!(error.contains(expected), "{more:?}: {error}");
    }
}
