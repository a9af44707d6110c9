//! The schemas that are known: of two definitions, and of what Kubernetes itself has, as far as a manifest of Marble needs
//! it.

use serde_json::{Value, json};

use crate::definition::metadata;

/// The schema of a kind, if it is known.
///
/// # Errors
///
/// If a schema of this crate is no JSON.
pub(crate) fn of(version: &str, kind: &str) -> Result<Option<Value>, String> {
    let printed = match (version, kind) {
        ("core.spinkube.dev/v1alpha1", "SpinApp") => include_str!("../schemas/SpinApp.json"),
        ("runtime.wasmcloud.dev/v1alpha1", "WorkloadDeployment") => {
            include_str!("../schemas/WorkloadDeployment.json")
        }
        _ => return Ok(built(version, kind)),
    };
    let schema = serde_json::from_str(printed);
    schema.map(Some).map_err(|error| error.to_string())
}

/// Of Kubernetes itself.
fn built(version: &str, kind: &str) -> Option<Value> {
    match (version, kind) {
        ("v1", "ConfigMap") => Some(core(kind, json!({ "data": texts() }))),
        ("v1", "Secret") => Some(core(
            kind,
            json!({ "type": { "type": "string" }, "stringData": texts() }),
        )),
        ("v1", "Service") => Some(core(kind, json!({ "spec": service() }))),
        _ => None,
    }
}

fn core(kind: &str, own: Value) -> Value {
    let mut schema = json!({
        "type": "object",
        "properties": {
            "apiVersion": { "const": "v1" },
            "kind": { "const": kind },
            "metadata": metadata(),
        },
        "required": ["apiVersion", "kind", "metadata"],
        "additionalProperties": false,
    });
    if let (Some(properties), Value::Object(own)) = (schema["properties"].as_object_mut(), own) {
        properties.extend(own);
    }
    schema
}

fn texts() -> Value {
    json!({ "type": "object", "additionalProperties": { "type": "string" } })
}

fn service() -> Value {
    let port = json!({ "type": "integer", "minimum": 1, "maximum": 65_535 });
    json!({
        "type": "object",
        "properties": {
            "ports": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "properties": {
                        "name": { "type": "string" },
                        "port": port,
                        "protocol": { "enum": ["TCP", "UDP", "SCTP"] },
                    },
                    "required": ["port"],
                    "additionalProperties": false,
                },
            },
        },
        "required": ["ports"],
        "additionalProperties": false,
    })
}
