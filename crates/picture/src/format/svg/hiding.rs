//! What an SVG hides with three properties, in attributes, in styles of elements and in style sheets. Which of several
//! rules wins is not told here: where a sheet is more than plain, it hides nothing.

use std::collections::BTreeSet;

use resvg::usvg::roxmltree::Node;

/// Properties that can hide an element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Property {
    Display,
    Opacity,
    Visibility,
}

/// What all style sheets of a document hide.
#[derive(Default)]
pub(super) struct Hiding<'a> {
    /// Of rules that set `display` to `none`, those with a plain selector: classes, ids, and names of elements.
    classes: BTreeSet<&'a str>,
    ids: BTreeSet<&'a str>,
    names: BTreeSet<&'a str>,
    /// Properties that sheets may set to anything, so that an element's own value counts for nothing.
    open: Vec<Property>,
}

impl Property {
    const ALL: [Self; 3] = [Self::Display, Self::Opacity, Self::Visibility];

    fn name(self) -> &'static str {
        match self {
            Self::Display => "display",
            Self::Opacity => "opacity",
            Self::Visibility => "visibility",
        }
    }
}

impl<'a> Hiding<'a> {
    /// Adds a sheet.
    pub(super) fn add(&mut self, sheet: &'a str) {
        let words = sheet.to_ascii_lowercase();
        let signs = ["@", "/*", "<!--", "!"];
        let is_plain = !signs.iter().any(|sign| words.contains(sign));
        for property in Property::ALL {
            let is_named = words.contains(property.name());
            let hides_only = |hiding: &mut Self| {
                property == Property::Display && is_plain && hiding.add_rules(sheet)
            };
            if is_named && !hides_only(self) {
                self.open.push(property);
            }
        }
    }

    /// Adds the rules that set `display`. Says whether all of them hide.
    fn add_rules(&mut self, sheet: &'a str) -> bool {
        let name = Property::Display.name();
        for rule in sheet.split('}') {
            let (selectors, body) = rule.split_once('{').unwrap_or((rule, ""));
            // In other letters or words it is not what was read here.
            let times = rule.to_ascii_lowercase().matches(name).count();
            let values: Vec<_> = declared(body, name).collect();
            if values.len() != times || values.iter().any(|value| *value != "none") {
                return false;
            }
            if times == 0 {
                continue;
            }
            for selector in selectors.split(',').map(str::trim) {
                // One with more to it is found in nobody's attributes.
                if let Some(class) = selector.strip_prefix('.') {
                    self.classes.insert(class);
                } else if let Some(id) = selector.strip_prefix('#') {
                    self.ids.insert(id);
                } else {
                    self.names.insert(selector);
                }
            }
        }
        true
    }

    /// The value that an element gives itself. `None` where sheets may give it another one.
    pub(super) fn own<'b>(&self, element: Node<'b, '_>, property: Property) -> Option<&'b str> {
        if self.open.contains(&property) {
            return None;
        }
        let style = element.attribute("style").unwrap_or_default();
        let value = declared(style, property.name()).last();
        value.or_else(|| element.attribute(property.name()).map(str::trim))
    }

    /// Whether an element is not displayed.
    pub(super) fn hides(&self, element: Node<'_, '_>) -> bool {
        if self.open.contains(&Property::Display) {
            return false;
        }
        let style = element.attribute("style").unwrap_or_default();
        if let Some(value) = declared(style, Property::Display.name()).last() {
            return value == "none";
        }
        let classes = element.attribute("class").unwrap_or_default();
        self.own(element, Property::Display) == Some("none")
            || self.names.contains(element.tag_name().name())
            || element
                .attribute("id")
                .is_some_and(|id| self.ids.contains(id))
            || classes
                .split_whitespace()
                .any(|class| self.classes.contains(class))
    }
}

/// The values that declarations give a property.
fn declared<'a>(style: &'a str, property: &str) -> impl Iterator<Item = &'a str> {
    style.split(';').filter_map(move |declaration| {
        let (name, value) = declaration.split_once(':')?;
        let value = value.split('!').next().unwrap_or_default();
        (name.trim() == property).then(|| value.trim())
    })
}
