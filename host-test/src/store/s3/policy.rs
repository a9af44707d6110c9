//! What a key, or everybody, may do, as a policy of AWS says it: statements that allow actions on resources. What none
//! allows is denied. (AWS, "IAM JSON policy elements reference"; of conditions and denials it knows nothing, and refuses
//! them.)

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// What a key, or everybody, may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// An action such as `s3:GetObject`, and a resource with `*` for anything.
    allowed: Vec<(String, String)>,
}

impl Policy {
    /// Reads a document such as `deploy/aws/component-policy.json`, and what others allow besides.
    ///
    /// # Errors
    ///
    /// It is no policy, or has what is not understood.
    pub fn parse(documents: &[&str]) -> Result<Self> {
        let mut policy = Self::default();
        for document in documents {
            let document: Value = serde_json::from_str(document)?;
            for statement in list(&document["Statement"]) {
                policy.add(statement, &["Sid", "Effect", "Action", "Resource"])?;
            }
        }
        Ok(policy)
    }

    /// Reads the policy of a bucket, such as `deploy/aws/bucket-policy.json`, as far as it is about everybody.
    ///
    /// # Errors
    ///
    /// It is no policy, or has what is not understood.
    pub(super) fn of_everybody(document: &str) -> Result<Self> {
        let mut policy = Self::default();
        let document: Value = serde_json::from_str(document)?;
        for statement in list(&document["Statement"]) {
            let principal = &statement["Principal"];
            ensure!(!principal.is_null(), "a statement has a principal");
            if *principal == "*" || principal["AWS"] == "*" {
                let known = ["Sid", "Effect", "Principal", "Action", "Resource"];
                policy.add(statement, &known)?;
            }
        }
        Ok(policy)
    }

    fn add(&mut self, statement: &Value, known: &[&str]) -> Result<()> {
        let members = statement.as_object().context("a statement is an object")?;
        for name in members.keys() {
            ensure!(known.contains(&name.as_str()), "{name} is not understood");
        }
        ensure!(statement["Effect"] == "Allow", "only what is allowed");
        for action in texts(&statement["Action"])? {
            for resource in texts(&statement["Resource"])? {
                let resource = resource.strip_prefix("arn:aws:s3:::");
                let resource = resource.context("a resource of S3")?;
                self.allowed.push((action.to_owned(), resource.to_owned()));
            }
        }
        Ok(())
    }

    /// Whether it allows nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.allowed.is_empty()
    }

    /// Whether it allows an action on a resource such as `bucket` or `bucket/key`.
    #[must_use]
    pub fn allows(&self, action: &str, resource: &str) -> bool {
        let mut allowed = self.allowed.iter();
        allowed.any(|(known, pattern)| known == action && matches(pattern, resource))
    }
}

fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(values) => values.iter().collect(),
        Value::Null => Vec::new(),
        value => vec![value],
    }
}

fn texts(value: &Value) -> Result<Vec<&str>> {
    let texts = list(value).into_iter().map(|value| match value.as_str() {
        Some(text) => Ok(text),
        None => bail!("expected text, but found {value}"),
    });
    texts.collect()
}

fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, behind)) => text.strip_prefix(before).is_some_and(|rest| {
            let mut ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            ends.any(|at| rest.get(at..).is_some_and(|rest| matches(behind, rest)))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_statement_allows_is_denied() {
        let document = r#"{"Statement":[
            {"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"},
            {"Effect":"Allow","Action":"s3:DeleteObject","Resource":["arn:aws:s3:::b/-/*","arn:aws:s3:::b/d/*/x"]}
        ]}"#;
        let policy = Policy::parse(&[document]).unwrap();
        for (action, resource, expected) in [
            ("s3:GetObject", "b/a/ü", true),
            ("s3:GetObject", "b", false),
            ("s3:GetObject", "bb/a", false),
            ("s3:ListBucket", "b", false),
            ("s3:DeleteObject", "b/-/making/1", true),
            ("s3:DeleteObject", "b/a", false),
            ("s3:DeleteObject", "b/d/9x9/x", true),
            ("s3:DeleteObject", "b/d/9x9/y", false),
        ] {
            assert_eq!(
                policy.allows(action, resource),
                expected,
                "{action} {resource}"
            );
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for statement in [
            r#"{"Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#,
            r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"b/*"}"#,
            r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{}}"#,
        ] {
            let document = format!(r#"{{"Statement":[{statement}]}}"#);
            assert!(Policy::parse(&[&document]).is_err(), "{statement}");
        }
    }
}
