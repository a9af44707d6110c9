//! Which elements are never seen, so that what they hold is no reason to refuse a drawing. Read roughly, and in doubt an
//! element is seen.

use std::collections::{HashMap, HashSet};

use resvg::usvg::roxmltree::{Document, Node, NodeId};

use super::hiding::Property;
use super::style::{Style, links};

/// The namespace of what is drawn.
const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// What is in these is drawn only where something refers to it.
const STORES: [&str; 8] = [
    "clipPath",
    "defs",
    "filter",
    "linearGradient",
    "marker",
    "mask",
    "pattern",
    "symbol",
];

/// Whether an element is seen, and what its children have of it.
#[derive(Clone, Copy)]
struct State {
    /// Neither it nor anything in it, unless something refers to that.
    is_gone: bool,
    is_invisible: bool,
    /// Whether it lies where it is drawn only if something refers to it, and nothing does.
    is_stored: bool,
}

const SEEN: State = State {
    is_gone: false,
    is_invisible: false,
    is_stored: false,
};

/// The elements that are seen.
pub(super) struct Shown {
    states: HashMap<NodeId, State>,
}

impl Shown {
    pub(super) fn read(document: &Document<'_>, style: &Style<'_>) -> Self {
        let elements = || document.descendants().filter(Node::is_element);
        let mut used: HashSet<&str> = style.all_links().collect();
        for element in elements() {
            for attribute in element.attributes() {
                used.extend(links(attribute.value()));
                if attribute.name() == "href" {
                    used.extend(attribute.value().trim().strip_prefix('#'));
                }
            }
        }
        let mut states = HashMap::new();
        // Parents come before their children.
        for element in elements() {
            let parent = element.parent().and_then(|parent| states.get(&parent.id()));
            let state = State::new(element, parent.copied().unwrap_or(SEEN), &used, style);
            states.insert(element.id(), state);
        }
        Self { states }
    }

    pub(super) fn contains(&self, element: Node<'_, '_>) -> bool {
        self.states
            .get(&element.id())
            .is_none_or(|state| !state.is_gone && !state.is_invisible && !state.is_stored)
    }
}

impl State {
    fn new(element: Node<'_, '_>, parent: Self, used: &HashSet<&str>, style: &Style<'_>) -> Self {
        let is_used = element.attribute("id").is_some_and(|id| used.contains(id));
        // Where it is used, only visibility is inherited, and of what uses it.
        let parent = if is_used { SEEN } else { parent };
        let name = element.tag_name();
        let is_foreign = name.namespace().is_some_and(|found| found != NAMESPACE);
        let value = |property| style.hiding.own(element, property);
        let is_none = style.hiding.hides(element);
        let is_clear = value(Property::Opacity).is_some_and(is_zero);
        Self {
            is_gone: parent.is_gone || is_foreign || is_none || is_clear,
            is_invisible: match value(Property::Visibility) {
                Some("collapse" | "hidden") => true,
                Some("visible") => false,
                _ => parent.is_invisible,
            },
            is_stored: parent.is_stored || (STORES.contains(&name.name()) && !is_used),
        }
    }
}

/// A number or a percentage.
fn is_zero(opacity: &str) -> bool {
    let number = opacity.trim_end_matches('%').trim().parse::<f32>();
    number.is_ok_and(|number| number <= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the element of the id `t` is seen.
    fn is_shown(text: &str) -> bool {
        let text = text.replace("<svg>", &format!("<svg xmlns='{NAMESPACE}'>"));
        let document = Document::parse(&text).unwrap();
        let style = Style::read(&document).unwrap();
        let shown = Shown::read(&document, &style);
        let mut nodes = document.descendants();
        shown.contains(nodes.find(|it| it.attribute("class") == Some("t")).unwrap())
    }

    #[test]
    fn finds_what_is_never_seen() {
        for content in [
            "<g display='none'><g><text class='t'/></g></g>",
            "<text class='t' style='fill:red; display : none;'/>",
            "<text class='t' display='inline' style='display:none !important'/>",
            "<g style='opacity:0'><text class='t'/></g>",
            "<text class='t' opacity='0.0'/>",
            "<text class='t' opacity='0%'/>",
            "<g visibility='hidden'><text class='t'/></g>",
            "<text class='t' style='visibility:collapse'/>",
            "<defs><text class='t' id='a'/></defs>",
            "<symbol id='a'><text class='t'/></symbol><use href='#b'/>",
            "<pattern id='a'><text class='t'/></pattern>",
            "<metadata><r:text xmlns:r='urn:r' class='t'/></metadata>",
            "<style>.t{display:none}</style><text class='t'/>",
            "<style>.a, #b { fill: red; display: none }</style><g class='c a'><text class='t'/></g>",
            "<style>text{display:none}</style><text class='t'/>",
            "<style type='text/css'>.t{fill:red} .t{display:none;}</style><text class='t'/>",
        ] {
            assert!(!is_shown(&format!("<svg>{content}</svg>")), "{content}");
        }
    }

    #[test]
    fn takes_what_may_be_seen_for_seen() {
        for content in [
            "<text class='t'/>",
            "<g visibility='hidden'><text class='t' visibility='visible'/></g>",
            "<text class='t' display='none' style='display:inline'/>",
            "<text class='t' opacity='0.1'/>",
            "<defs><text class='t' id='a'/></defs><use href='#a'/>",
            "<defs><g id='a'><text class='t'/></g></defs><use xlink:href=' #a' xmlns:xlink='urn:x'/>",
            "<g display='none'><text class='t' id='a'/></g><use href='#a'/>",
            "<g visibility='hidden'><text class='t' id='a'/></g><use href='#a'/>",
            "<pattern id='a'><text class='t'/></pattern><rect fill='url(#a)'/>",
            "<style>rect{mask:url(#a)}</style><mask id='a'><text class='t'/></mask><rect/>",
            // Which rule wins is not told here.
            "<style>.t{display:none} text.t{display:inline}</style><text class='t'/>",
            "<style>.t{visibility:visible}</style><text class='t' visibility='hidden'/>",
            "<style>.t{opacity:1}</style><text class='t' opacity='0'/>",
            "<style>@media print{.t{display:none}}</style><text class='t'/>",
            "<style>g .t{display:none}</style><text class='t'/>",
            "<style>.t:hover{display:none}</style><text class='t'/>",
            "<style>.t{display:none}</style><text class='t' style='display:inline'/>",
            "<style>/* .t{display:none} */</style><text class='t'/>",
            "<style>.t{DISPLAY:inline}</style><text class='t' display='none'/>",
            "<style type='text/less'>.t{display:none}</style><text class='t'/>",
        ] {
            assert!(is_shown(&format!("<svg>{content}</svg>")), "{content}");
        }
    }
}
