//! XMP (ISO 16684-1): `dc:rights` and `dc:creator`, found as text. No document is built of it, and of entities only the
//! five that XML has and numbers are known, so that there is nothing to expand.

use super::copyright::Copyright;
use super::text::{LONGEST, joined, tidy};

/// Reads a packet in UTF-8.
pub(crate) fn read(packet: &[u8]) -> Copyright {
    let Ok(packet) = std::str::from_utf8(packet) else {
        return Copyright::default();
    };
    let rights = element(packet, "dc:rights").map(|(text, _)| text);
    let creator = element(packet, "dc:creator").map(|(text, _)| text);
    Copyright {
        artist: creator.and_then(|creator| joined(items(creator))),
        // The first language is the default (8.2.2.4).
        notice: rights.and_then(|rights| items(rights).next()),
    }
}

/// What stands between the tags of the first element of this name, and what stands behind it.
fn element<'a>(xml: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let mut rest = xml;
    loop {
        let start = rest.find(name)?;
        let (before, found) = rest.split_at_checked(start)?;
        let behind = found.strip_prefix(name)?;
        // An element, and not the end of one, an attribute, or one whose name only begins like it.
        if before.ends_with('<') && behind.starts_with(['>', ' ', '\t', '\r', '\n']) {
            let (attributes, inside) = behind.split_once('>')?;
            if attributes.ends_with('/') {
                return Some(("", inside));
            }
            let (text, behind) = inside.split_once(&format!("</{name}>"))?;
            return Some((text, behind));
        }
        rest = behind;
    }
}

/// The texts of the items of a list, or the text where there is no list.
fn items(xml: &str) -> impl Iterator<Item = String> {
    let mut rest = xml;
    let mut alone = (!xml.contains('<')).then_some(xml);
    std::iter::from_fn(move || {
        alone.take().or_else(|| {
            let (text, behind) = element(rest, "rdf:li")?;
            rest = behind;
            Some(text)
        })
    })
    .filter(|text| !text.contains('<'))
    .filter_map(|text| tidy(&unescape(text)))
}

/// Text without references. One that is not known stays as it is written.
fn unescape(text: &str) -> String {
    let end = text.char_indices().nth(LONGEST.saturating_mul(8));
    let mut rest = end.map_or(text, |(end, _)| text.get(..end).unwrap_or(text));
    let mut plain = String::new();
    while let Some((before, behind)) = rest.split_once('&') {
        plain.push_str(before);
        // Names and numbers are short.
        let mut near = behind.char_indices().take(9);
        let end = near.find(|(_, character)| *character == ';');
        let reference = end.and_then(|(end, _)| behind.split_at_checked(end));
        let known = reference.and_then(|(name, behind)| Some((character(name)?, behind.get(1..)?)));
        if let Some((character, behind)) = known {
            plain.push(character);
            rest = behind;
        } else {
            plain.push('&');
            rest = behind;
        }
    }
    plain.push_str(rest);
    plain
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "apos" => Some('\''),
        "gt" => Some('>'),
        "lt" => Some('<'),
        "quot" => Some('"'),
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_rights_and_creators() {
        for (xml, artist, notice) in [
            (
                "<x dc:rights='no'><dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">\u{a9} Ada &amp; Co</rdf:li>\
                 <rdf:li xml:lang=\"fr\">autre</rdf:li></rdf:Alt></dc:rights>\
                 <dc:creator>\n<rdf:Seq><rdf:li>Ada</rdf:li><rdf:li>Grace &#72;.</rdf:li></rdf:Seq></dc:creator></x>",
                Some("Ada; Grace H."),
                Some("© Ada & Co"),
            ),
            ("<dc:creator>Ada</dc:creator>", Some("Ada"), None),
            (
                "<dc:rightsX>a</dc:rightsX><dc:rights>b</dc:rights>",
                None,
                Some("b"),
            ),
            ("<dc:rights/><dc:rights>b</dc:rights>", None, Some("b")),
            (
                "<dc:rights><rdf:li>&lol;&#0;&#xfffffff;&</rdf:li></dc:rights>",
                None,
                Some("&lol; &#xfffffff;&"),
            ),
            (
                "<dc:rights><rdf:li><b>no text</b></rdf:li></dc:rights>",
                None,
                None,
            ),
            ("<dc:rights>no end", None, None),
            ("dc:rights", None, None),
            ("", None, None),
        ] {
            let found = read(xml.as_bytes());
            assert_eq!(found.artist.as_deref(), artist, "{xml}");
            assert_eq!(found.notice.as_deref(), notice, "{xml}");
        }
    }

    #[test]
    fn bounds_what_it_keeps() {
        let long = format!("<dc:rights>{}</dc:rights>", "&amp;".repeat(100_000));
        let found = read(long.as_bytes()).notice.unwrap();
        assert_eq!(found.len(), LONGEST);
        // Neither of these takes longer than reading it once or twice.
        for part in ["<dc:rights ", "<dc:rights>", "dc:rights", "<rdf:li>", "&"] {
            read(part.repeat(300_000).as_bytes());
            let inside = format!("<dc:creator>{}</dc:creator>", part.repeat(300_000));
            read(inside.as_bytes());
        }
    }
}
