//! The page as one file: from the disk and from the bucket itself, beside a deployment that it knows nothing of.

use anyhow::{Context, Result, ensure};
use host_test::store::bucket::{Condition, Object};
use serde_json::json;
use std::process::Command;

use super::browser::{Browser, is_left_out};
use super::start;

const SHOWN: &str = "document.querySelector('#result-panel').getAttribute('aria-busy') === 'false' && !document.querySelector('#result .frame').hidden && document.querySelector('#result-facts').textContent";

#[tokio::test]
async fn the_file_asks_any_deployment_that_lets_it() -> Result<()> {
    if is_left_out() {
        return Ok(());
    }
    let servers = start(&[]).await?;
    let website = format!("http://{}", servers.website.addr());
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("play.html");
    let output = Command::new(env!("CARGO_BIN_EXE_host-test"))
        .arg("play")
        .arg(&file)
        .output()?;
    ensure!(output.status.success(), "{output:?}");
    let page = Object::new(std::fs::read(&file)?).with_content_type("text/html");
    let put = servers.bucket.put("play.html", page, &Condition::Always);
    put.map_err(|error| anyhow::anyhow!("{error}"))?;

    let browser = Browser::start().await?;
    for (address, transform) in [
        (format!("file://{}", file.display()), "120x90,format=webp"),
        (format!("{website}/play.html"), "130x90,format=webp"),
    ] {
        // The base is asked for in the page, or given in its address.
        browser
            .open(&format!("{address}#{transform}/blue_marble.jpg"))
            .await?;
        let asked = browser.until("document.querySelector('#status').textContent.includes('address') && document.querySelector('#base').value === ''").await?;
        assert_eq!(asked, true, "{address}");
        let given = format!("{address}?base={website}#{transform}/blue_marble.jpg");
        browser.open(&given).await?;
        let facts = browser.until(SHOWN).await?;
        let facts = facts.as_str().context("a text")?;
        let (size, _) = transform.split_once(',').context("a size")?;
        let size = size.replace('x', " × ");
        assert!(
            facts.starts_with(&format!("{size} · WebP · ")),
            "{address}: {facts}"
        );
        let url = browser
            .until("document.querySelector('#url').textContent")
            .await?;
        assert_eq!(url, format!("{website}/{transform}/blue_marble.jpg"));
        let drop = browser
            .run("return document.querySelector('#file')", json!([]))
            .await?;
        assert!(drop.is_null(), "nothing can be put there");
    }

    // Marble's words come through, as its answers let any origin read.
    let refused =
        format!("{website}/play.html?base={website}#20x20,crop=9999:0:1:1/blue_marble.jpg");
    browser.open(&refused).await?;
    let told = browser
        .until("!document.querySelector('#refusal').hidden && document.querySelector('#refusal').textContent")
        .await?;
    assert!(
        told.as_str().unwrap_or_default().contains("Bad Request"),
        "{told}"
    );
    assert_eq!(
        browser
            .complaints()
            .await?
            .iter()
            .filter(|line| line.contains("Content Security"))
            .count(),
        0
    );
    Ok(())
}

#[test]
fn a_base_is_an_address() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("play.html");
    for (base, expected) in [
        ("https://images.example.com/", true),
        ("http://127.0.0.1:8080", true),
        ("images.example.com", false),
        ("javascript:alert(1)", false),
        ("https://images.example.com/?a=b", false),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_host-test"))
            .args(["play", "--base", base])
            .arg(&file)
            .output()?;
        assert_eq!(output.status.success(), expected, "{base}: {output:?}");
    }
    let page = std::fs::read_to_string(&file)?;
    assert!(page.contains("\"base\":\"http://127.0.0.1:8080\""));
    Ok(())
}
