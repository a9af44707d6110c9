//! The routing rule of the website: where it sends a visitor of a derivative that is not there, and what becomes of the key.

use http::StatusCode;
use marble::accept::Accept;
use marble::request::Request;
use s3_store::Failure;
use url::{Position, Url};

use super::super::check::Run;
use super::super::findings::Findings;
use super::super::outcome::Outcome;
use super::super::set_up::SetUp;
use super::super::visitor::Answer;
use super::website::INLINE;

/// The name of the original that no other check asks for.
const ABSENT: &str = "absent.png";

/// Names that every store can redirect, and what is awkward in them.
const AWKWARD: [(&str, &str); 5] = [
    ("a b+c&d=e.jpg", "space, +, & and ="),
    ("ü/日本.jpg", "letters of other scripts"),
    ("a?b.jpg", "?"),
    ("100%.jpg", "%"),
    ("a//b.jpg", "//"),
];

/// Names that only some spellings of a redirect carry (docs/urls.md, "How keys are decoded").
const FRAGILE: [(&str, &str); 2] = [("a#b.jpg", "#"), ("a%41.jpg", "%41")];

pub(super) fn redirects<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let answer = match ask(set_up, ABSENT).await {
            Ok(None) => return Outcome::not_needed(INLINE),
            Ok(Some(answer)) => answer,
            Err(error) => return Outcome::unknown(error.to_string()),
        };
        let status = answer.status;
        match answer.location.clone() {
            Some(target) => {
                let seen = format!("{} to {}", status.as_u16(), &target[..Position::AfterPath]);
                findings.target = Some(target);
                findings.absent = Some(answer);
                Outcome::good(seen)
            }
            _ if status == StatusCode::FORBIDDEN => Outcome::bad(
                "403 for a derivative that is not there, although everybody may read those that are",
                "add a second rule with HttpErrorCodeReturnedEquals 403: this store says 403 of what is absent to those \
                 who may not list the bucket",
            ),
            _ => Outcome::bad(
                format!("{} for a derivative that is not there", status.as_u16()),
                "add the routing rule for 404 to the bucket's website (routing-rules.json; marble init --apply does)",
            ),
        }
    })
}

pub(super) fn status<'a>(_: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let Some(answer) = &findings.absent else {
            return Outcome::not_needed(INLINE);
        };
        let status = answer.status.as_u16();
        let seen = status.to_string();
        if [302, 303, 307].contains(&status) {
            Outcome::good(seen)
        } else {
            Outcome::bad(
                seen,
                "set HttpRedirectCode to 307 in the routing rule: browsers keep any other, and go on to ask Marble for \
                 what the bucket has",
            )
        }
    })
}

pub(super) fn host<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let Some(target) = &findings.target else {
            return Outcome::not_needed(INLINE);
        };
        let found = target.origin().ascii_serialization();
        let Some(expected) = &set_up.options.resizer_url else {
            return Outcome::good(found);
        };
        let expected = expected.origin().ascii_serialization();
        if found == expected {
            return Outcome::good(found);
        }
        Outcome::bad(
            format!("{found}, and --resizer-url is {expected}"),
            "set HostName and Protocol in the routing rule to Marble's address",
        )
    })
}

pub(super) fn key<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let Some(target) = &findings.target else {
            return Outcome::not_needed(INLINE);
        };
        let form = if target.query().is_some() {
            "query"
        } else {
            "path"
        };
        if original(set_up, target).as_deref() == Some(&*set_up.trial.absent_original(ABSENT)) {
            return Outcome::good(format!("in the {form} form"));
        }
        let path = &target[Position::BeforePath..];
        Outcome::bad(
            format!("Marble would not find the key in {path}"),
            "use a rule that the store keeps: one with ReplaceKeyPrefixWith BASE_PATH?key= (on Garage with an empty \
             KeyPrefixEquals besides), or one a size (routing-rules-per-size.json)",
        )
    })
}

pub(super) fn awkward_keys<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let Some(target) = &findings.target else {
            return Outcome::not_needed(INLINE);
        };
        let mut lost = Vec::new();
        let mut fragile = Vec::new();
        let names = AWKWARD.iter().map(|it| (it, true));
        for ((name, what), is_expected) in names.chain(FRAGILE.iter().map(|it| (it, false))) {
            let answer = match ask(set_up, name).await {
                Ok(Some(answer)) => answer,
                Ok(None) => return Outcome::not_needed(INLINE),
                Err(error) => return Outcome::unknown(error.to_string()),
            };
            let found = answer.location.and_then(|target| original(set_up, &target));
            if found.as_deref() != Some(&*set_up.trial.absent_original(name)) {
                if is_expected {
                    lost.push(*what);
                } else {
                    fragile.push(*what);
                }
            }
        }
        if lost.is_empty() && fragile.is_empty() {
            return Outcome::good("all that were tried");
        }
        let seen = [lost.as_slice(), &fragile].concat().join("; ");
        if lost.is_empty() {
            return Outcome::good(format!(
                "but keep {seen} out of names: this store does not redirect them whole"
            ));
        }
        let remedy = match target.query() {
            Some(_) => "keep these out of names: this store does not redirect them whole",
            None => {
                "use a rule in the query form (ReplaceKeyPrefixWith BASE_PATH?key=), or keep these out of names where the \
                 store knows no query"
            }
        };
        Outcome::bad(format!("names are lost with {seen}"), remedy)
    })
}

/// What the website answers to a visitor of a derivative of an original that is not there; nothing, where there is no
/// website.
async fn ask(set_up: &SetUp, name: &str) -> Result<Option<Answer>, Failure> {
    let link = set_up.trial.absent(name, &set_up.config);
    let url = link.ok().and_then(|link| link.url);
    match url {
        None => Ok(None),
        Some(url) => set_up.visitor.get(&url).await.map(Some),
    }
}

/// The original that Marble would look for first, were it asked for this URL.
fn original(set_up: &SetUp, url: &Url) -> Option<String> {
    // A fragment stays with the browser.
    let target = &url[Position::BeforePath..Position::AfterQuery];
    let config = &set_up.config;
    let request = Request::parse(
        target,
        Accept::default(),
        &config.base_path,
        &config.result_prefix,
    );
    request.ok().map(|request| request.original)
}
