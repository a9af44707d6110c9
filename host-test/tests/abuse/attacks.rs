//! What an attacker asks for.

use marble_transform::{DEFINITIONS, SigningKey, Transform};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// The key of an installation that signs.
pub(super) const KEY: &str = "000102030405060708090a0b0c0d0e0f";
/// A key of nobody.
const FOREIGN: &str = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

/// Listed by some installation, next to such a one, at a bound, or none.
const SIZES: [&str; 24] = [
    "8x8", "10x9", "11x9", "9x", "x7", "8x", "9x8", "10x8", "9x9", "10x10", "x8", "7x8", "12x9",
    "1x1", "64x64", "08x8", "8X8", "+8x8", "8x8x8", "8..9x8", "0x8", "x", "99999x1", "",
];

/// Values at the bounds of each option, just beyond them, and as they are not written.
const VALUES: [(&str, &[&str]); 26] = [
    (
        "fit",
        &["cover", "contain", "fill", "inside", "outside", "Fill", ""],
    ),
    (
        "position",
        &[
            "centre", "center", "north", "0.5:0.5", "0:0", "0.50:0.5", "1:1.01", "entropy",
        ],
    ),
    ("enlarge", &["yes", "no", "1"]),
    ("linear", &["yes", "no", "1"]),
    (
        "dpr",
        &[
            "1", "1.0", "1.00", "1.01", "2", "2.0", "5", "5.01", "0.99", "1.001", "auto",
        ],
    ),
    (
        "crop",
        &["0:0:1:1", "0:0:8:6", "0.0:0:0.5:0.5", "7:5:1:1", "0:0:0:0"],
    ),
    ("rotate", &["0", "90", "180", "270", "360", "-90"]),
    ("flip", &["no", "yes"]),
    ("flop", &["no", "yes"]),
    (
        "background",
        &[
            "000", "000000", "000000ff", "f00", "F00", "ff0000", "ff000080", "red",
        ],
    ),
    ("pad", &["0", "0:0:0:0", "1", "1:1:1:1", "1:2:3:4", "01"]),
    ("blur", &["0.3", "0.30", "100", "0.29", "100.01"]),
    ("sharpen", &["0.1", "10", "0.09"]),
    ("grayscale", &["no", "yes"]),
    ("brightness", &["0", "1", "1.0", "10", "10.01"]),
    ("contrast", &["0", "1", "10"]),
    ("saturation", &["0", "1", "10"]),
    (
        "watermark",
        &[
            "north",
            "centre",
            "center:1:0",
            "south:0",
            "tile:0.5:0.25",
            "entropy",
        ],
    ),
    (
        "format",
        &[
            "original", "jpeg", "png", "webp", "gif", "avif", "jxl", "json", "auto", "jpg", "WEBP",
            "tiff",
        ],
    ),
    (
        "quality",
        &[
            "1", "60", "060", "79", "80", "81", "100", "101", "0", "auto", "60.0",
        ],
    ),
    ("max-bytes", &["99", "100", "100000000", "100000001"]),
    ("lossless", &["no", "yes", "true"]),
    ("progressive", &["no", "yes"]),
    ("metadata", &["none", "copyright", "all"]),
    ("icc", &["keep", "srgb"]),
    ("frames", &["all", "1", "10000", "10001", "0"]),
];

/// Every target that is tried of the original `name`.
pub(super) fn attacks(settings: &[(&str, String)], links: &[String], name: &str) -> Vec<String> {
    assert_eq!(
        VALUES.map(|(name, _)| name).as_slice(),
        DEFINITIONS.iter().map(|it| it.name).collect::<Vec<_>>()
    );
    let mut plain = listed(settings);
    for size in SIZES {
        plain.push(size.to_owned());
        for (option, values) in VALUES {
            plain.extend(
                values
                    .iter()
                    .map(|value| format!("{size},{option}={value}")),
            );
        }
    }
    let mut varied: Vec<String> = [
        "8x8",
        "9x",
        "8x8,quality=60",
        "9x,format=auto",
        "8x9,fit=fill",
    ]
    .map(str::to_owned)
    .into();
    for preset in ["thumb", "hero", "same", "thumb2", "-"] {
        varied.push(preset.to_owned());
        let suffixes = [
            "webp", "avif", "jxl", "original", "auto", "jpeg", "WEBP", "",
        ];
        varied.extend(suffixes.map(|format| format!("{preset},format={format}")));
        varied.push(format!("{preset},quality=60"));
        varied.push(format!("{preset},format=webp,format=webp"));
    }
    for link in links {
        // The signature with another transform, and in other letters.
        let (_, signature) = link.rsplit_once('=').unwrap_or_default();
        varied.extend([
            link.clone(),
            link.to_uppercase(),
            format!("{link}A"),
            format!("{link}=="),
            format!("{link},"),
        ]);
        varied.extend(
            [
                "8x8",
                "8x9",
                "8x8,blur=2",
                "9x,blur=2.0",
                "9x,blur=2.01",
                "10x10",
            ]
            .map(|other| format!("{other},sig={signature}")),
        );
        varied.push(link.replace(",sig", ",quality=80,fit=cover,sig"));
        varied.push(link.replace(",format=auto", ",format=webp"));
        // The last letter has two bits that count: the other four are no second spelling.
        let all_but_last = link.get(..link.len() - 1).unwrap_or_default();
        plain.extend(('A'..='z').map(|last| format!("{all_but_last}{last}")));
    }
    let path = |segment: &String| format!("/{}/{}", encode(segment), encode(name));
    let variations = varied.iter().flat_map(|segment| variations(segment, name));
    let variations = variations.map(|segment| format!("/?key={}", encode(&path(&segment))));
    let forms = varied.iter().flat_map(|segment| forms(segment, name));
    forms
        .chain(variations)
        .chain(plain.iter().map(path))
        .collect()
}

/// Every listed size and transform with every combination of the listed options.
fn listed(settings: &[(&str, String)]) -> Vec<String> {
    let value = |name: &str| {
        let found = settings.iter().find(|(known, _)| *known == name);
        found.map_or(String::new(), |(_, value)| value.replace(' ', ""))
    };
    let mut segments: Vec<_> = SIZES.map(str::to_owned).into();
    let options = value("ALLOWED_OPTIONS");
    for (name, values) in options.split(',').filter_map(|it| it.split_once('=')) {
        // What `auto` leads to is asked for by name, too.
        let values = values.replace("auto", "auto|avif|jxl|webp");
        let with = values.split('|').flat_map(|value| {
            let with = segments
                .iter()
                .map(move |segment| format!("{segment},{name}={value}"));
            with.collect::<Vec<_>>()
        });
        let with: Vec<_> = with.collect();
        segments.extend(with);
    }
    for transform in value("ALLOWED_TRANSFORMS").split(';') {
        let (_, options) = transform.split_once(',').unwrap_or_default();
        for format in ["auto", "avif", "jxl", "webp", "original"] {
            let options = options.replace("auto", format);
            segments.extend(SIZES.map(|size| format!("{size},{options}")));
        }
    }
    segments
}

/// A segment in ways that should make no other object of it.
fn variations(segment: &str, name: &str) -> Vec<String> {
    let sign = |key: &str, original: &str| {
        let transform = Transform::parse(segment, 4096).ok()?;
        Some(
            SigningKey::parse(key)?
                .sign(&transform, original)
                .to_string(),
        )
    };
    let last = segment.rsplit(',').next().unwrap_or_default();
    let mut all = vec![
        segment.to_uppercase(),
        format!("{segment},{last}"),
        format!("{segment},"),
        format!(",{segment}"),
        format!("{segment},,"),
        format!("{segment} "),
        format!(" {segment}"),
        format!("{segment}\t"),
        format!("{segment};quality=60"),
        format!("{segment},quality"),
        format!("{segment},quality="),
        format!("{segment},=60"),
        format!("{segment},sig"),
        format!("{segment},sig="),
        format!("{segment},sig={}", "A".repeat(22)),
        format!("sig={},{segment}", "A".repeat(22)),
    ];
    // By a key that is not ours; and by ours, for another original.
    let signatures = [
        sign(FOREIGN, name),
        sign(KEY, "another.jpg"),
        sign(KEY, &format!("{name}/")),
    ];
    all.extend(
        signatures
            .into_iter()
            .flatten()
            .map(|signature| format!("{segment},sig={signature}")),
    );
    all
}

/// A segment of `name` in every form of a request.
fn forms(segment: &str, name: &str) -> Vec<String> {
    let (raw, once) = (
        format!("{segment}/{name}"),
        format!("{}/{}", encode(segment), encode(name)),
    );
    let raw: String = utf8_percent_encode(&raw, percent_encoding::CONTROLS)
        .to_string()
        .replace(' ', "%20");
    let whole = encode(&format!("{segment}/{name}"));
    let twice = encode(&whole);
    vec![
        format!("/{once}"),
        format!("/{whole}"),
        format!("/{twice}"),
        format!("/default/resize/{once}"),
        format!("/default/resize?key={raw}"),
        format!("/default/resize?key=/{raw}"),
        format!("/default/resize?key={whole}"),
        format!("/default/resize?key={twice}"),
        format!("/default/resize?key={}", encode(&twice)),
        format!("/default/resize?v=1&key={raw}&v=2"),
        format!("/?key={whole}#top"),
        format!("/{once}?key=64x64/{name}"),
        format!("/{}//{}", encode(segment), encode(name)),
        format!("/./{once}"),
        format!("/{}/{once}", encode(segment)),
        format!("/derived/{once}"),
        format!("/derived/derived/{once}"),
        format!("/{}/originals/{}", encode(segment), encode(name)),
        format!("/{}/{}%20", encode(segment), encode(name)),
    ]
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}
