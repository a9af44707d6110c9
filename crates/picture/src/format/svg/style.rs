//! What the style sheets of an SVG will do to its elements: how long it takes to tell which rules hold, how much is
//! copied, and what is referred to. Read roughly: a bound is looked for, not the cascade.

use std::collections::BTreeMap;

use resvg::usvg::roxmltree::{Document, Node};

use crate::error::Error;

use super::error::too_much;
use super::hiding::Hiding;
use super::scan;

/// Steps of matching rules with elements at most.
const MOST_STEPS: u64 = 20_000_000;

/// All style sheets of a document.
#[derive(Default)]
pub(super) struct Style<'a> {
    /// Bytes of declarations that an element may get at most: of each property the longest.
    pub(super) bytes: u64,
    /// What its elements are hidden by.
    pub(super) hiding: Hiding<'a>,
    /// What rules refer to, by the class, id or name of the elements that they may be about.
    links: BTreeMap<Subject<'a>, Vec<&'a str>>,
    /// Steps to match all rules with one element.
    steps: u64,
}

/// What the last part of a selector says of an element.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Subject<'a> {
    Any,
    Class(&'a str),
    Id(&'a str),
    Name(&'a str),
}

impl<'a> Style<'a> {
    pub(super) fn read(document: &'a Document<'_>) -> Result<Self, Error> {
        let mut style = Self::default();
        let mut properties = BTreeMap::new();
        let nodes = document.descendants();
        for sheet in nodes.filter(|node| node.has_tag_name("style")) {
            let text = sheet.text().unwrap_or_default();
            style.add(text, &mut properties)?;
            // Of another language they are none to the library.
            if sheet.attribute("type").is_none_or(|it| it == "text/css") {
                style.hiding.add(text);
            }
        }
        style.bytes = properties.values().sum();
        Ok(style)
    }

    fn add(
        &mut self,
        sheet: &'a str,
        properties: &mut BTreeMap<&'a str, u64>,
    ) -> Result<(), Error> {
        if sheet.contains('\\') {
            return Err(Error::Unsupported(
                "expected a style sheet without escapes, but found a backslash".into(),
            ));
        }
        let mut selectors = "";
        let mut rest = sheet;
        while let Some(at) = rest.find(['{', '}']) {
            let Some((before, behind)) = rest.split_at_checked(at) else {
                break;
            };
            if behind.starts_with('{') {
                selectors = before;
            } else {
                self.add_rule(selectors, before, properties);
            }
            let mut behind = behind.chars();
            behind.next();
            rest = behind.as_str();
        }
        Ok(())
    }

    fn add_rule(
        &mut self,
        selectors: &'a str,
        body: &'a str,
        properties: &mut BTreeMap<&'a str, u64>,
    ) {
        for declaration in body.split(';') {
            if let Some((name, value)) = declaration.split_once(':') {
                let longest = properties.entry(name.trim()).or_default();
                // Shorthands become several.
                *longest = (value.len() as u64).saturating_add(100).max(*longest);
            }
        }
        let links: Vec<_> = links(body).collect();
        for selector in selectors.split(',') {
            let parts = || {
                selector
                    .split([' ', '\t', '\r', '\n', '>', '+', '~'])
                    .filter(|part| !part.is_empty())
            };
            // Each part but the last may try all elements around.
            let more = u32::try_from(parts().count())
                .unwrap_or(u32::MAX)
                .saturating_sub(1);
            let steps = (scan::DEEPEST as u64 / 4).saturating_pow(more);
            self.steps = self.steps.saturating_add(steps);
            if !links.is_empty() {
                let subject = Subject::read(parts().next_back().unwrap_or_default());
                self.links.entry(subject).or_default().extend(&links);
            }
        }
    }

    /// Holds the steps for so many elements against the bound.
    pub(super) fn check(&self, elements: u64) -> Result<(), Error> {
        if self.steps.saturating_mul(elements) > MOST_STEPS {
            return Err(too_much("fewer rules of style for its elements"));
        }
        Ok(())
    }

    /// What any rule refers to.
    pub(super) fn all_links(&self) -> impl Iterator<Item = &'a str> {
        self.links.values().flatten().copied()
    }

    /// What rules make an element refer to.
    pub(super) fn links<'b>(&'b self, node: Node<'b, '_>) -> impl Iterator<Item = &'a str> {
        let classes = node.attribute("class").unwrap_or_default();
        let classes = classes.split_whitespace().map(Subject::Class);
        let id = node.attribute("id").map(Subject::Id);
        let name = Subject::Name(node.tag_name().name());
        let subjects = classes.chain(id).chain([name, Subject::Any]);
        let links = subjects.filter_map(|subject| self.links.get(&subject));
        links.flatten().copied()
    }
}

impl<'a> Subject<'a> {
    fn read(part: &'a str) -> Self {
        let end = ['.', '#', ':', '['];
        let word = |text: &'a str| text.split(end).next().unwrap_or_default();
        if let Some((_, class)) = part.split_once('.') {
            Self::Class(word(class))
        } else if let Some((_, id)) = part.split_once('#') {
            Self::Id(word(id))
        } else {
            match word(part) {
                "" | "*" => Self::Any,
                name => Self::Name(name),
            }
        }
    }
}

/// The ids in all `url(#id)` of a text.
pub(super) fn links(text: &str) -> impl Iterator<Item = &str> {
    let links = text.split("url(").skip(1);
    let links = links.filter_map(|link| link.split(')').next());
    links.filter_map(|link| {
        let link = link.trim().trim_matches(['"', '\'']).trim();
        link.strip_prefix('#')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_rules_refer_to() {
        let text = "<svg><style>/* a */ .a, g > .b:hover { fill : url( '#one' ) ; color: red }
            @media print { #c{stroke:url(#two) url(\"#three\")} } * {mask:url(#four)} path{fill:url(#five)}</style>
            <g class='x a' id='c'/><path class='b'/></svg>";
        let document = Document::parse(text).unwrap();
        let style = Style::read(&document).unwrap();
        let of = |name: &str| {
            let mut nodes = document.descendants();
            let node = nodes.find(|node| node.has_tag_name(name)).unwrap();
            let mut links: Vec<_> = style.links(node).collect();
            links.sort_unstable();
            links
        };
        assert_eq!(of("g"), ["four", "one", "three", "two"]);
        assert_eq!(of("path"), ["five", "four", "one"]);
        assert_eq!(of("svg"), ["four"]);
        assert!(style.bytes > 400, "{}", style.bytes);
        assert!(style.check(1000).is_ok());
        assert!(style.check(1_000_000).is_err());
    }

    #[test]
    fn counts_what_long_selectors_try() {
        let text = format!("<svg><style>{}{{}}</style></svg>", "g ".repeat(12));
        let document = Document::parse(&text).unwrap();
        assert!(Style::read(&document).unwrap().check(1).is_err());
    }
}
