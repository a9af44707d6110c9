//! How many bytes each way of writing takes for the same look: `cargo bench -p host-test --profile dev --bench bytes
//! [part of a photograph's file name …]`.
//!
//! Each photograph is made small once, without loss, and written by every encoder at several qualities: by the real
//! component, and by sharp. What comes out is held against what went in by SSIMULACRA2 and by Butteraugli. Between two
//! qualities, the logarithm of the bytes is taken to go in a straight line with the score.
//!
//! `MARBLE_PHOTOS`: folder of the photographs, `../shared/photos` without it; those of 12 megapixels and more are cut into
//! parts of 2000x1500. Prints Markdown. `MARBLE_BYTES=docs` writes `docs/bytes.svg` as well.
//!
//! The profile is that of the tests: what is measured was compiled by Wasmtime, and the host is built already.

#[path = "bytes/curve.rs"]
mod curve;
#[path = "bytes/encoders.rs"]
mod encoders;
#[path = "peers/npm.rs"]
mod npm;
#[path = "bytes/photos.rs"]
mod photos;
#[path = "bytes/plot.rs"]
mod plot;
#[path = "peers/process.rs"]
mod process;
#[path = "bytes/report.rs"]
mod report;
#[path = "bytes/scores.rs"]
mod scores;

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use host_test::pictures::decode;
use host_test::workspace;

use crate::curve::{Curve, Point};
use crate::encoders::{Component, ENCODERS, Sharp, Written};
use crate::photos::Photo;
use crate::report::{Report, Row};
use crate::scores::Reference;

/// Width and height, in pixels.
const SIZES: [(u32, u32); 2] = [(300, 300), (800, 600)];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!(
            "nothing to test; `cargo bench -p host-test --profile dev --bench bytes` measures"
        );
        return Ok(());
    }
    let filters: Vec<_> = arguments.iter().filter(|it| !it.starts_with('-')).collect();
    let folder = std::env::var("MARBLE_PHOTOS").unwrap_or_else(|_| "../shared/photos".to_owned());
    let folder: PathBuf = workspace::root().join(folder);
    let photos = photos::within(&folder, |name| {
        filters.is_empty() || filters.iter().any(|filter| name.contains(*filter))
    })?;
    ensure!(!photos.is_empty(), "no photographs in {}", folder.display());

    let scratch = tempfile::tempdir()?;
    let peers = npm::install().map_err(anyhow::Error::msg)?;
    let mut sharp = Sharp::start(&peers, scratch.path())?;
    let component = Component::new()?;
    let mut report = Report::new(photos.len());
    for (width, height) in SIZES {
        let mut rows: Vec<_> = ENCODERS.iter().map(Row::new).collect();
        for photo in &photos {
            eprintln!("{photo} at {width}x{height} …");
            let curves = measure(photo, (width, height), &component, &mut sharp)?;
            for (row, curve) in rows.iter_mut().zip(curves) {
                row.curves.push(curve);
            }
        }
        report.sizes.push(((width, height), rows));
    }
    print!("{report}");
    if let Some(folder) = std::env::var_os("MARBLE_BYTES") {
        let file = workspace::root().join(folder).join("bytes.svg");
        std::fs::write(&file, plot::svg(&report)).with_context(|| file.display().to_string())?;
    }
    Ok(())
}

/// What each encoder makes of a photograph in a size.
fn measure(
    photo: &Photo,
    size: (u32, u32),
    component: &Component,
    sharp: &mut Sharp,
) -> Result<Vec<Curve>> {
    let (width, height) = size;
    let small = format!("{width}x{height},{},format=png", photo.crop());
    let small = component.write(&photo.file, &small)?.file;
    let reference = Reference::new(&decode(&small).into_rgb8())?;
    let mut curves = Vec::new();
    for encoder in &ENCODERS {
        let mut curve = Curve::default();
        for quality in encoder.qualities {
            let written = encoder.write(&small, size, *quality, component, sharp);
            let Written { file, cpu_ms } = written.with_context(|| encoder.name)?;
            let seen = component.write(&file, &format!("{width}x{height},format=png"))?;
            let scores = reference.scores(&decode(&seen.file).into_rgb8())?;
            curve.points.push(Point {
                quality: *quality,
                bytes: file.len(),
                cpu_ms,
                scores,
            });
        }
        curves.push(curve);
    }
    Ok(curves)
}
