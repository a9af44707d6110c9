//! The documents as the S3 client takes them.

use anyhow::{Context as _, Result};
use aws_sdk_s3::types::{
    BucketLifecycleConfiguration, Condition, CorsConfiguration, CorsRule, ExpirationStatus,
    IndexDocument, LifecycleExpiration, LifecycleRule, LifecycleRuleFilter, Protocol, Redirect,
    RoutingRule, WebsiteConfiguration,
};
use serde_json::Value;

/// A document such as `routing-rules.json`.
pub(super) fn website(document: &Value) -> Result<WebsiteConfiguration> {
    let index = text(document, "/IndexDocument/Suffix").context("IndexDocument")?;
    let rules = list(document, "RoutingRules").map(rule);
    let website = WebsiteConfiguration::builder()
        .index_document(IndexDocument::builder().suffix(index).build()?)
        .set_routing_rules(Some(rules.collect()));
    Ok(website.build())
}

fn rule(rule: &Value) -> RoutingRule {
    let condition = Condition::builder()
        .set_http_error_code_returned_equals(text(rule, "/Condition/HttpErrorCodeReturnedEquals"))
        .set_key_prefix_equals(text(rule, "/Condition/KeyPrefixEquals"))
        .build();
    let redirect = Redirect::builder()
        .set_host_name(text(rule, "/Redirect/HostName"))
        .set_http_redirect_code(text(rule, "/Redirect/HttpRedirectCode"))
        .set_protocol(text(rule, "/Redirect/Protocol").map(|it| Protocol::from(it.as_str())))
        .set_replace_key_prefix_with(text(rule, "/Redirect/ReplaceKeyPrefixWith"))
        .build();
    RoutingRule::builder()
        .condition(condition)
        .redirect(redirect)
        .build()
}

/// The rules of a document such as `cors.json`.
pub(super) fn cors(document: &Value) -> Result<Vec<CorsRule>> {
    let rules = list(document, "CORSRules").map(|rule| {
        let age = rule.get("MaxAgeSeconds").and_then(Value::as_i64);
        let age = age
            .map(i32::try_from)
            .transpose()
            .context("MaxAgeSeconds")?;
        let rule = CorsRule::builder()
            .set_allowed_methods(Some(texts(rule, "AllowedMethods")))
            .set_allowed_origins(Some(texts(rule, "AllowedOrigins")))
            .set_allowed_headers(Some(texts(rule, "AllowedHeaders")))
            .set_max_age_seconds(age);
        Ok(rule.build()?)
    });
    rules.collect()
}

pub(super) fn cors_configuration(rules: Vec<CorsRule>) -> Result<CorsConfiguration> {
    let rules = CorsConfiguration::builder().set_cors_rules(Some(rules));
    Ok(rules.build()?)
}

/// The rules of a document such as `lifecycle.json`.
pub(super) fn lifecycle(document: &Value) -> Result<Vec<LifecycleRule>> {
    let rules = list(document, "Rules").map(|rule| {
        let days = rule.pointer("/Expiration/Days").and_then(Value::as_i64);
        let days = days.context("Days")?;
        let expiration = LifecycleExpiration::builder()
            .days(i32::try_from(days)?)
            .build();
        let filter = LifecycleRuleFilter::builder()
            .set_prefix(text(rule, "/Filter/Prefix"))
            .build();
        let rule = LifecycleRule::builder()
            .set_id(text(rule, "/ID"))
            .status(ExpirationStatus::Enabled)
            .filter(filter)
            .expiration(expiration);
        Ok(rule.build()?)
    });
    rules.collect()
}

pub(super) fn lifecycle_configuration(
    rules: Vec<LifecycleRule>,
) -> Result<BucketLifecycleConfiguration> {
    let rules = BucketLifecycleConfiguration::builder().set_rules(Some(rules));
    Ok(rules.build()?)
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn text(value: &Value, pointer: &str) -> Option<String> {
    Some(value.pointer(pointer)?.as_str()?.to_owned())
}

fn texts(value: &Value, name: &str) -> Vec<String> {
    list(value, name)
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
