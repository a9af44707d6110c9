//! What is there and what is wanted, as one: pure.

use std::collections::BTreeSet;

use anyhow::Result;
use aws_sdk_s3::types::{CorsRule, LifecycleRule, RoutingRule, WebsiteConfiguration};
use serde_json::Value;

/// S3 takes no more (Amazon S3 User Guide, "Configuring webpage redirects").
const MOST_ROUTING_RULES: usize = 50;

/// The two as one.
#[derive(Debug, PartialEq)]
pub(super) enum Merged<T> {
    /// What is wanted, and all that was there.
    New(T),
    /// The one would change what the other does.
    Refused(String),
    /// What is wanted is there.
    Unchanged,
}

impl<T> Merged<T> {
    /// What `build` makes of it.
    pub(super) fn build_with<U>(self, build: impl FnOnce(T) -> Result<U>) -> Result<Merged<U>> {
        Ok(match self {
            Self::New(all) => Merged::New(build(all)?),
            Self::Refused(why) => Merged::Refused(why),
            Self::Unchanged => Merged::Unchanged,
        })
    }
}

/// A policy is never added to: that would let more people do more.
pub(super) fn policy(there: Option<&str>, wanted: &Value) -> Merged<Value> {
    let Some(there) = there else {
        return Merged::New(wanted.clone());
    };
    let document: Value = serde_json::from_str(there).unwrap_or_default();
    let statements = |policy: &Value| -> Vec<_> {
        match policy.get("Statement") {
            Some(Value::Array(statements)) => statements.iter().map(plain).collect(),
            Some(statement) => vec![plain(statement)],
            None => Vec::new(),
        }
    };
    let known = statements(&document);
    let missing = statements(wanted);
    if missing.iter().all(|statement| known.contains(statement)) {
        return Merged::Unchanged;
    }
    Merged::Refused(format!(
        "there is a policy, which is not widened by this program; it is\n{there}\nand needs besides\n{wanted:#}"
    ))
}

/// A statement as sets of words, without its name: one word stands for a list of one.
fn plain(statement: &Value) -> BTreeSet<(String, BTreeSet<String>)> {
    let members = statement.as_object().into_iter().flatten();
    let members = members.filter(|(name, _)| *name != "Sid");
    let words = |value: &Value| match value {
        Value::Array(values) => values.iter().map(Value::to_string).collect(),
        // Everybody, in its two spellings.
        Value::Object(principal) if principal.get("AWS") == Some(&Value::from("*")) => {
            BTreeSet::from([Value::from("*").to_string()])
        }
        value => BTreeSet::from([value.to_string()]),
    };
    members
        .map(|(name, value)| (name.clone(), words(value)))
        .collect()
}

/// Rules are added behind those that are there, which act first, as before.
pub(super) fn website(
    there: Option<WebsiteConfiguration>,
    wanted: WebsiteConfiguration,
) -> Merged<WebsiteConfiguration> {
    let Some(there) = there else {
        return Merged::New(wanted);
    };
    if there.redirect_all_requests_to.is_some() {
        return Merged::Refused("the website redirects every request to another host".to_owned());
    }
    let mut rules = there.routing_rules.unwrap_or_default();
    let missing = wanted.routing_rules.unwrap_or_default().into_iter();
    let missing: Vec<_> = missing.filter(|rule| !rules.contains(rule)).collect();
    if missing.is_empty() {
        return Merged::Unchanged;
    }
    for rule in &missing {
        if let Some(earlier) = rules.iter().find(|earlier| acts_before(earlier, rule)) {
            return Merged::Refused(format!(
                "the website has a rule that acts on the same requests: {:?} to {:?}",
                earlier.condition, earlier.redirect
            ));
        }
        if there.error_document.is_some() && prefix(rule).is_empty() {
            return Merged::Refused(
                "the website has an error document, which a rule for everything that is absent would hide".to_owned(),
            );
        }
    }
    rules.extend(missing);
    if rules.len() > MOST_ROUTING_RULES {
        return Merged::Refused(format!(
            "expected at most {MOST_ROUTING_RULES} routing rules together, but found {}",
            rules.len()
        ));
    }
    let all = WebsiteConfiguration::builder()
        .set_error_document(there.error_document)
        .set_index_document(there.index_document)
        .set_routing_rules(Some(rules));
    Merged::New(all.build())
}

fn prefix(rule: &RoutingRule) -> &str {
    let condition = rule.condition.as_ref();
    condition
        .and_then(|condition| condition.key_prefix_equals())
        .unwrap_or_default()
}

/// Whether `earlier` acts on all requests that `later` would act on.
fn acts_before(earlier: &RoutingRule, later: &RoutingRule) -> bool {
    let code = |rule: &RoutingRule| {
        let condition = rule.condition.as_ref();
        condition.and_then(|it| it.http_error_code_returned_equals.clone())
    };
    let same = code(earlier).is_none_or(|it| Some(it) == code(later));
    same && prefix(later).starts_with(prefix(earlier))
}

/// A rule is added beside those that are there.
pub(super) fn cors(mut there: Vec<CorsRule>, wanted: Vec<CorsRule>) -> Merged<Vec<CorsRule>> {
    let is_there = |rule: &CorsRule| {
        there.iter().any(|it| {
            let all = |known: &[String], wanted: &[String]| {
                let covers =
                    |word: &String| known.contains(word) || known.iter().any(|it| it == "*");
                wanted.iter().all(covers)
            };
            all(it.allowed_origins(), rule.allowed_origins())
                && rule
                    .allowed_methods()
                    .iter()
                    .all(|method| it.allowed_methods().contains(method))
        })
    };
    let missing: Vec<_> = wanted.into_iter().filter(|rule| !is_there(rule)).collect();
    if missing.is_empty() {
        return Merged::Unchanged;
    }
    there.extend(missing);
    Merged::New(there)
}

/// A rule is added beside those that are there, if there is none of its name.
pub(super) fn lifecycle(
    mut there: Vec<LifecycleRule>,
    wanted: Vec<LifecycleRule>,
) -> Merged<Vec<LifecycleRule>> {
    let mut missing = Vec::new();
    for rule in wanted {
        match there.iter().find(|known| known.id == rule.id) {
            None => missing.push(rule),
            Some(known) if same_expiration(known, &rule) => {}
            Some(known) => {
                return Merged::Refused(format!(
                    "there is a rule {} that says something else: {known:?}",
                    known.id().unwrap_or_default()
                ));
            }
        }
    }
    if missing.is_empty() {
        return Merged::Unchanged;
    }
    there.extend(missing);
    Merged::New(there)
}

fn same_expiration(one: &LifecycleRule, other: &LifecycleRule) -> bool {
    let days = |rule: &LifecycleRule| rule.expiration.as_ref().and_then(|it| it.days);
    let prefix = |rule: &LifecycleRule| rule.filter.as_ref().and_then(|it| it.prefix.clone());
    days(one) == days(other) && prefix(one) == prefix(other) && one.status == other.status
}
