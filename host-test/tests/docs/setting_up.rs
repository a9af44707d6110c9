//! The checks of `marble doctor`, and the files of `marble init`.

use marble_cli::doctor::checks;

use crate::docs::pages::table;

const PAGE: &str = "docs/setting-up.md";

#[test]
fn the_page_has_every_check() {
    let (_, rows) = table(PAGE, "check");
    let expected = checks().map(|(name, what)| vec![name.to_owned(), what.to_owned()]);
    assert_eq!(rows, expected.collect::<Vec<_>>());
}
