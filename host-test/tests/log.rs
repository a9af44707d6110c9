//! What the operator reads on standard error: one line a request, as text and as JSON, for every kind of answer; lines of
//! what failed; and the trace that they belong to. Through the real component, and composed with an S3 in this process.
//!
//! It cannot prove what each runtime makes of standard error: see `docs/operating.md`.

mod case;
mod cases;
mod hostile;
mod lines;
mod secrets;
mod trace;

use std::collections::BTreeSet;

use anyhow::Result;
use marble::log::FIELDS;
use serde_json::{Value, json};

use crate::log::case::Case;
use crate::log::cases::cases;
use crate::log::lines::{objects, text_fields};

/// Besides its fields, what a line of JSON says of itself.
const ABOUT: [&str; 2] = ["severity_text", "marble.component"];

#[tokio::test]
async fn every_answer_has_one_line_of_json() -> Result<()> {
    let mut seen = BTreeSet::new();
    for case in cases() {
        let answer = case.run("json").await?;
        let objects = objects(&answer.log);
        let (line, messages) = objects.split_last().expect("a line");
        assert_eq!(messages.len(), case.messages, "{case:?}: {}", answer.log);
        for message in messages {
            assert!(message["body"].is_string(), "{case:?}: {message}");
            assert_eq!(message["marble.component"], "resizer", "{case:?}");
        }
        case.check(line);
        let severity = if case.status < 500 { "INFO" } else { "ERROR" };
        assert_eq!(line["severity_text"], severity, "{case:?}");
        let names = line.as_object().expect("an object").keys().cloned();
        seen.extend(names.filter(|name| !ABOUT.contains(&name.as_str())));
    }
    let known: BTreeSet<_> = FIELDS.iter().map(|field| field.json.to_owned()).collect();
    assert_eq!(seen, known, "the fields of all lines");
    Ok(())
}

/// The same fields with the same values, but for those that were measured; and the cause of a 5xx has a line of its own.
#[tokio::test]
async fn the_line_of_text_says_the_same() -> Result<()> {
    for case in cases() {
        let answer = case.run("text").await?;
        let lines: Vec<_> = answer.log.lines().collect();
        let (line, messages) = lines.split_last().expect("a line");
        let told = usize::from(case.status >= 500);
        assert_eq!(
            messages.len(),
            case.messages + told,
            "{case:?}: {}",
            answer.log
        );
        for message in messages {
            assert!(message.starts_with("marble: "), "{case:?}: {message}");
        }
        let mut fields = text_fields(line);
        if case.status >= 500 {
            let cause = format!(
                "marble: {}: {}",
                case.code(),
                case.field("exception.message")
            );
            assert!(messages.contains(&cause.as_str()), "{case:?}: {messages:?}");
            fields.insert(
                "exception.message".to_owned(),
                case.field("exception.message"),
            );
        }
        case.check(&json!(fields));
    }
    Ok(())
}

/// As it was before there were lines of requests.
#[tokio::test]
async fn with_errors_alone_only_failures_are_told() -> Result<()> {
    for case in cases() {
        let answer = case.run("errors").await?;
        let told = case.messages + usize::from(case.status >= 500);
        assert_eq!(answer.log.lines().count(), told, "{case:?}: {}", answer.log);
        assert!(!answer.log.contains("status="), "{case:?}: {}", answer.log);
    }
    Ok(())
}

/// An empty value counts as unset.
#[tokio::test]
async fn text_is_the_default() -> Result<()> {
    let answer = Case::new("/9x9/a.jpg", 307).run("").await?;
    assert!(
        answer.log.starts_with("marble: status=307 method=GET "),
        "{}",
        answer.log
    );
    Ok(())
}

#[tokio::test]
async fn a_log_that_is_not_understood_is_500_and_named() -> Result<()> {
    let answer = Case::new("/9x9/a.jpg", 500).run("loud").await?;
    let body: Value = serde_json::from_slice(&answer.body)?;
    assert_eq!(
        (answer.status.as_u16(), &body["code"]),
        (500, &json!("misconfigured"))
    );
    let expected = "marble: misconfigured: LOG: expected text, json or errors, but found \"loud\"\n\
        marble: status=500 code=misconfigured ";
    assert!(answer.log.starts_with(expected), "{}", answer.log);
    Ok(())
}

/// What was measured is there, and is plausible.
#[tokio::test]
async fn stages_estimates_and_memory_are_those_of_the_request() -> Result<()> {
    for (env, stages) in [
        (
            &[][..],
            &[
                "stored", "fetch", "decode", "resize", "encode", "store", "send",
            ][..],
        ),
        (
            &[("DELIVERY", "inline")],
            &[
                "stored", "fetch", "decode", "resize", "encode", "send", "store",
            ],
        ),
    ] {
        let case = Case::new("/9x9/a.jpg", 307).env(env);
        let answer = case.run("json").await?;
        let line = objects(&answer.log).pop().expect("a line");
        let found = &line["marble.stages_ms"];
        let found = found.as_object().expect("an object");
        let names: BTreeSet<_> = found.keys().map(String::as_str).collect();
        assert_eq!(names, stages.iter().copied().collect(), "{env:?}");
        let sum: f64 = found.values().filter_map(Value::as_f64).sum();
        let duration = line["marble.duration_ms"].as_f64().expect("a number");
        // Each is rounded to a tenth.
        assert!(sum <= duration + 0.5, "{line}");
        let timing = answer.headers["server-timing"].to_str()?;
        for (name, ms) in found
            .iter()
            .filter(|(name, _)| timing.contains(&format!("{name};dur=")))
        {
            let told = format!("{name};dur={:.1}", ms.as_f64().unwrap_or_default());
            // What is waited for the original goes on behind the header.
            assert!(
                timing.contains(&told) || name == "fetch",
                "{told}: {timing}"
            );
        }
        if answer.status == 200 {
            assert_eq!(line["marble.result.bytes"], answer.body.len());
        }
        let number = |name: &str| line[name].as_u64().unwrap_or_default();
        assert!(number("marble.estimated_bytes") > 1 << 20, "{line}");
        let used = number("marble.used_bytes");
        assert!(
            used > 1 << 20 && used <= answer.peak_memory as u64,
            "{line}"
        );
        assert!(timing.contains(&format!("estimate;dur={}.0", number("marble.estimated_ms"))));
    }
    Ok(())
}
