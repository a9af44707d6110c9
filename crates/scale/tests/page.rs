//! The page about scale shows what the program prints. Whether its words follow from that, no test can tell.

use std::path::Path;

use marble_scale::plot;
use marble_scale::prices::Prices;
use marble_scale::report;
use marble_scale::scenario::Scenario;

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn tables_are_those_that_are_printed() {
    let page = page("scale.md");
    let tables =
        report::tables(&Scenario::shipped().unwrap(), &Prices::shipped().unwrap()).unwrap();
    assert!(tables.len() >= 10);
    for table in tables {
        let markdown = table.markdown();
        assert!(
            page.contains(&markdown),
            "{}: the page does not have\n{markdown}",
            table.title
        );
    }
}

#[test]
fn curves_are_those_that_are_drawn() {
    let drawn = plot::svg(&Scenario::shipped().unwrap(), &Prices::shipped().unwrap()).unwrap();
    assert!(
        drawn == page("scale.svg"),
        "docs/scale.svg is another drawing"
    );
}
