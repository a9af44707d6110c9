//! What the owner of a bucket sets for it through S3: its website, its policy, CORS, its lifecycle, and the block of
//! public access. The website and the S3 server go by the same settings.

use std::sync::{Mutex, MutexGuard, PoisonError};

use s3s::dto::{
    self, CORSRule, ErrorDocument, IndexDocument, LifecycleRule, PublicAccessBlockConfiguration,
    RoutingRule, WebsiteConfiguration,
};
use s3s::{S3Error, S3ErrorCode, S3Result, s3_error};

use super::policy::Policy;
use crate::website::{Condition, Redirect, RoutingRule as Rule, WebsiteConfig};

/// The settings of one bucket, which does not exist until somebody creates it.
pub struct BucketSettings {
    bucket_name: String,
    state: Mutex<State>,
}

#[derive(Clone, Default)]
struct State {
    exists: bool,
    website: Option<WebsiteConfig>,
    policy: Option<(String, Policy)>,
    cors: Vec<CORSRule>,
    lifecycle: Vec<LifecycleRule>,
    block: PublicAccessBlockConfiguration,
}

impl BucketSettings {
    /// Those of a bucket that does not exist yet.
    #[must_use]
    pub fn absent(bucket_name: &str) -> Self {
        Self {
            bucket_name: bucket_name.to_owned(),
            state: Mutex::default(),
        }
    }

    /// The bucket comes into being as AWS creates one: nobody may make it public by mistake.
    pub fn create(&self) {
        let mut state = self.lock();
        state.exists = true;
        state.block = PublicAccessBlockConfiguration {
            block_public_acls: Some(true),
            block_public_policy: Some(true),
            ignore_public_acls: Some(true),
            restrict_public_buckets: Some(true),
        };
    }

    /// The bucket may be made public from now on.
    pub fn unblock(&self) {
        self.lock().block = PublicAccessBlockConfiguration::default();
    }

    /// What the bucket's website shows and where it leads; `None`: the bucket has none.
    pub fn website(&self) -> Option<WebsiteConfig> {
        self.lock().website.clone()
    }

    /// Sets the website, or takes it away.
    ///
    /// # Errors
    /// If S3 would refuse it.
    pub fn set_website(&self, website: Option<WebsiteConfig>) -> anyhow::Result<()> {
        website.as_ref().map_or(Ok(()), WebsiteConfig::validate)?;
        self.lock().website = website;
        Ok(())
    }

    /// Sets the policy of the bucket.
    ///
    /// # Errors
    /// If S3 would refuse it.
    pub fn set_policy(&self, document: &str) -> S3Result<()> {
        let policy = Policy::of_everybody(document);
        let policy = policy.map_err(|error| {
            S3Error::with_message(S3ErrorCode::MalformedPolicy, format!("{error:#}"))
        })?;
        let mut state = self.lock();
        if state.block.block_public_policy == Some(true) && !policy.is_empty() {
            return Err(s3_error!(
                AccessDenied,
                "public policies are blocked by the BlockPublicPolicy block public access setting"
            ));
        }
        state.policy = Some((document.to_owned(), policy));
        Ok(())
    }

    /// Whether the policy lets anybody do `action`, to an object or to the bucket itself.
    pub(crate) fn everybody_may(&self, action: &str, key: Option<&str>) -> bool {
        let state = self.lock();
        let resource = key.map(|key| format!("{}/{key}", self.bucket_name));
        let resource = resource.unwrap_or_else(|| self.bucket_name.clone());
        let policy = state.policy.as_ref();
        let restricted = state.block.restrict_public_buckets == Some(true);
        !restricted && policy.is_some_and(|(_, policy)| policy.allows(action, &resource))
    }

    /// What `Access-Control-Allow-Origin` is for pages of `origin` that GET.
    pub(crate) fn allowed_origin(&self, origin: &str) -> Option<String> {
        let state = self.lock();
        let rules = state.cors.iter();
        let mut rules = rules.filter(|rule| rule.allowed_methods.iter().any(|it| it == "GET"));
        rules.find_map(|rule| {
            let mut origins = rule.allowed_origins.iter();
            origins.find(|it| *it == "*" || *it == origin).cloned()
        })
    }

    pub(super) fn exists(&self) -> bool {
        self.lock().exists
    }

    pub(super) fn website_configuration(&self) -> S3Result<WebsiteConfiguration> {
        let website = self.website().ok_or_else(|| {
            s3_error!(
                NoSuchWebsiteConfiguration,
                "The specified bucket does not have a website configuration"
            )
        })?;
        let rules: Vec<_> = website.rules.iter().map(to_dto).collect();
        Ok(WebsiteConfiguration {
            error_document: website.error_document.map(|key| ErrorDocument { key }),
            index_document: website
                .index_document
                .map(|suffix| IndexDocument { suffix }),
            redirect_all_requests_to: None,
            routing_rules: (!rules.is_empty()).then_some(rules),
        })
    }

    pub(super) fn put_website(&self, configuration: WebsiteConfiguration) -> S3Result<()> {
        let website = from_dto(configuration).and_then(|config| self.set_website(Some(config)));
        website.map_err(|error| {
            S3Error::with_message(S3ErrorCode::InvalidRequest, format!("{error:#}"))
        })
    }

    pub(super) fn policy(&self) -> S3Result<String> {
        let policy = self.lock().policy.clone();
        policy
            .map(|(document, _)| document)
            .ok_or_else(|| s3_error!(NoSuchBucketPolicy, "The bucket policy does not exist"))
    }

    pub(super) fn cors(&self) -> S3Result<Vec<CORSRule>> {
        let cors = self.lock().cors.clone();
        if cors.is_empty() {
            return Err(s3_error!(
                NoSuchCORSConfiguration,
                "The CORS configuration does not exist"
            ));
        }
        Ok(cors)
    }

    pub(super) fn put_cors(&self, rules: Vec<CORSRule>) {
        self.lock().cors = rules;
    }

    pub(super) fn lifecycle(&self) -> S3Result<Vec<LifecycleRule>> {
        let rules = self.lock().lifecycle.clone();
        if rules.is_empty() {
            return Err(s3_error!(
                NoSuchLifecycleConfiguration,
                "The lifecycle configuration does not exist"
            ));
        }
        Ok(rules)
    }

    pub(super) fn put_lifecycle(&self, rules: Vec<LifecycleRule>) {
        self.lock().lifecycle = rules;
    }

    pub(super) fn block(&self) -> PublicAccessBlockConfiguration {
        self.lock().block.clone()
    }

    pub(super) fn put_block(&self, block: PublicAccessBlockConfiguration) {
        self.lock().block = block;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn from_dto(configuration: WebsiteConfiguration) -> anyhow::Result<WebsiteConfig> {
    anyhow::ensure!(
        configuration.redirect_all_requests_to.is_none(),
        "RedirectAllRequestsTo is not understood"
    );
    let rules = configuration.routing_rules.into_iter().flatten();
    let rules = rules.map(
        |RoutingRule {
             condition,
             redirect,
         }| Rule {
            condition: condition.map(|condition| Condition {
                http_error_code_returned_equals: condition.http_error_code_returned_equals,
                key_prefix_equals: condition.key_prefix_equals,
            }),
            redirect: Redirect {
                host_name: redirect.host_name,
                protocol: redirect.protocol.map(|it| it.as_str().to_owned()),
                http_redirect_code: redirect.http_redirect_code,
                replace_key_prefix_with: redirect.replace_key_prefix_with,
                replace_key_with: redirect.replace_key_with,
            },
        },
    );
    Ok(WebsiteConfig {
        index_document: configuration.index_document.map(|document| document.suffix),
        error_document: configuration.error_document.map(|document| document.key),
        rules: rules.collect(),
        ..WebsiteConfig::default()
    })
}

fn to_dto(rule: &Rule) -> RoutingRule {
    let Redirect {
        host_name,
        protocol,
        http_redirect_code,
        replace_key_prefix_with,
        replace_key_with,
    } = rule.redirect.clone();
    RoutingRule {
        condition: rule.condition.clone().map(|condition| dto::Condition {
            http_error_code_returned_equals: condition.http_error_code_returned_equals,
            key_prefix_equals: condition.key_prefix_equals,
        }),
        redirect: dto::Redirect {
            host_name,
            http_redirect_code,
            protocol: protocol.map(dto::Protocol::from),
            replace_key_prefix_with,
            replace_key_with,
        },
    }
}
