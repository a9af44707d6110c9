//! The options that a listed size may have: `format=auto|webp, quality=60|80, blur`.

use marble_transform::{DEFINITIONS, Definition, Transform, Variety};

use super::negotiable::NEGOTIABLE;

/// Options with the values that they may have besides their defaults. All others stay at their defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    rules: Vec<Rule>,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    option: &'static Definition,
    /// In their canonical spelling; `None` where every value is allowed.
    values: Option<Vec<String>>,
}

impl Options {
    /// Every option with every value.
    pub(super) fn every() -> Self {
        let rule = |option| Rule {
            option,
            values: None,
        };
        Self {
            rules: DEFINITIONS.iter().map(rule).collect(),
        }
    }

    /// Reads entries of the form `name` or `name=value|value`. `None` where one is no option of a transform, has a value
    /// that the option does not have, or stands there twice.
    pub(crate) fn parse(entries: &[String]) -> Option<Self> {
        let mut rules: Vec<Rule> = Vec::new();
        for entry in entries {
            let rule = Rule::parse(entry)?;
            if rules.iter().any(|known| known.option == rule.option) {
                return None;
            }
            rules.push(rule);
        }
        Some(Self { rules })
    }

    /// Whether each option that is not at its default has an allowed value, in the canonical spelling.
    pub(super) fn allow(&self, transform: &Transform) -> bool {
        transform.options().all(|(option, value)| {
            let rule = self.rules.iter().find(|rule| rule.option == option);
            rule.is_some_and(|rule| match &rule.values {
                None => true,
                Some(values) => values.contains(&value),
            })
        })
    }

    /// The names of those that may have another value than their default.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        let free = self.rules.iter().filter(|rule| match &rule.values {
            None => true,
            Some(values) => !values.is_empty(),
        });
        free.map(|rule| rule.option.name)
    }

    /// The allowed values of an option besides its default.
    pub(super) fn varieties(&self, option: &'static Definition) -> Vec<Variety> {
        let rule = self.rules.iter().find(|rule| rule.option == option);
        match rule.map(|rule| &rule.values) {
            None => Vec::new(),
            Some(None) => option.every(),
            Some(Some(values)) => option.varieties(values),
        }
    }
}

impl Rule {
    fn parse(entry: &str) -> Option<Self> {
        let (name, values) = match entry.split_once('=') {
            Some((name, values)) => (name, Some(values)),
            None => (entry, None),
        };
        let option = DEFINITIONS.iter().find(|known| known.name == name)?;
        let Some(values) = values else {
            return Some(Self {
                option,
                values: None,
            });
        };
        let mut known = Vec::new();
        for value in values.split('|') {
            // The default is the option left out, which is always allowed.
            known.extend(option.canonical(value).ok()?);
            if (option.name, value) == ("format", "auto") {
                // Where the client is sent to.
                known.extend(NEGOTIABLE.iter().map(|format| format.name().to_owned()));
            }
        }
        known.sort();
        known.dedup();
        Some(Self {
            option,
            values: Some(known),
        })
    }
}
