//! Marble itself, as it says that it is.

use url::{Position, Url};

use super::super::check::Run;
use super::super::findings::Findings;
use super::super::outcome::Outcome;
use super::super::set_up::SetUp;
use super::super::visitor::Answer;

/// Why Marble cannot be asked.
pub(super) const NOWHERE: &str = "where Marble is reached is not known: say it by --resizer-url";

pub(super) fn health<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let Some(address) = address(set_up, findings) else {
            return Outcome::unknown(NOWHERE);
        };
        let url = format!("{address}/-/health");
        let answer = match set_up.visitor.get(&url).await {
            Ok(answer) => answer,
            Err(error) => {
                return Outcome::bad(
                    format!("{url}: {error}"),
                    "start Marble, or correct the address: HostName in the routing rule, or --resizer-url",
                );
            }
        };
        if answer.status == 200 && answer.text("status").as_deref() == Some("ok") {
            let version = answer.text("version").unwrap_or_default();
            return Outcome::good(format!("Marble {version} at {address}"));
        }
        let remedy = match answer.text("code") {
            Some(_) => "correct the setting that Marble's log names",
            None => {
                "correct the address (HostName in the routing rule, or --resizer-url): no Marble answers there"
            }
        };
        Outcome::bad(told(&url, &answer), remedy)
    })
}

pub(super) fn health_store<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let Some(address) = address(set_up, findings) else {
            return Outcome::unknown(NOWHERE);
        };
        let url = format!("{address}/-/health?store");
        match set_up.visitor.get(&url).await {
            Ok(answer) if answer.status == 200 => Outcome::good("the store answers it"),
            Ok(answer) => Outcome::bad(
                told(&url, &answer),
                "give Marble the settings that were examined here: its log says what the store refuses, and its runtime \
                 may have to allow the host of the store",
            ),
            Err(error) => Outcome::bad(format!("{url}: {error}"), "see Marble's log"),
        }
    })
}

/// Where Marble is asked, below `BASE_PATH`, without a slash at the end.
pub(super) fn address(set_up: &SetUp, findings: &Findings) -> Option<String> {
    let origin = |url: &Url| url[..Position::BeforePath].to_owned();
    let url = match &set_up.options.resizer_url {
        Some(url) => url[..Position::AfterPath].trim_end_matches('/').to_owned(),
        None => origin(findings.target.as_ref()?),
    };
    Some(format!("{url}{}", set_up.config.base_path))
}

/// What Marble, or somebody else, answered: `… answers 403 resolution-not-allowed`.
pub(super) fn told(url: &str, answer: &Answer) -> String {
    let status = answer.status.as_u16();
    match answer.text("code") {
        Some(code) => format!("{url} answers {status} {code}"),
        None => format!("{url} answers {status}"),
    }
}
