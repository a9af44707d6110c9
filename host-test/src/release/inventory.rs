//! What is inside a file that is published: what cargo compiled for it, and not what a manifest may ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use cargo_metadata::{DependencyKind, Metadata, Package as Known};
use spdx::Expression;
use toml_edit::DocumentMut;

use crate::cargo;

/// The licences under which a part may be taken: they ask for their text to be handed on, and for nothing else.
const PERMISSIVE: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// What has its licence in a file alone, which somebody has read.
const READ: [(&str, &str, &str); 1] = [("quantizr", "1.4.3", "MIT")];

/// What is inside, by name.
pub(super) struct Inventory {
    pub(super) packages: Vec<Package>,
}

/// One part.
pub(super) struct Package {
    /// As the other parts refer to it.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) license: Expression,
    pub(super) authors: Vec<String>,
    pub(super) repository: Option<String>,
    /// SHA-256 of what the registry has, in hexadecimal; none where it is of no registry.
    pub(super) checksum: Option<String>,
    /// Where its sources are; none where this machine has none.
    pub(super) folder: Option<PathBuf>,
    /// The ids of those that it depends on.
    pub(super) dependencies: Vec<String>,
}

/// A library that comes with the compiler.
pub(super) struct Library {
    pub(super) name: &'static str,
    /// Empty where nothing tells it.
    pub(super) version: String,
    pub(super) license: &'static str,
}

impl Library {
    /// What the compiler brings.
    ///
    /// # Errors
    ///
    /// The compiler does not say which it is.
    pub(super) fn of_rust() -> Result<Vec<Self>> {
        let version = cargo::rust_version()?;
        Ok(vec![Self {
            name: "std",
            version,
            license: "MIT OR Apache-2.0",
        }])
    }

    /// What it brings for WebAssembly: <https://github.com/WebAssembly/wasi-libc/blob/main/LICENSE>.
    ///
    /// # Errors
    ///
    /// The compiler does not say which it is.
    pub(super) fn of_wasm() -> Result<Vec<Self>> {
        let mut libraries = Self::of_rust()?;
        libraries.push(Self {
            name: "wasi-libc",
            version: String::new(),
            license: "(Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT) AND MIT AND BSD-2-Clause AND CC0-1.0",
        });
        Ok(libraries)
    }
}

impl Inventory {
    /// What of `workspace` was compiled, by the manifests, and the libraries that were linked.
    ///
    /// # Errors
    ///
    /// A part has no licence, or one that is not to be taken; the text names it.
    pub(super) fn new(
        workspace: &Metadata,
        compiled: &[PathBuf],
        libraries: Vec<Library>,
    ) -> Result<Self> {
        let compiled: BTreeSet<_> = compiled.iter().map(PathBuf::as_path).collect();
        let is_inside = |package: &Known| compiled.contains(package.manifest_path.as_std_path());
        let checksums = checksums(workspace)?;
        let resolved = workspace.resolve.as_ref().context("no dependencies")?;
        let mut packages = Vec::new();
        for node in &resolved.nodes {
            let package = &workspace[&node.id];
            if !is_inside(package) {
                continue;
            }
            let normal = node.deps.iter().filter(|dependency| {
                let mut kinds = dependency.dep_kinds.iter();
                is_inside(&workspace[&dependency.pkg])
                    && kinds.any(|kind| kind.kind == DependencyKind::Normal)
            });
            let version = package.version.to_string();
            packages.push(Package {
                id: id(&package.name, &version),
                name: package.name.to_string(),
                license: license(&package.name, declared(package)?)?,
                authors: package.authors.clone(),
                repository: package.repository.clone(),
                checksum: checksums
                    .get(&(package.name.to_string(), version.clone()))
                    .cloned(),
                folder: package
                    .manifest_path
                    .parent()
                    .map(|folder| folder.as_std_path().to_owned()),
                dependencies: normal
                    .map(|dependency| &workspace[&dependency.pkg])
                    .map(|package| id(&package.name, &package.version.to_string()))
                    .collect(),
                version,
            });
        }
        let known: BTreeSet<_> = resolved
            .nodes
            .iter()
            .map(|node| workspace[&node.id].manifest_path.as_std_path())
            .collect();
        let unknown: Vec<_> = compiled.difference(&known).collect();
        ensure!(unknown.is_empty(), "cargo does not know {unknown:?}");
        for library in libraries {
            packages.push(Package {
                id: id(library.name, &library.version),
                name: library.name.to_owned(),
                license: license(library.name, library.license)?,
                version: library.version,
                authors: Vec::new(),
                repository: None,
                checksum: None,
                folder: None,
                dependencies: Vec::new(),
            });
        }
        packages.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(Self { packages })
    }
}

/// The version of a package that is there once.
///
/// # Errors
///
/// It is not there, or there are several.
pub(super) fn version(workspace: &Metadata, name: &str) -> Result<String> {
    let mut versions = workspace
        .packages
        .iter()
        .filter(|package| *package.name == name);
    let version = versions.next().with_context(|| format!("no {name}"))?;
    ensure!(versions.next().is_none(), "{name} is there in two versions");
    Ok(version.version.to_string())
}

fn id(name: &str, version: &str) -> String {
    if version.is_empty() {
        return name.to_owned();
    }
    format!("{name}@{version}")
}

fn declared(package: &Known) -> Result<&str> {
    let version = package.version.to_string();
    let mut read = READ.iter();
    let read = read.find(|(name, of, _)| *package.name == *name && version == *of);
    let declared = package.license.as_deref();
    let declared = declared.or(read.map(|(_, _, license)| *license));
    declared.with_context(|| format!("{} {version} has no licence", package.name))
}

fn license(name: &str, declared: &str) -> Result<Expression> {
    let what = || format!("licence of {name}: {declared}");
    // `MIT/Apache-2.0`, as it was written once.
    let canonical = Expression::canonicalize(declared).with_context(what)?;
    let canonical = canonical.as_deref().unwrap_or(declared);
    let expression = Expression::parse(canonical).with_context(what)?;
    ensure!(
        expression.evaluate(|wanted| {
            let license = wanted.license.id();
            license.is_some_and(|license| PERMISSIVE.contains(&license.name))
        }),
        "{name} is under {declared}, which is none of {}",
        PERMISSIVE.join(", ")
    );
    Ok(expression)
}

/// What `Cargo.lock` has of each package of a registry.
fn checksums(workspace: &Metadata) -> Result<BTreeMap<(String, String), String>> {
    let path = workspace.workspace_root.join("Cargo.lock");
    let text = std::fs::read_to_string(&path).with_context(|| path.to_string())?;
    let lock: DocumentMut = text.parse()?;
    let packages = lock
        .get("package")
        .and_then(|list| list.as_array_of_tables());
    let packages = packages.context("Cargo.lock has no packages")?;
    let checksums = packages.iter().filter_map(|package| {
        let text = |name: &str| Some(package.get(name)?.as_str()?.to_owned());
        Some(((text("name")?, text("version")?), text("checksum")?))
    });
    Ok(checksums.collect())
}
