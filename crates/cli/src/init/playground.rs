//! The page on which the options are tried, as a file for this deployment, and how it gets into the bucket.

use anyhow::{Context as _, Result};
use marble_playground::{Deployment, Page};
use marble_transform::path;
use url::Url;

use super::deployment::quoted;
use super::wishes::Wishes;

/// The file in the folder.
pub(super) const FILE: &str = "playground.html";

/// The page, with the address below which the pictures of this deployment are.
///
/// # Errors
///
/// That is no address.
pub(super) fn page(wishes: &Wishes) -> Result<String> {
    let base = match &wishes.website {
        Some(website) => format!("{website}{}", path(&wishes.result_prefix)),
        // There Marble answers with the picture itself.
        None => wishes.resizer.to_string(),
    };
    let base = Url::parse(&base).context(base)?;
    Ok(Page::new(&Deployment::File { base: Some(base) })?.html)
}

/// How it is put into the bucket, in Markdown. The key is among Marble's own, which are no pictures: everybody may read it
/// who may read derivatives, and no command and no event deletes it.
pub(super) fn guide(wishes: &Wishes, folder: &str) -> String {
    let Wishes {
        bucket,
        endpoint,
        region,
        ..
    } = wishes;
    let begin = format!(
        "`{FILE}` is a page to try every option on, with everything inside: open it from the disk"
    );
    let Some(website) = &wishes.website else {
        return format!("{begin}, or put it onto any server.");
    };
    let key = format!("{}-/play.html", wishes.result_prefix);
    let forgotten = match wishes.days {
        Some(days) => format!(
            " It is forgotten after {days} days like the derivatives; then put it there again."
        ),
        None => String::new(),
    };
    format!(
        "{begin}, or put it into the bucket, with the keys of the bucket's owner:\n\n\
         ```sh\naws --endpoint-url {endpoint} --region {region} s3api put-object --bucket {bucket} --key={} \\\n  \
         --body {folder}/{FILE} --content-type 'text/html; charset=utf-8' --cache-control no-cache\n```\n\n\
         It is at {website}{} then.{forgotten} More: docs/playground.md.",
        quoted(&key),
        path(&key)
    )
}
