//! The links that commands write, all of the same kind.

use anyhow::{Context as _, Result};
use marble::config::Config;
use marble::link::{Link, Signing};

/// The flag of commands that name derivatives.
#[derive(clap::Args)]
#[group(skip)]
pub struct Signed {
    /// Sign with the first of `SIGNING_KEYS`
    #[arg(long)]
    sign: bool,
}

/// The flags of commands that write links.
#[derive(clap::Args)]
#[group(skip)]
pub struct Arguments {
    #[command(flatten)]
    signed: Signed,
    /// What the path of a link is put behind, instead of URL: the address of Marble, say, where DELIVERY=inline
    #[arg(long, value_name = "URL")]
    base: Option<String>,
}

/// What writes them.
pub struct Links {
    /// The settings that they are held against.
    pub config: Config,
    signing: Signing,
    base: Option<String>,
}

impl Links {
    /// Of these flags.
    #[must_use]
    pub fn new(arguments: &Arguments, config: Config) -> Self {
        let base = arguments.base.as_deref();
        Self {
            base: base.map(|base| base.trim_end_matches('/').to_owned()),
            ..Self::signed(&arguments.signed, config)
        }
    }

    /// The same, below the website.
    #[must_use]
    pub fn signed(arguments: &Signed, config: Config) -> Self {
        let signing = if arguments.sign {
            Signing::Yes
        } else {
            Signing::No
        };
        Self {
            config,
            signing,
            base: None,
        }
    }

    /// The link to a transform, or a preset, of an original, which is named without `SOURCE_PREFIX`.
    ///
    /// # Errors
    ///
    /// Either is not understood, or Marble would refuse it.
    pub fn link(&self, original: &str, transform: &str) -> Result<Link> {
        let link = Link::new(original, transform, self.signing, &self.config);
        link.with_context(|| format!("{transform:?} of {original:?}"))
    }

    /// Its URL.
    ///
    /// # Errors
    ///
    /// The same, and that nobody says what to put in front of it.
    pub fn url(&self, original: &str, transform: &str) -> Result<String> {
        let link = self.link(original, transform)?;
        match &self.base {
            Some(base) => Ok(format!("{base}{}", link.path())),
            None => link.url.context(
                "expected --base, because with DELIVERY=inline there is no URL of a website: say where Marble is \
                 reached, or --base '' for the path alone",
            ),
        }
    }
}
