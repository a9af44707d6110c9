//! `marble doctor` against bucket, website and Marble on this machine: a set-up in which nothing is wrong, and one for each
//! thing that can be.

mod between;
mod mistakes;
mod set_up;

use host_test::workspace;
use marble_cli::doctor::{Outcome, Report, checks};

use self::set_up::SetUp;

/// The checks that found something wrong.
fn bad(report: &Report) -> Vec<&str> {
    let bad = report.rows.iter();
    let bad = bad.filter(|row| matches!(row.outcome, Outcome::Bad { .. }));
    bad.map(|row| row.name).collect()
}

/// The checks that did not tell anything.
fn skipped(report: &Report) -> Vec<&str> {
    let skipped = report.rows.iter();
    let skipped =
        skipped.filter(|row| matches!(row.outcome, Outcome::NotNeeded(_) | Outcome::Unknown(_)));
    skipped.map(|row| row.name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_wrong_where_all_is_right_and_nothing_is_left_behind() {
    let bench = SetUp::default().start().await.unwrap();
    let report = bench.examine().await;
    assert_eq!(bad(&report), [""; 0], "{report}");
    assert_eq!(skipped(&report), ["originals"], "{report}");
    assert_eq!(bench.bucket.keys(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn originals_may_have_a_bucket_of_their_own() {
    let bench = SetUp {
        apart: true,
        ..SetUp::default()
    };
    let bench = bench.start().await.unwrap();
    let report = bench.examine().await;
    assert_eq!(bad(&report), [""; 0], "{report}");
    assert_eq!(skipped(&report), [""; 0], "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_website_marble_is_asked_for_the_picture() {
    let mut set_up = SetUp::default();
    set_up.everywhere("DELIVERY", "inline");
    let bench = set_up.start().await.unwrap();
    let report = bench.examine().await;
    assert_eq!(bad(&report), [""; 0], "{report}");
    let website = [
        "originals",
        "website",
        "public-read",
        "website-bucket",
        "rule",
        "redirect-status",
        "redirect-host",
        "redirect-key",
        "awkward-keys",
        "redirect-kept",
    ];
    assert_eq!(skipped(&report), website, "{report}");
    assert_eq!(bench.bucket.keys(), [""; 0]);
}

/// Keys that may do no more than Marble has to leave what they made, and say so.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_deleted_is_told() {
    let mut set_up = SetUp {
        without_owner: true,
        identity: vec!["component-policy.json"],
        ..SetUp::default()
    };
    set_up.everywhere("EVENTS_TOKEN", "");
    let bench = set_up.start().await.unwrap();
    let report = bench.examine().await;
    assert_eq!(bad(&report), [""; 0], "{report}");
    assert_eq!(
        skipped(&report),
        ["delete", "originals", "removed"],
        "{report}"
    );
    let text = report.to_string();
    let left = bench.bucket.keys();
    assert_eq!(left.len(), 3, "{left:?}");
    assert!(left.iter().all(|key| text.contains(key)), "{text}");
}

/// Each mistake turns exactly one check, says what to do, and hides what can then not be told.
#[tokio::test(flavor = "multi_thread")]
async fn each_mistake_is_told_by_one_check() {
    let mut wrong = Vec::new();
    for mistake in mistakes::ALL {
        let mut set_up = SetUp::default();
        (mistake.make)(&mut set_up);
        let bench = set_up.start().await.unwrap();
        let report = bench.examine().await;
        let mut rows = report.rows.iter();
        let remedy = rows.find_map(|row| match &row.outcome {
            Outcome::Bad { remedy, .. } => Some(remedy.as_str()),
            _ => None,
        });
        let told = remedy.is_some_and(|remedy| remedy.contains(mistake.remedy));
        let text = report.to_string();
        let secrets = ["marble-secret", "owner-secret", "0123456789abcdef"];
        let secret = secrets.iter().any(|secret| text.contains(secret));
        if bad(&report) != [mistake.check] || !told || secret {
            wrong.push(format!("{}:\n{report}", mistake.what));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_page_has_every_check() {
    let page = workspace::root().join("docs/setting-up.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, table) = page.split_once("| check |").unwrap();
    let rows: Vec<&str> = table
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let expected = checks().map(|(name, what)| format!("| `{name}` | {what} |"));
    assert_eq!(rows, expected.collect::<Vec<_>>());
}
