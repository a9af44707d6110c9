//! Numbers as other services write them. Their links cannot be written anew, so a number with more than Marble's two
//! decimals is rounded.

/// The most characters of a number: none that means anything has more.
const LONGEST: usize = 24;

/// A whole number of pixels, frames or bytes.
pub(crate) fn whole(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// A number such as `2`, `1.5`, `.5` or `0.3333`.
pub(crate) fn decimal(text: &str) -> Option<f64> {
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    let plain = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let number = digits && text.len() <= LONGEST && text.bytes().all(plain);
    number.then(|| text.parse().ok()).flatten()
}

/// The same, that may be negative.
pub(crate) fn signed(text: &str) -> Option<f64> {
    match text.strip_prefix('-') {
        Some(rest) => decimal(rest).map(|number| -number),
        None => decimal(text),
    }
}

/// A number as Marble writes it.
pub(crate) fn written(number: f64) -> String {
    format!("{number:.2}")
}

/// Whether a number is, as Marble writes it, one.
pub(crate) fn is_one(number: f64) -> bool {
    written(number) == "1.00"
}

/// Whether a number is nothing at all.
pub(crate) fn is_zero(number: f64) -> bool {
    number.abs() < f64::EPSILON
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_services_write() {
        for (text, expected) in [
            ("0", Some("0.00")),
            ("2", Some("2.00")),
            (".5", Some("0.50")),
            ("5.", Some("5.00")),
            ("0.3333", Some("0.33")),
            ("", None),
            (".", None),
            ("1e3", None),
            ("-1", None),
            ("+1", None),
            ("1.2.3", None),
            ("inf", None),
            ("NaN", None),
            ("0000000000000000000000000", None),
        ] {
            let found = decimal(text).map(written);
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        assert_eq!(signed("-1.5"), Some(-1.5));
        assert_eq!(signed("--1"), None);
        assert_eq!(whole("300"), Some(300));
        for text in ["", "-1", "+1", "1.0", "4294967296", "0x1"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }
}
