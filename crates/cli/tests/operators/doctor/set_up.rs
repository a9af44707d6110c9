//! Bucket, website and Marble on this machine, as they should be, or with a mistake in them.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;
use host_test::dev_server::{MarbleServer, query_form};
use host_test::runtime::host::Host;
use host_test::store::bucket::Bucket;
use host_test::store::s3::{
    ACCESS_KEY, BUCKET, BucketSettings, Fault, Policy, REGION, S3Config, S3Server, SECRET_KEY,
    SOURCE_BUCKET, Target,
};
use host_test::website::{Condition, MissingStatus, Redirect, RoutingRule, Website, WebsiteConfig};
use host_test::workspace;
use marble_cli::doctor::{Options, Report, examine};
use marble_cli::settings::Environment;
use marble_settings::Setting;

use super::between::{Between, Mischief};

/// A port that nobody listens on: no process that is not root can.
pub(super) const NOBODY: &str = "http://127.0.0.1:1";

const OWNER: &str = "owner";
const OWNER_SECRET: &str = "owner-secret";

/// What is started, and examined. A mistake is made in it before.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a mistake of its own"
)]
pub(super) struct SetUp {
    /// Variables that the doctor has otherwise.
    pub(super) doctor: Vec<(&'static str, String)>,
    /// Variables that Marble has otherwise.
    pub(super) marble: Vec<(&'static str, String)>,
    /// What Marble's keys may do: files in `deploy/aws`.
    pub(super) identity: Vec<&'static str>,
    /// What it may not do although these say so.
    pub(super) denied: Option<&'static str>,
    /// What everybody may do, and with what.
    pub(super) public: Vec<(&'static str, &'static str)>,
    /// The rule of the website, if there is one.
    pub(super) rule: Option<RoutingRule>,
    /// Whether the bucket has a website.
    pub(super) no_website: bool,
    /// What an absent object is.
    pub(super) missing_status: MissingStatus,
    /// What the S3 server always suffers.
    pub(super) fault: Option<Fault>,
    /// What is in front of the website.
    pub(super) between: Option<Mischief>,
    /// Whether `URL` is the website of another bucket.
    pub(super) other_website: bool,
    /// Whether the doctor is not told where Marble is.
    pub(super) without_resizer_url: bool,
    /// Whether the doctor has Marble's keys alone.
    pub(super) without_owner: bool,
    /// Whether the originals have a bucket of their own.
    pub(super) apart: bool,
}

/// It, running.
pub(super) struct Running {
    pub(super) bucket: Arc<Bucket>,
    doctor: Environment,
    owner: Option<Environment>,
    options: Options,
    _s3: S3Server,
    _websites: Vec<Website>,
    _between: Option<Between>,
    _marble: MarbleServer,
}

impl Default for SetUp {
    /// All as it should be.
    fn default() -> Self {
        Self {
            doctor: Vec::new(),
            marble: Vec::new(),
            identity: vec!["component-policy.json", "events-policy.json"],
            denied: None,
            public: vec![("s3:GetObject", "/derived/*")],
            rule: Some(RoutingRule {
                condition: Some(Condition {
                    http_error_code_returned_equals: Some("404".to_owned()),
                    key_prefix_equals: None,
                }),
                redirect: Redirect {
                    host_name: None,
                    protocol: Some("http".to_owned()),
                    http_redirect_code: Some("307".to_owned()),
                    replace_key_prefix_with: Some(query_form(None)),
                    replace_key_with: None,
                },
            }),
            no_website: false,
            missing_status: MissingStatus::NotFound,
            fault: None,
            between: None,
            other_website: false,
            without_resizer_url: false,
            without_owner: false,
            apart: false,
        }
    }
}

impl SetUp {
    /// The doctor has another value of a variable than Marble.
    pub(super) fn doctor(&mut self, name: &'static str, value: &str) {
        self.doctor.push((name, value.to_owned()));
    }

    /// Marble has another value of a variable than the doctor.
    pub(super) fn marble(&mut self, name: &'static str, value: &str) {
        self.marble.push((name, value.to_owned()));
    }

    /// Both have another value of a variable.
    pub(super) fn everywhere(&mut self, name: &'static str, value: &str) {
        self.doctor(name, value);
        self.marble(name, value);
    }

    /// What the rule says, to be changed.
    pub(super) fn redirect(&mut self) -> &mut Redirect {
        &mut self.rule.as_mut().expect("there is a rule").redirect
    }

    pub(super) async fn start(self) -> Result<Running> {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let bucket = Arc::new(Bucket::in_memory());
        let settings = Arc::new(BucketSettings::absent(BUCKET));
        settings.create();
        settings.unblock();
        let source = self.apart.then(|| Arc::new(Bucket::in_memory()));
        let config = S3Config {
            policy: Some(self.identity()?),
            owner: Some((OWNER.to_owned(), OWNER_SECRET.to_owned())),
            settings: Some(Arc::clone(&settings)),
            source_bucket: source,
            ..S3Config::default()
        };
        let s3 = S3Server::start(any, Arc::clone(&bucket), config).await?;
        let marble = MarbleServer::start(any, false).await?;
        let of_store = WebsiteConfig {
            missing_status: self.missing_status,
            ..WebsiteConfig::default()
        };
        let site =
            Website::start_by_settings(any, Arc::clone(&bucket), of_store, Arc::clone(&settings));
        let mut websites = vec![site.await?];
        if self.other_website {
            let other = Arc::new(Bucket::in_memory());
            websites.push(Website::start(any, other, self.website(marble.addr())).await?);
        }
        let url = websites
            .last()
            .map(|website| format!("http://{}", website.addr()));
        let url = url.unwrap_or_default();
        let between = match self.between {
            Some(mischief) => Some(Between::start(mischief, url.clone()).await?),
            None => None,
        };
        let url = between
            .as_ref()
            .map_or(url, |between| format!("http://{}", between.addr()));
        settings.set_policy(&self.public()).unwrap();
        let website = (!self.no_website).then(|| self.website(marble.addr()));
        settings.set_website(website)?;
        let variables = self.variables(&s3, &url);
        let host = variables
            .iter()
            .fold(Host::composed()?, |host, (name, value)| {
                host.env(name, value)
            });
        let host = self
            .marble
            .iter()
            .fold(host, |host, (name, value)| host.env(name, value));
        marble.open(host, None);
        if let Some(fault) = &self.fault {
            s3.faults().always(Target::any(), fault.clone());
        }
        let setting = |(name, value): &(&str, String)| Setting {
            name: (*name).to_owned(),
            value: value.clone(),
        };
        let set: Vec<Setting> = variables.iter().chain(&self.doctor).map(setting).collect();
        let doctor = Environment::of(set);
        let keys = [
            ("AWS_ACCESS_KEY_ID", OWNER.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", OWNER_SECRET.to_owned()),
        ];
        let owner = doctor.with_keys(keys.iter().map(setting).collect());
        let resizer_url = format!("http://{}", marble.addr()).parse()?;
        Ok(Running {
            owner: (!self.without_owner).then_some(owner),
            options: Options {
                resizer_url: (!self.without_resizer_url).then_some(resizer_url),
                original: None,
                most_derivatives: 1_000,
            },
            bucket,
            doctor,
            _s3: s3,
            _websites: websites,
            _between: between,
            _marble: marble,
        })
    }

    fn variables(&self, s3: &S3Server, url: &str) -> Vec<(&'static str, String)> {
        let mut variables = vec![
            ("URL", url.to_owned()),
            ("LOG", "errors".to_owned()),
            ("BUCKET", BUCKET.to_owned()),
            ("AWS_REGION", REGION.to_owned()),
            ("S3_ENDPOINT", format!("http://{}", s3.addr())),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", SECRET_KEY.to_owned()),
            ("SOURCE_PREFIX", "originals/".to_owned()),
            ("RESULT_PREFIX", "derived/".to_owned()),
            ("ALLOWED_RESOLUTIONS", "32x32, 48x".to_owned()),
            ("EVENTS_TOKEN", "0123456789abcdef".to_owned()),
        ];
        if self.apart {
            variables.push(("SOURCE_BUCKET", SOURCE_BUCKET.to_owned()));
        }
        variables
    }

    fn website(&self, marble: SocketAddr) -> WebsiteConfig {
        let rule = self.rule.clone().map(|mut rule| {
            rule.redirect
                .host_name
                .get_or_insert_with(|| marble.to_string());
            rule
        });
        WebsiteConfig {
            index_document: Some("index.html".to_owned()),
            rules: rule.into_iter().collect(),
            ..WebsiteConfig::default()
        }
    }

    /// What Marble's keys may do.
    fn identity(&self) -> Result<Policy> {
        let mut files = self.identity.clone();
        if self.apart {
            files.push("source-policy.json");
        }
        let documents: Result<Vec<String>> = files.iter().map(|file| self.document(file)).collect();
        let documents = documents?;
        let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
        Policy::parse(&documents)
    }

    fn document(&self, file: &str) -> Result<String> {
        let document = workspace::root().join("deploy/aws").join(file);
        let document = std::fs::read_to_string(document)?;
        let document = document.replace(":::SOURCE_BUCKET", &format!(":::{SOURCE_BUCKET}"));
        let document = document.replace(":::BUCKET/-/", ":::BUCKET/derived/-/");
        let document = document.replace(":::BUCKET", &format!(":::{BUCKET}"));
        Ok(match self.denied {
            Some(action) => document.replace(action, "s3:GetObjectTagging"),
            None => document,
        })
    }

    /// The policy of the bucket.
    fn public(&self) -> String {
        let statements = self.public.iter().map(|(action, resource)| {
            format!(
                r#"{{"Effect": "Allow", "Principal": "*", "Action": "{action}", "Resource": "arn:aws:s3:::{BUCKET}{resource}"}}"#
            )
        });
        let statements: Vec<String> = statements.collect();
        format!(r#"{{"Statement": [{}]}}"#, statements.join(", "))
    }
}

impl Running {
    pub(super) async fn examine(&self) -> Report {
        examine(&self.doctor, self.owner.as_ref(), self.options.clone()).await
    }
}
