//! Colours as CSS has them, as Marble writes them: hexadecimal digits.

use crate::number::decimal;

/// The names that HTML 4 has, which CSS took over. Others are refused: they can be written in digits.
const NAMES: [(&str, &str); 16] = [
    ("aqua", "00ffff"),
    ("black", "000000"),
    ("blue", "0000ff"),
    ("fuchsia", "ff00ff"),
    ("gray", "808080"),
    ("green", "008000"),
    ("lime", "00ff00"),
    ("maroon", "800000"),
    ("navy", "000080"),
    ("olive", "808000"),
    ("purple", "800080"),
    ("red", "ff0000"),
    ("silver", "c0c0c0"),
    ("teal", "008080"),
    ("white", "ffffff"),
    ("yellow", "ffff00"),
];

/// One of sixteen names.
pub(crate) fn named(text: &str) -> Option<String> {
    let mut known = NAMES.iter();
    let found = known.find(|(name, _)| name.eq_ignore_ascii_case(text));
    found.map(|(_, digits)| (*digits).to_owned())
}

/// Three, four, six or eight hexadecimal digits.
pub(crate) fn digits(text: &str) -> Option<String> {
    let hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let counted = matches!(text.len(), 3 | 4 | 6 | 8);
    (hex && counted).then(|| text.to_ascii_lowercase())
}

/// `rgb(240,40,145)`, `rgb(240 40 145)`, or the same with `rgba` and an alpha from 0 to 1.
pub(crate) fn function(text: &str) -> Option<String> {
    let inner = text.strip_prefix("rgba(").or(text.strip_prefix("rgb("))?;
    let inner = inner.strip_suffix(')')?;
    let numbers = inner.split([',', ' ', '/']).filter(|part| !part.is_empty());
    let numbers: Option<Vec<f64>> = numbers.map(decimal).collect();
    let hex = |number: f64| {
        let byte: u8 = format!("{number:.0}").parse().ok()?;
        Some(format!("{byte:02x}"))
    };
    match *numbers?.as_slice() {
        [red, green, blue] => Some([hex(red)?, hex(green)?, hex(blue)?].concat()),
        [red, green, blue, alpha] if alpha <= 1.0 => {
            Some([hex(red)?, hex(green)?, hex(blue)?, hex(alpha * 255.0)?].concat())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_functions_of_css() {
        for (text, expected) in [
            ("rgb(240,40,145)", Some("f02891")),
            ("rgb(240, 40, 145)", Some("f02891")),
            ("rgb(255 255 0)", Some("ffff00")),
            ("rgba(255,0,0,0.5)", Some("ff000080")),
            ("rgb(255 0 0 / 1)", Some("ff0000ff")),
            ("rgb(256,0,0)", None),
            ("rgb(1,2)", None),
            ("rgb(1,2,3", None),
            ("rgba(1,2,3,100)", None),
            ("rgb(-1,2,3)", None),
            ("hsl(1,2,3)", None),
            ("rgb()", None),
        ] {
            assert_eq!(function(text).as_deref(), expected, "{text}");
        }
        assert_eq!(named("White").as_deref(), Some("ffffff"));
        assert_eq!(named("rebeccapurple"), None);
        assert_eq!(digits("F80").as_deref(), Some("f80"));
        for text in ["", "f", "ff", "fffff", "ggg", "#fff"] {
            assert_eq!(digits(text), None, "{text}");
        }
    }
}
