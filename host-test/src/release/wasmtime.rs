//! Wasmtime itself, of the version that the tests run: one program that needs no library and no file of a system.

use std::env::consts::ARCH;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use cargo_metadata::Metadata;

use super::inventory::{self, Inventory, Library};
use crate::cargo::{self, Cargo};
use crate::workspace;

/// What Marble needs: the server, and the compiler for whoever has another component.
const FEATURES: &str =
    "compile,component-model-async,parallel-compilation,pooling-allocator,run,serve";

/// Wasmtime's command line, and what is inside.
pub(super) struct Wasmtime {
    pub(super) version: String,
    pub(super) program: PathBuf,
    pub(super) inventory: Inventory,
}

impl Wasmtime {
    /// Builds it, or takes what was built before. `workspace` says which version.
    ///
    /// # Errors
    ///
    /// It does not build: it needs Linux, a C compiler and `musl-gcc`.
    pub(super) fn build(workspace: &Metadata) -> Result<Self> {
        let version = inventory::version(workspace, "wasmtime")?;
        let target = format!("{ARCH}-unknown-linux-musl");
        cargo::install_target(&target)?;
        let built = workspace.target_directory.as_std_path().join("wasmtime");
        eprintln!("building Wasmtime {version} for {target} …");
        let mut install = Cargo::at(workspace::root()).command("install", &target)?;
        install
            .args(["wasmtime-cli", "--version", &format!("={version}")])
            .args(["--locked", "--force", "--no-track"])
            .args(["--no-default-features", "--features", FEATURES])
            .args(["--config", "profile.release.strip=true"])
            .arg("--target-dir")
            .arg(&built)
            .arg("--root")
            .arg(&built);
        let artifacts = cargo::run(install).context(
            "Wasmtime does not build; it needs Linux, a C compiler and musl-gcc (Debian: musl-tools)",
        )?;
        let mut programs = artifacts.iter().filter(|it| it.executable.is_some());
        let own = programs.next().context("cargo built no program")?;
        let sources = own.manifest_path.parent().context("no sources")?;
        let packages = Cargo::at(sources.as_std_path()).metadata()?;
        let compiled = cargo::compiled_for(&target, &artifacts);
        let mut libraries = Library::of_rust()?;
        libraries.push(Library {
            name: "musl",
            version: String::new(),
            license: "MIT",
        });
        Ok(Self {
            version,
            program: built.join("bin/wasmtime"),
            inventory: Inventory::new(&packages, &compiled, libraries)?,
        })
    }

    /// Compiles a component for any machine of this one's architecture that Lambda and its like have: with AVX2, where it
    /// is x86-64.
    ///
    /// # Errors
    ///
    /// It does not compile; Wasmtime has said why.
    pub(super) fn compile(&self, component: &Path, output: &Path) -> Result<()> {
        let mut compile = Command::new(&self.program);
        compile.args(["compile", "--target", &format!("{ARCH}-unknown-linux")]);
        if ARCH == "x86_64" {
            compile.arg("-Ccranelift-haswell");
        }
        // `wasmtime serve -W timeout=…` interrupts by epochs.
        compile.args(["-W", "epoch-interruption=y", "-o"]);
        let status = compile.arg(output).arg(component).status();
        let status = status.with_context(|| self.program.display().to_string())?;
        ensure!(status.success(), "wasmtime compile says why above");
        Ok(())
    }
}
