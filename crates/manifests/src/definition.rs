//! From a `CustomResourceDefinition` to a JSON Schema that knows no other fields.

use serde_json::{Map, Value, json};

/// What a field has beside its own fields, as far as it can be checked without a cluster. What a cluster computes (rules
/// in CEL, formats, defaults) is left out, and so are descriptions.
const CHECKED: [&str; 12] = [
    "type",
    "required",
    "enum",
    "pattern",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
    "nullable",
    "anyOf",
];

/// The schema of a version of a definition, without these fields of its `spec`.
///
/// # Errors
///
/// If it is no definition, or has no such version.
pub fn schema_of(definition: &Value, version: &str, without: &[&str]) -> Result<Value, String> {
    let versions = definition
        .pointer("/spec/versions")
        .and_then(Value::as_array);
    let versions = versions.ok_or("expected a CustomResourceDefinition")?;
    let found = versions
        .iter()
        .find(|it| it.get("name") == Some(&json!(version)));
    let found = found.and_then(|it| it.pointer("/schema/openAPIV3Schema"));
    let mut schema = found
        .ok_or_else(|| format!("no version {version}"))?
        .clone();
    // A manifest does not say how things are.
    for (path, names) in [
        ("/properties", &["status"][..]),
        ("/properties/spec/properties", without),
    ] {
        if let Some(fields) = schema.pointer_mut(path).and_then(Value::as_object_mut) {
            fields.retain(|name, _| !names.contains(&name.as_str()));
        }
    }
    let mut schema = strict(&schema);
    let text = |path: &str| definition.pointer(path).cloned().unwrap_or_default();
    let group = text("/spec/group");
    let group = group.as_str().unwrap_or_default();
    schema["properties"]["apiVersion"] = json!({ "const": format!("{group}/{version}") });
    schema["properties"]["kind"] = json!({ "const": text("/spec/names/kind") });
    schema["properties"]["metadata"] = metadata();
    schema["required"] = json!(["apiVersion", "kind", "metadata", "spec"]);
    Ok(schema)
}

/// What is checked of `metadata`, of which a definition says nothing.
pub(crate) fn metadata() -> Value {
    let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    json!({
        "type": "object",
        "properties": {
            "name": { "type": "string", "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "maxLength": 63 },
            "namespace": { "type": "string" },
            "labels": texts,
            "annotations": texts,
        },
        "required": ["name"],
        "additionalProperties": false,
    })
}

fn strict(schema: &Value) -> Value {
    let Some(fields) = schema.as_object() else {
        return schema.clone();
    };
    let mut strict: Map<_, _> = fields
        .iter()
        .filter(|(name, _)| CHECKED.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    if let Some(items) = fields.get("items") {
        strict.insert("items".to_owned(), self::strict(items));
    }
    if let Some(properties) = fields.get("properties").and_then(Value::as_object) {
        let properties = properties
            .iter()
            .map(|(name, value)| (name.clone(), self::strict(value)));
        strict.insert("properties".to_owned(), Value::Object(properties.collect()));
    }
    let keeps_unknown = fields.get("x-kubernetes-preserve-unknown-fields") == Some(&json!(true));
    match fields.get("additionalProperties") {
        Some(others) => {
            strict.insert("additionalProperties".to_owned(), self::strict(others));
        }
        None if strict.get("type") == Some(&json!("object")) && !keeps_unknown => {
            strict.insert("additionalProperties".to_owned(), json!(false));
        }
        None => {}
    }
    Value::Object(strict)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::violations;

    /// A definition with every kind of field that is told apart.
    fn definition() -> Value {
        json!({ "spec": {
            "group": "example.com",
            "names": { "kind": "Cat" },
            "versions": [{ "name": "v1", "schema": { "openAPIV3Schema": {
                "type": "object",
                "description": "left out",
                "properties": {
                    "apiVersion": { "type": "string" },
                    "kind": { "type": "string" },
                    "metadata": { "type": "object" },
                    "status": { "type": "object" },
                    "spec": {
                        "type": "object",
                        "required": ["lives"],
                        "properties": {
                            "lives": { "type": "integer", "format": "int32", "minimum": 1 },
                            "names": { "type": "array", "minItems": 1, "items": { "type": "string", "pattern": "^[a-z]+$" } },
                            "notes": { "type": "object", "additionalProperties": { "type": "string" } },
                            "anything": { "type": "object", "x-kubernetes-preserve-unknown-fields": true },
                            "large": { "type": "object" },
                        },
                    },
                },
            } } }],
        } })
    }

    fn cat(spec: &Value) -> Value {
        json!({ "apiVersion": "example.com/v1", "kind": "Cat", "metadata": { "name": "tom" }, "spec": spec })
    }

    #[test]
    fn what_a_definition_allows_is_allowed() {
        let schema = schema_of(&definition(), "v1", &["large"]).unwrap();
        for spec in [
            json!({ "lives": 9 }),
            json!({ "lives": 1, "names": ["tom"], "notes": { "a": "b" }, "anything": { "x": { "y": 1 } } }),
        ] {
            assert_eq!(violations(&schema, &cat(&spec)).unwrap(), [""; 0], "{spec}");
        }
    }

    #[test]
    fn what_it_does_not_is_told_with_its_place() {
        let schema = schema_of(&definition(), "v1", &["large"]).unwrap();
        for (spec, place) in [
            (json!({}), "/spec: "),
            (json!({ "lives": "9" }), "/spec/lives: "),
            (json!({ "lives": 0 }), "/spec/lives: "),
            (json!({ "lives": 9, "names": [] }), "/spec/names: "),
            (
                json!({ "lives": 9, "names": ["tom", "Tom"] }),
                "/spec/names/1: ",
            ),
            (
                json!({ "lives": 9, "notes": { "a": 1 } }),
                "/spec/notes/a: ",
            ),
            (json!({ "lives": 9, "nmaes": ["tom"] }), "/spec: "),
            // Left out on purpose.
            (json!({ "lives": 9, "large": {} }), "/spec: "),
        ] {
            let found = violations(&schema, &cat(&spec)).unwrap();
            assert_eq!(found.len(), 1, "{spec}: {found:?}");
            assert!(found[0].starts_with(place), "{spec}: {found:?}");
        }
        let mut stated = cat(&json!({ "lives": 9 }));
        stated["status"] = json!({});
        assert_eq!(violations(&schema, &stated).unwrap().len(), 1);
    }

    #[test]
    fn what_is_no_definition_is_refused() {
        assert!(schema_of(&json!({}), "v1", &[]).is_err());
        assert!(schema_of(&definition(), "v2", &[]).is_err());
    }
}
