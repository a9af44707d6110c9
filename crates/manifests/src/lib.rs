//! Holds Kubernetes manifests against the schemas of what they declare.
//!
//! A cluster drops fields that it does not know, and says nothing: a name that is spelled wrong is a setting that is not
//! there. Here it is an error.

mod definition;
mod schemas;

use serde_json::Value;

pub use definition::schema_of;

/// What declares: `v1 ConfigMap`.
type Kind = (String, String);

/// The problems of all documents of a YAML file, each with the place where it is. Without problems there are none.
///
/// # Errors
///
/// If it is no YAML.
pub fn problems(yaml: &str) -> Result<Vec<String>, String> {
    let mut problems = Vec::new();
    for (index, document) in documents(yaml)?.iter().enumerate() {
        let found = match kind(document) {
            None => vec!["expected apiVersion and kind".to_owned()],
            Some((version, name)) => match schemas::of(&version, &name)? {
                None => vec![format!("there is no schema of {version} {name}")],
                Some(schema) => violations(&schema, document)?,
            },
        };
        let number = index + 1;
        problems.extend(found.iter().map(|it| format!("document {number}: {it}")));
    }
    Ok(problems)
}

/// The documents of a YAML file, but empty ones.
///
/// # Errors
///
/// If it is no YAML, or takes more than a manifest may: see `serde_saphyr::Budget`.
pub fn documents(yaml: &str) -> Result<Vec<Value>, String> {
    let documents: Vec<Value> =
        serde_saphyr::from_multiple(yaml).map_err(|error| error.to_string())?;
    Ok(documents.into_iter().filter(|it| !it.is_null()).collect())
}

fn kind(document: &Value) -> Option<Kind> {
    let text = |name: &str| document.get(name)?.as_str().map(str::to_owned);
    Some((text("apiVersion")?, text("kind")?))
}

/// What a document does against a schema: where, and what was expected. Values are left out, because some are secrets.
///
/// # Errors
///
/// If the schema is none.
pub fn violations(schema: &Value, document: &Value) -> Result<Vec<String>, String> {
    let validator = jsonschema::validator_for(schema).map_err(|error| error.to_string())?;
    let errors = validator.iter_errors(document);
    Ok(errors
        .map(|error| format!("{}: {}", error.instance_path(), error.masked()))
        .collect())
}
