//! `Content-MD5`: base64 of 16 bytes, read into the hex of our etags.

use std::fmt::Write as _;

/// 22 base64 digits hold 132 bits: 128 of them count, the last 4 are zero.
const DIGITS: usize = 22;

/// `None` if it is not the base64 of 16 bytes.
pub(super) fn hex_from_base64(text: &str) -> Option<String> {
    let digits = text.strip_suffix("==").filter(|d| d.len() == DIGITS)?;
    let (last, first) = digits.as_bytes().split_last()?;
    let mut hex = String::new();
    let (mut held, mut bits) = (0_u32, 0_u32);
    for digit in first {
        held = (held << 6) | sextet(*digit)?;
        bits += 6;
        while bits >= 4 {
            bits -= 4;
            // Writing to a `String` cannot fail.
            let _ = write!(hex, "{:x}", held >> bits);
            held &= (1 << bits) - 1;
        }
    }
    let last = (held << 6) | sextet(*last)?;
    let _ = write!(hex, "{:x}", last >> 4);
    (last.is_multiple_of(16) && hex.len() == 32).then_some(hex)
}

fn sextet(digit: u8) -> Option<u32> {
    let value = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_base64_of_16_bytes_and_nothing_else() {
        for (text, hex) in [
            (
                "1B2M2Y8AsgTpgAmY7PhCfg==",
                Some("d41d8cd98f00b204e9800998ecf8427e"),
            ),
            (
                "AAAAAAAAAAAAAAAAAAAAAA==",
                Some("00000000000000000000000000000000"),
            ),
            (
                "/////////////////////w==",
                Some("ffffffffffffffffffffffffffffffff"),
            ),
            ("1B2M2Y8AsgTpgAmY7PhCfh==", None),
            ("1B2M2Y8AsgTpgAmY7PhCfg", None),
            ("1B2M2Y8AsgTpgAmY7PhC*g==", None),
            ("", None),
        ] {
            assert_eq!(hex_from_base64(text).as_deref(), hex, "{text:?}");
        }
    }
}
