//! `--jobs`: how many requests are under way at once, at most.

use crate::pace::Pace;

/// The flag.
#[derive(clap::Args)]
#[group(skip)]
pub struct Jobs {
    /// How many requests at once, at most; fewer where the other side asks for it
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: u16,
}

impl Jobs {
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
