//! The flags of `marble init`.

use std::path::PathBuf;

use super::runtime::Runtime;
use super::store::Store;

/// What `init` takes.
#[expect(
    clippy::doc_markdown,
    clippy::struct_excessive_bools,
    reason = "help texts, shown as they stand, and flags"
)]
#[derive(clap::Args)]
#[command(after_help = "Examples:
  marble init
  marble init --store aws --runtime akamai --bucket my-pictures --region eu-central-1 \\
    --resizer-url https://marble.example.com --sizes 300x300,600x --yes
  marble init --store ceph --runtime wasmtime --bucket my-pictures --endpoint https://s3.example.com \\
    --url http://my-pictures.web.example.com --resizer-url https://marble.example.com --yes --apply")]
pub struct Arguments {
    /// Which store has the bucket
    #[arg(long, value_enum)]
    pub(super) store: Option<Store>,
    /// Where Marble runs
    #[arg(long, value_enum)]
    pub(super) runtime: Option<Runtime>,
    /// Name of the bucket
    #[arg(long, value_name = "NAME")]
    pub(super) bucket: Option<String>,
    /// The bucket's region [default: depends on the store]
    #[arg(long, value_name = "NAME")]
    pub(super) region: Option<String>,
    /// Address of the S3 API [default at AWS: follows from the region]
    #[arg(long, value_name = "URL")]
    pub(super) endpoint: Option<String>,
    /// Address of the bucket's website, or of the CDN in front of it [default at AWS: follows from the region]
    #[arg(long, value_name = "URL")]
    pub(super) url: Option<String>,
    /// Address at which Marble is reached
    #[arg(long, value_name = "URL")]
    pub(super) resizer_url: Option<String>,
    /// Sizes that may be made, with a comma between two [default: 300x300,600x]
    #[arg(long, value_name = "SIZES")]
    pub(super) sizes: Option<String>,
    /// In front of the keys of originals, such as originals/
    #[arg(long, value_name = "PREFIX")]
    pub(super) source_prefix: Option<String>,
    /// In front of the keys of derivatives, such as derived/
    #[arg(long, value_name = "PREFIX")]
    pub(super) result_prefix: Option<String>,
    /// Let somebody tell Marble of originals that changed
    #[arg(long)]
    pub(super) events: bool,
    /// Forget derivatives after so many days; needs --result-prefix
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub(super) days: Option<u32>,
    /// Whose pages may read pictures by script
    #[arg(long, value_name = "ORIGIN", default_value = "*")]
    pub(super) origin: String,
    /// The folder that is written
    #[arg(long, value_name = "DIR", default_value = "marble")]
    pub(super) out: PathBuf,
    /// Ask nothing: take the defaults
    #[arg(long)]
    pub(super) yes: bool,
    /// Do the bucket's part, with the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Shows first what will change;
    /// adds to what is there, and refuses where that cannot be done
    #[arg(long)]
    pub(super) apply: bool,
    /// With --apply: let a bucket that is there be made public where AWS blocks it
    #[arg(long)]
    pub(super) unblock_public_access: bool,
}
