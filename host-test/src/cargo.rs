//! Cargo, as it is run from here: what it builds, and what it knows.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use cargo_metadata::{Artifact, Message, Metadata, MetadataCommand};

use crate::workspace;

/// Cargo in a folder that has a workspace.
#[derive(Clone, Debug)]
pub struct Cargo {
    folder: PathBuf,
    home: Option<PathBuf>,
}

impl Cargo {
    /// Cargo as it is set up on this machine.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            home: None,
        }
    }

    /// Cargo with its registry below another folder.
    #[must_use]
    pub fn home(self, home: &Path) -> Self {
        let home = Some(home.to_owned());
        Self { home, ..self }
    }

    /// What it knows of the workspace, and of all that this depends on.
    ///
    /// # Errors
    ///
    /// Where cargo does not run, or `Cargo.lock` is out of date.
    pub(crate) fn metadata(&self) -> Result<Metadata> {
        let mut command = MetadataCommand::new();
        command.cargo_path(program("CARGO", "cargo"));
        command.current_dir(&self.folder);
        command.other_options(vec!["--locked".to_owned()]);
        if let Some(home) = &self.home {
            command.env("CARGO_HOME", home);
        }
        Ok(command.exec()?)
    }

    /// `cargo build` or `cargo install`, for a target. What is built has the places of panics in it, and they do not say
    /// where on this machine the sources lie: so two machines build the same bytes.
    ///
    /// # Errors
    ///
    /// As those of `metadata`.
    pub(crate) fn command(&self, command: &str, target: &str) -> Result<Command> {
        let flags = portable_paths(&self.metadata()?, target)?;
        let mut cargo = Command::new(program("CARGO", "cargo"));
        cargo
            .current_dir(&self.folder)
            .args([command, "--target", target])
            .args(["--message-format", "json-render-diagnostics"])
            // They join those in `.cargo/config.toml`.
            .args(["--config", &flags])
            // These would replace them, SIMD among them.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            // Clippy, where it compiles the tests: it would optimise less.
            .env_remove("RUSTC_WORKSPACE_WRAPPER");
        if let Some(home) = &self.home {
            cargo.env("CARGO_HOME", home);
        }
        Ok(cargo)
    }
}

/// Runs it, and returns what it made or found made.
///
/// # Errors
///
/// Where it does not build; cargo has said why.
pub(crate) fn run(mut cargo: Command) -> Result<Vec<Artifact>> {
    let output = cargo
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cargo cannot be started")?;
    ensure!(output.status.success(), "cargo says why above");
    let messages = Message::parse_stream(output.stdout.as_slice());
    let artifacts = messages.filter_map(|message| match message {
        Ok(Message::CompilerArtifact(artifact)) => Some(Ok(artifact)),
        Ok(_) => None,
        Err(error) => Some(Err(error.into())),
    });
    artifacts.collect()
}

/// The manifests of those whose code is in what was built for a target, and not only run while it was built.
pub(crate) fn compiled_for(target: &str, artifacts: &[Artifact]) -> Vec<PathBuf> {
    let inside = artifacts.iter().filter(|artifact| {
        let mut files = artifact.filenames.iter();
        files.any(|file| file.iter().any(|part| part == target))
    });
    let manifests = inside.map(|artifact| artifact.manifest_path.as_std_path());
    manifests.map(Path::to_owned).collect()
}

/// Where rustup does not install by itself what `rust-toolchain.toml` names, it is told to.
///
/// # Errors
///
/// Where the target is not there, and cannot be installed.
pub(crate) fn install_target(target: &str) -> Result<()> {
    if target_is_installed(target)? {
        return Ok(());
    }
    let added = Command::new("rustup")
        .current_dir(workspace::root())
        .args(["target", "add", target])
        .status();
    match added {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => bail!("rustup target add {target} failed; rustup says why above"),
        Err(_) => bail!(
            "the Rust target {target} is not installed and there is no rustup to install it: \
             install it as you installed Rust, or take Rust from https://rustup.rs"
        ),
    }
}

fn target_is_installed(target: &str) -> Result<bool> {
    let output = Command::new(program("RUSTC", "rustc"))
        .current_dir(workspace::root())
        .args(["--print", "target-libdir", "--target", target])
        .output()
        .context("rustc cannot be started")?;
    let folder = String::from_utf8_lossy(&output.stdout);
    Ok(output.status.success() && Path::new(folder.trim()).is_dir())
}

/// The version of the compiler, such as `1.95.0`.
///
/// # Errors
///
/// Where it does not say it.
pub(crate) fn rust_version() -> Result<String> {
    let output = Command::new(program("RUSTC", "rustc"))
        .current_dir(workspace::root())
        .arg("--version")
        .output()
        .context("rustc cannot be started")?;
    let text = String::from_utf8(output.stdout)?;
    let version = text.split(' ').nth(1);
    Ok(version.context("rustc tells no version")?.to_owned())
}

/// The flags for it, as cargo's `--config` takes them.
fn portable_paths(workspace: &Metadata, target: &str) -> Result<String> {
    let registries = workspace.packages.iter().filter_map(|package| {
        package.source.as_ref()?;
        package.manifest_path.parent()?.parent()
    });
    let registries: BTreeSet<_> = registries.collect();
    let mut flags: Vec<String> = registries
        .iter()
        .map(|folder| format!("--remap-path-prefix={folder}=registry"))
        .collect();
    let built = &workspace.target_directory;
    flags.push(format!("--remap-path-prefix={built}=target"));
    // A list in JSON is one in TOML, too.
    let flags = serde_json::to_string(&flags)?;
    Ok(format!("target.{target}.rustflags={flags}"))
}

pub(crate) fn program(variable: &str, name: &str) -> OsString {
    std::env::var_os(variable).unwrap_or_else(|| name.into())
}
