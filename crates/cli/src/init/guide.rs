//! The README of the folder: every command, in order.

use super::documents::Documents;
use super::playground;
use super::runtime::Runtime;
use super::store::{Rule, Store};
use super::wishes::Wishes;

/// The README.
pub(super) fn guide(wishes: &Wishes, documents: &Documents, folder: &str) -> String {
    let Wishes {
        bucket, resizer, ..
    } = wishes;
    let website = match &wishes.website {
        Some(url) => format!("Visitors see the pictures at {url}."),
        None => CDN.to_owned(),
    };
    let keys = keys(wishes);
    let commands = wishes.runtime.commands(wishes, folder);
    let page = wishes.runtime.page();
    let resizer = resizer.as_str().trim_end_matches('/');
    format!(
        "# Marble for the bucket {bucket}\n\n\
         Written by `marble init`. The commands run in the repository of Marble, in this order.\n\n\
         ## 1. The bucket\n\n{}\n\n{website}\n\n\
         ## 2. Marble's keys\n\n{keys}\n\n\
         ## 3. Marble\n\n```sh\n{commands}\n```\n\n\
         Marble is to be reached at {resizer}. More: {page}.\n\n\
         ## 4. Whether it works\n\n\
         ```sh\nmarble doctor --env-file {folder}/.env --resizer-url {resizer}\n```\n\n\
         ## 5. A playground, if you like\n\n{}\n",
        bucket_commands(wishes, documents, folder),
        playground::guide(wishes, folder)
    )
}

/// Who Marble is to the store.
fn keys(wishes: &Wishes) -> String {
    if wishes.runtime == Runtime::Lambda {
        return "The function has a role, which may do what `component-policy.json` lists, and no keys of its own. The \
            commands below make both, with the keys of the account's owner in the shell."
            .to_owned();
    }
    let identity = wishes.store.identity().replace("{BUCKET}", &wishes.bucket);
    let rights = if wishes.store.has_bucket_policy() {
        "`component-policy.json` has all rights that it needs; with events, `events-policy.json` as well."
    } else {
        "This store has no policies: the keys may read and write the bucket."
    };
    let token = match &wishes.events_token {
        Some(_) => " EVENTS_TOKEN=… # the one in .env",
        None => "",
    };
    format!(
        "{identity}\n\n{rights} Then, in the shell:\n\n\
         ```sh\nexport AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=…{token}\n```"
    )
}

const CDN: &str = "This store has no website that redirects. Put a CDN in front of it which asks the bucket first, and \
    Marble for the same path where the bucket answers 403 or 404; it is to keep neither of these answers. Marble then \
    answers with the picture itself (`DELIVERY=inline`), and stores it.";

/// What `--apply` does, by the AWS command line, which other stores understand as well.
fn bucket_commands(wishes: &Wishes, documents: &Documents, folder: &str) -> String {
    let Wishes {
        bucket,
        endpoint,
        region,
        ..
    } = wishes;
    let call = format!("aws --endpoint-url {endpoint} --region {region} s3api");
    let with = |command: &str, flag: &str, file: &str| {
        format!("{call} {command} --bucket {bucket} --{flag} file://{folder}/{file}\n")
    };
    let elsewhere = match region.as_str() {
        "us-east-1" => String::new(),
        region => format!(" --create-bucket-configuration LocationConstraint={region}"),
    };
    let mut commands = vec![format!(
        "{call} create-bucket --bucket {bucket}{elsewhere}\n"
    )];
    // With BlockPublicAcls Ceph 16 refuses everything that is written.
    if documents.bucket_policy.is_some() && matches!(wishes.store, Store::Aws | Store::Other) {
        commands.push(format!(
            "{call} put-public-access-block --bucket {bucket} --public-access-block-configuration \
             BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=false,RestrictPublicBuckets=false   # AWS only\n"
        ));
    }
    if documents.bucket_policy.is_some() {
        commands.push(with("put-bucket-policy", "policy", "bucket-policy.json"));
    }
    if wishes.store.rule() != Rule::None {
        let file = "routing-rules.json";
        commands.push(with("put-bucket-website", "website-configuration", file));
    }
    commands.push(with("put-bucket-cors", "cors-configuration", "cors.json"));
    if documents.lifecycle.is_some() {
        let command = "put-bucket-lifecycle-configuration";
        commands.push(with(command, "lifecycle-configuration", "lifecycle.json"));
    }
    let commands = commands.concat();
    format!(
        "`marble init … --apply` with the keys of the bucket's owner does all of this, and adds to what is there instead \
         of replacing it. By hand, for a new bucket:\n\n```sh\n{commands}```"
    )
}
