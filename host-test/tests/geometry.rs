//! Sizes, crop boxes and places, against what sharp makes of the same requests (`geometry/generate.mjs`).

use anyhow::{Context, Result};
use marble_picture::geometry::{Dimensions, Geometry};
use marble_transform::Transform;
use serde::Deserialize;

/// A request, and what sharp made of it.
#[derive(Deserialize)]
struct Case {
    /// Width and height of the picture after all turns.
    seen: [u32; 2],
    /// Orientation of the file (Exif).
    orientation: u16,
    transform: String,
    /// Width and height of the result.
    size: [u32; 2],
    /// Where on the result the picture lies: left, top, width, height.
    #[serde(rename = "box")]
    place: [u32; 4],
    /// The point of the picture that the middle of the box shows.
    middle: [f64; 2],
}

#[test]
fn agrees_with_sharp() -> Result<()> {
    let text = include_str!("geometry/cases.json");
    let cases: Vec<Case> = serde_json::from_str(text)?;
    assert!(cases.len() >= 400, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let found = differences(case)?;
        if !found.is_empty() {
            let Case {
                seen, transform, ..
            } = case;
            wrong.push(format!(
                "{seen:?} orientation {} {transform}: {}",
                case.orientation,
                found.join("; ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

/// What Marble does otherwise.
fn differences(case: &Case) -> Result<Vec<String>> {
    let [width, height] = case.seen;
    let options = Transform::parse(&case.transform, u32::MAX).context(case.transform.clone())?;
    let found = Geometry::new(Dimensions { width, height }, &options)?;
    let mut differences = Vec::new();
    let size = [found.canvas.width, found.canvas.height];
    if size != case.size {
        differences.push(format!("size {size:?}, sharp's {:?}", case.size));
    }
    let place = [
        found.left,
        found.top,
        found.scaled.width,
        found.scaled.height,
    ];
    if place != case.place {
        differences.push(format!("box {place:?}, sharp's {:?}", case.place));
    }
    let crop = found.crop;
    let middle = [crop.left + crop.width / 2.0, crop.top + crop.height / 2.0];
    let ratios = [
        crop.width / f64::from(found.scaled.width),
        crop.height / f64::from(found.scaled.height),
    ];
    for ((is, should), ratio) in middle.iter().zip(case.middle).zip(ratios) {
        // libvips shrinks by whole numbers first and drops what is left over: its box lies up to 0.8 pixels of the
        // result beside the exact one. A box that is off by one is off by a whole pixel.
        if (is - should).abs() > 0.1 + 0.85 * ratio.max(1.0) {
            differences.push(format!("middle {middle:?}, sharp's {:?}", case.middle));
        }
    }
    Ok(differences)
}
