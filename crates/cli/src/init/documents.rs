//! The documents that the store takes, from those in `deploy/aws`.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::store::Rule;
use super::wishes::Wishes;

const BUCKET_POLICY: &str = include_str!("../../../../deploy/aws/bucket-policy.json");
const COMPONENT_POLICY: &str = include_str!("../../../../deploy/aws/component-policy.json");
const CORS: &str = include_str!("../../../../deploy/aws/cors.json");
const EVENTS_POLICY: &str = include_str!("../../../../deploy/aws/events-policy.json");
const LIFECYCLE: &str = include_str!("../../../../deploy/aws/lifecycle.json");
const RULES: &str = include_str!("../../../../deploy/aws/routing-rules.json");
const RULES_PER_SIZE: &str = include_str!("../../../../deploy/aws/routing-rules-per-size.json");

/// What the store takes; nothing, where it has no such thing or it is not wanted.
pub(super) struct Documents {
    pub(super) website: Option<Value>,
    pub(super) bucket_policy: Option<Value>,
    pub(super) component_policy: Value,
    pub(super) events_policy: Option<Value>,
    pub(super) cors: Value,
    pub(super) lifecycle: Option<Value>,
}

impl Documents {
    /// # Errors
    ///
    /// A document in `deploy/aws` is not what it was when this was written.
    pub(super) fn new(wishes: &Wishes) -> Result<Self> {
        let policy = wishes.website.is_some() && wishes.store.has_bucket_policy();
        let events = wishes.events_token.is_some();
        Ok(Self {
            website: website(wishes)?,
            bucket_policy: policy.then(|| bucket_policy(wishes)).transpose()?,
            component_policy: component_policy(wishes)?,
            events_policy: events.then(|| events_policy(wishes)).transpose()?,
            cors: cors(wishes)?,
            lifecycle: lifecycle(wishes)?,
        })
    }

    /// The names of the files, and what is in them.
    pub(super) fn files(&self) -> Vec<(&'static str, String)> {
        let documents = [
            ("routing-rules.json", self.website.as_ref()),
            ("bucket-policy.json", self.bucket_policy.as_ref()),
            ("component-policy.json", Some(&self.component_policy)),
            ("events-policy.json", self.events_policy.as_ref()),
            ("cors.json", Some(&self.cors)),
            ("lifecycle.json", self.lifecycle.as_ref()),
        ];
        let files = documents.into_iter();
        let files = files.filter_map(|(name, value)| Some((name, format!("{:#}\n", value?))));
        files.collect()
    }
}

fn website(wishes: &Wishes) -> Result<Option<Value>> {
    let rule = wishes.store.rule();
    let template = match rule {
        Rule::None => return Ok(None),
        Rule::PathPerSize => RULES_PER_SIZE,
        Rule::Query | Rule::QueryAnd403 | Rule::QueryAndPrefix => RULES,
    };
    let mut website: Value = serde_json::from_str(template)?;
    let mut first = website
        .pointer("/RoutingRules/0")
        .cloned()
        .context(template)?;
    put(&mut first, "/Redirect", "Protocol", wishes.resizer.scheme())?;
    put(&mut first, "/Redirect", "HostName", wishes.resizer_host())?;
    let rules = match rule {
        Rule::PathPerSize => {
            let sizes = wishes.sizes.iter();
            let rules = sizes.map(|size| {
                let mut rule = first.clone();
                let prefix = format!("{}{size}/", wishes.result_prefix);
                let target = format!("default/resize/{size}/");
                put(&mut rule, "/Condition", "KeyPrefixEquals", prefix)?;
                put(&mut rule, "/Redirect", "ReplaceKeyPrefixWith", target)?;
                Ok(rule)
            });
            rules.collect::<Result<_>>()?
        }
        Rule::QueryAnd403 => {
            let mut second = first.clone();
            put(
                &mut second,
                "/Condition",
                "HttpErrorCodeReturnedEquals",
                "403",
            )?;
            vec![first, second]
        }
        Rule::QueryAndPrefix => {
            put(&mut first, "/Condition", "KeyPrefixEquals", "")?;
            vec![first]
        }
        Rule::None | Rule::Query => vec![first],
    };
    put(&mut website, "", "RoutingRules", rules)?;
    Ok(Some(website))
}

fn bucket_policy(wishes: &Wishes) -> Result<Value> {
    let mut policy = policy(BUCKET_POLICY, wishes)?;
    *resource(&mut policy, 0)? = objects(wishes, &wishes.result_prefix);
    Ok(policy)
}

fn component_policy(wishes: &Wishes) -> Result<Value> {
    let mut policy = policy(COMPONENT_POLICY, wishes)?;
    *resource(&mut policy, 2)? = objects(wishes, &format!("{}-/making/", wishes.result_prefix));
    if wishes.result_prefix.is_empty() {
        return Ok(policy);
    }
    // Derivatives have a folder of their own, so that nothing else is to be written.
    let statements = policy.get_mut("Statement").and_then(Value::as_array_mut);
    let statements = statements.context("Statement")?;
    let both = statements.first_mut().context("a statement")?;
    let mut write = both.clone();
    let read = [&wishes.source_prefix, &wishes.result_prefix];
    let read = read.map(|prefix| objects(wishes, prefix)).to_vec();
    put(both, "", "Sid", "ReadPictures")?;
    put(both, "", "Action", "s3:GetObject")?;
    put(both, "", "Resource", read)?;
    put(&mut write, "", "Sid", "WriteDerivatives")?;
    put(&mut write, "", "Action", "s3:PutObject")?;
    put(
        &mut write,
        "",
        "Resource",
        objects(wishes, &wishes.result_prefix),
    )?;
    statements.insert(1, write);
    Ok(policy)
}

fn events_policy(wishes: &Wishes) -> Result<Value> {
    let mut policy = policy(EVENTS_POLICY, wishes)?;
    *resource(&mut policy, 0)? = objects(wishes, &wishes.result_prefix);
    Ok(policy)
}

fn cors(wishes: &Wishes) -> Result<Value> {
    let mut cors: Value = serde_json::from_str(CORS)?;
    let origins = cors.pointer_mut("/CORSRules/0/AllowedOrigins");
    *origins.context("AllowedOrigins")? = json!([wishes.origin]);
    Ok(cors)
}

fn lifecycle(wishes: &Wishes) -> Result<Option<Value>> {
    let Some(days) = wishes.days else {
        return Ok(None);
    };
    let mut lifecycle: Value = serde_json::from_str(LIFECYCLE)?;
    put(
        &mut lifecycle,
        "/Rules/0/Filter",
        "Prefix",
        wishes.result_prefix.as_str(),
    )?;
    put(&mut lifecycle, "/Rules/0/Expiration", "Days", days)?;
    Ok(Some(lifecycle))
}

/// Sets a member of the object at `pointer`.
fn put(document: &mut Value, pointer: &str, name: &str, value: impl Into<Value>) -> Result<()> {
    let object = document.pointer_mut(pointer);
    let object = object
        .and_then(Value::as_object_mut)
        .with_context(|| pointer.to_owned())?;
    object.insert(name.to_owned(), value.into());
    Ok(())
}

fn policy(template: &str, wishes: &Wishes) -> Result<Value> {
    let policy = template.replace(":::BUCKET", &format!(":::{}", wishes.bucket));
    Ok(serde_json::from_str(&policy)?)
}

fn resource(policy: &mut Value, statement: usize) -> Result<&mut Value> {
    let resource = policy.pointer_mut(&format!("/Statement/{statement}/Resource"));
    resource.context("Resource")
}

/// All objects whose keys begin with `prefix`.
fn objects(wishes: &Wishes, prefix: &str) -> Value {
    format!("arn:aws:s3:::{}/{prefix}*", wishes.bucket).into()
}
