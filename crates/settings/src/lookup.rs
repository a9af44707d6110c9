//! Variables that stand in the program, as tests have them.

/// Looks a variable up among names and values, of which the first counts.
pub fn among(settings: &[(&str, &str)]) -> impl Fn(&str) -> Option<String> {
    |name| {
        let found = settings.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_counts() {
        let lookup = among(&[("A", "1"), ("B", ""), ("A", "2")]);
        for (name, expected) in [("A", Some("1")), ("B", Some("")), ("C", None)] {
            assert_eq!(lookup(name).as_deref(), expected, "{name}");
        }
    }
}
