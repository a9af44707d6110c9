//! Presets, lists, options, signatures and snapping: what each allows, and under which name.

use marble_settings::among;
use marble_transform::{HAS_AVIF, HAS_JXL};

use super::*;

/// Rules by variable, as they are set.
fn policy(settings: &[(&str, &str)]) -> Policy {
    let rest = [("DELIVERY", "inline")];
    let config = crate::config::Config::parse(among(&[settings, &rest].concat()));
    config.unwrap().policy
}

fn decide(policy: &Policy, segment: &str) -> Result<String, Error> {
    let decision = policy.decide(segment, Vouched::No, 4096, |_| None)?;
    Ok(decision.folder("a.jpg").unwrap_or_default())
}

fn allows(policy: &Policy, rows: &[(&str, bool)]) {
    for (transform, expected) in rows {
        let found = decide(policy, transform);
        assert_eq!(found.is_ok(), *expected, "{transform}: {found:?}");
        assert!(*expected || found == Err(Error::NotAllowed), "{transform}");
    }
}

#[test]
fn presets_are_allowed_whatever_the_lists_say() {
    let policy = policy(&[
        ("PRESETS", "thumb=30x30,fit=fill"),
        ("ALLOWED_TRANSFORMS", "presets"),
    ]);
    assert_eq!(decide(&policy, "thumb"), Ok("thumb".into()));
    let options = policy
        .decide("thumb", Vouched::No, 4096, |_| None)
        .unwrap()
        .options;
    assert_eq!(options.to_string(), "30x30,fit=fill");
    for transform in ["thumb,fit=cover", "Thumb", "thumb,format=webp"] {
        let found = decide(&policy, transform);
        assert!(matches!(found, Err(Error::InvalidTransform(_))));
    }
    // Not even what the preset means.
    allows(&policy, &[("9x9", false), ("30x30,fit=fill", false)]);
}

#[test]
fn one_setting_is_enough_to_refuse_what_it_does_not_name() {
    allows(&policy(&[]), &[("9x9", true), ("8x,blur=3", true)]);
    allows(&policy(&[("PRESETS", "thumb=9x9")]), &[("9x9", false)]);
    allows(
        &policy(&[("SIGNING_KEYS", &"ab".repeat(16))]),
        &[("9x9", false)],
    );
    allows(
        &policy(&[("ALLOWED_TRANSFORMS", "9x9,blur=3")]),
        &[("9x9,blur=3", true), ("9x9", false)],
    );
    allows(
        &policy(&[("ALLOWED_RESOLUTIONS", "9x9")]),
        &[
            ("9x9", true),
            ("9x9,format=webp", true),
            ("9x9,blur=3", false),
            ("8x8", false),
        ],
    );
    // What one list has, the other does not take away.
    allows(
        &policy(&[
            ("ALLOWED_RESOLUTIONS", "9x9"),
            ("ALLOWED_TRANSFORMS", "8x8,blur=3; presets"),
        ]),
        &[
            ("9x9", true),
            ("8x8,blur=3", true),
            ("9x9,blur=3", false),
            ("8x8", false),
        ],
    );
}

#[test]
fn listed_sizes_have_the_listed_options() {
    let policy = policy(&[
        ("ALLOWED_RESOLUTIONS", "300x300, 100..200x, x50"),
        (
            "ALLOWED_OPTIONS",
            "format=auto|jpeg, quality=80|50|60, dpr=1|2.0, blur, position=0.5:0|attention, background=f00, fit=contain, rotate=90|180, flip=yes",
        ),
    ]);
    allows(
        &policy,
        &[
            ("300x300", true),
            ("150x", true),
            ("201x", false),
            ("x50", true),
            ("150x50", false),
            ("300x300,quality=60,dpr=2", true),
            ("300x300,quality=61", false),
            // The option left out, as the list has it or not.
            ("300x300,quality=80,dpr=1.00,enlarge=yes", true),
            // Not the default of this format.
            ("300x300,format=avif,quality=80", HAS_AVIF),
            // It is that of JPEG XL.
            ("300x300,format=jxl", HAS_JXL),
            ("300x300,format=auto", true),
            ("300x300,format=webp", true),
            ("300x300,format=jpeg", true),
            ("300x300,format=png", false),
            ("300x300,blur=0.37", true),
            ("300x300,position=north", true),
            ("300x300,position=0.50:0.0", true),
            ("300x300,position=south", false),
            // No effect, so it is not there.
            ("150x,position=south,background=00f", true),
            ("300x300,background=ff0000,fit=contain", true),
            ("300x300,background=00f,fit=contain", false),
            ("300x300,rotate=180,flip=yes", false),
            ("300x300,rotate=180", true),
            ("300x300,sharpen=1", false),
        ]
        .into_iter()
        .filter(|(transform, _)| HAS_AVIF || !transform.contains("avif"))
        .filter(|(transform, _)| HAS_JXL || !transform.contains("jxl"))
        .collect::<Vec<_>>(),
    );
}

#[test]
fn transforms_are_compared_in_their_canonical_spelling() {
    let allowed = "100..200x,quality=60,fit=cover; x50..50; 300x300,dpr=2; 7..8x,fit=inside";
    let policy = policy(&[("ALLOWED_TRANSFORMS", allowed)]);
    allows(
        &policy,
        &[
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
            // With one side, all fits but one are the same.
            ("7x,fit=inside", true),
            ("8x", true),
            ("7x,fit=fill", false),
        ],
    );
}

#[test]
fn snaps_to_the_smallest_that_is_at_least_as_large() {
    let policy = policy(&[
        (
            "ALLOWED_RESOLUTIONS",
            "900x300,300x300,400x400,600x,x50,1000..1200x1000",
        ),
        ("ALLOWED_OPTIONS", "quality=9, dpr"),
        ("SNAP", "up"),
    ]);
    for (transform, expected) in [
        ("300x300", Some("300x300")),
        ("299x1", Some("300x300")),
        ("301x300,quality=9", Some("400x400,quality=9")),
        ("301x300,quality=8", None),
        ("500x10", Some("900x300")),
        ("500x301", Some("1000x1000")),
        ("1100x301", Some("1100x1000")),
        ("1201x301", None),
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
        let decision = policy.decide(transform, Vouched::No, 4096, |_| None);
        let snapped = decision.is_ok_and(|it| it.snapped);
        assert_eq!(snapped, expected.is_some_and(|it| it != transform));
    }
}

#[test]
fn a_signature_allows_its_transform_of_its_original() {
    let (first, second) = ("ab".repeat(16), "0102".repeat(16));
    let policy = policy(&[
        ("SIGNING_KEYS", &format!("{first}, {second}")),
        ("ALLOWED_RESOLUTIONS", "9x9"),
        ("SNAP", "up"),
    ]);
    let sign = |key: &str, transform: &str, original: &str| {
        let transform = Transform::parse(transform, 4096).unwrap();
        let key = SigningKey::parse(key).unwrap();
        key.sign(&transform, original).to_string()
    };
    let holds = |segment: &str| decide(&policy, segment).unwrap();
    for key in [&first, &second] {
        let signature = sign(key, "7x7,blur=3", "a.jpg");
        let expected = format!("7x7,blur=3,sig={signature}");
        for spelling in ["7x7,blur=3", "7x7,blur=3.0,quality=80", "7x7,dpr=1,blur=3"] {
            assert_eq!(holds(&format!("{spelling},sig={signature}")), expected);
        }
        for spelling in [
            "7x7",
            "7x7,blur=3.1",
            "7x8,blur=3",
            "7x7,blur=3,format=webp",
        ] {
            assert_eq!(holds(&format!("{spelling},sig={signature}")), "");
        }
    }
    let foreign = sign(&"cd".repeat(16), "7x7", "a.jpg");
    let of_another = sign(&first, "7x7", "b.jpg");
    for signature in [&foreign, &of_another, "", "x", &"A".repeat(22)] {
        assert_eq!(holds(&format!("7x7,sig={signature}")), "");
        // Not even where none was needed.
        assert_eq!(holds(&format!("9x9,sig={signature}")), "");
    }
    // What is chosen for the client is signed by the first key.
    let auto = sign(&second, "7x7,format=auto,quality=50", "a.jpg");
    let there = sign(&first, "7x7,quality=50", "a.jpg");
    let found = holds(&format!("7x7,quality=50,format=auto,sig={auto}"));
    assert_eq!(found, format!("7x7,quality=50,sig={there}"));
    assert_eq!(holds(&found), found);

    let good = sign(&first, "7x7", "a.jpg");
    for segment in [
        format!("sig={good}"),
        format!("7x7,sig={good},fit=cover"),
        format!("sig={good},7x7"),
        format!("7x7,sig={good},sig={good}"),
        format!("7x7,SIG={good}"),
    ] {
        let found = decide(&policy, &segment);
        assert!(
            matches!(found, Err(Error::InvalidTransform(_))),
            "{segment}"
        );
    }
}

#[test]
fn without_keys_nobody_knows_signatures() {
    let segment = format!("9x9,sig={}", "A".repeat(22));
    let error = decide(&policy(&[]), &segment).unwrap_err();
    assert!(error.to_string().ends_with("but found \"sig\""), "{error}");
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
        "a=9x9,sig=x",
    ] {
        assert_eq!(Preset::parse(text, 4096), None, "{text}");
    }
    for text in [
        "",
        "x",
        "9",
        "9..8x",
        "9..x",
        "..9x",
        "0..9x",
        "1...9x",
        "9x9,x=1",
        "9x9,",
        "1..5000x",
        "9..3000x,dpr=2",
    ] {
        assert_eq!(Allowed::parse(text, 4096), None, "{text}");
    }
    for text in [
        "zoom",
        "quality=",
        "quality=101",
        "quality=50|",
        "=5",
        "sig",
        "fit=cover|zoom",
        "9x9",
        "Fit",
    ] {
        assert_eq!(Options::parse(&[text.to_owned()]), None, "{text}");
    }
    let twice = ["quality=50".to_owned(), "quality".to_owned()];
    assert_eq!(Options::parse(&twice), None);
}
