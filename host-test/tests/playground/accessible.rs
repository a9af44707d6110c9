//! What axe-core, the checker of Deque, finds in the page: nothing serious, in light and dark, on a phone and a desk.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use host_test::workspace;
use serde_json::{Value, json};

use super::browser::{Browser, is_left_out};
use super::start;

const SHOWN: &str = "document.querySelector('#result-panel').getAttribute('aria-busy') === 'false' && !document.querySelector('.divider').hidden";

/// The checker's script, of the version in `package-lock.json`.
fn axe() -> Result<String> {
    let folder = workspace::root().join("host-test/tests/playground");
    let script = folder.join("node_modules/axe-core/axe.min.js");
    if !script.exists() {
        let installed = Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&folder)
            .output()
            .context("no npm, which brings axe-core: install Node.js, or leave these tests out with MARBLE_CHROMIUM=no")?;
        ensure!(installed.status.success(), "npm ci: {installed:?}");
    }
    Ok(std::fs::read_to_string(script)?)
}

#[tokio::test]
async fn nothing_serious_is_found() -> Result<()> {
    if is_left_out() {
        return Ok(());
    }
    let axe = axe()?;
    let servers = start(&[]).await?;
    let browser = Browser::start().await?;
    let play = format!("http://{}/-/play", servers.marble.addr());
    let transform = "400x300,position=0.4:0.35,quality=70";
    for (width, height, scheme) in [
        (1440, 1100, "light"),
        (1440, 1100, "dark"),
        (360, 740, "light"),
        (360, 740, "dark"),
    ] {
        let name = format!("{width}-{scheme}");
        browser.look(width, height, scheme).await?;
        browser.open("about:blank").await?;
        browser
            .open(&format!("{play}#{transform}/blue_marble.jpg"))
            .await?;
        browser.until(SHOWN).await?;
        save(&browser, &name).await?;
        let wide = browser
            .run("return document.documentElement.scrollWidth", json!([]))
            .await?;
        assert_eq!(wide, width, "{name}: nothing reaches over the edge");
        browser
            .run(
                "for (const part of document.querySelectorAll('details')) part.open = true",
                json!([]),
            )
            .await?;
        save(&browser, &format!("{name}-open")).await?;
        assert_eq!(
            serious(&browser, &axe).await?,
            Vec::<String>::new(),
            "{name}"
        );
        // A refusal looks otherwise.
        browser.open("about:blank").await?;
        browser
            .open(&format!("{play}#{transform},blur=0.1/blue_marble.jpg"))
            .await?;
        browser
            .until("!document.querySelector('#refusal').hidden")
            .await?;
        save(&browser, &format!("{name}-refused")).await?;
        assert_eq!(
            serious(&browser, &axe).await?,
            Vec::<String>::new(),
            "{name}, refused"
        );
    }
    Ok(())
}

/// What it calls serious or critical, with where.
async fn serious(browser: &Browser, axe: &str) -> Result<Vec<String>> {
    browser.run(axe, json!([])).await?;
    browser.run("window.report = null; axe.run({ resultTypes: ['violations'] }).then((report) => (window.report = report))", json!([])).await?;
    let violations = browser.until("window.report && { list: window.report.violations, passes: window.report.passes.length }").await?;
    let passes = violations["passes"].as_u64().unwrap_or_default();
    ensure!(passes > 10, "only {passes} rules were looked at");
    let violations = violations["list"].as_array().cloned().unwrap_or_default();
    let serious = violations.iter().filter(|found| {
        ["serious", "critical"].contains(&found["impact"].as_str().unwrap_or_default())
    });
    Ok(serious.map(described).collect())
}

fn described(violation: &Value) -> String {
    let nodes = violation["nodes"].as_array().cloned().unwrap_or_default();
    let nodes: Vec<_> = nodes.iter().map(|node| node["html"].to_string()).collect();
    format!("{}: {}", violation["id"], nodes.join("; "))
}

/// For the developer's eyes.
async fn save(browser: &Browser, name: &str) -> Result<()> {
    let Some(folder) = std::env::var_os("MARBLE_SCREENSHOTS") else {
        return Ok(());
    };
    let folder = workspace::root().join(folder);
    std::fs::create_dir_all(&folder)?;
    browser
        .screenshot(&folder.join(format!("{name}.png")))
        .await
}
