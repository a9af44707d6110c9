//! What is typed: the commands of the pages, their flags, and what they print.

use std::collections::BTreeSet;
use std::process::{Command, Output};

use anyhow::{Context, Result};
use host_test::pictures;
use serde_json::Value;

use crate::docs::pages::{blocks, code_spans, manual, read, table};

const README: &str = "README.md";

/// The binary behind `cargo dev`.
fn cargo_dev(arguments: &[&str]) -> Result<Output> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_host-test"));
    Ok(command.args(arguments).output()?)
}

#[test]
fn flags_are_those_of_cargo_dev() -> Result<()> {
    let (_, rows) = table(README, "flag");
    let help = String::from_utf8(cargo_dev(&["serve", "--help"])?.stdout)?;
    let flags = help.lines().map(str::trim).filter_map(|line| {
        let (flag, rest) = line.split_once(" <")?;
        let (_, meaning) = rest.split_once('>')?;
        let (meaning, default) = meaning.trim().split_once(" [default: ")?;
        let default = default.trim_end_matches(']');
        Some([flag, default, meaning].map(str::to_owned).to_vec())
    });
    assert_eq!(rows, flags.collect::<Vec<_>>(), "the flags");
    Ok(())
}

/// The command lines of cargo dev in a page, without what stands around them.
fn commands(markdown: &str) -> BTreeSet<String> {
    let spans = code_spans(markdown);
    let blocks = blocks(markdown, "sh");
    let lines = blocks.iter().flat_map(|block| block.lines());
    let lines = lines.chain(spans.iter().map(String::as_str));
    let commands = lines.filter_map(|line| {
        let (line, _) = line.split_once(" #").unwrap_or((line, ""));
        let (line, _) = line.split_once(" &&").unwrap_or((line, ""));
        let command = line.trim();
        (command == "cargo dev" || command.starts_with("cargo dev ")).then(|| command.to_owned())
    });
    commands.collect()
}

#[test]
fn cargo_dev_takes_every_command() -> Result<()> {
    let mut count = 0;
    for page in manual()? {
        for command in commands(&read(&page)) {
            let words: Vec<_> = command.split(' ').skip(2).collect();
            // With `--help` the arguments are checked and nothing is done.
            let output = cargo_dev(&[words.as_slice(), &["--help"]].concat())?;
            let text = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{page:?}: {command}: {text}");
            count += 1;
        }
    }
    assert!(count >= 8, "only {count} commands were found");
    Ok(())
}

/// What a command of a page prints, without its last line's end.
fn printed(page: &str, beginning: &str) -> Result<String> {
    let commands = commands(&read(page));
    let command = commands.iter().find(|it| it.starts_with(beginning));
    let words: Vec<_> = command
        .context("no such command")?
        .split(' ')
        .skip(2)
        .collect();
    let output = cargo_dev(&words)?;
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {log}");
    Ok(String::from_utf8(output.stdout)?)
}

#[test]
fn limits_prints_what_is_shown() -> Result<()> {
    let page = "docs/configuration.md";
    let found = printed(page, "cargo dev limits ")?;
    assert!(
        blocks(&read(page), "text").contains(&found),
        "{page} does not show\n{found}"
    );
    Ok(())
}

#[test]
fn sign_prints_what_is_shown() -> Result<()> {
    let page = "docs/security.md";
    let found = printed(page, "cargo dev sign ")?;
    assert!(
        blocks(&read(page), "text").contains(&found),
        "{page} does not show\n{found}"
    );
    // As the page says it is made by others.
    let vectors = read("crates/transform/signatures.json");
    let (_, signature) = found.split_once("sig=").context("a signature")?;
    let signature = signature.split('/').next().unwrap_or_default();
    assert!(vectors.contains(signature), "{signature}");
    Ok(())
}

#[test]
fn the_first_lines_are_those_of_the_dev_server() {
    let blocks = blocks(&read(README), "sh");
    assert_eq!(blocks[0], "cargo dev\n");
    let (_, flags) = table(README, "flag");
    let website = flags.iter().find(|flag| flag[0] == "--website");
    let website = &website.expect("the flag --website")[1];
    let expected = format!("curl -sSL -o out.jpg http://{website}/300x300/blue_marble.jpg\n");
    assert_eq!(blocks[1], expected);
}

#[test]
fn the_rust_version_is_the_packages() {
    let expected = concat!("Rust (", env!("CARGO_PKG_RUST_VERSION"), " or newer");
    assert!(read(README).contains(expected), "{expected}");
}

#[test]
fn resize_prints_the_fields_that_are_shown() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("photo.jpg"), pictures::blue_marble_jpeg())?;
    let (input, output) = (path("photo.jpg"), path("out.jpg"));
    let printed = cargo_dev(&["resize", &input, "300x300", &output, "--json"])?;
    let log = String::from_utf8_lossy(&printed.stderr);
    let mut printed: Value = serde_json::from_slice(&printed.stdout).context(log.into_owned())?;
    let blocks = blocks(&read("docs/performance.md"), "json");
    let shown = blocks.iter().find(|block| block.contains("cpu_ms"));
    let mut shown: Value = serde_json::from_str(shown.context("the JSON of resize")?)?;
    // These differ from run to run; that they are there is enough.
    for measured in ["bytes", "cpu_ms", "peak_memory_bytes"] {
        for report in [&mut printed, &mut shown] {
            let value = report.as_object_mut().and_then(|it| it.remove(measured));
            assert!(value.is_some(), "{measured}");
        }
    }
    assert_eq!(printed, shown, "what cargo dev resize --json prints");
    Ok(())
}
