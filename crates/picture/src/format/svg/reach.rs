//! How far curves reach, and how much they are enlarged. The libraries split a curve until its outline is exact to a
//! part of a unit; where numbers of 32 bits are too coarse for that, each is split as often as they allow.

mod path;

use resvg::usvg::roxmltree::Node;

/// Where the farthest point of a curve lies, from the origin, at most.
pub(super) const FARTHEST: f64 = 1e6;

/// What lengths of a document are measured with.
pub(super) struct Measure {
    /// The longest side of all that has one.
    side: f64,
}

impl Measure {
    pub(super) fn new<'a>(nodes: impl Iterator<Item = Node<'a, 'a>>) -> Self {
        let sides = nodes.flat_map(|node| {
            let sides = ["width", "height", "markerWidth", "markerHeight"];
            let sides = sides.map(|name| node.attribute(name).and_then(absolute));
            let view = view(node).map(|(width, height)| width.max(height));
            sides.into_iter().chain([view]).flatten()
        });
        Self {
            side: sides.fold(100.0, f64::max),
        }
    }

    /// Where the farthest point of an element's curve lies; 0 where it has none.
    pub(super) fn reach(&self, node: Node<'_, '_>) -> f64 {
        let path = node.attribute("d").map_or(0.0, path::reach);
        let names: &[&str] = match node.tag_name().name() {
            "circle" | "ellipse" => &["cx", "cy", "r", "rx", "ry"],
            "rect" if node.has_attribute("rx") || node.has_attribute("ry") => {
                &["x", "y", "width", "height", "rx", "ry"]
            }
            _ => &[],
        };
        let lengths = names.iter().filter_map(|name| node.attribute(*name));
        let sum: f64 = lengths.map(|length| self.length(length)).sum();
        path.max(sum)
    }

    /// How much larger an element draws what is in it.
    pub(super) fn zoom(&self, node: Node<'_, '_>) -> f64 {
        let names = ["transform", "patternTransform", "style"];
        let own = names
            .into_iter()
            .filter_map(|name| node.attribute(name))
            .map(transform);
        let own = own.fold(1.0, f64::max);
        let view = view(node).map_or(1.0, |(width, height)| self.side / width.min(height));
        own * view.max(1.0)
    }

    fn length(&self, text: &str) -> f64 {
        let number = absolute(text).unwrap_or_default();
        if text.trim_end().ends_with('%') {
            number * self.side / 100.0
        } else {
            number
        }
    }
}

/// The sides of a view box.
fn view(node: Node<'_, '_>) -> Option<(f64, f64)> {
    let mut numbers = numbers(node.attribute("viewBox")?).skip(2);
    let sides = (numbers.next()?.abs(), numbers.next()?.abs());
    (sides.0 > 0.0 && sides.1 > 0.0).then_some(sides)
}

/// The first number of a text, whatever its unit, as pixels at most.
fn absolute(text: &str) -> Option<f64> {
    let number = numbers(text).next()?.abs();
    let has_unit = text
        .trim_end()
        .ends_with(|end: char| end.is_ascii_alphabetic());
    Some(if has_unit && !text.trim_end().ends_with("px") {
        number * 100.0
    } else {
        number
    })
}

/// All numbers of a text.
fn numbers(text: &str) -> impl Iterator<Item = f64> {
    let mut rest = text;
    std::iter::from_fn(move || next_number(&mut rest))
}

fn next_number(rest: &mut &str) -> Option<f64> {
    let start = rest.find(|it: char| it.is_ascii_digit() || matches!(it, '.' | '-' | '+'))?;
    let text = rest.get(start..)?;
    let bytes = text.as_bytes();
    let mut end: usize = 1;
    let mut dots = usize::from(text.starts_with('.'));
    let mut exponent = false;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'0'..=b'9' => {}
            b'.' if dots == 0 && !exponent => dots = 1,
            b'e' | b'E' if !exponent => {
                // Units such as `em` begin with the same letter.
                let next = bytes.get(end.saturating_add(1));
                if !next.is_some_and(|next| next.is_ascii_digit() || matches!(next, b'-' | b'+')) {
                    break;
                }
                exponent = true;
            }
            b'-' | b'+' if matches!(bytes.get(end.saturating_sub(1)), Some(b'e' | b'E')) => {}
            _ => break,
        }
        end = end.saturating_add(1);
    }
    *rest = text.get(end..)?;
    Some(text.get(..end)?.parse().unwrap_or_default())
}

/// The largest factor that a list of transforms may have in any direction.
fn transform(text: &str) -> f64 {
    text.split(')').fold(1.0, |product: f64, function| {
        let (name, arguments) = function.split_once('(').unwrap_or_default();
        let name = name
            .rsplit([' ', ',', ';', ':'])
            .next()
            .unwrap_or_default()
            .trim();
        let all = numbers(arguments).map(f64::abs);
        let factor = match name {
            "matrix" => all.take(4).fold(1.0, f64::max) * 2.0,
            "scale" | "scaleX" | "scaleY" => all.fold(1.0, f64::max),
            "skewX" | "skewY" => {
                all.fold(1.0_f64, |most, angle| {
                    most.max(angle.to_radians().tan().abs())
                }) + 1.0
            }
            _ => 1.0,
        };
        product * factor.max(1.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiplies_what_enlarges() {
        for (text, expected) in [
            ("translate(500 300) rotate(45)", 1.0),
            ("scale(.01)", 1.0),
            ("scale(10) , scale(2,3)", 30.0),
            ("matrix(5 0 0 7 900 900)", 14.0),
            ("fill:red;transform:scale(4)", 4.0),
        ] {
            let found = transform(text);
            assert!((found - expected).abs() < 1e-9, "{text}: {found}");
        }
    }
}
