//! All outcomes, for people and as JSON:
//!
//! ```json
//! {"healthy": false, "checks": [{"name": "region", "what": "AWS_REGION is the bucket's", "outcome": "bad",
//!   "seen": "…", "remedy": "…"}]}
//! ```
//!
//! `outcome` is `good`, `bad` or `skipped`; `remedy` is there where it is bad, and of what was skipped `seen` tells why.

use std::fmt;

use serde_json::{Value, json};

use super::outcome::Outcome;

/// All outcomes, in the order of the checks.
#[derive(Debug, Default)]
pub struct Report {
    /// One a check.
    pub rows: Vec<Row>,
}

/// The outcome of one check.
#[derive(Debug)]
pub struct Row {
    /// Name of the check.
    pub name: &'static str,
    /// What holds where it is good.
    pub what: &'static str,
    /// What it found.
    pub outcome: Outcome,
}

impl Report {
    /// Whether nothing is wrong. What could not be told is not wrong.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        !self
            .rows
            .iter()
            .any(|row| matches!(row.outcome, Outcome::Bad { .. }))
    }

    pub(super) fn add(&mut self, name: &'static str, what: &'static str, outcome: Outcome) {
        self.rows.push(Row {
            name,
            what,
            outcome,
        });
    }

    /// The first of these checks without whose success nothing can be told.
    pub(super) fn obstacle(&self, needs: &[&'static str]) -> Option<&'static str> {
        let rows = self.rows.iter().filter(|row| needs.contains(&row.name));
        let mut obstacles = rows.filter(|row| row.outcome.is_obstacle());
        obstacles.next().map(|row| row.name)
    }

    /// The same as a JSON document.
    #[must_use]
    pub fn to_json(&self) -> String {
        let checks: Vec<Value> = self.rows.iter().map(Row::to_json).collect();
        format!(
            "{:#}\n",
            json!({"healthy": self.is_healthy(), "checks": checks})
        )
    }
}

impl Row {
    fn to_json(&self) -> Value {
        let (name, what) = (self.name, self.what);
        match &self.outcome {
            Outcome::Good { seen } => {
                json!({"name": name, "what": what, "outcome": "good", "seen": seen})
            }
            Outcome::Bad { seen, remedy } => {
                json!({"name": name, "what": what, "outcome": "bad", "seen": seen, "remedy": remedy})
            }
            Outcome::NotNeeded(why) | Outcome::Unknown(why) => {
                json!({"name": name, "what": what, "outcome": "skipped", "seen": why})
            }
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|row| row.name.len()).max();
        let width = width.unwrap_or_default();
        let (mut good, mut bad, mut skipped) = (0_u32, 0_u32, 0_u32);
        for Row {
            name,
            what,
            outcome,
        } in &self.rows
        {
            match outcome {
                Outcome::Good { seen } => {
                    good = good.saturating_add(1);
                    writeln!(f, "✔ {name:width$}  {what}: {seen}")?;
                }
                Outcome::Bad { seen, remedy } => {
                    bad = bad.saturating_add(1);
                    writeln!(
                        f,
                        "✘ {name:width$}  expected that {what}, but found: {seen}"
                    )?;
                    writeln!(f, "  {:width$}  → {remedy}", "")?;
                }
                Outcome::NotNeeded(why) | Outcome::Unknown(why) => {
                    skipped = skipped.saturating_add(1);
                    writeln!(f, "– {name:width$}  {why}")?;
                }
            }
        }
        writeln!(f, "{good} ✔, {bad} ✘, {skipped} –")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcome: Outcome) -> Report {
        let row = Row {
            name: "region",
            what: "AWS_REGION is the bucket's",
            outcome,
        };
        Report { rows: vec![row] }
    }

    #[test]
    fn each_outcome_has_its_sign_and_its_json() {
        for (outcome, text, json, healthy) in [
            (
                Outcome::good("eu-west-1"),
                "✔ region  AWS_REGION is the bucket's: eu-west-1\n1 ✔, 0 ✘, 0 –\n",
                json!({"outcome": "good", "seen": "eu-west-1"}),
                true,
            ),
            (
                Outcome::bad("eu-west-1", "set AWS_REGION=us-east-1"),
                "✘ region  expected that AWS_REGION is the bucket's, but found: eu-west-1\n\
                 \u{20}         → set AWS_REGION=us-east-1\n0 ✔, 1 ✘, 0 –\n",
                json!({"outcome": "bad", "seen": "eu-west-1", "remedy": "set AWS_REGION=us-east-1"}),
                false,
            ),
            (
                Outcome::unknown("needs store"),
                "– region  needs store\n0 ✔, 0 ✘, 1 –\n",
                json!({"outcome": "skipped", "seen": "needs store"}),
                true,
            ),
        ] {
            let report = report(outcome);
            assert_eq!(report.to_string(), text);
            let mut expected = json;
            expected["name"] = "region".into();
            expected["what"] = "AWS_REGION is the bucket's".into();
            let found: Value = serde_json::from_str(&report.to_json()).unwrap();
            assert_eq!(found, json!({"healthy": healthy, "checks": [expected]}));
        }
    }

    #[test]
    fn only_what_cannot_be_told_is_in_the_way() {
        for (outcome, expected) in [
            (Outcome::good(""), None),
            (Outcome::not_needed(""), None),
            (Outcome::bad("", ""), Some("region")),
            (Outcome::unknown(""), Some("region")),
        ] {
            let report = report(outcome);
            assert_eq!(report.obstacle(&["clock", "region"]), expected);
            assert_eq!(report.obstacle(&["clock"]), None);
        }
    }
}
