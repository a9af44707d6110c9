//! The components, built as production builds them and composed for each purpose.

use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use cargo_metadata::Artifact;
use wac_graph::types::Package;
use wac_graph::{CompositionGraph, EncodeOptions, plug};

use super::digest;
use crate::cargo::{self, Cargo};
use crate::workspace;

const TARGET: &str = "wasm32-wasip2";

/// The bytes of a component, or why there are none; the build runs once a process.
type Built = LazyLock<Result<Components, String>>;

static COMPONENTS: Built = LazyLock::new(|| {
    let features = std::env::var("MARBLE_FEATURES").unwrap_or_default();
    Components::build(&features).map_err(|error| format!("{error:#}"))
});

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
    /// The manifests of what was compiled for them: this repository's crates, and all that they depend on.
    pub packages: Vec<PathBuf>,
}

impl Components {
    /// Builds what is out of date, with the features that `MARBLE_FEATURES` says.
    ///
    /// # Errors
    ///
    /// Where the target or the code does not build; the text says what to do.
    pub fn get() -> Result<&'static Self> {
        let built = COMPONENTS.as_ref();
        built.map_err(|error| anyhow::anyhow!("{error}"))
    }

    /// Builds what is out of date. `features` are those of `MARBLE_FEATURES`: none for the default build, `lean`, or
    /// a list such as `marble/avif,marble/heic`.
    ///
    /// # Errors
    ///
    /// Where the target or the code does not build; the text says what to do.
    pub fn build(features: &str) -> Result<Self> {
        cargo::install_target(TARGET)?;
        let mut built: Vec<_> = "--release -p marble -p s3-store -p spin-env"
            .split(' ')
            .collect();
        match features {
            "" => {}
            "lean" => built.push("--no-default-features"),
            features => built.extend(["--no-default-features", "-F", features]),
        }
        let artifacts = cargo_build(&Cargo::at(workspace::root()), &built)?;
        let packages = cargo::compiled_for(TARGET, &artifacts);
        Ok(Self {
            resizer: read(&artifacts, "marble.wasm")?,
            s3_store: read(&artifacts, "s3_store.wasm")?,
            spin_env: read(&artifacts, "spin_env.wasm")?,
            folder: folder(&artifacts)?,
            packages,
        })
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
    resizer_of(&Cargo::at(workspace::root()), features)
}

/// The same of another copy of this repository.
///
/// # Errors
///
/// Where the target or the code does not build; the text says what to do.
pub fn resizer_of(repository: &Cargo, features: &str) -> Result<(Vec<u8>, PathBuf)> {
    // Each build writes its component where the one before lies.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    cargo::install_target(TARGET)?;
    let mut built: Vec<_> = "--profile quick -p marble --no-default-features"
        .split(' ')
        .collect();
    built.extend(["-F", features]);
    let artifacts = cargo_build(repository, &built)?;
    Ok((read(&artifacts, "marble.wasm")?, folder(&artifacts)?))
}

fn read(artifacts: &[Artifact], name: &str) -> Result<Vec<u8>> {
    let path = files(artifacts).find(|path| path.ends_with(name));
    let path = path.with_context(|| format!("cargo built no {name}"))?;
    std::fs::read(path).with_context(|| path.display().to_string())
}

fn folder(artifacts: &[Artifact]) -> Result<PathBuf> {
    let components = files(artifacts).find(|path| {
        path.extension()
            .is_some_and(|extension| extension == "wasm")
    });
    let folder = components.and_then(Path::parent);
    Ok(folder.context("cargo built nothing")?.to_owned())
}

fn files(artifacts: &[Artifact]) -> impl Iterator<Item = &Path> {
    let files = artifacts.iter().flat_map(|artifact| &artifact.filenames);
    files.map(|file| file.as_std_path())
}

fn cargo_build(repository: &Cargo, arguments: &[&str]) -> Result<Vec<Artifact>> {
    eprintln!(
        "building the components (cargo build --target {TARGET} {}) …",
        arguments.join(" ")
    );
    let mut command = repository.command("build", TARGET)?;
    command.args(arguments);
    cargo::run(command).context("the components do not build")
}
