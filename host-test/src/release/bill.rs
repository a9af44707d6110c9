//! The bill of materials of a component, in `CycloneDX` 1.5 (<https://cyclonedx.org/docs/1.5/json/>).
//!
//! It has neither a time nor a number of its own: of the same bytes it is the same.

use anyhow::{Result, ensure};
use cyclonedx_bom::models::component::{Classification, Component, Components};
use cyclonedx_bom::models::dependency::{Dependencies, Dependency};
use cyclonedx_bom::models::external_reference::{
    ExternalReference, ExternalReferenceType, ExternalReferences,
};
use cyclonedx_bom::models::hash::{Hash, HashAlgorithm, HashValue, Hashes};
use cyclonedx_bom::models::license::{LicenseChoice, Licenses};
use cyclonedx_bom::models::metadata::Metadata;
use cyclonedx_bom::prelude::{Bom, NormalizedString, Purl, SpecVersion, Uri, Validate};
use sha2::{Digest, Sha256};

use super::inventory::{Inventory, Package};
use crate::hex::hex;

/// What a file of this name, version and content is made of.
///
/// # Errors
///
/// A part is described in a way that the format does not take.
pub(super) fn bill(
    inventory: &Inventory,
    name: &str,
    version: &str,
    content: &[u8],
) -> Result<Vec<u8>> {
    let mut file = Component::new(
        Classification::Application,
        name,
        version,
        Some(format!("{name}-{version}")),
    );
    let whole = file.bom_ref.clone().unwrap_or_default();
    file.hashes = Some(sha256(hex(&Sha256::digest(content))));
    let components = inventory.packages.iter().map(component);
    let dependencies = inventory.packages.iter().map(|package| Dependency {
        dependency_ref: package.id.clone(),
        dependencies: package.dependencies.clone(),
    });
    let whole = Dependency {
        dependency_ref: whole,
        dependencies: roots(inventory),
    };
    let bom = Bom {
        serial_number: None,
        metadata: Some(Metadata {
            component: Some(file),
            ..Metadata::default()
        }),
        components: Some(Components(components.collect::<Result<_>>()?)),
        dependencies: Some(Dependencies(
            std::iter::once(whole).chain(dependencies).collect(),
        )),
        ..Bom::default()
    };
    let verdict = bom.validate_version(SpecVersion::V1_5);
    ensure!(verdict.passed(), "the bill of {name}: {verdict:?}");
    let mut json = Vec::new();
    bom.output_as_json_v1_5(&mut json)?;
    Ok(json)
}

fn component(package: &Package) -> Result<Component> {
    let mut component = Component::new(
        Classification::Library,
        &package.name,
        &package.version,
        Some(package.id.clone()),
    );
    let license = package.license.to_string();
    component.licenses = Some(Licenses(vec![LicenseChoice::expression(&license)]));
    if package.version.is_empty() {
        component.version = None;
    }
    if !package.authors.is_empty() {
        component.author = Some(NormalizedString::new(&package.authors.join(", ")));
    }
    if let Some(checksum) = &package.checksum {
        component.hashes = Some(sha256(checksum.clone()));
        component.purl = Some(Purl::new("cargo", &package.name, &package.version)?);
    }
    if let Some(repository) = &package.repository {
        component.external_references = Some(ExternalReferences(vec![ExternalReference::new(
            ExternalReferenceType::Vcs,
            Uri::new(repository),
        )]));
    }
    Ok(component)
}

/// Those that no other part depends on.
fn roots(inventory: &Inventory) -> Vec<String> {
    let packages = &inventory.packages;
    let is_root = |package: &&Package| {
        let mut others = packages.iter();
        !others.any(|other| other.dependencies.contains(&package.id))
    };
    let roots = packages.iter().filter(is_root);
    roots.map(|package| package.id.clone()).collect()
}

fn sha256(digest: String) -> Hashes {
    Hashes(vec![Hash {
        alg: HashAlgorithm::SHA_256,
        content: HashValue(digest),
    }])
}
