//! Drawings: SVGs of all that is drawn, and of what is refused.

use crate::originals::Files;

/// A name, the attributes of the drawing, and what is in it.
const DRAWINGS: [(&str, &str, &str); 22] = [
    (
        "shapes",
        SQUARE,
        r##"<rect x="5" y="5" width="40" height="30" rx="4" fill="#f80"/><circle cx="70" cy="30" r="20" fill="teal" stroke="#000" stroke-width="3"/><path d="M10 90q20-40 40 0t40 0" fill="none" stroke="#00f" stroke-width="5" stroke-dasharray="8 4"/>"##,
    ),
    (
        "use",
        SQUARE,
        r##"<defs><g id="a"><rect width="50" height="50" fill="green"/></g></defs><use xlink:href="#a"/><use href="#a" transform="rotate(20)" opacity=".5"/>"##,
    ),
    (
        "style",
        SQUARE,
        r#"<style>.a { fill: green }</style><rect class="a" width="60" height="60"/>"#,
    ),
    (
        "gradient",
        SQUARE,
        r#"<linearGradient id="a"><stop stop-color="green"/><stop offset="1" stop-color="red" stop-opacity=".3"/></linearGradient><rect width="100" height="90" fill="url(#a)"/>"#,
    ),
    (
        "radial",
        SQUARE,
        r##"<radialGradient id="a" fx=".3"><stop stop-color="#ff0"/><stop offset="1" stop-color="#00f"/></radialGradient><circle cx="50" cy="50" r="50" fill="url(#a)"/>"##,
    ),
    (
        "pattern",
        SQUARE,
        r#"<pattern id="a" width="9" height="9" patternUnits="userSpaceOnUse"><circle cx="4" cy="4" r="3" fill="green"/></pattern><rect width="100" height="100" fill="url(#a)"/>"#,
    ),
    (
        "mask",
        SQUARE,
        r#"<mask id="a"><circle cx="50" cy="50" r="40" fill="white"/></mask><rect width="100" height="100" fill="green" mask="url(#a)"/>"#,
    ),
    (
        "clip",
        SQUARE,
        r#"<clipPath id="a"><circle cx="50" cy="50" r="39"/></clipPath><rect width="100" height="100" fill="green" clip-path="url(#a)"/>"#,
    ),
    (
        "filter",
        SQUARE,
        r#"<filter id="a"><feGaussianBlur stdDeviation="3"/><feOffset dx="4"/></filter><rect x="20" y="20" width="50" height="50" fill="purple" filter="url(#a)"/>"#,
    ),
    (
        "turbulence",
        SQUARE,
        r#"<filter id="a"><feTurbulence baseFrequency=".1" numOctaves="2"/><feMorphology radius="1"/></filter><rect width="60" height="60" filter="url(#a)"/>"#,
    ),
    (
        "marker",
        SQUARE,
        r##"<marker id="a" markerWidth="20" markerHeight="20"><path d="M0 0h9v9z" fill="red"/></marker><path d="M5 5h40v30" stroke="#00f" fill="none" marker-mid="url(#a)" marker-end="url(#a)"/>"##,
    ),
    (
        "nested",
        SQUARE,
        r#"<svg width="70" height="70" viewBox="0 0 1 1"><path d="M0 0h1v1h-1z" fill="green"/></svg>"#,
    ),
    (
        "millimetres",
        r#"width="30mm" height="1in""#,
        r#"<ellipse cx="50" cy="40" rx="45" ry="30" fill="olive"/>"#,
    ),
    (
        "no-size",
        "",
        r#"<rect width="40" height="20" fill="navy"/>"#,
    ),
    (
        "stretched",
        r#"width="200" height="50" viewBox="0 0 10 10" preserveAspectRatio="none""#,
        r#"<circle cx="5" cy="5" r="5"/>"#,
    ),
    ("text", SQUARE, "<text y=\"50\">a</text>"),
    (
        "embedded-picture",
        SQUARE,
        r#"<image href="data:image/png;base64,AAAA" width="4" height="4"/>"#,
    ),
    (
        "linked-picture",
        SQUARE,
        r#"<image href="http://a.example/a.png" width="4" height="4"/>"#,
    ),
    (
        "script",
        SQUARE,
        r#"<script>alert(1)</script><a href="javascript:alert(1)"><rect width="9" height="9"/></a>"#,
    ),
    ("itself", SQUARE, r##"<g id="a"><use href="#a"/></g>"##),
    ("open", SQUARE, "<g><rect width=\"9\" height=\"9\"/>"),
    (
        "huge",
        r#"width="1e9" height="1e9""#,
        r#"<rect width="9" height="9"/>"#,
    ),
];

const SQUARE: &str = r#"viewBox="0 0 100 100""#;

pub(crate) fn all() -> Files {
    let namespaces =
        r#"xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink""#;
    let drawings = DRAWINGS.map(|(name, attributes, content)| {
        let file = format!("<svg {namespaces} {attributes}>{content}</svg>");
        (format!("svg/{name}.svg"), file.into_bytes())
    });
    let deep = format!("<svg {namespaces}>{}", "<g>".repeat(10_000));
    let prologue = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- made by hand -->\n\
        <!DOCTYPE svg [<!ENTITY ns \"http://www.w3.org/2000/svg\">]>\n\
        <svg xmlns=\"&ns;\" width=\"40\" height=\"30\"><path d=\"M0 0l40 30h-40z\" fill=\"red\"/></svg>";
    let mut files: Files = drawings.into();
    files.push(("svg/deep.svg".into(), deep.into_bytes()));
    files.push(("svg/prologue.svg".into(), prologue.into()));
    files
}
