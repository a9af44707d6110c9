//! An SVG as XML, before it becomes a drawing: what its elements weigh when every reference is followed. One that is
//! used from two places is copied twice, and so is what it uses: ten such steps in a row are a bomb.

use std::collections::HashMap;

use resvg::usvg::roxmltree::{Document, Node, NodeId};

use crate::error::Error;

use super::error::too_much;
use super::images;
use super::reach::{FARTHEST, Measure};
use super::scan::DEEPEST;
use super::shown::Shown;
use super::style::{Style, links};

/// Elements at most, when every reference was followed.
const MOST_ELEMENTS: u64 = 100_000;

/// What an element becomes, in bytes, besides its attributes.
const ELEMENT: u64 = 1200;

/// What a byte of an attribute becomes, in bytes: two are a point of a path.
const ATTRIBUTE: u64 = 5;

/// What a stop of a gradient becomes, in bytes, where one is referred to.
const STOP: u64 = 64;

/// What a byte of the longest path takes while its outline is drawn, in bytes.
const OUTLINE: u64 = 300;

/// What a node weighs with all in it and all it refers to.
#[derive(Clone, Copy, Default)]
struct Weight {
    bytes: u64,
    /// How many lie in each other at most.
    depth: usize,
    elements: u64,
    /// How far curves reach when they were enlarged.
    reach: f64,
}

/// A node that was weighed, or is being weighed.
#[derive(Clone, Copy)]
enum Known {
    Open,
    Weight(Weight),
}

struct Scales<'a, 'input> {
    ids: HashMap<&'a str, Vec<Node<'a, 'input>>>,
    measure: Measure,
    known: HashMap<NodeId, Known>,
    style: Style<'a>,
}

/// Bytes that the drawing will take.
pub(super) fn weigh(document: &Document<'_>) -> Result<u64, Error> {
    let mut ids: HashMap<_, Vec<_>> = HashMap::new();
    let mut longest = 0;
    let style = Style::read(document)?;
    let shown = Shown::read(document, &style);
    for node in document.descendants() {
        if node.is_element() && shown.contains(node) {
            refuse(node)?;
        }
        if let Some(id) = node.attribute("id") {
            ids.entry(id).or_default().push(node);
        }
        longest = longest.max(points(node));
    }
    let mut scales = Scales {
        ids,
        measure: Measure::new(document.descendants()),
        known: HashMap::new(),
        style,
    };
    let whole = scales.weigh(document.root_element(), 0)?;
    if whole.elements > MOST_ELEMENTS {
        return Err(too_much(
            "at most 100000 elements with all that they refer to",
        ));
    }
    if whole.reach > FARTHEST {
        return Err(too_much(
            "curves that reach at most 1000000 units, enlarged",
        ));
    }
    scales.style.check(whole.elements)?;
    Ok(whole.bytes.saturating_add(longest.saturating_mul(OUTLINE)))
}

/// Refuses what would be left out in silence.
fn refuse(node: Node<'_, '_>) -> Result<(), Error> {
    let found = match node.tag_name().name() {
        "text" if is_written(node) => "text, for which there is no font",
        "image" | "feImage" => return href(node).map_or(Ok(()), images::check),
        _ => return Ok(()),
    };
    Err(Error::Unsupported(format!(
        "expected an SVG of shapes and pictures, but found {found}"
    )))
}

/// Whether there are letters in a text: its own, or those that it refers to.
fn is_written(node: Node<'_, '_>) -> bool {
    node.children().any(|child| match child.tag_name().name() {
        "" => child.is_text() && child.text().is_some_and(|text| !text.trim().is_empty()),
        "desc" | "metadata" | "script" | "style" | "title" => false,
        "tref" => true,
        _ => is_written(child),
    })
}

/// What an element refers to, with or without the prefix of `XLink`.
fn href<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    let mut attributes = node.attributes().filter(|it| it.name() == "href");
    attributes.next().map(|it| it.value())
}

/// Bytes of a path: at least two a point.
fn points(node: Node<'_, '_>) -> u64 {
    let length = |name| node.attribute(name).map_or(0, |text| text.len() as u64);
    length("d").max(length("points"))
}

impl<'a, 'input> Scales<'a, 'input> {
    /// `level` is how many elements the node lies in.
    fn weigh(&mut self, node: Node<'a, 'input>, level: usize) -> Result<Weight, Error> {
        match self.known.get(&node.id()) {
            Some(Known::Open) => return Err(Error::damaged("an element refers to itself")),
            Some(Known::Weight(weight)) if level.saturating_add(weight.depth) <= DEEPEST => {
                return Ok(*weight);
            }
            Some(Known::Weight(_)) => return Err(too_deep()),
            None if level >= DEEPEST => return Err(too_deep()),
            None => {}
        }
        self.known.insert(node.id(), Known::Open);
        let mut weight = Weight {
            bytes: ELEMENT.saturating_add(self.style.bytes),
            depth: 0,
            elements: 1,
            reach: self.measure.reach(node),
        };
        for attribute in node.attributes() {
            let length = (attribute.value().len() as u64).saturating_mul(ATTRIBUTE);
            weight.bytes = weight.bytes.saturating_add(length);
        }
        let deeper = level.saturating_add(1);
        for child in node.children().filter(Node::is_element) {
            weight.add(self.weigh(child, deeper)?, 1);
        }
        for (id, times) in self.links(node) {
            let targets = self.ids.get(id).cloned().unwrap_or_default();
            for target in targets {
                let mut other = self.weigh(target, deeper)?;
                if target.tag_name().name().ends_with("Gradient") {
                    // Its stops are copied, and nothing is drawn.
                    other.bytes = other.elements.saturating_mul(STOP);
                    other.elements = 0;
                }
                weight.add(other, times);
            }
        }
        weight.depth = weight.depth.saturating_add(1);
        weight.reach *= self.measure.zoom(node);
        self.known.insert(node.id(), Known::Weight(weight));
        Ok(weight)
    }

    /// The ids that an element refers to, and how often each is drawn for it at most.
    fn links(&self, node: Node<'a, 'input>) -> Vec<(&'a str, u64)> {
        let href = href(node).filter(|_| node.tag_name().name() != "a");
        let href = href.and_then(|href| href.trim().strip_prefix('#'));
        let attributes = node.attributes().flat_map(|it| links(it.value()));
        let all = href
            .into_iter()
            .chain(attributes)
            .chain(self.style.links(node));
        // A marker is drawn at every point.
        let points = points(node) / 2;
        let times = |id: &str| {
            let mut targets = self.ids.get(id).into_iter().flatten();
            if targets.any(|it| it.tag_name().name() == "marker") {
                points.saturating_add(2)
            } else {
                1
            }
        };
        all.map(|id| (id, times(id))).collect()
    }
}

impl Weight {
    fn add(&mut self, other: Self, times: u64) {
        self.bytes = self.bytes.saturating_add(other.bytes.saturating_mul(times));
        self.elements = self
            .elements
            .saturating_add(other.elements.saturating_mul(times));
        self.depth = self.depth.max(other.depth);
        self.reach = self.reach.max(other.reach);
    }
}

fn too_deep() -> Error {
    too_much("at most 64 elements in each other, references included")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(text: &str) -> Result<u64, Error> {
        weigh(&Document::parse(text).unwrap())
    }

    #[test]
    fn counts_what_is_used_every_time() {
        let used = |times: usize| {
            let uses = "<use href='#a'/>".repeat(times);
            format!(
                "<svg><g id='a'>{}</g>{uses}</svg>",
                "<path d='M0 0'/>".repeat(50)
            )
        };
        let [none, once, twice] = [0, 1, 2].map(|times| weight(&used(times)).unwrap());
        assert_eq!(twice - once, once - none);
        assert!(once > none + 50 * ELEMENT);
    }

    #[test]
    fn refuses_bombs() {
        let chain = |element: &str, link: &str| {
            let steps: Vec<_> = (0..9)
                .map(|n| {
                    let uses = link.replace('?', &format!("{}", n + 1)).repeat(10);
                    format!("<{element} id='a{n}'>{uses}</{element}>")
                })
                .collect();
            let steps = steps.concat();
            format!(
                "<svg>{steps}<{element} id='a9'><rect/></{element}><rect fill='url(#a0)'/><use href='#a0'/></svg>"
            )
        };
        let uses = chain("g", "<use href='#a?'/>");
        let patterns = chain("pattern", "<rect fill='url(#a?)'/>");
        let styled = chain("pattern", "<rect class='c?'/>").replace(
            "<svg>",
            &format!(
                "<svg><style>{}</style>",
                (0..10)
                    .map(|n| format!(".c{n}{{fill:url(#a{n})}}"))
                    .collect::<Vec<_>>()
                    .concat()
            ),
        );
        let markers = format!(
            "<svg><marker id='m'>{}</marker><path d='{}' marker-mid='url(#m)'/></svg>",
            "<rect/>".repeat(100),
            "h1".repeat(2000)
        );
        let steps: Vec<_> = (0..70)
            .map(|n| format!("<g id='a{n}'><use href='#a{}'/></g>", n + 1))
            .collect();
        let deep = format!("<svg>{}</svg>", steps.concat());
        for text in [uses, patterns, styled, markers, deep] {
            let found = weight(&text);
            assert!(
                matches!(found, Err(Error::Unsupported(_))),
                "{found:?} {text}"
            );
        }
    }

    #[test]
    fn refuses_what_refers_to_itself() {
        for text in [
            "<svg id='a'><use href='#a'/></svg>",
            "<svg><pattern id='p'><rect fill='url(#p)'/></pattern></svg>",
            "<svg><style>.x{mask:url(#m)}</style><mask id='m'><rect class='x'/></mask></svg>",
        ] {
            assert!(matches!(weight(text), Err(Error::Damaged(_))), "{text}");
        }
    }

    #[test]
    fn refuses_what_would_be_left_out() {
        for (text, refused) in [
            ("<svg><text>a</text></svg>", true),
            ("<svg><text><tspan>a</tspan></text></svg>", true),
            ("<svg><text><tref href='#a'/></text></svg>", true),
            ("<svg><text> </text><title>a</title></svg>", false),
            ("<svg><text><!-- a --><title>a</title></text></svg>", false),
            ("<svg><text display='none'>a</text></svg>", false),
            ("<svg><defs><text>a</text></defs></svg>", false),
            (
                "<svg><text><tspan display='none'>a</tspan></text></svg>",
                true,
            ),
            (
                "<svg><image href='data:image/png;base64,AAAA'/></svg>",
                false,
            ),
            ("<svg><image href=' data:image/png,%89PNG'/></svg>", false),
            ("<svg><image href='data:image/png;base64,A'/></svg>", true),
            ("<svg><image href='data:image/png'/></svg>", true),
            ("<svg><filter><feImage href='data:'/></filter></svg>", false),
            (
                "<svg filter='url(#a)'><filter id='a'><feImage href='data:'/></filter></svg>",
                true,
            ),
            ("<svg><image display='none' href='data:'/></svg>", false),
            ("<svg><image href='http://a.example/a.png'/></svg>", false),
        ] {
            assert_eq!(weight(text).is_err(), refused, "{text}");
        }
    }
}
