//! The pages, held against the code: tables, key rules, sizes, commands, settings, links. Whether their prose is true,
//! no test can tell.

#[path = "docs/answers.rs"]
mod answers;
#[path = "docs/aws.rs"]
mod aws;
#[path = "docs/code.rs"]
mod code;
#[path = "docs/commands.rs"]
mod commands;
#[path = "docs/configuration.rs"]
mod configuration;
#[path = "docs/formats.rs"]
mod formats;
#[path = "docs/links.rs"]
mod links;
#[path = "docs/pages.rs"]
mod pages;
#[path = "docs/performance.rs"]
mod performance;
#[path = "docs/urls.rs"]
mod urls;
