//! Pages as text: their tables, fenced blocks, code spans, links and headings.

use std::path::{Path, PathBuf};

use anyhow::Result;
use host_test::workspace;

/// A file of the repository.
pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = workspace::root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every Markdown file of the repository, sorted. What is built or downloaded is not part of it.
pub(crate) fn all() -> Result<Vec<PathBuf>> {
    let mut pages = Vec::new();
    let mut folders = vec![workspace::root().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_dir() {
                if !name.starts_with('.') && !["node_modules", "target"].contains(&name.as_str()) {
                    folders.push(entry.path());
                }
            } else if entry.path().extension().is_some_and(|found| found == "md") {
                pages.push(entry.path().strip_prefix(workspace::root())?.to_owned());
            }
        }
    }
    pages.sort();
    Ok(pages)
}

/// The pages for people who run Marble or work on it: those at the root, in `docs/` and in `deploy/`.
pub(crate) fn manual() -> Result<Vec<PathBuf>> {
    let mut pages = all()?;
    pages.retain(|page| {
        let folder = page.parent().unwrap_or(Path::new(""));
        folder == Path::new("") || folder.starts_with("docs") || folder.starts_with("deploy")
    });
    Ok(pages)
}

/// The table of a page whose first column has this name: its header, and the rows below. Cells are without their
/// backticks.
pub(crate) fn table(page: &str, first_column: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let text = read(page);
    let start = format!("| {first_column} |");
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&start));
    let header = lines.next();
    let header =
        header.unwrap_or_else(|| panic!("{page}: no table begins with the column {first_column}"));
    let rows = lines.skip(1).take_while(|line| line.starts_with('|'));
    let rows: Vec<_> = rows.map(cells).collect();
    let header = cells(header);
    for row in &rows {
        assert_eq!(
            row.len(),
            header.len(),
            "{page}: columns of the row {row:?}"
        );
    }
    (header, rows)
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim().trim_matches('|');
    let cells = line.split('|');
    cells.map(|cell| cell.trim().replace('`', "")).collect()
}

/// What stands in fenced blocks of this language.
pub(crate) fn blocks(markdown: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<(bool, String)> = None;
    for line in markdown.lines() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(found), None) => open = Some((found == language, String::new())),
            (Some(_), Some((true, block))) => blocks.push(block),
            (Some(_), Some((false, _))) | (None, None) => {}
            (None, Some((wanted, block))) => open = Some((wanted, block + line + "\n")),
        }
    }
    assert!(open.is_none(), "a fenced block has no end");
    blocks
}

/// The lines outside of fenced blocks.
pub(crate) fn prose(markdown: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    markdown.lines().filter(move |line| {
        let fence = line.starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

/// What stands between backticks, outside of fenced blocks.
pub(crate) fn code_spans(markdown: &str) -> Vec<String> {
    let spans = prose(markdown).flat_map(|line| line.split('`').skip(1).step_by(2));
    spans.map(str::to_owned).collect()
}

/// The targets of the links in a page.
pub(crate) fn links(markdown: &str) -> Vec<String> {
    let ends = prose(markdown).flat_map(|line| line.split("](").skip(1));
    let targets = ends.filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target.to_owned()).collect()
}

/// The anchors of the headings in a page.
pub(crate) fn anchors(markdown: &str) -> Vec<String> {
    let headings = prose(markdown).filter(|line| line.starts_with('#'));
    headings.map(anchor).collect()
}

/// The anchor that a heading gets.
fn anchor(heading: &str) -> String {
    let letters = heading.trim_start_matches('#').trim().chars();
    let letters = letters.filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    letters.collect::<String>().to_lowercase().replace(' ', "-")
}
