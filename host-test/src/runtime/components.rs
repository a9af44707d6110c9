//! The components, built as production builds them and composed for each purpose.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};

use anyhow::{Context, Result, bail, ensure};
use wac_graph::types::Package;
use wac_graph::{CompositionGraph, EncodeOptions, plug};

use super::digest;
use crate::workspace;

const TARGET: &str = "wasm32-wasip2";

/// The bytes of a component, or why there are none; the build runs once a process.
type Built = LazyLock<Result<Components, String>>;

static COMPONENTS: Built = LazyLock::new(|| build().map_err(|error| format!("{error:#}")));

/// The three components of this repository.
pub struct Components {
    /// `src/`: imports `object-store`.
    pub resizer: Vec<u8>,
    /// `crates/s3-store/`: exports it.
    pub s3_store: Vec<u8>,
    /// `crates/spin-env/`: Spin's variables as environment variables.
    pub spin_env: Vec<u8>,
    /// The folder they lie in.
    pub folder: PathBuf,
}

impl Components {
    /// Builds what is out of date.
    ///
    /// # Errors
    ///
    /// Where the target or the code does not build; the text says what to do.
    pub fn get() -> Result<&'static Self> {
        let built = COMPONENTS.as_ref();
        built.map_err(|error| anyhow::anyhow!("{error}"))
    }

    /// The resizer and the S3 adapter in one, which imports `wasi:*` only, with its digest in it.
    ///
    /// # Errors
    ///
    /// Where the two do not fit.
    pub fn marble(&self) -> Result<Vec<u8>> {
        let mut marble = compose("marble:resizer", &self.resizer, &self.s3_store)?;
        digest::stamp(&mut marble)?;
        Ok(marble)
    }

    /// The same with its environment taken from Spin's variables. The digest in it is still that of the two: what they
    /// make of a picture is the same.
    ///
    /// # Errors
    ///
    /// Where the parts do not fit.
    pub fn marble_for_spin(&self) -> Result<Vec<u8>> {
        compose("marble:marble", &self.marble()?, &self.spin_env)
    }
}

/// Satisfies the imports of `socket` with the exports of `part`.
fn compose(name: &str, socket: &[u8], part: &[u8]) -> Result<Vec<u8>> {
    let mut graph = CompositionGraph::new();
    let part = Package::from_bytes("marble:part", None, part, graph.types_mut())?;
    let exports: Vec<String> = graph.types()[part.ty()].exports.keys().cloned().collect();
    let part = graph.register_package(part)?;
    let socket = Package::from_bytes(name, None, socket, graph.types_mut())?;
    let socket = graph.register_package(socket)?;
    plug(&mut graph, vec![part], socket)?;
    // What does not fit to the letter is left open without a word.
    for (import, _, _) in graph.imports() {
        ensure!(
            !exports.iter().any(|export| export == import),
            "{name} does not take {import} as it is offered"
        );
    }
    Ok(graph.encode(EncodeOptions::default())?)
}

/// The resizer with these features and no others, and the folder that it lies in. It is built by the profile `quick`, and so
/// not as fast as it can be.
///
/// # Errors
///
/// Where the target or the code does not build; the text says what to do.
pub fn resizer_with(features: &str) -> Result<(Vec<u8>, PathBuf)> {
    // Each build writes its component where the one before lies.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    install_target()?;
    let mut built: Vec<_> = "--profile quick -p marble --no-default-features"
        .split(' ')
        .collect();
    built.extend(["-F", features]);
    let artifacts = cargo_build(&built)?;
    Ok((read(&artifacts, "marble.wasm")?, folder(&artifacts)?))
}

fn build() -> Result<Components> {
    install_target()?;
    let mut built: Vec<_> = "--release -p marble -p s3-store -p spin-env"
        .split(' ')
        .collect();
    // What is a choice when Marble is built: `lean`, or features such as `marble/avif`.
    let features = std::env::var("MARBLE_FEATURES").unwrap_or_default();
    match features.as_str() {
        "" => {}
        "lean" => built.push("--no-default-features"),
        features => built.extend(["--no-default-features", "-F", features]),
    }
    let artifacts = cargo_build(&built)?;
    Ok(Components {
        resizer: read(&artifacts, "marble.wasm")?,
        s3_store: read(&artifacts, "s3_store.wasm")?,
        spin_env: read(&artifacts, "spin_env.wasm")?,
        folder: folder(&artifacts)?,
    })
}

fn read(artifacts: &[PathBuf], name: &str) -> Result<Vec<u8>> {
    let path = artifacts.iter().find(|path| path.ends_with(name));
    let path = path.with_context(|| format!("cargo built no {name}"))?;
    std::fs::read(path).with_context(|| path.display().to_string())
}

fn folder(artifacts: &[PathBuf]) -> Result<PathBuf> {
    let folder = artifacts.first().and_then(|path| path.parent());
    Ok(folder.context("cargo built nothing")?.to_owned())
}

/// Runs cargo and returns the components that it says it made.
fn cargo_build(arguments: &[&str]) -> Result<Vec<PathBuf>> {
    eprintln!(
        "building the components (cargo build --target {TARGET} {}) …",
        arguments.join(" ")
    );
    let output = Command::new(program("CARGO", "cargo"))
        .current_dir(workspace::root())
        .args(["build", "--target", TARGET])
        .args(arguments)
        .args(["--message-format", "json-render-diagnostics"])
        // They would replace the flags in `.cargo/config.toml`, SIMD among them.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        // Clippy, where it compiles the tests: it would optimise less.
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cargo cannot be started")?;
    if !output.status.success() {
        bail!("the components do not build; cargo says why above");
    }
    let messages = serde_json::Deserializer::from_slice(&output.stdout);
    let messages = messages.into_iter::<serde_json::Value>();
    let files = messages.filter_map(Result::ok).flat_map(|message| {
        let files = message["filenames"].as_array().cloned();
        files.unwrap_or_default()
    });
    let files = files.filter_map(|file| file.as_str().map(PathBuf::from));
    Ok(files
        .filter(|file| {
            file.extension()
                .is_some_and(|extension| extension == "wasm")
        })
        .collect())
}

/// Where rustup does not install by itself what `rust-toolchain.toml` names, it is told to.
fn install_target() -> Result<()> {
    if target_is_installed()? {
        return Ok(());
    }
    let added = Command::new("rustup")
        .current_dir(workspace::root())
        .args(["target", "add", TARGET])
        .status();
    match added {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => bail!("rustup target add {TARGET} failed; rustup says why above"),
        Err(_) => bail!(
            "the Rust target {TARGET} is not installed and there is no rustup to install it: \
             install it as you installed Rust, or take Rust from https://rustup.rs"
        ),
    }
}

fn target_is_installed() -> Result<bool> {
    let output = Command::new(program("RUSTC", "rustc"))
        .current_dir(workspace::root())
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .context("rustc cannot be started")?;
    let folder = String::from_utf8_lossy(&output.stdout);
    Ok(output.status.success() && Path::new(folder.trim()).is_dir())
}

fn program(variable: &str, name: &str) -> OsString {
    std::env::var_os(variable).unwrap_or_else(|| name.into())
}
