//! The unit tests of what has vectors once more, in WebAssembly: they compute what the portable code computes, which the
//! same tests hold against definitions natively.

use std::process::Command;

use anyhow::{Result, ensure};
use host_test::runtime::components::Components;
use host_test::workspace;

#[test]
fn vectors_compute_what_the_portable_code_computes() -> Result<()> {
    // The target is installed where it was missing.
    Components::get()?;
    run(&["-p", "marble-jpeg", "-p", "marble-webp"])?;
    // Nothing else in this crate has vectors.
    run(&[
        "-p",
        "marble-picture",
        "--",
        "alpha::",
        "resample::",
        "unfilter::",
    ])
}

/// Runs unit tests, among them those that compare both.
fn run(arguments: &[&str]) -> Result<()> {
    let host = serde_json::to_string(env!("CARGO_BIN_EXE_host-test"))?;
    let output = Command::new(env!("CARGO"))
        .current_dir(workspace::root())
        .args(["test", "--target", "wasm32-wasip2", "--lib"])
        // The host that is built already.
        .args([
            "--config",
            &format!("target.wasm32-wasip2.runner=[{host},'run']"),
        ])
        .args(arguments)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        // Clippy, where it compiles the tests: the same code was linted natively.
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .output()?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let complaints = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{printed}\n{complaints}");
    ensure!(
        printed.contains("gives_what_the_portable_version_gives ... ok"),
        "the tests that compare both did not run:\n{printed}"
    );
    Ok(())
}
