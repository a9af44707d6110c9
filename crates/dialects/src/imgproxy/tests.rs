use super::*;
use crate::{Dialect, ImgproxyKey};

fn dialects() -> Dialects {
    Dialects {
        known: vec![Dialect::Imgproxy],
        sources: [
            "http://example.com/",
            "http://images.dev/",
            "s3://pictures/",
            "local:///",
        ]
        .map(str::to_owned)
        .to_vec(),
        presets: vec!["sharp".to_owned()],
        ..Dialects::default()
    }
}

/// `transform/original`, or the error.
fn key_of(link: &str) -> Result<String, String> {
    let link = dialects().read(&[Spelling::escaped(link)], 4096);
    let link = link.ok_or("no link of a dialect")?;
    let link = link.map_err(|error| error.to_string())?;
    Ok(format!("{}/{}", link.segment, link.original))
}

fn check(rows: &[(&str, Result<&str, &str>)]) {
    for (link, expected) in rows {
        match (key_of(link), expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, *expected, "{link}"),
            (Err(found), Err(expected)) => {
                assert!(found.contains(expected), "{link} gave {found}");
            }
            (found, _) => panic!("{link} gave {found:?} instead of {expected:?}"),
        }
    }
}

const OWN: &str = "4096x4096,fit=inside,enlarge=no";

/// The links of imgproxy's documentation (`docs/`), with the address in front left out.
#[test]
fn documented_links() {
    check(&[
        (
            "_/preset:sharp/resize:fill:300:400:0/gravity:sm/plain/http://example.com/images/curiosity.jpg@png",
            Err("\"preset:sharp\": a preset stands alone"),
        ),
        (
            "_/pr:sharp/rs:fill:300:400:0/g:sm/aHR0cDovL2V4YW1w/bGUuY29tL2ltYWdl/cy9jdXJpb3NpdHku/anBn.png",
            Err("\"preset:sharp\": a preset stands alone"),
        ),
        (
            "insecure/rs:fill:300:400:0/g:sm/aHR0cDovL2V4YW1w/bGUuY29tL2ltYWdl/cy9jdXJpb3NpdHku/anBn.png",
            Ok("300x400,position=attention,enlarge=no,format=png/images/curiosity.jpg"),
        ),
        (
            "insecure/rs:fit:300:200/plain/local:///logos/imgproxy.png@jpg",
            Ok("300x200,fit=inside,enlarge=no,background=ffffff,format=jpeg/logos/imgproxy.png"),
        ),
        (
            "unsafe/rs:fit:300:300/enc/p5VjorNdhs7mRRw8gA9TWoRlGci3l1kuzqN43UQlRaRIQ0qtBKW3qFABIsx-ZRz_cVc8iVTYbhsNsxNBL1BHaQ",
            Err("sources are not encrypted here"),
        ),
        // The mode that knows presets only.
        (
            "unsafe/thumbnail:blurry:watermarked/plain/http://example.com/images/curiosity.jpg@png",
            Err("no link of a dialect"),
        ),
        (
            "_/preset:test/width:500/-/width:600/plain/a.jpg",
            Err("one pipeline only"),
        ),
        (
            "_/width:200/height:200/-/width:100/plain/a.jpg",
            Err("one pipeline only"),
        ),
        (
            "_/trim:10/plain/a.jpg",
            Err("\"trim:10\": edges of one colour"),
        ),
        (
            "_/wm:0.7:soea/wmu:aW1hZ2UyCg/plain/a.jpg",
            Err("\"wmu:aW1hZ2UyCg\": there is no such option"),
        ),
        (
            "_/plain/http://example.com/images/curiosity.jpg",
            Ok("4096x4096,fit=inside,enlarge=no/images/curiosity.jpg"),
        ),
        (
            "_/plain/http://example.com/images/curiosity.jpg@png",
            Ok("4096x4096,fit=inside,enlarge=no,format=png/images/curiosity.jpg"),
        ),
        (
            "_/aHR0cDovL2V4YW1w/bGUuY29tL2ltYWdl/cy9jdXJpb3NpdHku/anBn",
            Ok("4096x4096,fit=inside,enlarge=no/images/curiosity.jpg"),
        ),
    ]);
}

/// The paths of imgproxy's `options/parser/processing_options_test.go`.
#[test]
fn links_of_the_option_tests() {
    let row = |options: &str| {
        key_of(&format!(
            "_/{options}/plain/http://images.dev/lorem/ipsum.jpg"
        ))
    };
    let ipsum = |transform: &str| format!("{transform}/lorem/ipsum.jpg");
    for (options, transform) in [
        ("size:100:100", "100x100,fit=inside,enlarge=no"),
        (
            "format:webp",
            "4096x4096,fit=inside,enlarge=no,format=webp,quality=79",
        ),
        ("resize:fill:100:200:1", "100x200"),
        ("resizing_type:fill", OWN),
        ("size:100:200:1", "100x200,fit=inside"),
        ("width:100", "100x,enlarge=no"),
        ("height:100", "x100,enlarge=no"),
        ("enlarge:1", OWN),
        ("gravity:soea", OWN),
        ("gravity:fp:0.5:0.75", OWN),
        (
            "crop:100:200:nowe:10:20",
            "4096x4096,fit=inside,enlarge=no,crop=10:20:100:200",
        ),
        ("quality:55", "4096x4096,fit=inside,enlarge=no,quality=55"),
        // The original is a JPEG: a background is not seen.
        ("background:128:129:130", OWN),
        ("background:ffddee", OWN),
        ("background:fff/background:", OWN),
        ("dpr:2", OWN),
        ("cachebuster:123", OWN),
        ("strip_metadata:true", OWN),
        ("width:150/dpr:3.0", "150x,enlarge=no,dpr=3"),
        ("w:100/h:200", "100x200,fit=inside,enlarge=no"),
        (
            "w:100/h:200/blur:10",
            "100x200,fit=inside,enlarge=no,blur=10",
        ),
    ] {
        assert_eq!(row(options), Ok(ipsum(transform)), "{options}");
    }
    for (options, why) in [
        (
            "extend:1:so:10:20/w:9/h:9",
            "\"extend\": what is filled up lies at one",
        ),
        (
            "extend:1:sm",
            "\"extend:1:sm\": the option has no such value",
        ),
        (
            "extend:1:re",
            "\"extend:1:re\": the option has no such value",
        ),
        ("gravity:re", "\"gravity:re\": the option has no such value"),
        (
            "crop:100:200",
            "\"crop\": a crop is in pixels from the upper left",
        ),
        (
            "crop:100:200:re",
            "\"crop:100:200:re\": the option has no such value",
        ),
        ("blur:0.2", "expected blur to be one of 0.3 to 100"),
        (
            "sharpen:0.2",
            "\"sharpen:0.2\": the same sigma sharpens differently",
        ),
        (
            "watermark:0.5:soea:10:20:0.6",
            "a watermark lies at an edge",
        ),
        ("preset:test1:test2", "a preset stands alone"),
        ("preset:test1", "PRESETS has no preset of this name"),
        ("ph:1", "8 bits a sample"),
        ("skp:jpg:png", "every result is made"),
        ("exp:32503669200", "does not expire"),
        ("w:100/h:200/pr:test1", "a preset stands alone"),
    ] {
        let error = row(options).unwrap_err();
        assert!(error.contains(why), "{options} gave {error}");
    }
    // `,` between arguments, which a setting of imgproxy allows, is none here.
    check(&[("_/size,100,100,1/plain/a.jpg", Err("no link"))]);
}

#[test]
fn sizes_mean_what_they_mean_there() {
    check(&[
        (
            "_/rs:fit:300:200/plain/a.jpg",
            Ok("300x200,fit=inside,enlarge=no/a.jpg"),
        ),
        (
            "_/rs:fit:300:200:1/plain/a.jpg",
            Ok("300x200,fit=inside/a.jpg"),
        ),
        (
            "_/rs::300:200/plain/a.jpg",
            Ok("300x200,fit=inside,enlarge=no/a.jpg"),
        ),
        (
            "_/rs:fill:300:200/plain/a.jpg",
            Ok("300x200,enlarge=no/a.jpg"),
        ),
        ("_/rs:fill:300:0/plain/a.jpg", Ok("300x,enlarge=no/a.jpg")),
        ("_/rs:fill:0:200:1/plain/a.jpg", Ok("x200/a.jpg")),
        (
            "_/rs:fill:0:0/plain/a.jpg",
            Ok("4096x4096,fit=inside,enlarge=no/a.jpg"),
        ),
        ("_/s::200/plain/a.jpg", Ok("x200,enlarge=no/a.jpg")),
        ("_/rs:auto:300:200/plain/a.jpg", Err("\"auto\"")),
        ("_/rs:auto:300/plain/a.jpg", Ok("300x,enlarge=no/a.jpg")),
        ("_/rs:fill-down:300:200/plain/a.jpg", Err("\"fill-down\"")),
        ("_/rs:fill-down:300:200:1/plain/a.jpg", Ok("300x200/a.jpg")),
        (
            "_/rs:force:300:200/plain/a.jpg",
            Err("\"force\": it needs enlarge"),
        ),
        (
            "_/rs:force:300:200:1/plain/a.jpg",
            Ok("300x200,fit=fill/a.jpg"),
        ),
        ("_/rs:force:300::1/plain/a.jpg", Ok("300x,fit=fill/a.jpg")),
        (
            "_/rs:zoom:1:1/plain/a.jpg",
            Err("\"rs:zoom:1:1\": the option has no such"),
        ),
        ("_/w:5000/plain/a.jpg", Err("sides from 1 to 4096")),
        ("_/w:-1/plain/a.jpg", Err("\"w:-1\"")),
        ("_/w:1.5/plain/a.jpg", Err("\"w:1.5\"")),
        ("_/w/plain/a.jpg", Err("one in URL-safe Base64")),
        ("_/w:/plain/a.jpg", Err("\"w:\"")),
        ("_/w:1:2/plain/a.jpg", Err("\"w:1:2\"")),
        // The last one counts.
        ("_/w:100/w:200/plain/a.jpg", Ok("200x,enlarge=no/a.jpg")),
        // Filled up, with nothing or with white.
        (
            "_/rs:fit:300:200:0:1/plain/a.png",
            Ok("300x200,fit=contain,enlarge=no,background=ffffff00/a.png"),
        ),
        (
            "_/rs:fit:300:200:1:1:no/plain/a.png@jpg",
            Ok("300x200,fit=contain,position=north,background=ffffff,format=jpeg/a.png"),
        ),
        (
            "_/w:300/ex:1/plain/a.png",
            Ok("300x,fit=contain,enlarge=no,background=ffffff00/a.png"),
        ),
        (
            "_/rs:fill:300:200:0:1/plain/a.jpg",
            Err("\"extend\": nothing is filled"),
        ),
        ("_/rs:fill:300:200:1:1/plain/a.jpg", Ok("300x200/a.jpg")),
        ("_/exar:1/plain/a.jpg", Err("\"exar:1\"")),
        ("_/exar:0/w:9/plain/a.jpg", Ok("9x,enlarge=no/a.jpg")),
        // Pixels of the screen.
        (
            "_/rs:fit:300:200/dpr:2/plain/a.jpg",
            Ok("300x200,fit=inside,enlarge=no,dpr=2/a.jpg"),
        ),
        (
            "_/rs:fill:300:200/dpr:2/plain/a.jpg",
            Err("\"dpr:2\": beside fill"),
        ),
        (
            "_/rs:fill:300:200:1/dpr:1.333/plain/a.jpg",
            Ok("300x200,dpr=1.33/a.jpg"),
        ),
        (
            "_/w:300/pd:5/dpr:2/plain/a.jpg",
            Err("\"dpr:2\": beside fill"),
        ),
        (
            "_/w:300/dpr:0.5/plain/a.jpg",
            Err("\"dpr:0.5\": it is from 1 to 5"),
        ),
        ("_/w:300/dpr:0/plain/a.jpg", Err("\"dpr:0\"")),
        ("_/el:1/dpr:2/plain/a.jpg", Err("it multiplies a size")),
        ("_/w:300/z:2/plain/a.jpg", Err("\"z:2\"")),
        ("_/w:300/z:1/mw:0/plain/a.jpg", Ok("300x,enlarge=no/a.jpg")),
        ("_/w:300/mw:100/plain/a.jpg", Err("\"mw:100\"")),
    ]);
}

/// Everything but the size.
const OPTIONS: &[(&str, Result<&str, &str>)] = &[
    (
        "_/rs:fill:9:9/g:noea/plain/a.jpg",
        Ok("9x9,position=northeast,enlarge=no/a.jpg"),
    ),
    (
        "_/rs:fill:9:9/g:no:0:0/plain/a.jpg",
        Ok("9x9,position=north,enlarge=no/a.jpg"),
    ),
    (
        "_/rs:fill:9:9/g:no:0:10/plain/a.jpg",
        Err("\"gravity\": a gravity has no distance"),
    ),
    (
        "_/rs:fill:9:9/g:fp:0.333:0.7/plain/a.jpg",
        Ok("9x9,position=0.33:0.7,enlarge=no/a.jpg"),
    ),
    (
        "_/rs:fill:9:9/g:fp:1.5:0/plain/a.jpg",
        Err("\"g:fp:1.5:0\""),
    ),
    (
        "_/rs:fill:9:9/g:obj:face/plain/a.jpg",
        Err("\"g:obj:face\""),
    ),
    (
        "_/c:0.5:0.5/w:9/plain/a.jpg",
        Ok("9x,enlarge=no,crop=0.25:0.25:0.5:0.5/a.jpg"),
    ),
    (
        "_/c:0.5:0.2:soea/w:9/plain/a.jpg",
        Ok("9x,enlarge=no,crop=0.5:0.8:0.5:0.2/a.jpg"),
    ),
    (
        "_/c:0.5:0.2:we/w:9/plain/a.jpg",
        Ok("9x,enlarge=no,crop=0:0.4:0.5:0.2/a.jpg"),
    ),
    (
        "_/c:200:300/g:nowe/w:9/plain/a.jpg",
        Ok("9x,enlarge=no,crop=0:0:200:300/a.jpg"),
    ),
    (
        "_/c:200.9:300:nowe:0.1:5/w:9/plain/a.jpg",
        Ok("9x,enlarge=no,crop=0.1:5:200:300/a.jpg"),
    ),
    ("_/c:200:0:nowe/w:9/plain/a.jpg", Err("\"crop\"")),
    ("_/c:0:0/w:9/plain/a.jpg", Ok("9x,enlarge=no/a.jpg")),
    ("_/c:200:300:nowe:-5:0/w:9/plain/a.jpg", Err("\"crop\"")),
    ("_/c:0.5:0.5:sm/w:9/plain/a.jpg", Err("\"crop\"")),
    (
        "_/w:9/pd:1/plain/a.jpg",
        Ok("9x,enlarge=no,background=ffffff00,pad=1/a.jpg"),
    ),
    (
        "_/w:9/pd:1:2/bg:f00/plain/a.jpg",
        Ok("9x,enlarge=no,background=ff0000,pad=1:2:1:2/a.jpg"),
    ),
    (
        "_/w:9/pd:1:2:3:4/plain/a.jpg@jpg",
        Ok("9x,enlarge=no,background=ffffff,pad=1:2:3:4,format=jpeg/a.jpg"),
    ),
    (
        "_/w:9/pd:1::3/plain/a.jpg@jpg",
        Ok("9x,enlarge=no,background=ffffff,pad=1:1:3:1,format=jpeg/a.jpg"),
    ),
    ("_/w:9/bg:f00/plain/a.png", Err("\"background:f00\"")),
    (
        "_/w:9/bg:255:0:0/plain/a.png@jpg",
        Ok("9x,enlarge=no,background=ff0000,format=jpeg/a.png"),
    ),
    ("_/w:9/bg:256:0:0/plain/a.png@jpg", Err("\"bg:256:0:0\"")),
    (
        "_/w:9/rot:90/plain/a.jpg",
        Ok("9x,enlarge=no,rotate=90/a.jpg"),
    ),
    (
        "_/w:9/rot:-90/plain/a.jpg",
        Ok("9x,enlarge=no,rotate=270/a.jpg"),
    ),
    ("_/w:9/rot:45/plain/a.jpg", Err("\"rot:45\"")),
    ("_/w:9/fl:1/plain/a.jpg", Ok("9x,enlarge=no,flop=yes/a.jpg")),
    (
        "_/w:9/fl::1/plain/a.jpg",
        Ok("9x,enlarge=no,flip=yes/a.jpg"),
    ),
    // Turned and then mirrored left to right: mirrored upside down and then turned, in the spelling that has one of both.
    (
        "_/w:9/rot:90/fl:1/plain/a.jpg",
        Ok("9x,enlarge=no,rotate=270,flop=yes/a.jpg"),
    ),
    ("_/w:9/ar:1/plain/a.jpg", Ok("9x,enlarge=no/a.jpg")),
    ("_/w:9/ar:0/plain/a.jpg", Err("\"ar:0\"")),
    (
        "_/w:9/bl:2.5/plain/a.jpg",
        Ok("9x,enlarge=no,blur=2.5/a.jpg"),
    ),
    (
        "_/w:9/bl:0/sh:0/pix:0/plain/a.jpg",
        Ok("9x,enlarge=no/a.jpg"),
    ),
    ("_/w:9/pix:5/plain/a.jpg", Err("\"pix:5\"")),
    (
        "_/w:9/wm:0.5/plain/a.jpg",
        Ok("9x,enlarge=no,watermark=centre:0.5/a.jpg"),
    ),
    (
        "_/w:9/wm:1:re:0:0:0.25/plain/a.jpg",
        Ok("9x,enlarge=no,watermark=tile:1:0.25/a.jpg"),
    ),
    ("_/w:9/wm:0:soea:10/plain/a.jpg", Ok("9x,enlarge=no/a.jpg")),
    ("_/w:9/wm:0.5:ch/plain/a.jpg", Err("\"wm:0.5:ch\"")),
    (
        "_/w:9/q:0/plain/a.jpg@webp",
        Ok("9x,enlarge=no,format=webp,quality=79/a.jpg"),
    ),
    (
        "_/w:9/plain/a.jpg@avif",
        Ok("9x,enlarge=no,format=avif,quality=63/a.jpg"),
    ),
    (
        "_/w:9/f:jpg/plain/a.jpg",
        Ok("9x,enlarge=no,format=jpeg/a.jpg"),
    ),
    (
        "_/w:9/fq:webp:60:avif:40/plain/a.jpg@webp",
        Ok("9x,enlarge=no,format=webp,quality=60/a.jpg"),
    ),
    ("_/w:9/fq:webp:60/plain/a.jpg", Err("\"format_quality\"")),
    ("_/w:9/fq:webp/plain/a.jpg", Err("\"fq:webp\"")),
    ("_/w:9/q:101/plain/a.jpg", Err("\"q:101\"")),
    (
        "_/w:9/mb:5000/plain/a.jpg",
        Ok("9x,enlarge=no,max-bytes=5000/a.jpg"),
    ),
    ("_/w:9/sm:0/plain/a.jpg", Err("\"sm:0\"")),
    (
        "_/w:9/kcr:1/scp:1/plain/a.jpg",
        Ok("9x,enlarge=no,metadata=copyright,icc=srgb/a.jpg"),
    ),
    (
        "_/w:9/plain/a.jpg@best",
        Err("\"best\": formats of results"),
    ),
    (
        "_/w:9/plain/a.jpg@jxl",
        Ok("9x,enlarge=no,format=jxl,quality=77/a.jpg"),
    ),
    (
        "_/w:9/f:jxl/q:60/plain/a.jpg",
        Ok("9x,enlarge=no,format=jxl,quality=60/a.jpg"),
    ),
    ("_/w:9/plain/a.jpg@jp2", Err("\"jp2\": formats of results")),
    ("_/w:9/raw:1/plain/a.jpg", Err("\"raw:1\"")),
    ("_/w:9/att:1/plain/a.jpg", Err("\"att:1\"")),
    ("_/w:9/fn:x/plain/a.jpg", Err("\"fn:x\"")),
    ("_/w:9/msr:5/plain/a.jpg", Err("\"msr:5\"")),
    (
        "_/w:9/aq:size:9000/plain/a.jpg",
        Err("\"aq:size:9000\": there is no such option"),
    ),
    ("_/w:9/el:yes/plain/a.jpg", Err("\"el:yes\"")),
    ("_/pr:sharp/plain/a.jpg", Ok("sharp/a.jpg")),
    ("_/preset:sharp/cb:7/plain/a.jpg", Ok("sharp/a.jpg")),
    ("_/pr:sharp/plain/a.jpg@png", Err("a preset stands alone")),
];

#[test]
fn what_else_is_said_means_what_it_means_there() {
    check(OPTIONS);
}

#[test]
fn the_page_has_every_option() {
    let page = include_str!("../../../../docs/migrating.md");
    let (_, page) = page.split_once("\n## imgproxy").unwrap();
    let (page, _) = page.split_once("\n## ").unwrap();
    for names in options::NAMES {
        let name = names.first().unwrap();
        let shown = [format!("`{name}`"), format!("`{name}:")];
        assert!(shown.iter().any(|it| page.contains(it)), "{name}");
    }
}

#[test]
fn sources_are_keys() {
    check(&[
        (
            "_/w:9/plain/s3://pictures/trips/a.jpg",
            Ok("9x,enlarge=no/trips/a.jpg"),
        ),
        ("_/w:9/plain/s3:/pictures/a.jpg", Ok("9x,enlarge=no/a.jpg")),
        (
            "_/w:9/plain/s3://secrets/a.jpg",
            Err("\"s3://secrets/a.jpg\": a source is a key"),
        ),
        (
            "_/w:9/plain/http://evil.example/a.jpg",
            Err("DIALECT_SOURCES"),
        ),
        (
            "_/w:9/plain/http%3A%2F%2Fexample.com%2Fa%20b.jpg",
            Ok("9x,enlarge=no/a b.jpg"),
        ),
        (
            "_/w:9/plain/a%40b.jpg@png",
            Ok("9x,enlarge=no,format=png/a@b.jpg"),
        ),
        ("_/w:9/plain/a@b@png", Err("one format at most")),
        ("_/w:9/plain/@png", Err("one format at most")),
        ("_/w:9/plain/100%.jpg", Ok("9x,enlarge=no/100%.jpg")),
        ("_/w%3A9/plain/a.jpg", Ok("9x,enlarge=no/a.jpg")),
        // `trips/a.jpg`, in one piece, in two, padded, and with a format.
        ("_/w:9/dHJpcHMvYS5qcGc", Ok("9x,enlarge=no/trips/a.jpg")),
        ("_/w:9/dHJpcHMv/YS5qcGc", Ok("9x,enlarge=no/trips/a.jpg")),
        (
            "_/w:9/dHJpcHMvYS5qcGc=.webp",
            Ok("9x,enlarge=no,format=webp,quality=79/trips/a.jpg"),
        ),
        (
            "_/dHJpcHMvYS5qcGc.",
            Ok("4096x4096,fit=inside,enlarge=no/trips/a.jpg"),
        ),
        ("_/w:9/dHJpcHMvYS5qcGc.webp.png", Err("one format at most")),
        ("_/w:9/!!!", Err("one in URL-safe Base64")),
        // No UTF-8.
        ("_/w:9/_____w", Err("one in URL-safe Base64")),
        ("_/w:9", Err("one in URL-safe Base64")),
        ("_/w:9/", Err("a source has one format at most")),
        ("_", Err("no link")),
        ("", Err("no link")),
    ]);
}

/// `docs/usage/signing_url.mdx` of imgproxy.
#[test]
fn a_signature_is_of_one_spelling() {
    let key = ImgproxyKey::parse("736563726574", "68656C6C6F", 32).unwrap();
    let dialects = Dialects {
        imgproxy: vec![key],
        ..dialects()
    };
    let path = "rs:fill:300:400:0/g:sm/aHR0cDovL2V4YW1w/bGUuY29tL2ltYWdl/cy9jdXJpb3NpdHku/anBn.png";
    let signed = format!("oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8/{path}");
    let escaped = signed.replace(':', "%3A");
    for spellings in [
        vec![Spelling::escaped(signed.as_str())],
        vec![Spelling::escaped(escaped.as_str())],
        vec![
            Spelling::decoded("x/w:1/plain/y"),
            Spelling::escaped(signed.as_str()),
        ],
    ] {
        let link = dialects.read(&spellings, 4096).unwrap().unwrap();
        assert!(link.signed);
        assert_eq!(
            link.segment,
            "300x400,position=attention,enlarge=no,format=png"
        );
        assert_eq!(link.original, "images/curiosity.jpg");
    }
    for wrong in [
        format!("insecure/{path}"),
        format!("unsafe/{path}"),
        format!("_/{path}"),
        signed.replace("300", "301"),
        signed.replace("oKf", "OKf"),
        format!("/{path}"),
    ] {
        let found = dialects.read(&[Spelling::escaped(&wrong)], 4096);
        assert_eq!(found, Some(Err(Error::Signature)), "{wrong}");
    }
}

#[test]
fn nothing_hostile_is_more_than_an_error() {
    let long = "9".repeat(3000);
    let deep = "w:1/".repeat(1000);
    for link in [
        format!("_/w:{long}/plain/a.jpg"),
        format!("_/dpr:{long}/w:9/plain/a.jpg"),
        format!("_/g:fp:{long}:{long}/plain/a.jpg"),
        format!("_/rot:{long}/plain/a.jpg"),
        format!("_/c:{long}:{long}:nowe:{long}:{long}/plain/a.jpg"),
        format!("_/pd:{long}/plain/a.jpg"),
        format!("_/{}plain/a.jpg", "x:".repeat(1500)),
        format!("_/{deep}"),
        format!("_/plain/{}", "@".repeat(4000)),
        "_/:::::/plain/a.jpg".to_owned(),
        "_/w:9/plain/%FF%FE".to_owned(),
        "_/rs:/plain/a.jpg".to_owned(),
        "_/wm:/plain/a.jpg".to_owned(),
        "_/fq:/plain/a.jpg".to_owned(),
    ] {
        let _ = key_of(&link);
    }
    for (link, _) in OPTIONS {
        for end in 0..link.len() {
            let _ = key_of(&link[..end]);
        }
    }
    let too_long = format!("_/{deep}{deep}plain/a.jpg");
    assert_eq!(key_of(&too_long), Err("no link of a dialect".to_owned()));
}
