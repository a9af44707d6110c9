//! The program and the bucket that it is pointed at.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::s3::{ACCESS_KEY, BUCKET, REGION, S3Config, S3Server, SECRET_KEY};
use marble::derivative::{SOURCE, source_version};

/// What a run said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `marble` with these variables and no others.
pub(crate) async fn marble(
    arguments: &[&str],
    variables: &[(impl AsRef<str>, impl AsRef<str>)],
) -> Result<Said> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_marble"));
    command.args(arguments).env_clear();
    for (name, value) in variables {
        command.env(name.as_ref(), value.as_ref());
    }
    // The servers are in this process.
    let output = tokio::task::spawn_blocking(move || command.output()).await??;
    let said = Said {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout)?,
        stderr: String::from_utf8(output.stderr)?,
    };
    for text in [&said.stdout, &said.stderr] {
        assert!(!text.contains(SECRET_KEY), "the secret is shown: {text}");
    }
    Ok(said)
}

/// The same, and the most memory that it had, in bytes of RAM. What it wrote to standard output is not kept but for its
/// end.
pub(crate) async fn measured(
    arguments: &[&str],
    variables: &[(impl AsRef<str>, impl AsRef<str>)],
) -> Result<(Said, u64)> {
    let stdout = tempfile::NamedTempFile::new()?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_marble"));
    command.args(arguments).env_clear();
    command.stdout(stdout.reopen()?);
    for (name, value) in variables {
        command.env(name.as_ref(), value.as_ref());
    }
    let mut child = command.spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let code = loop {
        if let Some(code) = child.try_wait()? {
            break code.code();
        }
        // It goes with its process.
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kibibytes =
            line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
        peak = kibibytes.unwrap_or_default().max(peak);
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let said = Said {
        code,
        stdout: std::fs::read_to_string(stdout.path())?,
        stderr: String::new(),
    };
    Ok((said, peak * 1_024))
}

/// A bucket in memory behind an S3 server.
pub(crate) struct Store {
    pub(crate) bucket: Arc<Bucket>,
    pub(crate) s3: S3Server,
}

impl Store {
    pub(crate) async fn start() -> Result<Self> {
        let bucket = Arc::new(Bucket::in_memory());
        let free = SocketAddr::from(([127, 0, 0, 1], 0));
        let s3 = S3Server::start(free, Arc::clone(&bucket), S3Config::default()).await?;
        Ok(Self { bucket, s3 })
    }

    /// Runs `marble` with the settings of this store, and these.
    pub(crate) async fn marble(
        &self,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Result<Said> {
        let mut all = variables_of(self.s3.addr());
        all.extend(
            variables
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        marble(arguments, &all).await
    }

    pub(crate) fn put(&self, key: &str, object: Object) {
        self.bucket.put(key, object, &Condition::Always).unwrap();
    }

    /// Puts a derivative as Marble does, made of an original with this entity tag.
    pub(crate) fn put_derivative(&self, key: &str, etag: Option<&str>) {
        let mut object = Object::new(key.to_owned());
        let user = [("marble-transform", "9x9"), ("marble-version", "0.1.0")];
        let user = user.map(|(name, value)| (name.to_owned(), value.to_owned()));
        object.user.extend(user);
        let version = etag.map(|etag| (SOURCE.to_owned(), source_version(etag)));
        object.user.extend(version);
        self.put(key, object);
    }
}

/// The variables of the bucket behind this S3 server.
pub(crate) fn variables_of(s3: SocketAddr) -> Vec<(&'static str, String)> {
    vec![
        ("URL", "http://website.invalid".to_owned()),
        ("BUCKET", BUCKET.to_owned()),
        ("AWS_REGION", REGION.to_owned()),
        ("S3_ENDPOINT", format!("http://{s3}")),
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY.to_owned()),
    ]
}
