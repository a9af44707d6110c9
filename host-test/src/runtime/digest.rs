//! The digest that the composed component carries, so that everything it stores tells by which code it was made.
//!
//! It is the SHA-256 of the component before it was stamped. The resizer's data has a placeholder (`src/version.rs`),
//! whose hyphens become the first sixteen hexadecimal digits. So it can be verified by anybody who has the file: put the
//! hyphens back, and hash.

use anyhow::{Result, ensure};
use sha2::{Digest, Sha256};

use crate::hex::hex;

/// What stands in front of the digits.
const MARK: &[u8] = b"marble digest ";
/// What stands in their place before.
const PLACEHOLDER: &[u8] = b"----------------";

/// Stamps a component.
///
/// # Errors
///
/// Where it has not exactly one place for the digest.
pub(super) fn stamp(component: &mut [u8]) -> Result<()> {
    let digest = hash(component);
    write(component, &digest.as_bytes()[..PLACEHOLDER.len()])
}

/// The whole digest of a component that was stamped, in 64 hexadecimal digits.
///
/// # Errors
///
/// Where it has not exactly one place for the digest.
pub fn of(component: &[u8]) -> Result<String> {
    let mut unstamped = component.to_vec();
    write(&mut unstamped, PLACEHOLDER)?;
    Ok(hash(&unstamped))
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Puts digits, or hyphens, where they belong.
fn write(component: &mut [u8], digits: &[u8]) -> Result<()> {
    let length = MARK.len() + PLACEHOLDER.len();
    let windows = component.windows(length).enumerate();
    let places: Vec<_> = windows.filter(|(_, found)| is_place(found)).collect();
    ensure!(
        places.len() == 1,
        "expected one place for the digest in the component, but found {}",
        places.len()
    );
    let start = places[0].0 + MARK.len();
    component[start..start + PLACEHOLDER.len()].copy_from_slice(digits);
    Ok(())
}

/// Whether there is the mark, and hyphens or digits behind it.
fn is_place(found: &[u8]) -> bool {
    let digits = found.strip_prefix(MARK);
    let hexadecimal = |digit: &u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
    digits.is_some_and(|digits| digits == PLACEHOLDER || digits.iter().all(hexadecimal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_changes_nothing_but_its_place_and_can_be_taken_back() -> Result<()> {
        let before = b"\0asm marble digest ---------------- and more".to_vec();
        let mut stamped = before.clone();
        stamp(&mut stamped)?;
        let expected = hash(&before);
        let text = format!("\0asm marble digest {} and more", &expected[..16]);
        assert_eq!(stamped, text.as_bytes());
        assert_eq!(of(&stamped)?, expected);
        assert_eq!(of(&before)?, expected);
        Ok(())
    }

    #[test]
    fn a_component_has_one_place_for_it() {
        for wrong in [
            "",
            "marble digest",
            "marble digest ---------------",
            "marble digest 0123456789abcdeF",
            "marble digest ----------------marble digest 0123456789abcdef",
        ] {
            assert!(stamp(&mut wrong.as_bytes().to_vec()).is_err(), "{wrong}");
            assert!(of(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
