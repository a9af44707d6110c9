//! The documents that stores send: foreign text, of a bounded number of nodes.

use roxmltree::{Document, Node, ParsingOptions};

/// None for what is no XML, or has more nodes than `most_nodes`.
pub(crate) fn parse(text: &str, most_nodes: u32) -> Option<Document<'_>> {
    let options = ParsingOptions {
        nodes_limit: most_nodes,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).ok()
}

/// The elements below `node` with that name, in any namespace.
pub(crate) fn elements<'a>(
    node: Node<'a, 'a>,
    name: &'a str,
) -> impl Iterator<Item = Node<'a, 'a>> {
    let elements = node.descendants();
    elements.filter(move |element| element.tag_name().name() == name)
}

/// The text of the first of them, without spaces at its ends; empty where there is none.
pub(crate) fn text<'a>(node: Node<'a, 'a>, name: &'a str) -> &'a str {
    let element = elements(node, name).next();
    let text = element.and_then(|element| element.text());
    text.unwrap_or_default().trim()
}
