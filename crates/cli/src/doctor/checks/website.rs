//! The bucket's website, as a visitor sees it.

use http::StatusCode;

use super::super::check::Run;
use super::super::findings::Findings;
use super::super::outcome::Outcome;
use super::super::set_up::SetUp;
use super::objects::TEXT;

/// Why there is no website to look at.
pub(super) const INLINE: &str = "with DELIVERY=inline there is no website of the bucket";

/// How stores say that a bucket has no website, in an answer to a browser.
const NO_WEBSITE: [&str; 2] = ["NoSuchWebsiteConfiguration", "NoSuchBucket"];

pub(super) fn answers<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let Some(website) = set_up.website() else {
            return Outcome::not_needed(INLINE);
        };
        let path = marble::plan::path(&set_up.trial.written(&set_up.config));
        let answer = match set_up.visitor.get(&format!("{website}{path}")).await {
            Ok(answer) => answer,
            Err(error) => {
                return Outcome::bad(
                    format!("{website}: {error}"),
                    "set URL to the address of the bucket's website, or of the CDN in front of it, and let this machine \
                     reach it",
                );
            }
        };
        if let Some(code) = NO_WEBSITE.iter().find(|code| answer.contains(code)) {
            return Outcome::bad(
                format!("{website} answers {}: {code}", answer.status.as_u16()),
                "enable the website of the bucket with the routing rule (marble init --apply does)",
            );
        }
        let seen = format!("{website} answers {}", answer.status.as_u16());
        findings.present = Some(answer);
        Outcome::good(seen)
    })
}

pub(super) fn public_read<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let Some(answer) = &findings.present else {
            return Outcome::not_needed(INLINE);
        };
        if answer.status != StatusCode::FORBIDDEN {
            return Outcome::good(format!("{} for what was written", answer.status.as_u16()));
        }
        Outcome::bad(
            "403 for what was written",
            format!(
                "allow s3:GetObject on {}* to everybody (bucket-policy.json), and at AWS take back the block of public \
                 policies",
                set_up.config.result_prefix
            ),
        )
    })
}

pub(super) fn bucket<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let (Some(answer), Some(website)) = (&findings.present, set_up.website()) else {
            return Outcome::not_needed(INLINE);
        };
        if answer.status == StatusCode::OK && answer.body == TEXT {
            return Outcome::good("what was written is there");
        }
        let key = set_up.trial.written(&set_up.config);
        Outcome::bad(
            format!("{website} answers {} for {key}", answer.status.as_u16()),
            "set URL to the address of this bucket's website, without a path that is not part of the keys",
        )
    })
}
