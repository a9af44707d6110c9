use super::*;
use crate::Dialect;

fn key_of(link: &str) -> Result<String, String> {
    let dialects = Dialects {
        known: vec![Dialect::Cloudflare],
        sources: vec!["https://s3.example.com/bucket/".to_owned()],
        ..Dialects::default()
    };
    let link = dialects.read(&[Spelling::escaped(link)], 4096);
    let link = link.ok_or("no link of a dialect")?;
    let link = link.map_err(|error| error.to_string())?;
    assert!(!link.signed);
    Ok(format!("{}/{}", link.segment, link.original))
}

type Row = (&'static str, Result<&'static str, &'static str>);

/// The links and options of Cloudflare's documentation (`images/transform-images/transform-via-url` and its parts), and
/// behind them what it does not show.
const OPTIONS: &[Row] = &[
    ("width=80,quality=75", Ok("80x,enlarge=no,quality=75")),
    ("width=100", Ok("100x,enlarge=no,quality=85")),
    (
        "fit=scale-down,width=1920",
        Ok("1920x,enlarge=no,quality=85"),
    ),
    (
        "anim=false",
        Ok("4096x4096,fit=inside,enlarge=no,quality=85,frames=1"),
    ),
    ("anim=true,w=9", Ok("9x,enlarge=no,quality=85")),
    ("background=red,w=9", Ok("9x,enlarge=no,quality=85")),
    ("background=%23ff8800,w=9,fit=pad", Ok("9x,quality=85")),
    (
        "background=rgb%28240%2C40%2C145%29,w=9,h=9,fit=pad",
        Ok("9x9,fit=contain,background=f02891,quality=85"),
    ),
    ("blur=50", Err("\"blur=50\": a radius is no sigma")),
    ("brightness=0.5", Err("\"brightness=0.5\"")),
    ("compression=fast", Err("\"compression=fast\"")),
    ("contrast=0.5", Err("\"contrast=0.5\"")),
    (
        "dpr=1,w=300,h=200",
        Ok("300x200,fit=inside,enlarge=no,quality=85"),
    ),
    (
        "width=300,height=200,dpr=2",
        Ok("300x200,fit=inside,enlarge=no,dpr=2,quality=85"),
    ),
    (
        "w=500,h=500,fit=contain",
        Ok("500x500,fit=inside,quality=85"),
    ),
    ("w=500,h=500,fit=cover", Ok("500x500,quality=85")),
    ("w=500,h=500,fit=crop", Ok("500x500,enlarge=no,quality=85")),
    ("w=500,h=500,fit=aspect-crop", Err("\"fit=aspect-crop\"")),
    (
        "w=500,h=500,fit=pad",
        Ok("500x500,fit=contain,background=ffffff,quality=85"),
    ),
    ("w=500,h=500,fit=squeeze", Ok("500x500,fit=fill,quality=85")),
    (
        "w=500,fit=squeeze",
        Err("\"fit=squeeze\": it needs a width and a height"),
    ),
    ("flip=h,w=9", Ok("9x,enlarge=no,flop=yes,quality=85")),
    ("flip=v,w=9", Ok("9x,enlarge=no,flip=yes,quality=85")),
    ("flip=hv,w=9", Ok("9x,enlarge=no,rotate=180,quality=85")),
    (
        "flip=h,rotate=90,w=9",
        Ok("9x,enlarge=no,rotate=90,flop=yes,quality=85"),
    ),
    (
        "format=auto,w=9",
        Ok("9x,enlarge=no,format=auto,quality=85"),
    ),
    (
        "f=auto",
        Ok("4096x4096,fit=inside,enlarge=no,format=auto,quality=85"),
    ),
    (
        "format=avif,w=9",
        Ok("9x,enlarge=no,format=avif,quality=85"),
    ),
    (
        "format=webp,w=9",
        Ok("9x,enlarge=no,format=webp,quality=85"),
    ),
    (
        "format=webp,q=100,w=9",
        Ok("9x,enlarge=no,format=webp,lossless=yes"),
    ),
    (
        "format=jpeg,w=9",
        Ok("9x,enlarge=no,format=jpeg,quality=85,progressive=yes"),
    ),
    (
        "format=baseline-jpeg,w=9",
        Ok("9x,enlarge=no,format=jpeg,quality=85"),
    ),
    (
        "format=json",
        Ok("4096x4096,fit=inside,enlarge=no,format=json"),
    ),
    // What is of files has no effect on facts.
    (
        "f=json,w=9,h=9,fit=cover,q=60,metadata=copyright,anim=false",
        Ok("9x9,format=json"),
    ),
    (
        "f=json,w=9,h=9,fit=pad",
        Ok("9x9,fit=contain,background=ffffff,format=json"),
    ),
    ("gamma=0.5", Err("\"gamma=0.5\"")),
    (
        "gravity=auto,fit=cover,w=9,h=9",
        Ok("9x9,position=attention,quality=85"),
    ),
    (
        "gravity=left,fit=crop,w=9,h=9",
        Ok("9x9,position=west,enlarge=no,quality=85"),
    ),
    (
        "g=0x1,fit=cover,w=9,h=9",
        Ok("9x9,position=southwest,quality=85"),
    ),
    (
        "g=0.5x0.33,fit=cover,w=9,h=9",
        Ok("9x9,position=0.5:0.33,quality=85"),
    ),
    // It is for what is cut.
    ("g=left,w=9,h=9", Ok("9x9,fit=inside,enlarge=no,quality=85")),
    ("gravity=face,fit=cover,w=9,h=9", Err("\"gravity=face\"")),
    ("h=250", Ok("x250,enlarge=no,quality=85")),
    ("metadata=none,w=9", Ok("9x,enlarge=no,quality=85")),
    (
        "metadata=copyright,w=9",
        Ok("9x,enlarge=no,quality=85,metadata=copyright"),
    ),
    ("metadata=keep,w=9", Err("\"metadata=keep\"")),
    ("onerror=redirect,w=9", Err("\"onerror=redirect\"")),
    ("quality=50,w=9", Ok("9x,enlarge=no,quality=50")),
    ("quality=low,w=9", Err("\"quality=low\"")),
    ("q=50,w=9", Ok("9x,enlarge=no,quality=50")),
    ("q=80,w=9", Ok("9x,enlarge=no")),
    ("rotate=90,w=9", Ok("9x,enlarge=no,rotate=90,quality=85")),
    ("saturation=0.5,w=9", Err("\"saturation=0.5\"")),
    (
        "saturation=0,w=9",
        Ok("9x,enlarge=no,grayscale=yes,quality=85"),
    ),
    ("saturation=1,w=9", Ok("9x,enlarge=no,quality=85")),
    ("segment=foreground", Err("\"segment=foreground\"")),
    ("sharpen=2", Err("\"sharpen=2\"")),
    ("sharpen=0,w=9", Ok("9x,enlarge=no,quality=85")),
    ("scq=50,w=9", Err("\"scq=50\": one quality is stored")),
    ("trim=20;30;20;0", Err("\"trim=20;30;20;0\"")),
    (
        "trim.width=678,trim.height=678,trim.left=30,trim.top=40,w=9",
        Ok("9x,enlarge=no,crop=30:40:678:678,quality=85"),
    ),
    ("upscale=generate,w=9", Err("\"upscale=generate\"")),
    ("upscale=interpolate,w=9", Ok("9x,enlarge=no,quality=85")),
    ("width=auto", Err("\"width=auto\"")),
    ("zoom=0.1", Err("\"zoom=0.1\"")),
    // What the pages do not show.
    ("w=9,width=8", Err("\"width=8\": each option stands once")),
    ("w=0", Err("\"w=0\"")),
    ("w=", Err("\"w=\"")),
    ("w", Err("\"w\"")),
    ("", Err("\"\": there is no such option")),
    ("w=9,", Err("\"\": there is no such option")),
    ("w=5000", Err("sides from 1 to 4096")),
    ("dpr=2", Err("it multiplies a size")),
    ("w=9,dpr=0.5", Err("expected dpr to be one of 1 to 5")),
    ("w=9,fit=scale-up", Err("\"fit=scale-up\"")),
    ("w=9,flip=x", Err("\"flip=x\"")),
    ("w=9,rotate=45", Err("\"rotate=45\"")),
    ("w=9,q=0", Err("\"q=0\"")),
    ("w=9,g=2x0", Err("\"g=2x0\"")),
    (
        "w=9,background=rebeccapurple",
        Err("write the colour as #rrggbb"),
    ),
    ("w=9,trim.width=9", Err("\"trim\": it needs")),
    (
        "w=9,rotate=90,trim.width=9,trim.height=9",
        Err("\"trim\": it does not stand beside"),
    ),
    ("w=9,zoom", Err("\"zoom\"")),
];

#[test]
fn documented_links() {
    for (options, expected) in OPTIONS {
        let link = format!("cdn-cgi/image/{options}/uploads/avatar1.jpg");
        match (key_of(&link), expected) {
            (Ok(found), Ok(expected)) => {
                assert_eq!(
                    found,
                    format!("{expected}/uploads/avatar1.jpg"),
                    "{options}"
                );
            }
            (Err(found), Err(expected)) => {
                assert!(found.contains(expected), "{options} gave {found}");
            }
            (found, _) => panic!("{options} gave {found:?}"),
        }
    }
}

#[test]
fn sources_are_keys() {
    for (link, expected) in [
        (
            "cdn-cgi/image/width=100/https://s3.example.com/bucket/image.png",
            Ok("100x,enlarge=no,quality=85/image.png"),
        ),
        (
            "cdn-cgi/image/w=100,background=red/https://s3.example.com/bucket/image.png",
            Err("laid onto a colour in a JPEG only"),
        ),
        (
            "cdn-cgi/image/w=100,background=red,f=baseline-jpeg/a.png",
            Ok("100x,enlarge=no,background=ff0000,format=jpeg,quality=85/a.png"),
        ),
        (
            "cdn-cgi/image/w=100,f=baseline-jpeg/a.png",
            Ok("100x,enlarge=no,background=ffffff,format=jpeg,quality=85/a.png"),
        ),
        (
            "cdn-cgi/image/w=1/https://evil.example/a.png",
            Err("DIALECT_SOURCES"),
        ),
        (
            "cdn-cgi/image/w=1//a%20b.png",
            Ok("1x,enlarge=no,quality=85/a b.png"),
        ),
        ("cdn-cgi/image/w=1/", Err("DIALECT_SOURCES")),
        ("cdn-cgi/image/w=1", Err("expected options and a source")),
        ("cdn-cgi/image", Err("no link")),
        ("cdn-cgi/trace", Err("no link")),
    ] {
        match (key_of(link), expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{link}"),
            (Err(found), Err(expected)) => {
                assert!(found.contains(expected), "{link} gave {found}");
            }
            (found, _) => panic!("{link} gave {found:?}"),
        }
    }
}

#[test]
fn nothing_hostile_is_more_than_an_error() {
    let long = "9".repeat(3000);
    for options in [
        format!("w={long}"),
        format!("dpr={long}"),
        format!("g={long}x{long}"),
        format!("background=rgb({long},{long},{long})"),
        format!("trim.width={long},trim.height={long}"),
        "(".repeat(4000),
        ")".repeat(4000),
        ",".repeat(4000),
        "=".repeat(4000),
        "w=%FF".to_owned(),
    ] {
        assert!(key_of(&format!("cdn-cgi/image/{options}/a.jpg")).is_err());
    }
    for (options, _) in OPTIONS {
        let link = format!("cdn-cgi/image/{options}/a.jpg");
        for end in 0..link.len() {
            let _ = key_of(&link[..end]);
        }
    }
}
