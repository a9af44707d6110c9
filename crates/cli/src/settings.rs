//! Marble's variables: those of the command line, then those of a file, then those of the environment. What they mean is
//! read by the components' own code.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use marble_settings::Setting;
use s3_store::config::Place;

/// The variables that say whose requests to the store are.
const KEYS: [&str; 6] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "SOURCE_AWS_ACCESS_KEY_ID",
    "SOURCE_AWS_SECRET_ACCESS_KEY",
    "SOURCE_AWS_SESSION_TOKEN",
];

/// The flags.
#[derive(clap::Args)]
#[group(skip)]
pub struct Settings {
    /// Set a variable of Marble; may be repeated
    #[arg(long, global = true, value_name = "NAME=VALUE", value_parser = Setting::parse)]
    env: Vec<Setting>,
    /// Set those of a file, one a line; --env takes precedence, and all else is taken from the environment
    #[arg(long, global = true, value_name = "FILE")]
    env_file: Option<PathBuf>,
}

/// The variables that are set.
#[derive(Clone)]
pub struct Environment {
    /// What is later counts more.
    set: Vec<Setting>,
    /// What is set nowhere else.
    rest: fn(&str) -> Option<String>,
}

impl Settings {
    /// The variables of the environment, and above them those of the file and of the command line.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or has a line that is no variable.
    pub fn read(&self) -> Result<Environment> {
        let file = self.env_file.as_deref();
        let mut set = file.map_or(Ok(Vec::new()), read_file)?;
        set.extend(self.env.iter().cloned());
        Ok(Environment {
            set,
            rest: |name| std::env::var(name).ok(),
        })
    }
}

/// The variables of a file, one a line.
///
/// # Errors
///
/// The file cannot be read, or has a line that is no variable.
pub fn read_file(path: &Path) -> Result<Vec<Setting>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Setting::parse_file(&text).map_err(|error| anyhow!("{}, {error}", path.display()))
}

impl Environment {
    /// These variables alone.
    #[must_use]
    pub fn of(set: Vec<Setting>) -> Self {
        Self {
            set,
            rest: |_| None,
        }
    }

    /// The same, but for the keys: those of Marble count nowhere, and `keys` has others.
    #[must_use]
    pub fn with_keys(&self, keys: Vec<Setting>) -> Self {
        let none = KEYS.map(|name| Setting {
            name: name.to_owned(),
            value: String::new(),
        });
        let keys = keys.into_iter();
        let keys = keys.filter(|set| KEYS.contains(&set.name.as_str()));
        let mut other = self.clone();
        other.set.extend(none.into_iter().chain(keys));
        other
    }

    /// The value of a variable, which may be empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        let mut set = self.set.iter().rev().filter(|set| set.name == name);
        let value = set.next().map(|set| set.value.clone());
        value.or_else(|| (self.rest)(name))
    }

    /// The settings of the resizer.
    ///
    /// # Errors
    ///
    /// The first variable that is not understood, and what was expected.
    pub fn resizer(&self) -> Result<marble::config::Config, marble_settings::Error> {
        marble::config::Config::parse(|name| self.get(name))
    }

    /// The settings of a bucket: that of the derivatives, or that of the originals, which may be the same.
    ///
    /// # Errors
    ///
    /// The first variable that is not understood, and what was expected.
    pub fn bucket(&self, place: Place) -> Result<s3_store::config::Config, marble_settings::Error> {
        s3_store::config::Config::parse(place, |name| self.get(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_later_counts_more() {
        let set = ["A=1", "B=2", "A=3", "C="].map(|text| Setting::parse(text).unwrap());
        let environment = Environment::of(set.to_vec());
        for (name, expected) in [
            ("A", Some("3")),
            ("B", Some("2")),
            ("C", Some("")),
            ("D", None),
        ] {
            assert_eq!(environment.get(name).as_deref(), expected, "{name}");
        }
    }
}
