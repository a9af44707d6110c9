//! What is written, and what it is in the canonical spelling or why it is refused: `spellings.json`, which
//! `packages/marble-url` is held against. Whether these spellings are the right ones, the tables in `grammar.rs` and
//! `simplify.rs` say, which are written by hand; this shows that the file is what this crate does, and leaves no
//! option out.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::iter;
use std::path::Path;

use serde_json::Value;

use crate::{DEFINITIONS, Definition, Transform};

/// `MAX_RESULT_SIDE` where nothing is set.
const MAX_SIDE: u32 = 4096;

/// Set to anything, the file is written.
const WRITE: &str = "MARBLE_SPELLINGS";

#[test]
fn the_table_is_what_is_done() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("spellings.json");
    let mut table = String::from("[\n");
    let rows: Vec<_> = cases()
        .iter()
        .map(|(text, side)| row(text, *side))
        .collect();
    write!(table, "{}\n]\n", rows.join(",\n")).unwrap();
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap();
    for (found, row) in found.lines().zip(table.lines()) {
        assert_eq!(found, row, "{WRITE}=1 writes the table");
    }
    assert!(found == table, "{WRITE}=1 writes the table");
}

/// A canonical spelling is its own, and means the same.
#[test]
fn a_canonical_spelling_stays() {
    let mut good = 0;
    for (text, side) in cases() {
        let Ok(transform) = Transform::parse(&text, side) else {
            continue;
        };
        let canonical = transform.to_string();
        let again = Transform::parse(&canonical, side).unwrap();
        assert_eq!(again, transform, "{text}");
        assert_eq!(again.to_string(), canonical, "{text}");
        good += 1;
    }
    assert!(good >= 1_000, "{good} good spellings");
}

#[test]
fn every_option_is_there_with_each_word() {
    let cases = cases();
    let rows: BTreeSet<_> = cases.iter().map(|(text, _)| text.as_str()).collect();
    for option in DEFINITIONS {
        for word in words(option) {
            let text = format!("300x200,{}={word}", option.name);
            assert!(rows.contains(text.as_str()), "{text}");
        }
    }
}

/// What can be written in place of a number or a list.
fn words(option: &Definition) -> impl Iterator<Item = &'static str> {
    let is_word =
        |value: &&str| !value.contains([' ', ':']) && value.chars().any(char::is_alphabetic);
    // A few dozen, once a test.
    let values: &'static str = option.values.to_string().leak();
    values.split(", ").filter(is_word)
}

fn row(text: &str, max_side: u32) -> String {
    let (name, outcome) = match Transform::parse(text, max_side) {
        Ok(transform) => ("canonical", transform.to_string()),
        Err(error) => ("error", error.to_string()),
    };
    let limit = if max_side == MAX_SIDE {
        String::new()
    } else {
        format!(r#", "max_side": {max_side}"#)
    };
    // The order of an object's names would be that of a feature of serde_json.
    let (text, outcome) = (Value::from(text), Value::from(outcome));
    format!(r#"  {{ "written": {text}{limit}, "{name}": {outcome} }}"#)
}

/// Texts with the longest side that is allowed.
fn cases() -> Vec<(String, u32)> {
    let mut cases = sizes();
    let usual = values()
        .into_iter()
        .chain(pairs())
        .chain(mixed())
        .chain(wrong());
    cases.extend(usual.map(|text| (text, MAX_SIDE)));
    let mut seen = BTreeSet::new();
    cases.retain(|case| seen.insert(case.clone()));
    cases
}

fn sizes() -> Vec<(String, u32)> {
    let usual = [
        "300x300",
        "300x200",
        "300x",
        "x200",
        "1x1",
        "1x",
        "x1",
        "4096x4096",
        "4096x",
        "x4096",
        "4097x1",
        "1x4097",
        "4097x",
        "x4097",
        "0x10",
        "10x0",
        "0x",
        "x0",
        "010x10",
        "10x010",
        "+1x1",
        "-1x1",
        "1.5x1",
        "1e2x1",
        "1x1x1",
        "x",
        "xx",
        "",
        "300",
        "300X300",
        " 300x300",
        "300x300 ",
        "300×300",
        "٣x٣",
        "99999999999x1",
        "4294967297x1",
        "photo.jpg",
        "2048x,dpr=2",
        "2048x2048,dpr=2",
        "2048x,dpr=2.01",
        "x2048,dpr=2.01",
        "4096x1,dpr=1.1",
        "4096x1,dpr=1.01",
        "820x1,dpr=5",
        "301x1,dpr=1.5",
        "3x1,dpr=1.17",
    ];
    let others = [
        ("300x300", 300),
        ("301x300", 300),
        ("300x301", 300),
        ("150x,dpr=2", 300),
        ("151x,dpr=2", 300),
        ("101x,dpr=2.97", 300),
        ("101x,dpr=2.98", 300),
        ("16383x16383", 16_383),
        ("16384x1", 16_383),
        ("4097x,quality=80", 16_383),
    ];
    let usual = usual.iter().map(|text| ((*text).to_owned(), MAX_SIDE));
    usual
        .chain(others.map(|(text, side)| (text.to_owned(), side)))
        .collect()
}

/// Values of an option, with ` | ` between them.
struct Values {
    name: &'static str,
    /// That it has, besides the words of its definition: at its bounds, and in several spellings.
    good: &'static str,
    /// That it does not have: just beyond its bounds, and of other forms.
    wrong: &'static str,
    /// A few, none of them the default: those that what others do may depend on.
    telling: &'static str,
}

impl Values {
    fn of(option: &Definition) -> &'static Self {
        let found = VALUES.iter().find(|values| values.name == option.name);
        found.unwrap_or_else(|| panic!("VALUES needs a row for {}", option.name))
    }

    fn good(option: &'static Definition) -> impl Iterator<Item = &'static str> {
        words(option).chain(list(Self::of(option).good))
    }

    fn wrong(option: &Definition) -> impl Iterator<Item = &'static str> {
        iter::once("").chain(list(Self::of(option).wrong))
    }

    fn telling(option: &Definition) -> impl Iterator<Item = &'static str> {
        list(Self::of(option).telling)
    }
}

fn list(values: &'static str) -> impl Iterator<Item = &'static str> {
    values.split(" | ").filter(|value| !value.is_empty())
}

const VALUES: &[Values] = &[
    Values {
        name: "fit",
        good: "",
        wrong: "zoom | Cover | cover  | constructor",
        telling: "contain | fill | inside | outside",
    },
    Values {
        name: "position",
        good: "center | 0:0 | 0.5:0 | 1:0 | 0:0.5 | 0.5:0.5 | 1:0.5 | 0:1 | 0.5:1 | 1:1 | 0.50:0.50 | 1.00:0.0 | 0.5:0.25 | 0.01:0.99 | 0.1:0.10 | 0:0.51 | 0.49:0.5",
        wrong: ": | 0.5 | 0.5: | :0.5 | 0.5:1.01 | 1.1:0 | -0.1:0 | 0.5:0.5:0.5 | up | North | 0.333:0.126 | 0.125:0.375 | 0.625:0.875 | 0.5:0.005 | 0.5:0.015 | 0.994999:0.995 | 0.5:1.001 | 0.5:1.006 | .5:0 | 0,5:1 | toString",
        telling: "north | 0.5:0.25 | attention",
    },
    Values {
        name: "enlarge",
        good: "",
        wrong: "Yes | true | 1 | maybe | valueOf",
        telling: "no",
    },
    Values {
        name: "linear",
        good: "",
        wrong: "Yes | true | light | default | valueOf",
        telling: "yes | no",
    },
    Values {
        name: "dpr",
        good: "1 | 1.0 | 1.00 | 1.01 | 1.5 | 1.50 | 2 | 2.0 | 4.99 | 5 | 5.00",
        wrong: "0 | 0.99 | 5.01 | 6 | 01 | 1. | .5 | 1.0001 | 1.125 | 1.375 | 4.999 | 4.9999 | 5.001 | 5.005 | 1e0 | x | 1,5 | 10000.001 | 99999999999999999999999.001",
        telling: "2",
    },
    Values {
        name: "crop",
        good: "0:0:1:1 | 10:20:300:200 | 0.1:0.2:0.5:0.5 | 0.10:0.20:0.50:0.5 | 0.0:0:10:0.25 | 0.5:0:0.75:0.25 | 0.5:0.99:0.5:0.02 | 5:0:0.75:0.25 | 0.01:0.01:0.99:0.99 | 0.99:0.99:0.99:0.99 | 0.5:0.5:9:9 | 4294967295:0:4294967295:1",
        wrong: "1:1:1 | 1:1:1:1:1 | 1:1:0:1 | 1:1:1:0 | 1:1:0.0:1 | 1:1:0.00:0.5 | 1:1:1.5:1 | 1.0:1:1:1 | 1:1:1:1. | 01:1:1:1 | -1:1:1:1 | 4294967296:0:1:1 | 0.333:0:0.333:1 | 0.999:0:1:1 | 0.001:0:0.001:1 | a:b:c:d",
        telling: "0.25:0.25:0.5:0.5",
    },
    Values {
        name: "rotate",
        good: "0 | 90 | 180 | 270",
        wrong: "45 | 360 | -90 | 090 | 90.0 | 90.001",
        telling: "90 | 180 | 270",
    },
    Values {
        name: "flip",
        good: "",
        wrong: "Yes | true | 1 | maybe | valueOf",
        telling: "yes",
    },
    Values {
        name: "flop",
        good: "",
        wrong: "Yes | true | 1 | maybe | valueOf",
        telling: "yes",
    },
    Values {
        name: "background",
        good: "000 | 000000 | 000000ff | 000f | fff | F80 | ff8000 | FF8000 | ff8000ff | f80f | f808 | ff800080 | 00000000 | 0000 | 000001 | abc | AbCdEf01",
        wrong: "0 | 12 | 12345 | 1234567 | 123456789 | white | #fff | ggg | ff80 0 | éé | ééé",
        telling: "f80 | f808",
    },
    Values {
        name: "pad",
        good: "0 | 1 | 10 | 16383 | 1:1:1:1 | 1:2:3:4 | 0:0:0:0 | 0:0:0:1 | 10:20:10:20 | 16383:0:0:16383",
        wrong: "16384 | 1:2 | 1:2:3 | 1:2:3:4:5 | 1:2:3:16384 | 01 | -1 | 1.5 | 1::: | 1.001 | 1px",
        telling: "1:2:3:4",
    },
    Values {
        name: "blur",
        good: "0.3 | 0.30 | 0.31 | 1 | 1.0 | 2.50 | 99.99 | 100 | 100.00",
        wrong: "0 | 0.29 | 0.2 | 100.01 | 100.1 | 0.295 | 0.305 | 0.304999 | 100.004 | 100.005 | -1 | yes",
        telling: "1.5",
    },
    Values {
        name: "sharpen",
        good: "0.1 | 0.10 | 0.11 | 1 | 1.5 | 9.99 | 10 | 10.0",
        wrong: "0 | 0.09 | 10.01 | 0.095 | 0.105 | 10.004 | 11 | yes",
        telling: "1.5",
    },
    Values {
        name: "grayscale",
        good: "",
        wrong: "1 | true | no ",
        telling: "yes",
    },
    Values {
        name: "brightness",
        good: "0 | 0.0 | 0.00 | 0.01 | 0.5 | 0.50 | 0.99 | 1 | 1.0 | 1.00 | 1.01 | 1.5 | 9.99 | 10 | 10.00",
        wrong: "-1 | 10.01 | 11 | x | 00 | 1.005 | 1.015 | 0.001 | 0.004999 | 10.001 | 10.0051 | 0.125 | 0.135",
        telling: "0.5",
    },
    Values {
        name: "contrast",
        good: "0 | 0.0 | 0.00 | 0.01 | 0.5 | 0.50 | 0.99 | 1 | 1.0 | 1.00 | 1.01 | 1.5 | 9.99 | 10 | 10.00",
        wrong: "-1 | 10.01 | 11 | x | 00 | 1.005 | 1.015 | 0.001 | 0.004999 | 10.001 | 10.0051 | 0.125 | 0.135",
        telling: "0.5",
    },
    Values {
        name: "saturation",
        good: "0 | 0.0 | 0.00 | 0.01 | 0.5 | 0.50 | 0.99 | 1 | 1.0 | 1.00 | 1.01 | 1.5 | 9.99 | 10 | 10.00",
        wrong: "-1 | 10.01 | 11 | x | 00 | 1.005 | 1.015 | 0.001 | 0.004999 | 10.001 | 10.0051 | 0.125 | 0.135",
        telling: "0.5",
    },
    Values {
        name: "watermark",
        good: "centre | center | north | northeast | east | southeast | south | southwest | west | northwest | tile | southeast:1 | southeast:1.00:0 | southeast:0.50 | southeast:0.5:0.0 | southeast:0.5:0.25 | tile:1:0.10 | west:0.01:1 | north:0 | north:0:0.5 | center:0.99:0.01",
        wrong: ": | 1 | 0.5 | 0.5:0.5 | entropy | attention | South | south: | south:1.01 | south:-1 | south:0.001 | south:1: | south:1:1.01 | south:1:2 | south:1:0.5: | south:1:0.5:1 | tile:yes | south:0.333:2.001 | south:0.333:0.123 | hasOwnProperty:1",
        telling: "south:0.5 | south:0",
    },
    Values {
        name: "format",
        good: "",
        wrong: "bmp | jpg | JPEG | heic | tiff | Auto",
        telling: "jpeg | png | webp | gif | avif | jxl | json | auto",
    },
    Values {
        name: "quality",
        good: "1 | 2 | 49 | 50 | 51 | 79 | 80 | 81 | 99 | 100",
        wrong: "0 | 101 | 080 | 1.5 | 60.001 | -1 | best | default | 1e1",
        telling: "50 | 60 | 80 | auto",
    },
    Values {
        name: "max-bytes",
        good: "100 | 101 | 5000 | 99999999 | 100000000",
        wrong: "0 | 99 | 100000001 | 0100 | 1e3 | 5k | 100.001 | 4294967396",
        telling: "5000",
    },
    Values {
        name: "lossless",
        good: "",
        wrong: "Yes | true | 1 | maybe | valueOf",
        telling: "yes",
    },
    Values {
        name: "progressive",
        good: "",
        wrong: "Yes | true | 1 | maybe | valueOf",
        telling: "yes",
    },
    Values {
        name: "metadata",
        good: "",
        wrong: "all | keep | Copyright",
        telling: "copyright",
    },
    Values {
        name: "icc",
        good: "",
        wrong: "p3 | sRGB | cmyk",
        telling: "srgb",
    },
    Values {
        name: "frames",
        good: "1 | 2 | 500 | 10000",
        wrong: "0 | 10001 | 01 | -1 | first | 1.001",
        telling: "7",
    },
];

/// Each value of each option for itself.
fn values() -> Vec<String> {
    let texts = DEFINITIONS.iter().flat_map(|option| {
        let name = option.name;
        let values = Values::good(option).chain(Values::wrong(option));
        let texts = values.map(move |value| format!("300x200,{name}={value}"));
        texts.chain([format!("300x200,{name}")])
    });
    texts.collect()
}

/// Every two values that tell, with both sides and with one.
fn pairs() -> Vec<String> {
    let every = DEFINITIONS.iter().flat_map(|option| {
        let values = Values::telling(option);
        values.map(move |value| (option.name, value))
    });
    let every: Vec<_> = every.collect();
    let mut texts = Vec::new();
    for (index, (first, one)) in every.iter().enumerate() {
        let behind = every.iter().skip(index);
        for (second, other) in behind.filter(|(second, _)| second != first) {
            // In the order that is not the canonical one.
            texts.push(format!("90x60,{second}={other},{first}={one}"));
        }
    }
    for (name, value) in &every {
        for size in ["90x", "x60"] {
            texts.push(format!("{size},{name}={value}"));
            texts.push(format!("{size},fit=contain,{name}={value}"));
        }
    }
    texts
}

/// Three to nine options at once, in any order.
fn mixed() -> Vec<String> {
    let mut dice = Dice(1);
    let texts = (0..600).map(|_| {
        let mut text = dice.one_of(vec!["90x60", "90x60", "90x", "x60"]).to_owned();
        let mut options: Vec<_> = DEFINITIONS.iter().collect();
        for _ in 0..dice.one_of((3..=9).collect()) {
            let option = dice.one_of(options.clone());
            options.retain(|other| *other != option);
            let telling = Values::telling(option);
            let value = match dice.below(4) {
                0 => dice.one_of(Values::good(option).collect()),
                _ => dice.one_of(telling.collect()),
            };
            write!(text, ",{}={value}", option.name).unwrap();
        }
        text
    });
    texts.collect()
}

fn wrong() -> Vec<String> {
    let long = format!("300x200,fit={}", "a".repeat(300));
    let texts = [
        "300x200,",
        "300x200,,fit=fill",
        "300x200,=",
        "300x200,zoom=3",
        "300x200,Fit=fill",
        "300x200, fit=fill",
        "300x200,fit =fill",
        "300x200,w=3",
        "300x200,sig=AAAAAAAAAAAAAAAAAAAAAA",
        "300x200,constructor=1",
        "300x200,__proto__=1",
        "300x200,width=3",
        "300x200,maxBytes=5000",
        "300x200,fit=fill,fit=fill",
        "300x200,flip=no,quality=3,flip=yes",
        "300x200,fit=fill,fit=zoom",
        "300x200,zoom,zoom",
        "300x200,fit=fill=fill",
        "300x200,fit==fill",
        "300x200;fit=fill",
        "300x200,fit=\"fill\"",
        "300x200,fit='fill'",
        "300x200,fit=a\\b",
        "300x200,fit=a\tb\nc\rd\0e",
        "300x200,fit=\u{7f}\u{85}\u{a0}\u{ad}",
        "300x200,fit=\u{1b}[31m",
        "300x200,fit=ü日本😀",
        "300x200,fit=u\u{308}",
        "300x200,fit=\u{200b}\u{202e}\u{feff}\u{e000}",
        "300x200,\u{301}=1",
        "fill,300x200",
        "300x200/fit=fill",
        "300x200,fit=fill,quality=0,zoom=1",
        "0x0,zoom=1",
        "300x200,zoom=1,fit=zoom",
        &long,
    ];
    texts.map(str::to_owned).to_vec()
}

/// A linear congruential generator (Knuth, MMIX): the same numbers each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1_442_695_040_888_963_407);
        let number = usize::try_from(self.0 >> 33).unwrap();
        number.checked_rem(bound).unwrap()
    }

    fn one_of<T>(&mut self, mut items: Vec<T>) -> T {
        items.swap_remove(self.below(items.len()))
    }
}
