//! Figures have one place: what other pages show of them is what stands there. Whether they are true, a benchmark tells.

use crate::docs::pages::{read, table};

const PERFORMANCE: &str = "docs/performance.md";

#[test]
fn figures_of_the_readme_are_those_that_were_measured() {
    let (columns, shown) = table("README.md", "job");
    let (measured_columns, measured) = table(PERFORMANCE, "job");
    assert_eq!(columns, measured_columns);
    for row in shown {
        assert!(measured.contains(&row), "{PERFORMANCE} has no row {row:?}");
    }
}

#[test]
fn the_size_of_the_component_is_the_same_everywhere() {
    let (_, rows) = table(PERFORMANCE, "what");
    let (_, builds) = table("docs/formats.md", "build");
    let size = rows[0][1].trim_end_matches(" bytes");
    assert_eq!(builds[0].last().map(String::as_str), Some(size));
    assert!(
        read("README.md").contains(&format!("{size} bytes")),
        "{size}"
    );
}
