//! `--jobs`: how many requests are under way at once, at most.

use crate::pace::Pace;

/// The flag, and what it is where it is left out.
#[derive(clap::Args)]
#[group(skip)]
pub struct Jobs<const DEFAULT: u16> {
    /// How many requests at once, at most; fewer where the other side asks for it
    #[arg(long, value_name = "N", default_value_t = DEFAULT, value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: u16,
}

impl<const DEFAULT: u16> Jobs<DEFAULT> {
    /// As many as were asked for.
    #[must_use]
    pub fn number(&self) -> usize {
        usize::from(self.jobs)
    }

    /// What all of these requests share.
    #[must_use]
    pub fn pace(&self) -> Pace {
        Pace::new(self.number())
    }
}
