//! The commands of the dev host, as a user types them.

mod crowd;
mod disk;
mod log;
mod rules;
mod variables;

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use anyhow::{Context, Result, ensure};
use host_test::pictures::blue_marble_jpeg;
use host_test::runtime::components::Components;
use host_test::website::browser::visit;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

fn dev() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_host-test"));
    command.stdin(Stdio::null());
    command
}

/// A dev server on free ports, killed when it is dropped.
struct Server {
    process: Child,
    output: BufReader<ChildStdout>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    fn start(folder: &Path) -> Result<Self> {
        Self::spawn(dev(), folder)
    }

    /// `command` is that of the server, with all but its addresses and the bucket's folder.
    fn spawn(mut command: Command, folder: &Path) -> Result<Self> {
        let mut process = command
            .args(["--listen", "127.0.0.1:0", "--website", "127.0.0.1:0"])
            .args(["--s3", "127.0.0.1:0", "--bucket-dir"])
            .arg(folder)
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().context("there is no output")?;
        let output = BufReader::new(output);
        Ok(Self { process, output })
    }

    /// The rest of the first line that begins with `word`.
    fn line(&mut self, word: &str) -> Result<String> {
        let lines = self.until(word)?;
        let line = lines
            .lines()
            .next_back()
            .and_then(|line| line.strip_prefix(word));
        Ok(line.unwrap_or_default().trim().to_owned())
    }

    /// All lines to the first one that begins with `word`.
    fn until(&mut self, word: &str) -> Result<String> {
        let mut lines = String::new();
        loop {
            let start = lines.len();
            if self.output.read_line(&mut lines)? == 0 {
                anyhow::bail!("no line begins with {word}: {lines}");
            }
            if lines[start..].starts_with(word) {
                return Ok(lines);
            }
        }
    }
}

#[tokio::test]
async fn one_command_brings_everything_up_and_ctrl_c_ends_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut server = Server::start(folder.path())?;
    let marble = server.line("Marble")?;
    let website = server.line("website")?;
    let play = server.line("Play:")?;
    assert!(play.starts_with(&format!("{marble}/-/play ")), "{play}");
    server.line("Ctrl-C")?;

    let address = format!("{website}/300x300/blue_marble.jpg");
    let first = visit(&address).await?;
    assert_eq!(first.statuses(), [307, 307, 200]);
    let picture = image::load_from_memory(&first.last().body)?;
    assert_eq!((picture.width(), picture.height()), (300, 300));
    assert_eq!(visit(&address).await?.statuses(), [200]);
    let stored = std::fs::read(folder.path().join("300x300/blue_marble.jpg"))?;
    assert_eq!(first.last().body, stored);
    assert_eq!(first.last().headers["content-type"], "image/jpeg");

    // A photo that is put into the folder is there at once.
    std::fs::write(folder.path().join("my photo.jpg"), blue_marble_jpeg())?;
    let mine = visit(&format!("{website}/90x/my%20photo.jpg")).await?;
    assert_eq!(mine.statuses(), [307, 307, 200]);

    let process = Pid::from_child(&server.process);
    kill_process(process, Signal::INT)?;
    let mut rest = String::new();
    server.output.read_to_string(&mut rest)?;
    let status = server.process.wait()?;
    assert!(status.success(), "{status} {rest}");
    assert!(rest.ends_with("stopped\n"), "{rest}");
    Ok(())
}

#[test]
fn a_taken_port_is_named() -> Result<()> {
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?.to_string();
    let folder = tempfile::tempdir()?;
    for flag in ["--listen", "--website", "--s3"] {
        let mut command = dev();
        for other in ["--listen", "--website", "--s3"] {
            let port = if other == flag {
                &address
            } else {
                "127.0.0.1:0"
            };
            command.args([other, port]);
        }
        let output = command.arg("--bucket-dir").arg(folder.path()).output()?;
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{flag}: {error}");
        assert!(error.contains(&address), "{flag}: {error}");
        assert!(error.starts_with("error: "), "{flag}: {error}");
    }
    Ok(())
}

/// Two builds in one folder take turns. Whoever waits is told for what.
#[test]
fn a_build_that_waits_for_another_cargo_says_so() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let input = folder.path().join("in.jpg");
    std::fs::write(&input, blue_marble_jpeg())?;
    let lock = File::open(Components::get()?.folder.join(".cargo-lock"))?;
    lock.lock()?;
    let mut process = dev()
        .arg("resize")
        .args([&input, Path::new("30x30"), &folder.path().join("out.jpg")])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let log = BufReader::new(process.stderr.take().context("there is no log")?);
    let mut lines = log.lines().map_while(Result::ok);
    let told = lines.find(|line| line.contains("waiting for file lock"));
    lock.unlock()?;
    let rest: Vec<_> = lines.collect();
    assert!(process.wait()?.success(), "{rest:?}");
    assert!(told.is_some(), "{rest:?}");
    Ok(())
}

fn resize(arguments: &[&str], folder: &Path) -> Result<(Output, Value)> {
    let input = folder.join("in.jpg");
    std::fs::write(&input, blue_marble_jpeg())?;
    let output = dev()
        .arg("resize")
        .arg(input)
        .args(arguments)
        .arg(folder.join("out.jpg"))
        .arg("--json")
        .output()?;
    let report = serde_json::from_slice(&output.stdout);
    let report = report.with_context(|| format!("{output:?}"))?;
    Ok((output, report))
}

#[test]
fn resize_reports_what_it_made() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (output, report) = resize(&["--repeat", "2", "300x200"], folder.path())?;
    ensure!(output.status.success(), "{output:?}");
    let file = std::fs::read(folder.path().join("out.jpg"))?;
    assert_eq!(report["status"], 307);
    assert_eq!(report["key"], "300x200/in.jpg");
    assert_eq!(report["content_type"], "image/jpeg");
    assert_eq!(
        (&report["width"], &report["height"]),
        (&300.into(), &200.into())
    );
    assert_eq!(report["bytes"], file.len());
    let cpu: Vec<f64> = serde_json::from_value(report["cpu_ms"].clone())?;
    assert!(cpu.len() == 2 && cpu.iter().all(|ms| *ms > 0.0), "{cpu:?}");
    assert!(report["peak_memory_bytes"].as_u64() > Some(1 << 20));
    Ok(())
}

#[test]
fn resize_reports_what_went_wrong() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (output, report) = resize(&["300"], folder.path())?;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(report["status"], 400);
    assert_eq!(report["code"], "invalid-key");
    assert_eq!(report["message"], "Bad Request: Invalid key format");
    assert!(!folder.path().join("out.jpg").exists());
    Ok(())
}

#[test]
fn compose_writes_a_component_that_any_runtime_takes() -> Result<()> {
    let folder = tempfile::tempdir()?;
    for (flags, spin) in [(&[][..], false), (&["--spin"][..], true)] {
        let file = folder.path().join("new/folder/out.wasm");
        let output = dev().arg("compose").args(flags).arg(&file).output()?;
        ensure!(output.status.success(), "{output:?}");
        let component = wasmtime::component::Component::from_file(
            host_test::runtime::engine::engine()?,
            &file,
        )?;
        let imports = component.component_type();
        let imports = imports.imports(host_test::runtime::engine::engine()?);
        let imports: Vec<_> = imports.map(|(name, _)| name.to_owned()).collect();
        let foreign = |name: &&String| !name.starts_with("wasi:");
        let foreign: Vec<_> = imports.iter().filter(foreign).collect();
        let variables = "fermyon:spin/variables@2.0.0";
        let expected: &[&str] = if spin { &[variables] } else { &[] };
        assert_eq!(foreign, expected, "{imports:?}");
        let environment = imports
            .iter()
            .any(|it| it.starts_with("wasi:cli/environment"));
        assert_eq!(environment, !spin, "{imports:?}");
    }
    Ok(())
}

/// With the formats of every build it had 3,352,487 bytes on 2026-11-26 (docs/performance.md); whatever adds much
/// to that is a choice of the build, or says why not.
#[test]
fn the_composed_component_is_small() -> Result<()> {
    let size = Components::get()?.marble()?.len();
    assert!(size < 10_000_000, "{size} bytes");
    Ok(())
}
