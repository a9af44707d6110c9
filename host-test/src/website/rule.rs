//! One routing rule, in the JSON of AWS:
//!
//! ```json
//! {"Condition": {"HttpErrorCodeReturnedEquals": "404", "KeyPrefixEquals": "300x300/"},
//!  "Redirect": {"Protocol": "https", "HostName": "resize.example.com:3000", "HttpRedirectCode": "307",
//!               "ReplaceKeyPrefixWith": "default/resize?key="}}
//! ```
//! `Condition` and every field are optional, but for `Redirect` and one field in each.

use anyhow::bail;
use anyhow::ensure;
use serde::Deserialize;

/// When and where to redirect.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RoutingRule {
    /// `None`: every request.
    pub condition: Option<Condition>,
    /// Where to.
    pub redirect: Redirect,
}

/// When a rule acts: if all that is set here holds.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Condition {
    /// The error that the request would end in, `"404"`; without it the rule acts before any look at the bucket.
    pub http_error_code_returned_equals: Option<String>,
    /// What the key begins with.
    pub key_prefix_equals: Option<String>,
}

/// Where a rule sends.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Redirect {
    /// Host, with a port if need be; `None`: the host of the request.
    pub host_name: Option<String>,
    /// `"http"` or `"https"`; `None`: that of the request, which is `http` here.
    pub protocol: Option<String>,
    /// `"301"` (the default), 302, 303, 304, 305, 307 or 308.
    pub http_redirect_code: Option<String>,
    /// Takes the place of the prefix of the condition, or comes in front of the key if there is none.
    /// No slash comes before it, and it is written as it is: `default/resize?key=` makes a query.
    pub replace_key_prefix_with: Option<String>,
    /// Takes the place of the whole key.
    pub replace_key_with: Option<String>,
}

impl RoutingRule {
    /// Whether the rule acts; `error` is `None` before the look at the bucket.
    pub(super) fn matches(&self, key: &str, error: Option<u16>) -> bool {
        let wanted = self
            .condition
            .as_ref()
            .and_then(|c| c.http_error_code_returned_equals.as_deref());
        let in_turn = match (wanted, error) {
            (None, None) => true,
            (Some(wanted), Some(error)) => wanted == error.to_string(),
            _ => false,
        };
        in_turn && key.starts_with(self.prefix())
    }

    /// The prefix of the condition; empty if there is none.
    pub(super) fn prefix(&self) -> &str {
        self.condition
            .as_ref()
            .and_then(|c| c.key_prefix_equals.as_deref())
            .unwrap_or_default()
    }

    pub(super) fn validate(&self) -> anyhow::Result<()> {
        if let Some(condition) = &self.condition {
            condition.validate()?;
        }
        self.redirect.validate()
    }
}

impl Condition {
    fn validate(&self) -> anyhow::Result<()> {
        ensure!(
            *self != Self::default(),
            "a condition may be left out, but not be empty"
        );
        match self.http_error_code_returned_equals.as_deref() {
            None => Ok(()),
            Some(code) if code.len() == 3 && matches!(code.parse(), Ok(400_u16..=599)) => Ok(()),
            Some(code) => bail!("expected an error code from 400 to 599, but found {code:?}"),
        }
    }
}

impl Redirect {
    /// Valid after `validate`.
    pub(super) fn status(&self) -> http::StatusCode {
        self.http_redirect_code
            .as_deref()
            .and_then(|code| code.parse().ok())
            .unwrap_or(http::StatusCode::MOVED_PERMANENTLY)
    }

    fn validate(&self) -> anyhow::Result<()> {
        ensure!(*self != Self::default(), "a redirect needs a field");
        if let Some(code) = &self.http_redirect_code {
            ensure!(
                ["301", "302", "303", "304", "305", "307", "308"].contains(&code.as_str()),
                "expected a redirect code of 301, 302, 303, 304, 305, 307 or 308, but found {code:?}"
            );
        }
        if let Some(protocol) = &self.protocol {
            ensure!(
                ["http", "https"].contains(&protocol.as_str()),
                "expected a protocol of http or https, but found {protocol:?}"
            );
        }
        ensure!(
            self.replace_key_prefix_with.is_none() || self.replace_key_with.is_none(),
            "expected one of ReplaceKeyPrefixWith and ReplaceKeyWith, but found both"
        );
        if let Some(host) = &self.host_name {
            ensure!(
                host.parse::<http::uri::Authority>().is_ok() && !host.contains('@'),
                "expected a host name, with a port or without, but found {host:?}"
            );
        }
        for text in [&self.replace_key_prefix_with, &self.replace_key_with] {
            ensure!(
                !text.iter().any(|text| text.contains(char::is_control)),
                "expected no control characters, but found {text:?}"
            );
        }
        Ok(())
    }
}
