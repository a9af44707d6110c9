//! The whole way to a picture, and what is there for those who come after.

use std::time::Duration;

use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use s3_store::config::Place;
use tokio::time::Instant;

use super::super::check::Run;
use super::super::findings::Findings;
use super::super::objects::{self, Over};
use super::super::outcome::Outcome;
use super::super::set_up::SetUp;
use super::super::trial::PICTURE;
use super::super::visitor::Answer;
use super::resizer::{NOWHERE, address, told};
use super::website::INLINE;

/// More redirects than the way to a picture has.
const MOST_REDIRECTS: usize = 8;

/// What files begin with, after so many bytes, and what they are.
const SIGNATURES: [(usize, &[u8], &str); 7] = [
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavi", "image/avif"),
    (0, b"\xff\x0a", "image/jxl"),
    (4, b"JXL ", "image/jxl"),
];

pub(super) fn original<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let name = &set_up.trial.original;
        let key = format!("{}{name}", set_up.config.source_prefix);
        if !set_up.trial.is_ours {
            return Outcome::good(format!("{name}, as --original says"));
        }
        let bucket = set_up.owner.of(Place::Originals);
        match objects::put(bucket, &key, PICTURE, "image/png", Over::Anything).await {
            Ok(()) => {
                let seen = format!("{key} is written");
                findings.made.push((Place::Originals, key));
                Outcome::good(seen)
            }
            Err(refusal) => Outcome::unknown(format!(
                "these keys may not write an original ({refusal}): give those of somebody who may by --owner-env-file, or \
                 a picture that is there by --original"
            )),
        }
    })
}

pub(super) fn first<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let Some(url) = url(set_up, findings) else {
            return Outcome::unknown(NOWHERE);
        };
        findings
            .made
            .push((Place::Derivatives, set_up.trial.link.key.clone()));
        let mut next = url.clone();
        let mut visit: Vec<Answer> = Vec::new();
        let failed = loop {
            let answer = match set_up.visitor.get(&next).await {
                Ok(answer) => answer,
                Err(error) => break format!("{next}: {error}"),
            };
            let location = answer.location.clone();
            let status = answer.status;
            let seen = told(&next, &answer);
            visit.push(answer);
            match location {
                Some(location) if visit.len() <= MOST_REDIRECTS => next = location.into(),
                Some(_) => break format!("the redirects do not end: {seen}"),
                None if status == 200 => {
                    let hops = visit.iter().map(|answer| answer.status.as_str().to_owned());
                    let seen = hops.collect::<Vec<_>>().join(", ");
                    findings.visit = visit;
                    return Outcome::good(seen);
                }
                None => break seen,
            }
        };
        let remedy = match visit
            .last()
            .and_then(|answer| answer.text("code"))
            .as_deref()
        {
            Some("original-not-found") => {
                "give Marble the same BUCKET, SOURCE_BUCKET and SOURCE_PREFIX as were examined here"
            }
            Some("resolution-not-allowed" | "invalid-key" | "signature-mismatch") => {
                "give Marble the same PRESETS, ALLOWED_…, SIGNING_KEYS and RESULT_PREFIX as were examined here"
            }
            Some(_) => "see Marble's log: it says why, and what to do",
            None => "give Marble the same URL, BUCKET and RESULT_PREFIX as were examined here",
        };
        Outcome::bad(failed, remedy)
    })
}

pub(super) fn content_type<'a>(_: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let Some(answer) = findings.visit.last() else {
            return Outcome::unknown("there is no result");
        };
        let named = header(answer, &CONTENT_TYPE);
        let is = |(at, begin, _): &&(usize, &[u8], &str)| {
            answer
                .body
                .get(*at..)
                .is_some_and(|rest| rest.starts_with(begin))
        };
        let Some((_, _, media_type)) = SIGNATURES.iter().find(is) else {
            return Outcome::bad(
                format!(
                    "{} bytes that are no picture, as {named:?}",
                    answer.body.len()
                ),
                "find out what in front of the bucket changes pictures",
            );
        };
        if named == *media_type {
            return Outcome::good(named);
        }
        Outcome::bad(
            format!("{named:?}, of a file that is {media_type}"),
            "find out what in front of the bucket changes Content-Type: Marble stores it with the picture",
        )
    })
}

pub(super) fn cache_control<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let Some(answer) = findings.visit.last() else {
            return Outcome::unknown("there is no result");
        };
        let found = header(answer, &CACHE_CONTROL);
        if found == set_up.config.cache_control {
            return Outcome::good(found);
        }
        Outcome::bad(
            format!(
                "{found:?}, and CACHE_CONTROL is {:?}",
                set_up.config.cache_control
            ),
            "give Marble this CACHE_CONTROL, and find out what in front of the bucket changes the header",
        )
    })
}

/// As long as the store may take for a picture, by default.
const PATIENCE: Duration = Duration::from_secs(10);

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(200);

/// Looks until it is there, or for so long.
async fn patiently<T>(
    patience: Duration,
    mut look: impl AsyncFnMut() -> T,
    is_absent: impl Fn(&T) -> bool,
) -> T {
    let begin = Instant::now();
    loop {
        let found = look().await;
        if !is_absent(&found) || begin.elapsed() >= patience {
            return found;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

pub(super) fn stored<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let bucket = set_up.marble.of(Place::Derivatives);
        let key = &set_up.trial.link.key;
        let shown = findings.visit.last().map(|answer| answer.body.as_slice());
        // Marble stores it before it sends a visitor there, and else behind the answer.
        let patience = set_up.website().map_or(PATIENCE, |_| Duration::ZERO);
        let look = async || objects::get(bucket, key).await;
        let absent = |found: &Result<_, objects::Refusal>| {
            let refusal = found.as_ref().err();
            refusal.is_some_and(|refusal| refusal.is_absence() || refusal.is_denial())
        };
        match patiently(patience, look, absent).await {
            Ok(bytes) if Some(bytes.as_slice()) == shown => Outcome::good(key),
            Ok(bytes) => Outcome::bad(
                format!("{key} has {} bytes, and others were shown", bytes.len()),
                "find out what in front of the bucket changes pictures",
            ),
            Err(refusal) => Outcome::bad(
                format!("{key}: {refusal}"),
                "see Marble's log: it says why the picture was not stored",
            ),
        }
    })
}

pub(super) fn redirect_kept<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        if set_up.website().is_none() {
            return Outcome::not_needed(INLINE);
        }
        let Some(url) = url(set_up, findings) else {
            return Outcome::unknown(NOWHERE);
        };
        let answer = match set_up.visitor.get(&url).await {
            Ok(answer) => answer,
            Err(error) => return Outcome::unknown(error.to_string()),
        };
        if answer.status.is_redirection() {
            return Outcome::bad(
                format!(
                    "{} again, although the picture is there",
                    answer.status.as_u16()
                ),
                "let the CDN in front of the website keep no redirects: minimum and default TTL 0 (docs/caching.md)",
            );
        }
        let seen = answer.status.as_u16().to_string();
        findings.second = Some(answer);
        Outcome::good(seen)
    })
}

pub(super) fn second<'a>(set_up: &'a SetUp, findings: &'a mut Findings) -> Run<'a> {
    Box::pin(async {
        let again = if let Some(answer) = findings.second.take() {
            answer
        } else {
            let Some(url) = url(set_up, findings) else {
                return Outcome::unknown(NOWHERE);
            };
            match set_up.visitor.get(&url).await {
                Ok(answer) => answer,
                Err(error) => return Outcome::unknown(error.to_string()),
            }
        };
        let shown = findings.visit.last().map(|answer| &answer.body);
        if again.status == 200 && Some(&again.body) == shown {
            return Outcome::good(format!("200, {} bytes", again.body.len()));
        }
        Outcome::bad(
            format!("{}, {} bytes", again.status.as_u16(), again.body.len()),
            "find out what in front of the bucket changes answers: the same picture is expected again",
        )
    })
}

/// Where the picture is asked for: on the website, or, where there is none, of Marble.
fn url(set_up: &SetUp, findings: &Findings) -> Option<String> {
    let link = &set_up.trial.link;
    let inline = || Some(format!("{}{}", address(set_up, findings)?, link.path()));
    link.url.clone().or_else(inline)
}

fn header(answer: &Answer, name: &http::HeaderName) -> String {
    let value = answer.headers.get(name);
    let value = value.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    value.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_stored_behind_the_answer_is_waited_for() {
        for (patience, there_at, looks) in
            [(0, 1, 1), (0, 2, 1), (10, 1, 1), (10, 4, 4), (1, 99, 6)]
        {
            let mut count = 0;
            let look = async || {
                count += 1;
                count
            };
            let found = patiently(Duration::from_secs(patience), look, |at| *at < there_at).await;
            assert_eq!(found, looks, "{patience} s, {there_at}");
        }
    }
}
