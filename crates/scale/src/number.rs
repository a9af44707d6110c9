//! Numbers as people read them: three digits that count, thousands in groups.

/// `1234567.0` is `1,230,000`, and `0.0123456` is `0.0123`.
#[must_use]
pub fn number(value: f64) -> String {
    if !value.is_finite() || value == 0.0 {
        return "0".to_owned();
    }
    let digits = 2 - exponent(value);
    if digits > 0 {
        let text = format!("{value:.0$}", usize::try_from(digits).unwrap_or(0).min(9));
        return text;
    }
    let step = 10_f64.powi(-digits);
    grouped(&format!("{:.0}", (value / step).round() * step))
}

/// Of the first digit that counts, after rounding to three.
fn exponent(value: f64) -> i32 {
    let text = format!("{value:.2e}");
    let (_, exponent) = text.split_once('e').unwrap_or(("", "0"));
    exponent.parse().unwrap_or(0)
}

/// All digits of a whole number.
#[must_use]
pub fn whole(value: f64) -> String {
    grouped(&format!("{value:.0}"))
}

fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (index, digit) in digits.chars().rev().enumerate() {
        if index > 0 && index.is_multiple_of(3) && digit != '-' {
            text.push(',');
        }
        text.push(digit);
    }
    text.chars().rev().collect()
}

/// Dollars: cents below ten, and whole dollars above a hundred.
#[must_use]
pub fn dollars(value: f64) -> String {
    match value {
        value if value < 9.995 => format!("{value:.2}"),
        value if value < 99.95 => format!("{value:.1}"),
        value => number(value),
    }
}

/// Bytes in the unit that leaves up to three digits before the point.
#[must_use]
pub fn bytes(value: f64) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];
    let mut value = value;
    let mut unit = "bytes";
    for next in units {
        unit = next;
        if value < 999.5 {
            break;
        }
        value /= 1_000.0;
    }
    format!("{} {unit}", number(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_count() {
        for (value, text) in [
            (0.0, "0"),
            (1.0, "1.00"),
            (0.012_345_6, "0.0123"),
            (9.994, "9.99"),
            (9.996, "10.0"),
            (99.96, "100"),
            (999.6, "1,000"),
            (1_234_567.0, "1,230,000"),
            (1e10, "10,000,000,000"),
        ] {
            assert_eq!(number(value), text);
        }
        assert_eq!(whole(1_048_576.0), "1,048,576");
    }

    #[test]
    fn money_and_bytes() {
        for (value, text) in [
            (0.004, "0.00"),
            (9.99, "9.99"),
            (12.345, "12.3"),
            (123.4, "123"),
        ] {
            assert_eq!(dollars(value), text);
        }
        for (value, text) in [
            (512.0, "512 bytes"),
            (24_491.0, "24.5 kB"),
            (999_600.0, "1.00 MB"),
            (8e14, "800 TB"),
        ] {
            assert_eq!(bytes(value), text);
        }
    }
}
