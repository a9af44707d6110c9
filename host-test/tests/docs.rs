//! The pages, held against the code: tables, key rules, sizes, commands, settings, links. Whether their prose is true,
//! no test can tell.

mod answers;
mod aws;
mod code;
mod commands;
mod configuration;
mod formats;
mod links;
mod operating;
mod pages;
mod performance;
mod urls;
