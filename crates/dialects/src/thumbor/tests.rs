use super::*;
use crate::{Dialect, ThumborKey};

const IMAGE: &str = "my.server.com/some/path/to/image.jpg";

fn dialects() -> Dialects {
    Dialects {
        known: vec![Dialect::Thumbor],
        sources: ["my.server.com/", "https://github.com/"]
            .map(str::to_owned)
            .to_vec(),
        ..Dialects::default()
    }
}

fn key_of(link: &str) -> Result<String, String> {
    let link = dialects().read(&[Spelling::escaped(link)], 4096);
    let link = link.ok_or("no link of a dialect")?;
    let link = link.map_err(|error| error.to_string())?;
    Ok(format!("{}/{}", link.segment, link.original))
}

type Row = (&'static str, Result<&'static str, &'static str>);

fn check(image: &str, key: &str, rows: &[Row]) {
    for (parts, expected) in rows {
        let link = format!("unsafe/{parts}/{image}").replace("//", "/");
        match (key_of(&link), expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, format!("{expected}/{key}"), "{parts}"),
            (Err(found), Err(expected)) => {
                assert!(found.contains(expected), "{parts} gave {found}");
            }
            (found, _) => panic!("{parts} gave {found:?}"),
        }
    }
}

const OWN: &str = "4096x4096,fit=inside,enlarge=no";

/// The URLs of libthumbor's `tests/test_url_composer.py` and `tests/test_url.py`.
#[test]
fn composed_urls() {
    check(
        IMAGE,
        "some/path/to/image.jpg",
        &[
            ("", Ok(OWN)),
            ("300x0", Ok("300x")),
            ("0x300", Ok("x300")),
            ("200x300", Ok("200x300")),
            ("origx0", Err("\"origx0\"")),
            ("0xorig", Err("\"0xorig\"")),
            ("100xorig", Err("\"100xorig\"")),
            ("origx100", Err("\"origx100\"")),
            ("origxorig", Ok(OWN)),
            ("200x300/smart", Ok("200x300,position=attention")),
            ("fit-in/200x300", Ok("200x300,fit=inside,enlarge=no")),
            ("adaptive-fit-in/200x300", Err("\"adaptive-fit-in\"")),
            ("full-fit-in/200x300", Ok("200x300,fit=outside")),
            (
                "adaptive-full-fit-in/200x300",
                Err("\"adaptive-full-fit-in\""),
            ),
            ("-0x0", Ok("4096x4096,fit=inside,enlarge=no,flop=yes")),
            ("-200x0", Ok("200x,flop=yes")),
            ("0x-0", Ok("4096x4096,fit=inside,enlarge=no,flip=yes")),
            ("0x-200", Ok("x200,flip=yes")),
            ("-0x-0", Ok("4096x4096,fit=inside,enlarge=no,rotate=180")),
            ("-200x-300", Ok("200x300,rotate=180")),
            ("left", Ok(OWN)),
            ("top", Ok(OWN)),
            ("left/top", Ok(OWN)),
            ("left/smart", Ok(OWN)),
            ("meta", Err("\"meta\": the answer is a picture")),
            ("trim", Err("\"trim\"")),
            ("trim:bottom-right:15", Err("\"trim:bottom-right:15\"")),
            ("trim:top-left", Err("\"trim:top-left\"")),
            ("trim::15", Err("\"trim::15\"")),
            (
                "10x20:30x40",
                Ok("4096x4096,fit=inside,enlarge=no,crop=10:20:20:20"),
            ),
            ("100x140", Ok("100x140")),
            ("100x140/smart", Ok("100x140,position=attention")),
            (
                "debug/meta/trim/300x200:400x500/adaptive-full-fit-in/-300x-400/left/top/smart/filters:brightness(100)",
                Err("\"debug\""),
            ),
            ("10x10:200x200/300x200", Ok("300x200,crop=10:10:190:190")),
            (
                "10x10:200x200/300x200/filters:brightness(20):contrast(10)",
                Err("\"brightness(20)\""),
            ),
        ],
    );
}

/// The URLs of thumbor's documentation (`docs/`).
const DOCUMENTED: &[Row] = &[
    ("-0x-0", Ok("4096x4096,fit=inside,enlarge=no,rotate=180")),
    ("200x100/filters:stretch()", Ok("200x100,fit=fill")),
    ("200x400/smart", Ok("200x400,position=attention")),
    (
        "240x220:480x260",
        Ok("4096x4096,fit=inside,enlarge=no,crop=240:220:240:40"),
    ),
    ("300x0", Ok("300x")),
    ("300x200", Ok("300x200")),
    (
        "300x300/filters:autojpg()",
        Err("\"autojpg()\": there is no such filter"),
    ),
    (
        "300x300/filters:vertical_align(middle)",
        Err("\"vertical_align(middle)\""),
    ),
    (
        "400x100/filters:focal(146x206:279x360)",
        Err("\"focal(146x206:279x360)\""),
    ),
    ("debug/200x400/smart", Err("\"debug\"")),
    ("filters:blur(7)", Err("\"blur(7)\"")),
    (
        "filters:brightness(10):contrast(30)",
        Err("\"brightness(10)\""),
    ),
    ("filters:contrast(-40)", Err("\"contrast(-40)\"")),
    ("filters:equalize()", Err("\"equalize()\"")),
    (
        "filters:format(webp)",
        Ok("4096x4096,fit=inside,enlarge=no,format=webp"),
    ),
    (
        "filters:grayscale()",
        Ok("4096x4096,fit=inside,enlarge=no,grayscale=yes"),
    ),
    (
        "filters:max_bytes(7500)",
        Ok("4096x4096,fit=inside,enlarge=no,max-bytes=7500"),
    ),
    ("filters:no_upscale()", Ok(OWN)),
    ("300x200/filters:no_upscale()", Ok("300x200,enlarge=no")),
    ("filters:noise(40)", Err("\"noise(40)\"")),
    ("filters:proportion(0.5)", Err("\"proportion(0.5)\"")),
    (
        "filters:quality(40)",
        Ok("4096x4096,fit=inside,enlarge=no,quality=40"),
    ),
    ("filters:rgb(20,-20,40)", Err("\"rgb(20,-20,40)\"")),
    ("filters:rotate(90)", Err("\"rotate(90)\"")),
    (
        "filters:round_corner(20,255,255,255)",
        Err("\"round_corner(20,255,255,255)\""),
    ),
    ("filters:saturation(40)", Err("\"saturation(40)\"")),
    (
        "filters:sharpen(2,1.0,true)",
        Err("\"sharpen(2,1.0,true)\""),
    ),
    (
        "filters:convolution(-1;-1;-1;-1;8;-1;-1;-1;-1,3,false)",
        Err("\"convolution("),
    ),
    (
        "filters:cover()",
        Ok("4096x4096,fit=inside,enlarge=no,frames=1"),
    ),
    ("filters:gifv(mp4)", Err("\"gifv(mp4)\"")),
    ("filters:strip_exif()", Ok(OWN)),
    ("filters:strip_icc()", Err("\"strip_icc()\"")),
    (
        "fit-in/300x300/filters:fill(add8e6)",
        Ok("300x300,fit=contain,enlarge=no,background=add8e6"),
    ),
    (
        "fit-in/300x300/filters:fill(blue)",
        Ok("300x300,fit=contain,enlarge=no,background=0000ff"),
    ),
    (
        "fit-in/300x300/filters:fill(f00)",
        Ok("300x300,fit=contain,enlarge=no,background=ff0000"),
    ),
    ("fit-in/300x300/filters:fill(auto)", Err("\"fill(auto)\"")),
    ("fit-in/300x300/filters:fill(blur)", Err("\"fill(blur)\"")),
    (
        "filters:watermark(http://my.site.com/img.png,-10,-10,50)",
        Err("\"watermark("),
    ),
    (
        "400x600/filters:quality(50):format(jpeg):grayscale()",
        Ok("400x600,grayscale=yes,format=jpeg,quality=50"),
    ),
];

/// Those of a picture that can be translucent.
const TRANSLUCENT: &[Row] = &[
    (
        "fit-in/300x225/filters:fill(f00)",
        Ok("300x225,fit=contain,enlarge=no,background=ff0000"),
    ),
    (
        "fit-in/300x225/filters:fill(f00,true)",
        Err("laid onto a colour in a JPEG only"),
    ),
    (
        "fit-in/300x225/filters:fill(blue,1):format(jpg)",
        Ok("300x225,fit=contain,enlarge=no,background=0000ff,format=jpeg"),
    ),
    (
        "fit-in/300x225/filters:fill(auto,true)",
        Err("\"fill(auto,true)\""),
    ),
    (
        "fit-in/300x300/filters:background_color(f00)",
        Err("laid onto a colour in a JPEG only"),
    ),
    ("fit-in/600x500/filters:upscale()", Ok("600x500,fit=inside")),
    (
        "fit-in/600x500/filters:upscale():fill(f00)",
        Ok("600x500,fit=contain,background=ff0000"),
    ),
    (
        "fit-in/600x500/filters:fill(f00):upscale()",
        Ok("600x500,fit=contain,enlarge=no,background=ff0000"),
    ),
];

/// What else a link can say.
const MORE: &[Row] = &[
    (
        "-300x-200/left/top/smart",
        Ok("300x200,position=attention,rotate=180"),
    ),
    ("meta/-300x-200/left/top/smart", Err("\"meta\"")),
    ("300x9999/smart", Err("sides from 1 to 4096")),
    // What is mirrored lies at the other side of what was cut.
    (
        "-300x200/left/top",
        Ok("300x200,position=northeast,flop=yes"),
    ),
    ("300x200/left/top", Ok("300x200,position=northwest")),
    ("300x200/right", Ok("300x200,position=east")),
    ("300x200/center/bottom", Ok("300x200,position=south")),
    (
        "10x10:20x20/-300x200",
        Err("a picture is mirrored before it is cropped"),
    ),
    ("20x10:10x20/300x200", Err("\"20x10:10x20\"")),
    ("0x0:0x0/300x200", Ok("300x200")),
    ("filters:quality(0)", Err("\"quality(0)\"")),
    (
        "filters:quality(100):format(webp)/",
        Ok("4096x4096,fit=inside,enlarge=no,format=webp,lossless=yes"),
    ),
    ("filters:format(bmp)", Err("\"format(bmp)\"")),
    ("300x200/filters:fill(f00)", Ok("300x200")),
    ("99999999999x1", Err("a side is a number of pixels")),
];

#[test]
fn documented_urls() {
    check(
        "https%3A%2F%2Fgithub.com%2Fthumbor%2Fthumbor%2Fraw%2Fmaster%2Fexample.jpg",
        "thumbor/thumbor/raw/master/example.jpg",
        DOCUMENTED,
    );
    check(
        "https:%2F%2Fgithub.com/thumbor/thumbor/wiki/dice_transparent_background.png",
        "thumbor/thumbor/wiki/dice_transparent_background.png",
        TRANSLUCENT,
    );
    check(
        "path/to/my/nice/image.jpg",
        "path/to/my/nice/image.jpg",
        MORE,
    );
}

#[test]
fn a_signature_is_of_one_spelling() {
    let dialects = Dialects {
        thumbor: ThumborKey::new("my-security-key"),
        ..dialects()
    };
    let signed = format!("8ammJH8D-7tXy6kU3lTvoXlhu4o=/300x200/{IMAGE}");
    for text in [signed.clone(), signed.replace('=', "%3D")] {
        let link = dialects.read(&[Spelling::escaped(&text)], 4096);
        let link = link.unwrap().unwrap();
        assert!(link.signed);
        assert_eq!(link.segment, "300x200");
        assert_eq!(link.original, "some/path/to/image.jpg");
    }
    for wrong in [
        format!("unsafe/300x200/{IMAGE}"),
        signed.replace("300x200", "300x201"),
        signed.replace("8amm", "8ammm").replace("4o=", "o="),
        signed.replace("8amm", "9amm"),
    ] {
        let found = dialects.read(&[Spelling::escaped(&wrong)], 4096);
        assert_eq!(found, Some(Err(Error::Signature)), "{wrong}");
    }
    // Without a key nothing is signed.
    let found = self::dialects().read(&[Spelling::escaped(&signed)], 4096);
    assert_eq!(found, Some(Err(Error::Signature)));
}

#[test]
fn nothing_hostile_is_more_than_an_error() {
    for link in [
        "unsafe",
        "unsafe/",
        "unsafe//",
        "unsafe/300x200",
        "unsafe/300x200/",
        "unsafe/filters:/a.jpg",
        "unsafe/filters:(/a.jpg",
        "unsafe/filters:)/a.jpg",
        "unsafe/filters:fill(,)/a.jpg",
        "unsafe/filters:fill()/a.jpg",
        "unsafe/filters:a(b/c)/d)/a.jpg",
        "unsafe/-x-/a.jpg",
        "unsafe/x/a.jpg",
        "unsafe/1x1:/a.jpg",
        "unsafe/https://evil.example/a.jpg",
        "unsafe/%FF/%FE",
        "unsafe/fit-in/fit-in/a.jpg",
    ] {
        let _ = key_of(link);
    }
    for (parts, _) in DOCUMENTED {
        let link = format!("unsafe/{parts}/a.jpg");
        for end in 0..link.len() {
            let _ = key_of(&link[..end]);
        }
    }
    assert_eq!(key_of("unsafe/x/a.jpg").unwrap(), format!("{OWN}/a.jpg"));
    let error = key_of("unsafe/https://evil.example/a.jpg").unwrap_err();
    assert!(error.contains("DIALECT_SOURCES"), "{error}");
}
