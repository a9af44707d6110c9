//! The settings of Marble, as commands take them: `--env` and `--env-file`.

use std::path::PathBuf;

use anyhow::Result;
use marble::config::Config;

use crate::commands::variable::Variable;

/// The flags.
#[derive(clap::Args)]
pub(crate) struct Settings {
    /// Set a variable of Marble; may be repeated [default: none]
    #[arg(long, value_name = "NAME=VALUE", value_parser = Variable::parse)]
    env: Vec<Variable>,
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
    pub(crate) fn variables(&self) -> Result<Vec<Variable>> {
        let file = self.env_file.as_deref();
        let mut variables = file.map_or(Ok(Vec::new()), Variable::read_file)?;
        variables.extend(self.env.iter().cloned());
        Ok(variables)
    }
}

/// What the resizer makes of them. Without `URL` the bucket's website is `website`.
///
/// # Errors
///
/// A value is not understood; the text names the variable.
pub(crate) fn config(variables: &[Variable], website: &str) -> Result<Config> {
    let config = Config::parse(|name| {
        let mut set = variables.iter().rev().filter(|set| set.name == name);
        let value = set.next().map(|set| set.value.clone());
        value.or_else(|| (name == "URL").then(|| website.to_owned()))
    });
    Ok(config?)
}
