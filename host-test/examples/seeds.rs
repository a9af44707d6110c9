//! Writes small originals of every format, each behind a transform, to start the fuzz target `transform` with:
//! `cargo run -p host-test --example seeds -- host-test/fuzz/corpus/transform`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use host_test::pictures::color_blocks::{Blocks, Stored};
use host_test::pictures::png_variants;
use host_test::pictures::tiff_variants::{self, of_jpegs};
use host_test::pictures::{
    WebPFrame, animated_gif, animated_webp, disc, encode, encode_with, gif_part, quarters,
};
use host_test::workspace;
use image::{DynamicImage, ImageFormat};

/// They take turns.
const TRANSFORMS: [&str; 15] = [
    "9x9",
    "20x,format=png",
    "x7,rotate=90,format=webp",
    "8x8,fit=contain,background=f008",
    "5x40,fit=fill,flop=yes,format=jpeg",
    "6x6,crop=2:2:3:3,position=attention",
    "9x9,pad=2,grayscale=yes,blur=2",
    "4x,dpr=2,quality=auto,progressive=yes",
    "12x9,format=gif",
    "9x,format=webp,frames=2",
    "8x,format=avif",
    "9x7,format=jxl,progressive=yes",
    "9x9,format=jpeg,icc=srgb,metadata=copyright",
    "9x7,watermark=tile:0.5:0.3",
    "9x8,format=json",
];

const DRAWINGS: [&str; 5] = [
    r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>.a{fill:red}</style><g id="b" opacity=".5"><path class="a" d="M1 1q2 3 4 5zA9 9 0 0 1 2 2C1 2 3 4 5 6"/></g><use href="#b" transform="rotate(9)"/></svg>"##,
    r##"<svg xmlns="http://www.w3.org/2000/svg" width="1in" height="9mm"><pattern id="p" width="3" height="3" patternUnits="userSpaceOnUse"><circle r="1"/></pattern><mask id="m"><rect width="20" height="9" fill="#fff"/></mask><rect width="30" height="20" fill="url(#p)" mask="url(#m)" stroke="#00f" stroke-dasharray="1 2"/></svg>"##,
    r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><filter id="f"><feGaussianBlur stdDeviation="1"/><feOffset dx="1"/><feMorphology radius="1"/><feTurbulence baseFrequency=".1" numOctaves="2"/><feMerge><feMergeNode/></feMerge><feTile/></filter><rect width="5" height="5" filter="url(#f)"/></svg>"#,
    r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g visibility="hidden"><text>a</text></g><image width="9" height="9" preserveAspectRatio="xMinYMax slice" href="data:image/gif;base64,R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs="/></svg>"#,
    r#"<!DOCTYPE svg [<!ENTITY n "http://www.w3.org/2000/svg">]><svg xmlns="&n;" viewBox="0 0 9 9"><linearGradient id="g"><stop/><stop offset="1" stop-color="red"/></linearGradient><clipPath id="c"><circle r="5"/></clipPath><marker id="k"><path d="M0 0h1"/></marker><polyline points="0 0 5 5 9 0" stroke="url(#g)" clip-path="url(#c)" marker-mid="url(#k)"/></svg>"#,
];

fn main() -> Result<()> {
    let folder = std::env::args().nth(1).context("a folder is expected")?;
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder)?;
    for (number, file) in files()?.into_iter().enumerate() {
        let transform = TRANSFORMS[number % TRANSFORMS.len()];
        let seed = [transform.as_bytes(), b"\n", &file].concat();
        std::fs::write(folder.join(format!("seed-{number}")), seed)?;
    }
    Ok(())
}

/// Three frames, each with more of the picture.
fn animations() -> [Vec<u8>; 2] {
    let parts = [2_u16, 4, 6].map(|side| gif_part((side, side), (side, side), 1));
    let gif = animated_gif((12, 12), Some(2), &parts);
    let frames = [4, 6, 8].map(|side| WebPFrame {
        picture: disc(side),
        left: side,
        top: 2,
        duration: 80,
        blend: side > 4,
        clear: side == 4,
    });
    [gif, animated_webp((16, 12), 0, &frames)]
}

fn files() -> Result<Vec<Vec<u8>>> {
    let picture = DynamicImage::from(quarters(19, 13));
    let alpha = DynamicImage::from(disc(12));
    let mut files = vec![
        encode_with(&picture, ImageFormat::Jpeg, 6, None),
        encode_with(&alpha, ImageFormat::WebP, 8, None),
        encode(&picture, ImageFormat::WebP),
        encode(&alpha, ImageFormat::Gif),
        encode(&picture, ImageFormat::Bmp),
    ];
    files.extend(animations());
    files.extend(DRAWINGS.map(|drawing| drawing.as_bytes().to_vec()));
    let kinds = png_variants::Variant::all();
    files.extend(kinds.into_iter().map(|kind| kind.noise(9, 5).file));
    let kinds = tiff_variants::Variant::all().into_iter().step_by(7);
    files.extend(kinds.map(|kind| kind.noise(9, 5).file));
    files.extend(tiff_variants::faxes().into_iter().map(|(_, _, fax)| fax));
    let blocks = Blocks::new(vec![vec![200, 30, 90]; 8]);
    for tables in [tiff_variants::Tables::Common, tiff_variants::Tables::Own] {
        let pieces = tiff_variants::Pieces::Strips;
        files.push(of_jpegs(&blocks, Stored::YCbCr, pieces, tables));
    }
    for folder in [
        "crates/jpeg/tests/files",
        "crates/webp/tests/files",
        "host-test/tests/agreement/originals",
        "host-test/tests/avif",
        "host-test/tests/heic",
        "host-test/tests/jxl",
    ] {
        for entry in std::fs::read_dir(workspace::root().join(folder))? {
            let file = std::fs::read(entry?.path())?;
            if file.len() < 8000 {
                files.push(file);
            }
        }
    }
    Ok(files)
}
