//! Chromium, driven by the `WebDriver` protocol of the W3C: JSON over HTTP, with commands of Chromium's own for what
//! the standard does not have. The crates for it bring licences or clients that this one page of code does not need.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

/// The name of an element's reference in JSON (`WebDriver`, "Elements").
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How long a page may take to become what a test waits for: builds and other tests take the CPU at the same time.
const PATIENCE_MS: u64 = 90_000;

/// Nothing but the page under test may use the network or the disk.
const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--force-device-scale-factor=1",
    "--hide-scrollbars",
];

/// Whether these tests are left out: only where somebody says so.
pub(crate) fn is_left_out() -> bool {
    let left_out = std::env::var("MARBLE_CHROMIUM").is_ok_and(|value| value == "no");
    if left_out {
        eprintln!("left out: MARBLE_CHROMIUM=no");
    }
    left_out
}

/// A browser with one window. It ends when it is dropped.
pub(crate) struct Browser {
    driver: Child,
    session: String,
    profile: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends the browser with itself when it is asked to; it is one process group, so that nothing is left.
        let group = rustix::process::Pid::from_child(&self.driver);
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        let _ = self.driver.wait();
    }
}

impl Browser {
    /// Starts Chromium with a profile of its own.
    pub(crate) async fn start() -> Result<Self> {
        use std::os::unix::process::CommandExt as _;

        let profile = tempfile::tempdir()?;
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context(
                "no chromedriver: install Debian's packages chromium and chromium-driver, or leave these tests out with MARBLE_CHROMIUM=no",
            )?;
        let output = driver.stdout.take().context("there is no output")?;
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let port = lines.find_map(|line| {
            let (_, port) = line.split_once("successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        let mut browser = Self {
            driver,
            session: String::new(),
            profile,
        };
        let port = port.context("chromedriver tells no port")?;
        // What it says later is not read, and must not stop it.
        std::thread::spawn(move || lines.for_each(drop));
        let profile = browser.profile.path().display();
        let mut arguments: Vec<_> = FLAGS.iter().map(|&flag| flag.to_owned()).collect();
        arguments.push(format!("--user-data-dir={profile}"));
        let capabilities = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
            "timeouts": { "script": PATIENCE_MS, "pageLoad": PATIENCE_MS },
        } } });
        browser.session = format!("http://127.0.0.1:{port}/session");
        let session = browser.command(Method::POST, "", &capabilities).await?;
        let id = session["sessionId"].as_str().context("no session")?;
        browser.session = format!("{}/{id}", browser.session);
        Ok(browser)
    }

    async fn command(&self, method: Method, path: &str, body: &Value) -> Result<Value> {
        let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
        let body = if method == Method::GET {
            Bytes::new()
        } else {
            serde_json::to_vec(body)?.into()
        };
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.session))
            .body(Full::new(body))?;
        let response = client.request(request).await?;
        let status = response.status();
        let bytes = response.into_body().collect().await?.to_bytes();
        let mut answer: Value = serde_json::from_slice(&bytes)?;
        let value = answer["value"].take();
        ensure!(status.is_success(), "{path}: {}", value["message"]);
        Ok(value)
    }

    /// Opens a page, and waits until it is loaded.
    pub(crate) async fn open(&self, url: &str) -> Result<()> {
        let body = json!({ "url": url });
        self.command(Method::POST, "/url", &body).await?;
        Ok(())
    }

    /// What a script returns; `arguments` are its `arguments`.
    pub(crate) async fn run(&self, script: &str, arguments: Value) -> Result<Value> {
        let body = json!({ "script": script, "args": arguments });
        self.command(Method::POST, "/execute/sync", &body).await
    }

    /// What an expression is, as soon as it is something (in JavaScript's sense).
    pub(crate) async fn until(&self, expression: &str) -> Result<Value> {
        let script = format!(
            "const done = arguments[0], end = performance.now() + {PATIENCE_MS} - 2000;
             const look = () => {{
               let found = null, failed = null;
               try {{ found = {expression}; }} catch (error) {{ failed = String(error); }}
               if (found) done({{ found }});
               else if (performance.now() > end) done({{ failed, text: document.body.innerText }});
               else setTimeout(look, 20);
             }};
             look();"
        );
        let body = json!({ "script": script, "args": [] });
        let mut answer = self.command(Method::POST, "/execute/async", &body).await?;
        if answer["found"].is_null() {
            bail!("it never came: {expression}: {answer}");
        }
        Ok(answer["found"].take())
    }

    /// Types into the element, or gives a file input a file.
    pub(crate) async fn type_into(&self, selector: &str, text: &str) -> Result<()> {
        let find = json!({ "using": "css selector", "value": selector });
        let found = self.command(Method::POST, "/element", &find).await?;
        let id = found[ELEMENT].as_str().context("no such element")?;
        let body = json!({ "text": text });
        let path = format!("/element/{id}/value");
        self.command(Method::POST, &path, &body).await?;
        Ok(())
    }

    /// Presses keys, wherever the focus is.
    pub(crate) async fn press(&self, keys: &str) -> Result<()> {
        let actions: Vec<Value> = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key })))
            .collect();
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.command(Method::POST, "/actions", &body).await?;
        Ok(())
    }

    /// Presses the button of the mouse at one place of the window and lets it go at another.
    pub(crate) async fn drag(&self, from: (i64, i64), to: (i64, i64)) -> Result<()> {
        let move_to = |(x, y): (i64, i64)| json!({ "type": "pointerMove", "origin": "viewport", "duration": 20, "x": x, "y": y });
        let actions = json!([
            move_to(from),
            { "type": "pointerDown", "button": 0 },
            move_to(to),
            { "type": "pointerUp", "button": 0 },
        ]);
        let body = json!({ "actions": [{ "type": "pointer", "id": "mouse", "actions": actions }] });
        self.command(Method::POST, "/actions", &body).await?;
        Ok(())
    }

    /// The size of the window's inside, and whether the page is dark.
    pub(crate) async fn look(&self, width: u32, height: u32, scheme: &str) -> Result<()> {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.chromium("Emulation.setDeviceMetricsOverride", &metrics)
            .await?;
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.chromium("Emulation.setEmulatedMedia", &features).await
    }

    /// A command of the Chrome `DevTools` Protocol.
    pub(crate) async fn chromium(&self, command: &str, parameters: &Value) -> Result<()> {
        let body = json!({ "cmd": command, "params": parameters });
        self.command(Method::POST, "/goog/cdp/execute", &body)
            .await?;
        Ok(())
    }

    /// What the page wrote to its console since the last time, without what only informs.
    pub(crate) async fn complaints(&self) -> Result<Vec<String>> {
        let body = json!({ "type": "browser" });
        let log = self.command(Method::POST, "/se/log", &body).await?;
        let entries = log.as_array().cloned().unwrap_or_default();
        let entries = entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING");
        Ok(entries.map(|entry| entry["message"].to_string()).collect())
    }

    /// Writes what the window shows as PNG.
    pub(crate) async fn screenshot(&self, file: &Path) -> Result<()> {
        let shot = self
            .command(Method::GET, "/screenshot", &Value::Null)
            .await?;
        let text = shot.as_str().context("no screenshot")?;
        std::fs::write(file, host_test::pictures::from_base64(text))?;
        Ok(())
    }
}
