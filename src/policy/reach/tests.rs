//! What is counted, held against every spelling that is allowed, tried one by one.

use std::collections::BTreeSet;

use marble_settings::among;

use super::tally::Reach;
use crate::config::Config;
use crate::policy::{Policy, Vouched};

const MAX_SIDE: u32 = 20;

fn policy(settings: &[(&str, &str)]) -> Policy {
    let most = MAX_SIDE.to_string();
    let rest = [("DELIVERY", "inline"), ("MAX_RESULT_SIDE", &most)];
    let config = Config::parse(among(&[settings, &rest].concat()));
    config.unwrap().policy
}

/// All folders that these sizes with these options lead to, whatever the client shows.
fn tried(policy: &Policy, sizes: &[&str], options: &[&[&str]]) -> BTreeSet<String> {
    let mut asked: Vec<String> = sizes.iter().map(|size| (*size).to_owned()).collect();
    for values in options {
        let with = asked.iter().flat_map(|asked| {
            let with = values.iter().map(move |value| format!("{asked},{value}"));
            with.collect::<Vec<_>>()
        });
        let with: Vec<_> = with.collect();
        asked.extend(with);
    }
    let formats = [
        None,
        Some(marble_transform::Output::WebP),
        Some(marble_transform::Output::Avif),
        Some(marble_transform::Output::Jxl),
    ];
    let mut folders = BTreeSet::new();
    for asked in asked {
        for format in formats {
            // The client is sent there, and what is stored there is what it asks for then.
            let decision = policy.decide(&asked, Vouched::No, MAX_SIDE, |_| format);
            let folder = decision.ok().and_then(|decision| decision.folder("a"));
            let again = folder
                .filter(|_| marble_transform::HAS_AVIF || !asked.contains("avif"))
                .filter(|_| marble_transform::HAS_JXL || !asked.contains("jxl"));
            let Some(folder) = again else { continue };
            let again = policy
                .decide(&folder, Vouched::No, MAX_SIDE, |_| None)
                .unwrap();
            assert_eq!(again.folder("a").as_ref(), Some(&folder), "{asked}");
            folders.insert(folder);
        }
    }
    folders
}

#[test]
fn counts_what_can_be_asked_for() {
    let output: &[&[&str]] = &[
        &[
            "format=auto",
            "format=webp",
            "format=avif",
            "format=jxl",
            "format=jpeg",
            "format=png",
            "format=gif",
            "format=json",
        ],
        &[
            "quality=50",
            "quality=80",
            "quality=60",
            "quality=auto",
            "quality=7",
        ],
        &["max-bytes=900"],
        &["lossless=yes"],
        &["progressive=yes"],
        &["metadata=copyright"],
        &["icc=srgb"],
        &["frames=1", "frames=2"],
    ];
    let shape: &[&[&str]] = &[
        &["fit=contain", "fit=fill", "fit=inside", "fit=outside"],
        &["position=north", "position=0.3:0.2", "position=entropy"],
        &["enlarge=no"],
        &["pad=1", "pad=2"],
        &[
            "background=fff",
            "background=ff000080",
            "background=00000080",
        ],
        &["format=jpeg", "format=webp", "format=png"],
    ];
    let effects: &[&[&str]] = &[
        &["rotate=90", "rotate=180", "rotate=270"],
        &["flip=yes"],
        &["flop=yes"],
        &["grayscale=yes"],
        &["saturation=2", "saturation=0"],
        &["crop=1:1:1:1", "crop=0.5:0.5:0.9:0.9"],
        &["dpr=2", "dpr=1.5", "dpr=3"],
    ];
    let sizes = [
        "3x4", "7x8", "10x10", "5x", "9x", "x6", "x7", "20x20", "4x20",
    ];
    for options in [output, shape, effects] {
        let mut rules: Vec<String> = Vec::new();
        for values in options {
            let name = values[0].split('=').next().unwrap();
            let values = values.iter().map(|value| value.split('=').nth(1).unwrap());
            rules.push(format!("{name}={}", values.collect::<Vec<_>>().join("|")));
        }
        let policy = policy(&[
            ("ALLOWED_RESOLUTIONS", "3x4, 7x8, 10x10, 5x, x6, 5x"),
            ("ALLOWED_OPTIONS", &rules.join(",")),
            (
                "ALLOWED_TRANSFORMS",
                "3x4; 9x,format=auto; x6..7; 7x8,fit=fill; 4x20,background=fff,format=jpeg",
            ),
            (
                "PRESETS",
                "thumb=3x4; hero=5x,format=auto; wide=9x,quality=2",
            ),
        ]);
        let mut found = tried(&policy, &sizes, options);
        found.extend(tried(&policy, &sizes, &[&["fit=fill", "format=auto"]]));
        found.extend(tried(
            &policy,
            &sizes,
            &[&["background=fff"], &["format=jpeg"]],
        ));
        found.extend(tried(&policy, &["thumb", "hero", "wide"], &[]));
        let reach = Reach::new(&policy, MAX_SIDE);
        assert_eq!(reach.total(), found.len() as u128, "{rules:?}\n{reach}");
    }
}

#[test]
fn counts_ranges_and_their_overlap() {
    for (settings, expected) in [
        (
            &[
                ("ALLOWED_RESOLUTIONS", "1..20x1..20"),
                ("ALLOWED_OPTIONS", "format=original"),
            ][..],
            400,
        ),
        (
            &[
                ("ALLOWED_RESOLUTIONS", "1..20x1..20, 2..3x, x9"),
                ("ALLOWED_OPTIONS", "dpr=2"),
            ],
            400 + 100 + 2 + 2 + 1 + 1,
        ),
        // Half a pixel rounds up: 13 with a dpr of 1.5 makes 19.5, and 20.
        (
            &[
                ("ALLOWED_RESOLUTIONS", "1..20x"),
                ("ALLOWED_OPTIONS", "dpr=1.5"),
            ],
            20 + 13,
        ),
        (
            &[
                ("ALLOWED_RESOLUTIONS", "1..10x1..10"),
                ("ALLOWED_OPTIONS", "quality=7"),
                (
                    "ALLOWED_TRANSFORMS",
                    "5..14x5..14; 5..14x5..14,quality=7; 9x9,quality=8",
                ),
            ],
            2 * (100 + 100 - 36) + 1,
        ),
        (&[("ALLOWED_TRANSFORMS", "presets")], 0),
        (
            &[("ALLOWED_TRANSFORMS", "presets"), ("PRESETS", "a=9x9")],
            1,
        ),
        (&[("SIGNING_KEYS", "000102030405060708090a0b0c0d0e0f")], 0),
    ] {
        let reach = Reach::new(&policy(settings), MAX_SIDE);
        assert_eq!(reach.total(), expected, "{settings:?}\n{reach}");
    }
}

#[test]
fn says_where_the_number_comes_from() {
    let every = Reach::new(&policy(&[]), MAX_SIDE).to_string();
    assert!(
        every.starts_with("Nothing restricts what may be made"),
        "{every}"
    );
    assert!(every.contains("more than 10^38"), "{every}");

    let reach = Reach::new(
        &policy(&[
            ("ALLOWED_RESOLUTIONS", "1..20x1..20, 9x"),
            ("ALLOWED_OPTIONS", "quality=60|80, dpr=2"),
            ("PRESETS", "thumb=3x4"),
            ("SIGNING_KEYS", "000102030405060708090a0b0c0d0e0f"),
        ]),
        MAX_SIDE,
    );
    let text = reach.to_string();
    for words in [
        "Of one original a client without a signing key can have at most 1,005 derivatives made and stored:",
        "1,000  ALLOWED_RESOLUTIONS by width and height: 500 sizes with each dpr that fits x 2 spellings of quality",
        "4  ALLOWED_RESOLUTIONS by width alone: 2 sizes with each dpr that fits x 2 spellings of quality",
        "1  PRESETS: thumb",
        "Each signed link that is published adds 1",
        "twice as many",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(!text.contains("000102"), "{text}");
}
