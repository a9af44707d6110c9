//! Presets, lists and snapping: what each allows, and under which name.

use super::*;

fn policy(presets: &[&str], resolutions: &[&str], snap: Snap, transforms: &[&str]) -> Policy {
    let preset = |text: &&str| Preset::parse(text, 4096).unwrap();
    let size = |text: &&str| Size::parse(text, 4096).unwrap();
    let allowed = |text: &&str| Allowed::parse(text, 4096).unwrap();
    Policy {
        presets: presets.iter().map(preset).collect(),
        resolutions: resolutions.iter().map(size).collect(),
        snap,
        transforms: transforms.iter().map(allowed).collect(),
    }
}

fn decide(policy: &Policy, transform: &str) -> Result<String, Error> {
    let decision = policy.decide(transform, 4096, |_| None);
    decision.map(|decision| decision.name)
}

#[test]
fn presets_are_allowed_whatever_the_lists_say() {
    let policy = policy(&["thumb=30x30,fit=fill"], &["9x9"], Snap::No, &["presets"]);
    assert_eq!(decide(&policy, "thumb"), Ok("thumb".into()));
    let options = policy.decide("thumb", 4096, |_| None).unwrap().options;
    assert_eq!(options.to_string(), "30x30,fit=fill");
    for transform in ["thumb,fit=cover", "Thumb"] {
        let found = decide(&policy, transform);
        assert!(matches!(found, Err(Error::InvalidTransform(_))));
    }
    assert_eq!(decide(&policy, "9x9"), Err(Error::NotAllowed));
}

#[test]
fn transforms_are_compared_in_their_canonical_spelling() {
    let allowed = ["100..200x,quality=60,fit=cover", "x50..50", "300x300,dpr=2"];
    let policy = policy(&[], &[], Snap::No, &allowed);
    for (transform, expected) in [
        ("100x,quality=60", true),
        ("200x,fit=cover,quality=60", true),
        ("201x,quality=60", false),
        ("99x,quality=60", false),
        ("150x", false),
        ("150x,quality=61", false),
        ("150x150,quality=60", false),
        ("x50", true),
        ("x51", false),
        ("300x300,dpr=2.0", true),
        ("300x300", false),
    ] {
        assert_eq!(decide(&policy, transform).is_ok(), expected, "{transform}");
    }
}

#[test]
fn snaps_to_the_smallest_that_is_at_least_as_large() {
    let sizes = ["900x300", "300x300", "400x400", "600x", "x50"];
    let policy = policy(&[], &sizes, Snap::Up, &[]);
    for (transform, expected) in [
        ("300x300", Some("300x300")),
        ("299x1", Some("300x300")),
        ("301x300,quality=9", Some("400x400,quality=9")),
        ("500x10", Some("900x300")),
        ("500x301", None),
        ("1x", Some("600x")),
        ("601x", None),
        ("x50", Some("x50")),
        ("x51", None),
        // Five times 900 pixels are more than a result may have.
        ("700x10,dpr=5", None),
        ("700x10,dpr=4", Some("900x300,dpr=4")),
    ] {
        let found = decide(&policy, transform).ok();
        assert_eq!(found.as_deref(), expected, "{transform}");
        let decision = policy.decide(transform, 4096, |_| None);
        let snapped = decision.is_ok_and(|it| it.snapped);
        assert_eq!(snapped, expected.is_some_and(|it| it != transform));
    }
}

#[test]
fn refuses_what_is_no_rule() {
    for text in [
        "",
        "thumb",
        "=9x9",
        "300x=9x9",
        "x3=9x9",
        "a b=9x9",
        "a/b=9x9",
        "a=9",
        "a=9x9,x=1",
    ] {
        assert_eq!(Preset::parse(text, 4096), None, "{text}");
    }
    for text in [
        "", "x", "9", "9..8x", "9..x", "..9x", "0..9x", "1...9x", "9x9,x=1", "9x9,",
    ] {
        assert_eq!(Allowed::parse(text, 4096), None, "{text}");
    }
}
