//! What `cargo dev` shows of a request: Marble's own line on standard error, and of the servers beside it one each on
//! standard output; and that headers and `/-/health` reach Marble.

use std::fs::{self, File};

use anyhow::Result;
use host_test::website::browser::{ask, visit};
use serde_json::Value;
use url::Url;

use super::{Server, dev};

/// A server that writes its log into a file, with these arguments.
fn start(folder: &std::path::Path, arguments: &[&str]) -> Result<Server> {
    let mut command = dev();
    command.args(arguments);
    command.stderr(File::create(folder.join("log"))?);
    Server::spawn(command, &folder.join("bucket"))
}

#[tokio::test]
async fn every_server_has_its_line_and_none_has_two() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut server = start(folder.path(), &[])?;
    let marble = server.line("Marble")?;
    let website = server.line("website")?;
    server.line("Ctrl-C")?;
    let made = visit(&format!("{website}/30x30/blue_marble.jpg")).await?;
    assert_eq!(made.statuses(), [307, 307, 200]);
    let missing = server.line("website  GET /30x30/blue_marble.jpg -> 307")?;
    assert!(missing.ends_with(" ms"), "{missing}");
    // In whatever order the store answered.
    let stored = server.line("s3       PUT 30x30/blue_marble.jpg -> 200")?;
    assert!(stored.ends_with(" ms"), "{stored}");
    server.line("website  GET /30x30/blue_marble.jpg -> 200")?;

    let healthy = ask(Url::parse(&format!(
        "{marble}/default/resize/-/health?store"
    ))?)
    .await?;
    assert_eq!(healthy.status, 200);
    let log = fs::read_to_string(folder.path().join("log"))?;
    let lines: Vec<_> = log
        .lines()
        .filter(|line| line.starts_with("marble: "))
        .collect();
    let [of_picture, of_health] = lines.as_slice() else {
        panic!("{log}");
    };
    let begins = "marble: status=307 method=GET path=\"/default/resize\" key=\"30x30/blue_marble.jpg\" \
        transform=\"30x30\" by=made store=\"derivative=absent lease=ours original=found put=stored\" source_format=JPEG ";
    assert!(of_picture.starts_with(begins), "{of_picture}");
    let begins = "marble: status=200 method=GET path=\"/default/resize/-/health\" \
        store=\"derivative=absent original=absent\" ";
    assert!(of_health.starts_with(begins), "{of_health}");
    Ok(())
}

#[tokio::test]
async fn the_form_is_that_of_the_variable() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut server = start(folder.path(), &["--env", "LOG=json"])?;
    let marble = server.line("Marble")?;
    server.line("Ctrl-C")?;
    let answer = ask(Url::parse(&format!("{marble}/30x30/absent.jpg"))?).await?;
    assert_eq!(answer.status, 404);
    let log = fs::read_to_string(folder.path().join("log"))?;
    let line = log.lines().last().unwrap_or_default();
    let line: Value = serde_json::from_str(line)?;
    assert_eq!(line["http.response.status_code"], 404);
    assert_eq!(line["marble.key"], "30x30/absent.jpg");
    Ok(())
}
