//! Which originals a command is about.

/// Their keys, or what they begin with.
#[derive(clap::Args)]
#[group(skip)]
pub struct Originals {
    /// The originals' keys, without `SOURCE_PREFIX`
    #[arg(
        value_name = "KEY",
        required_unless_present = "prefix",
        conflicts_with = "prefix"
    )]
    pub keys: Vec<String>,
    /// All originals whose keys begin like this, without `SOURCE_PREFIX`
    #[arg(long)]
    pub prefix: Option<String>,
}
