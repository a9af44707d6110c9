//! What `cargo dev release` writes: that it is whole, tells what is inside, and is the same wherever it is built.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use anyhow::{Context, Result, ensure};
use cyclonedx_bom::prelude::{Bom, SpecVersion, Validate};
use host_test::cargo::Cargo;
use host_test::release::{self, Contents};
use host_test::runtime::components::{Components, resizer_of, resizer_with};
use host_test::workspace;
use toml::{Table, Value};

/// All that is written without a build of its own.
fn dist() -> Result<&'static Path> {
    static DIST: LazyLock<Result<PathBuf>> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("dist");
        // Of the run before.
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let contents = Contents {
            lean: false,
            native: false,
        };
        release::write(&folder, contents)?;
        Ok(folder)
    });
    let dist = DIST.as_ref().map(PathBuf::as_path);
    dist.map_err(|error| anyhow::anyhow!("{error:#}"))
}

fn read(name: &str) -> Result<String> {
    let path = dist()?.join(name);
    fs::read_to_string(&path).with_context(|| path.display().to_string())
}

#[test]
fn the_components_are_those_that_the_tests_run() -> Result<()> {
    let components = Components::get()?;
    assert!(fs::read(dist()?.join("marble.wasm"))? == components.marble()?);
    assert!(fs::read(dist()?.join("marble-spin.wasm"))? == components.marble_for_spin()?);
    Ok(())
}

#[test]
fn the_checksums_are_those_of_all_files() -> Result<()> {
    let mut check = Command::new("sha256sum");
    check
        .args(["--check", "--strict", "SHA256SUMS"])
        .current_dir(dist()?);
    let output = check.output()?;
    ensure!(output.status.success(), "{output:?}");
    let sums = read("SHA256SUMS")?;
    let summed: BTreeSet<_> = sums
        .lines()
        .filter_map(|line| line.split("  ").nth(1))
        .collect();
    let files = fs::read_dir(dist()?)?.map(|entry| Ok(entry?.file_name().into_string()));
    for file in files.collect::<Result<Vec<_>>>()? {
        let file = file.map_err(|name| anyhow::anyhow!("{name:?}"))?;
        assert!(
            file == "SHA256SUMS" || summed.contains(file.as_str()),
            "{file}"
        );
    }
    Ok(())
}

#[test]
fn a_folder_that_is_in_use_is_left_alone() -> Result<()> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("mine"), "1")?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_host-test"));
    let output = command
        .args(["release", "--wasm-only"])
        .arg(folder.path())
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && said.contains("is not empty"),
        "{said}"
    );
    assert_eq!(fs::read_dir(folder.path())?.count(), 1);
    Ok(())
}

#[test]
fn the_bill_has_every_crate_that_is_inside_and_no_other() -> Result<()> {
    let text = read("marble.cdx.json")?;
    let bom = Bom::parse_from_json(text.as_bytes())?;
    assert!(bom.validate_version(SpecVersion::V1_5).passed());
    let parts = bom.components.context("no components")?.0;
    let names: BTreeSet<_> = parts.iter().map(|part| part.name.to_string()).collect();
    for inside in [
        "marble",
        "s3-store",
        "marble-jpeg",
        "image",
        "re_rav1d",
        "std",
        "wasi-libc",
    ] {
        assert!(names.contains(inside), "{inside} is missing");
    }
    // The host, the macros that ran at build time, what is for other systems, and a feature that is not in.
    for outside in [
        "host-test",
        "wasmtime",
        "serde_derive",
        "rustix",
        "marble-cli",
        "heic-rs",
    ] {
        assert!(!names.contains(outside), "{outside} is not inside");
    }
    for part in &parts {
        assert!(part.licenses.is_some(), "{}", part.name);
        let of_registry = part.purl.is_some();
        assert_eq!(of_registry, part.hashes.is_some(), "{}", part.name);
    }
    let file = bom.metadata.context("no metadata")?.component;
    let hash = &file.and_then(|file| file.hashes).context("no hash")?.0[0]
        .content
        .0;
    assert!(read("SHA256SUMS")?.contains(&format!("{hash}  marble.wasm")));
    Ok(())
}

#[test]
fn every_licence_is_there_with_its_text() -> Result<()> {
    let notices = read("THIRD-PARTY.txt")?;
    let text = read("marble.cdx.json")?;
    let bom = Bom::parse_from_json(text.as_bytes())?;
    for part in bom.components.context("no components")?.0 {
        let version = part
            .version
            .map(|version| version.to_string())
            .unwrap_or_default();
        let line = format!("\n{} {version}", part.name);
        // In the list, and over a text.
        assert!(notices.matches(line.trim_end()).count() >= 2, "{line:?}");
    }
    for words in [
        "Permission is hereby granted",
        "Apache License",
        "LLVM Exceptions",
    ] {
        assert!(notices.contains(words), "{words}");
    }
    Ok(())
}

#[test]
fn the_manifest_for_spin_is_the_repositorys_without_a_build() -> Result<()> {
    let theirs: Table = read("spin.toml")?.parse()?;
    let mut ours: Table = fs::read_to_string(workspace::root().join("spin.toml"))?.parse()?;
    let marble = ours["component"]["marble"]
        .as_table_mut()
        .context("a table")?;
    marble.remove("build").context("a build")?;
    marble.insert("source".to_owned(), Value::from("marble-spin.wasm"));
    assert_eq!(theirs, ours);
    assert!(!read("spin.toml")?.contains("cargo dev compose"));
    Ok(())
}

#[test]
fn the_manifest_for_registries_has_what_they_ask_for() -> Result<()> {
    let manifest: Table = read("wkg.toml")?.parse()?;
    let metadata = manifest["metadata"].as_table().context("a table")?;
    assert_eq!(metadata["license"].as_str(), Some("MIT OR Apache-2.0"));
    let description = metadata["description"].as_str().context("a text")?;
    assert!(description.contains("resiz"), "{description}");
    Ok(())
}

/// Another folder for the sources, for what is built, and for the registry.
#[test]
fn two_builds_in_two_folders_are_byte_identical() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("a longer path than the first");
    copy_sources(workspace::root(), &copy)?;
    let registry = folder.path().join("registry-of-another-person");
    let home = std::env::var_os("CARGO_HOME").map_or_else(
        || std::env::home_dir().map(|home| home.join(".cargo")),
        |home| Some(home.into()),
    );
    std::os::unix::fs::symlink(home.context("no CARGO_HOME")?, &registry)?;
    let (there, _) = resizer_of(&Cargo::at(&copy).home(&registry), "")?;
    let (here, _) = resizer_with("")?;
    assert!(here == there, "{} and {} bytes", here.len(), there.len());
    Ok(())
}

fn copy_sources(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            let built = ["target", "node_modules", ".git"];
            if !built.iter().any(|other| name == *other) {
                copy_sources(&entry.path(), &to.join(name))?;
            }
        } else {
            fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}
