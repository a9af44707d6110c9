//! Where the pages lead: links, and the map of the code.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use host_test::workspace;

use crate::docs::pages::{all, anchors, blocks, code_spans, links, manual, read};

/// A link of a page, as a file of the repository and an anchor in it.
fn target(page: &Path, link: &str) -> (PathBuf, Option<String>) {
    let (file, anchor) = match link.split_once('#') {
        Some((file, anchor)) => (file, Some(anchor.to_owned())),
        None => (link, None),
    };
    let folder = page.parent().unwrap_or(Path::new(""));
    let file = if file.is_empty() {
        page.to_owned()
    } else {
        folder.join(file)
    };
    (file, anchor)
}

#[test]
fn links_lead_somewhere() -> Result<()> {
    let mut lost = Vec::new();
    for page in all()? {
        for link in links(&read(&page)) {
            if link.starts_with("https://") {
                continue;
            }
            let (file, anchor) = target(&page, &link);
            let found = match anchor {
                _ if !workspace::root().join(&file).exists() => false,
                Some(anchor) => anchors(&read(&file)).contains(&anchor),
                None => true,
            };
            if !found {
                lost.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
    Ok(())
}

#[test]
fn the_map_shows_what_is_there() -> Result<()> {
    let readme = read("README.md");
    let (_, code) = readme.split_once("## The code").context("the code")?;
    let blocks = blocks(code, "text");
    let map = blocks.first().context("the map")?;
    for line in map.lines() {
        let path = line.split(' ').next().unwrap_or_default();
        assert!(
            path.ends_with('/') && workspace::root().join(path).is_dir(),
            "{line}"
        );
    }
    Ok(())
}

/// Where a path in a code span begins, so that it can be told from other words with a slash.
const FOLDERS: [&str; 8] = [
    ".ci/",
    "crates/",
    "deploy/",
    "docs/",
    "host-test/",
    "packages/",
    "src/",
    "wit/",
];

#[test]
fn paths_that_are_named_are_there() -> Result<()> {
    let mut lost = Vec::new();
    for page in manual()? {
        for span in code_spans(&read(&page)) {
            let path = FOLDERS.iter().any(|folder| span.starts_with(folder));
            let pattern = span.contains([' ', '<', '*', '…']);
            if path && !pattern && !workspace::root().join(&span).exists() {
                lost.push(format!("{}: {span}", page.display()));
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
    Ok(())
}

#[test]
fn the_readme_is_short_and_leads_to_every_page() -> Result<()> {
    let readme = read("README.md");
    let lines = readme.lines().count();
    assert!(lines <= 200, "{lines} lines");
    let linked = links(&readme);
    for page in std::fs::read_dir(workspace::root().join("docs"))? {
        let page = page?;
        // Beside them lie the figures that they show.
        if page.path().extension().is_none_or(|kind| kind != "md") {
            continue;
        }
        let page = format!("docs/{}", page.file_name().to_string_lossy());
        assert!(linked.contains(&page), "the README has no link to {page}");
    }
    Ok(())
}
