//! What a file says about itself stays behind: where, when, with what and by whom a picture was made. Only whose work it
//! is goes along, where that is asked for. What cannot be shown here: that pixels say nothing.

use std::io::Read as _;

use anyhow::{Context, Result};
use host_test::pictures::metadata::{Copyright, SECRET, bare_exif};
use host_test::pictures::{color_profile, decode, quarters};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use host_test::workspace;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat};

const OUTPUTS: [&str; 4] = ["jpeg", "png", "webp", "gif"];

const WHOSE: [&str; 2] = ["Ada Lovelace", "© 2026 Ada Lovelace"];

async fn ask(original: &[u8], transform: &str) -> Result<Resized> {
    Resized::new(Host::resizer, original, transform, &[]).await
}

async fn resize(original: &[u8], transform: &str) -> Result<Vec<u8>> {
    ask(original, transform).await?.file()
}

/// Files of every format that is read, which say this and much else.
fn originals(said: Copyright<'_>) -> Vec<(String, Vec<u8>)> {
    let picture = DynamicImage::from(quarters(64, 48));
    let formats = [
        ImageFormat::Gif,
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::Tiff,
        ImageFormat::WebP,
    ];
    let files = formats.map(|format| (format!("{format:?}"), said.in_file(&picture, format)));
    let lossy = ("lossy WebP".to_owned(), said.in_lossy_webp());
    files.into_iter().chain([lossy]).collect()
}

/// The file, and whatever in it is compressed with zlib: chunks of a PNG may be.
fn contents(file: &[u8]) -> Vec<Vec<u8>> {
    let mut contents = vec![file.to_vec()];
    for start in 0..file.len() {
        if file[start] == 0x78 {
            let mut inflated = Vec::new();
            // What is no such stream, ends as soon.
            let _ = flate2::read::ZlibDecoder::new(&file[start..]).read_to_end(&mut inflated);
            contents.push(inflated);
        }
    }
    contents
}

fn assert_tells_nothing(file: &[u8], case: &str) {
    for content in contents(file) {
        let found = content
            .windows(SECRET.len())
            .position(|it| it == SECRET.as_bytes());
        assert_eq!(found, None, "{case}");
    }
}

/// An AVIF and an SVG that say much. The former is sharp's: `agreement/generate.mjs`.
fn optional_originals() -> Result<[(String, Vec<u8>); 2]> {
    let avif = workspace::root().join("host-test/tests/agreement/originals/private.avif");
    let avif = std::fs::read(&avif).with_context(|| avif.display().to_string())?;
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="48" height="64" data-by="{SECRET}">
        <!-- {SECRET} --><title>{SECRET}</title><desc>{SECRET}</desc><metadata>{SECRET}</metadata>
        <rect id="{SECRET}" width="20" height="64" fill="red"/></svg>"#
    );
    Ok([("Avif".into(), avif), ("Svg".into(), svg.into_bytes())])
}

/// Exif and orientation as they are found in a file.
fn exif(file: &[u8]) -> Result<(Option<Vec<u8>>, Orientation)> {
    let reader = image::ImageReader::new(std::io::Cursor::new(file));
    let mut decoder = reader.with_guessed_format()?.into_decoder()?;
    Ok((decoder.exif_metadata()?, decoder.orientation()?))
}

#[tokio::test]
async fn the_originals_hold_what_is_looked_for() -> Result<()> {
    for (name, file) in originals(Copyright {
        exif: Some(WHOSE),
        ..Copyright::default()
    }) {
        let secrets = file
            .windows(SECRET.len())
            .filter(|it| *it == SECRET.as_bytes());
        let most = if name == "Gif" { 2 } else { 9 };
        assert!(secrets.count() >= most, "{name}");
        if !matches!(name.as_str(), "Gif" | "Tiff") {
            assert_eq!(exif(&file)?.1, Orientation::Rotate90, "{name}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn nothing_comes_out_in_any_format() -> Result<()> {
    let said = Copyright {
        exif: Some(WHOSE),
        iptc: Some([SECRET; 2]),
        xmp: Some([SECRET; 2]),
    };
    for (name, file) in originals(said) {
        for output in OUTPUTS {
            for size in ["64x64,fit=inside", "12x12,fit=inside"] {
                let case = format!("{name} to {output}, {size}");
                let found = resize(&file, &format!("{size},format={output}")).await?;
                assert_tells_nothing(&found, &case);
                let (exif, orientation) = exif(&found)?;
                assert_eq!(exif, None, "{case}");
                assert_eq!(orientation, Orientation::NoTransforms, "{case}");
                let ada = found.windows(3).position(|it| it == b"Ada");
                assert_eq!(ada, None, "{case}");
                // A picture that lay on its side stands up.
                let found = decode(&found);
                let stands = found.width() < found.height();
                assert_eq!(stands, name != "Gif", "{case}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn nothing_comes_out_of_and_in_the_optional_formats() -> Result<()> {
    let said = Copyright {
        exif: Some(WHOSE),
        iptc: Some([SECRET; 2]),
        xmp: Some([SECRET; 2]),
    };
    let holds = |file: &[u8], text: &[u8]| file.windows(text.len()).any(|it| it == text);
    let optional = optional_originals()?;
    for (name, file) in &optional {
        assert!(holds(file, SECRET.as_bytes()), "{name}");
    }
    for (name, file) in originals(said).into_iter().chain(optional) {
        let is_optional = matches!(name.as_str(), "Avif" | "Svg");
        let outputs = if is_optional { &OUTPUTS[..] } else { &[] };
        for output in outputs.iter().chain(&["avif", "jxl"]) {
            for metadata in ["none", "copyright"] {
                let case = format!("{name} to {output}, {metadata}");
                let transform = format!("32x32,fit=inside,format={output},metadata={metadata}");
                let transform = transform.replace(",metadata=none", "");
                let made = Resized::new(Host::resizer, &file, &transform, &[]).await?;
                let found = made.file().context(case.clone())?;
                assert_tells_nothing(&found, &case);
                let is_said = metadata == "copyright"
                    && !matches!(name.as_str(), "Gif" | "Svg")
                    && *output != "gif";
                let whose = bare_exif(match name.as_str() {
                    // sharp writes nothing but ASCII.
                    "Avif" => ["Ada Lovelace", "(C) 2026 Ada Lovelace"],
                    _ => WHOSE,
                });
                assert_eq!(holds(&found, &whose), is_said, "{case}");
                if !is_said {
                    for text in ["Ada", "Exif", "exif", "xmp", "http"] {
                        assert!(!holds(&found, text.as_bytes()), "{case}: {text}");
                    }
                }
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn whose_work_it_is_comes_out_where_it_is_asked_for_and_nothing_else() -> Result<()> {
    let other = [SECRET; 2];
    let first = Copyright {
        exif: Some(WHOSE),
        iptc: Some(other),
        xmp: Some(other),
    };
    let second = Copyright {
        xmp: Some(WHOSE),
        iptc: Some(other),
        ..Copyright::default()
    };
    let third = Copyright {
        iptc: Some(WHOSE),
        ..Copyright::default()
    };
    for (said, is_read) in [
        (first, &["Jpeg", "Png", "Tiff", "WebP", "lossy WebP"][..]),
        (second, &["Jpeg", "Png", "Tiff", "WebP", "lossy WebP"]),
        (third, &["Jpeg", "Tiff"]),
    ] {
        for (name, file) in originals(said) {
            for output in OUTPUTS {
                let case = format!("{name} to {output}, {said:?}");
                let transform = format!("12x12,fit=inside,format={output},metadata=copyright");
                let found = resize(&file, &transform).await?;
                assert_tells_nothing(&found, &case);
                let (exif, orientation) = exif(&found)?;
                let said = is_read.contains(&name.as_str()) && output != "gif";
                let expected = said.then(|| bare_exif(WHOSE));
                assert_eq!(exif, expected, "{case}");
                assert_eq!(orientation, Orientation::NoTransforms, "{case}");
                let picture = decode(&found);
                assert_eq!(picture.width().max(picture.height()), 12, "{case}");
            }
        }
    }
    Ok(())
}

/// One field of two, one from here and one from there, too long, and of nothing but spaces.
#[tokio::test]
async fn each_field_is_taken_from_where_it_is_said() -> Result<()> {
    let picture = DynamicImage::from(quarters(16, 16));
    let long = "é".repeat(5000);
    for (exif_says, xmp_says, expected) in [
        (["Ada", "  "], ["Grace", "© Grace"], ["Ada", "© Grace"]),
        (
            ["\0\0\0", "© Ada"],
            ["Grace &amp; Ada", ""],
            ["Grace & Ada", "© Ada"],
        ),
        (["Ada", &long], ["", ""], ["Ada", &long[..4000]]),
    ] {
        let said = Copyright {
            exif: Some(exif_says),
            xmp: Some(xmp_says),
            ..Copyright::default()
        };
        let file = said.in_file(&picture, ImageFormat::Jpeg);
        for output in OUTPUTS {
            let found = resize(&file, &format!("8x8,format={output},metadata=copyright")).await?;
            let expected = (output != "gif").then(|| bare_exif(expected));
            assert_eq!(exif(&found)?.0, expected, "{output} {exif_says:?}");
        }
    }
    Ok(())
}

/// What is asked for is within the bytes that are asked for.
#[tokio::test]
async fn it_counts_as_bytes_of_the_file() -> Result<()> {
    let long = "© ".repeat(300);
    let picture = DynamicImage::from(quarters(64, 48));
    let said = Copyright {
        exif: Some(["Ada", &long]),
        ..Copyright::default()
    };
    let file = said.in_file(&picture, ImageFormat::Jpeg);
    let transform = "64x64,format=jpeg,max-bytes=2500,metadata=copyright";
    let found = resize(&file, transform).await?;
    assert!(found.len() <= 2500, "{}", found.len());
    assert_eq!(exif(&found)?.0, Some(bare_exif(["Ada", long.trim_end()])));
    Ok(())
}

/// Together with a profile, and in a file that has alpha.
#[tokio::test]
async fn it_comes_out_beside_a_profile_and_alpha() -> Result<()> {
    let p3 = color_profile("p3");
    let disc = DynamicImage::from(host_test::pictures::disc(16));
    let plain = host_test::pictures::encode_with(&disc, ImageFormat::WebP, 1, Some(&p3));
    let said = Copyright {
        exif: Some(WHOSE),
        ..Copyright::default()
    };
    let png = said.in_file(&disc, ImageFormat::Png);
    for (file, profile) in [(&plain, Some(&p3)), (&png, None)] {
        for output in ["png", "webp"] {
            let found = resize(file, &format!("16x16,format={output},metadata=copyright")).await?;
            let reader = image::ImageReader::new(std::io::Cursor::new(&found));
            let mut decoder = reader.with_guessed_format()?.into_decoder()?;
            assert_eq!(decoder.icc_profile()?.as_ref(), profile, "{output}");
            let exif = decoder.exif_metadata()?;
            assert_eq!(
                exif,
                profile.is_none().then(|| bare_exif(WHOSE)),
                "{output}"
            );
            assert_eq!(decode(&found).to_rgba8().get_pixel(0, 0)[3], 0, "{output}");
        }
    }
    Ok(())
}

/// Lengths, places and numbers that lie: the picture is made as if nothing had been said, or the file is refused.
#[tokio::test]
async fn damaged_metadata_is_never_a_trap() -> Result<()> {
    let picture = DynamicImage::from(quarters(16, 16));
    let said = Copyright {
        exif: Some(WHOSE),
        iptc: Some(WHOSE),
        xmp: Some(WHOSE),
    };
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let file = said.in_file(&picture, format);
        for at in (12..file.len().min(1600)).step_by(11) {
            for value in [0, 0xff] {
                let mut damaged = file.clone();
                damaged[at] = value;
                let answer = ask(&damaged, "8x8,metadata=copyright").await?.answer;
                let status = answer.status.as_u16();
                let case = format!("{format:?}, byte {at} is {value}: {answer:?}");
                assert!(matches!(status, 307 | 413 | 415 | 422), "{case}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn damaged_metadata_of_an_avif_is_never_a_trap() -> Result<()> {
    let [(_, file), _] = optional_originals()?;
    for at in (12..file.len()).step_by(3) {
        for value in [0, 0xff] {
            let mut damaged = file.clone();
            damaged[at] = value;
            let transform = "8x8,metadata=copyright";
            let made = Resized::new(Host::resizer, &damaged, transform, &[]).await?;
            let answer = made.answer;
            let case = format!("byte {at} is {value}: {answer:?}");
            let status = answer.status.as_u16();
            assert!(matches!(status, 307 | 413 | 415 | 422), "{case}");
        }
    }
    Ok(())
}
