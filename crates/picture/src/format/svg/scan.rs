//! The text of an SVG, before an XML parser sees it: how deep elements lie, how many attributes they have, and what
//! entities become. Each would be followed to the end of memory or of the stack.

use crate::error::Error;

use super::error::too_much;

/// Elements in each other at most.
pub(super) const DEEPEST: usize = 64;

/// Attributes of one element at most: the parser compares each with all before it.
const MOST_ATTRIBUTES: usize = 250;

/// Declarations of namespaces at most: an element that has one copies all that are around it.
const MOST_NAMESPACES: usize = 1000;

/// Length of an entity at most, in bytes. Adobe Illustrator gives names to namespaces.
const LONGEST_ENTITY: usize = 250;

/// What entities may become together, in bytes.
const MOST_EXPANDED: usize = 1 << 20;

/// Holds a text against the bounds.
pub(super) fn check(text: &str) -> Result<(), Error> {
    let mut entity = 0;
    let mut namespaces = 0_usize;
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some((_, tag)) = rest.split_once('<') {
        rest = if let Some(comment) = tag.strip_prefix("!--") {
            behind(comment, "-->")?
        } else if let Some(text) = tag.strip_prefix("![CDATA[") {
            behind(text, "]]>")?
        } else if let Some(instruction) = tag.strip_prefix('?') {
            behind(instruction, "?>")?
        } else if let Some(declaration) = tag.strip_prefix('!') {
            let (longest, rest) = declared(declaration)?;
            entity = longest.max(entity);
            rest
        } else if let Some(end) = tag.strip_prefix('/') {
            depth = depth.saturating_sub(1);
            behind(end, ">")?
        } else {
            let tag = Tag::read(tag)?;
            namespaces = namespaces.saturating_add(tag.namespaces);
            if tag.attributes > MOST_ATTRIBUTES {
                return Err(too_much("at most 250 attributes an element"));
            }
            if depth >= DEEPEST {
                return Err(too_much("at most 64 elements in each other"));
            }
            if !tag.is_empty {
                depth = depth.saturating_add(1);
            }
            tag.rest
        };
    }
    if namespaces > MOST_NAMESPACES {
        return Err(too_much("at most 1000 namespaces"));
    }
    let references = text.bytes().filter(|byte| *byte == b'&').count();
    if references.saturating_mul(entity) > MOST_EXPANDED {
        return Err(too_much("entities that become at most 1 MiB"));
    }
    Ok(())
}

fn behind<'a>(text: &'a str, end: &str) -> Result<&'a str, Error> {
    let (_, behind) = text.split_once(end).ok_or_else(unfinished)?;
    Ok(behind)
}

fn unfinished() -> Error {
    Error::damaged("the text ends inside of a tag")
}

/// What stands between `<` and `>`.
struct Tag<'a> {
    attributes: usize,
    /// Whether it is an element without an end.
    is_empty: bool,
    namespaces: usize,
    rest: &'a str,
}

impl<'a> Tag<'a> {
    fn read(text: &'a str) -> Result<Self, Error> {
        let mut attributes = 0_usize;
        let mut namespaces = 0_usize;
        let mut rest = text;
        loop {
            let at = rest.find(['>', '"', '\'']).ok_or_else(unfinished)?;
            let (before, found) = rest.split_at_checked(at).ok_or_else(unfinished)?;
            attributes = attributes.saturating_add(before.matches('=').count());
            namespaces = namespaces.saturating_add(before.matches("xmlns").count());
            let mut found = found.chars();
            let quote = found.next();
            rest = found.as_str();
            match quote {
                Some('"') => rest = behind(rest, "\"")?,
                Some('\'') => rest = behind(rest, "'")?,
                _ => {
                    return Ok(Self {
                        attributes,
                        is_empty: before.ends_with('/'),
                        namespaces,
                        rest,
                    });
                }
            }
        }
    }
}

/// A declaration of the document's type: the length of its longest entity, and what follows.
fn declared(text: &str) -> Result<(usize, &str), Error> {
    let end = text.find(['>', '[']).ok_or_else(unfinished)?;
    let (before, rest) = text.split_at_checked(end).ok_or_else(unfinished)?;
    let Some(mut rest) = rest.strip_prefix('[') else {
        return Ok((entity(before)?, behind(rest, ">")?));
    };
    let mut longest = 0;
    loop {
        rest = rest.trim_start();
        if let Some(end) = rest.strip_prefix(']') {
            return Ok((longest, behind(end, ">")?));
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = behind(comment, "-->")?;
            continue;
        }
        let (declaration, behind) = unquoted_end(rest)?;
        longest = entity(declaration)?.max(longest);
        rest = behind;
    }
}

/// Up to the first `>` that is in no quotes, and what follows.
fn unquoted_end(text: &str) -> Result<(&str, &str), Error> {
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (None, '>') => {
                let (before, rest) = text.split_at_checked(at).ok_or_else(unfinished)?;
                return Ok((before, rest.trim_start_matches('>')));
            }
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
    }
    Err(unfinished())
}

/// The length of an entity, which may be text only.
fn entity(declaration: &str) -> Result<usize, Error> {
    let Some((_, entity)) = declaration.split_once("<!ENTITY") else {
        return Ok(0);
    };
    let value = entity.split(['"', '\'']).nth(1).unwrap_or_default();
    if entity.contains(['&', '<', '%']) || entity.len() > LONGEST_ENTITY {
        return Err(Error::Unsupported(
            "expected an SVG whose entities are short text, but found other entities".into(),
        ));
    }
    Ok(value.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lets_drawings_pass() {
        for text in [
            "<svg/>",
            "\u{feff}<?xml version='1.0'?>\n<!-- < <a> --><svg><g a='>' b=\"/>\"><a/></g></svg>",
            "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/svg11.dtd\"><svg/>",
            "<!DOCTYPE svg [ <!ENTITY ns \"http://www.w3.org/2000/svg\"> <!-- > --> ]><svg xmlns='&ns;'/>",
            "<svg><style><![CDATA[ a > b {} ]]></style></svg>",
        ] {
            assert!(check(text).is_ok(), "{text}");
        }
        let deep = format!("{}{}", "<g>".repeat(64), "</g>".repeat(64));
        assert!(check(&deep).is_ok());
    }

    #[test]
    fn refuses_bombs() {
        let deep = format!("{}{}", "<g>".repeat(65), "</g>".repeat(65));
        let laughs = "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><a>&b;</a>";
        let markup = "<!DOCTYPE a [<!ENTITY a '<g/>'>]><a>&a;</a>";
        let long = "a".repeat(240);
        let quadratic = format!(
            "<!DOCTYPE a [<!ENTITY a '{long}'>]><a>{}</a>",
            "&a;".repeat(5000)
        );
        let attributes: Vec<_> = (0..251).map(|n| format!(" a{n}=''")).collect();
        let attributes = attributes.concat();
        let attributes = format!("<a{attributes}/>");
        let namespaces = "<a xmlns:b='c'/>".repeat(1001);
        for text in [&deep, laughs, markup, &quadratic, &attributes, &namespaces] {
            let found = check(text);
            assert!(matches!(found, Err(Error::Unsupported(_))), "{found:?}");
        }
        for text in [
            "<a",
            "<a b='",
            "<!--",
            "<!DOCTYPE a [",
            "<?xml",
            "<![CDATA[",
            "</a",
        ] {
            assert!(matches!(check(text), Err(Error::Damaged(_))), "{text}");
        }
    }
}
