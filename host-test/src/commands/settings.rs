//! The settings of Marble, as commands take them: `--env` and `--env-file`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use marble::config::Config;
use marble_settings::Setting;

/// The flags.
#[derive(clap::Args)]
pub(crate) struct Settings {
    /// Set a variable of Marble; may be repeated [default: none]
    #[arg(long, value_name = "NAME=VALUE", value_parser = Setting::parse)]
    env: Vec<Setting>,
    /// Set those of a file, one a line; --env takes precedence [default: none]
    #[arg(long, value_name = "FILE")]
    env_file: Option<PathBuf>,
}

impl Settings {
    /// The variables of the file, and behind them those of the command line.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or has a line that is no variable.
    pub(crate) fn variables(&self) -> Result<Vec<Setting>> {
        let file = self.env_file.as_deref();
        let mut variables = file.map_or(Ok(Vec::new()), read_file)?;
        variables.extend(self.env.iter().cloned());
        Ok(variables)
    }
}

fn read_file(path: &Path) -> Result<Vec<Setting>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Setting::parse_file(&text).map_err(|error| anyhow!("{}, {error}", path.display()))
}

/// What the resizer makes of them. Without `URL` the bucket's website is `website`.
///
/// # Errors
///
/// A value is not understood; the text names the variable.
pub(crate) fn config(variables: &[Setting], website: &str) -> Result<Config> {
    let config = Config::parse(|name| {
        let mut set = variables.iter().rev().filter(|set| set.name == name);
        let value = set.next().map(|set| set.value.clone());
        value.or_else(|| (name == "URL").then(|| website.to_owned()))
    });
    Ok(config?)
}
