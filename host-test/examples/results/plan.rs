//! Which original is asked for in which ways.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use bytes::Bytes;

use crate::case::Case;
use crate::requests;
use crate::transforms::{AVIF, DOZEN, ERRORS, LARGE, every};

/// They stand for their formats, and are asked for in every way.
const EVERY: [&str; 8] = [
    "agreement/logo.png",
    "agreement/logo.webp",
    "agreement/photo.jpg",
    "agreement/photo.tiff",
    "agreement/photo.webp",
    "animations/forever.webp",
    "animations/globe.gif",
    "formats/globe.bmp",
];

/// And of the formats that are a choice of the build.
const EVERY_OF_ALL_FEATURES: [&str; 2] = ["agreement/logo.avif", "svg/shapes.svg"];

/// Folders of originals that take turns at the dozen, and how many of it each gets.
const TURNS: [(&str, usize); 9] = [
    ("colors", 6),
    ("damaged", 1),
    ("formats", 5),
    ("jpeg-encode", 2),
    ("jpeg-files", 8),
    ("orientations", 6),
    ("png-kinds", 5),
    ("tiff-kinds", 1),
    ("webp-files", 8),
];

/// Folders that a build without all features does not read.
const OF_ALL_FEATURES: [&str; 2] = ["avif", "svg"];

/// All that is asked.
pub(crate) fn cases(originals: &BTreeMap<String, Bytes>, all_features: bool) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (number, (name, file)) in originals.iter().enumerate() {
        let transforms = transforms(number, name, all_features);
        let asked = transforms.iter().map(|it| Case::transform(name, file, it));
        cases.extend(asked);
    }
    let name = "agreement/photo.jpg";
    let photo = originals.get(name).with_context(|| format!("no {name}"))?;
    let errors = ERRORS.iter().map(|it| Case::transform(name, photo, it));
    cases.extend(errors);
    cases.extend(requests::all(originals)?);
    Ok(cases)
}

/// What is asked of an original: the dozen from another start for each, where it does not get all of it.
fn transforms(number: usize, name: &str, all_features: bool) -> Vec<String> {
    let folder = name.split('/').next().unwrap_or_default();
    let mut all = if EVERY.contains(&name) || all_features && EVERY_OF_ALL_FEATURES.contains(&name)
    {
        every()
    } else if folder == "photos" {
        LARGE.map(str::to_owned).into()
    } else {
        turn(&DOZEN, number, count(folder, all_features))
    };
    if all_features {
        all.extend(turn(&AVIF, number, count_of_avif(folder)));
    }
    all
}

/// So many transforms of a list that has no end.
fn turn(list: &[&str], number: usize, count: usize) -> Vec<String> {
    let turn = list.iter().cycle().skip(number % list.len()).take(count);
    turn.map(|it| (*it).to_owned()).collect()
}

/// How much of the dozen each original of a folder gets.
fn count(folder: &str, all_features: bool) -> usize {
    if !all_features && OF_ALL_FEATURES.contains(&folder) {
        return 1;
    }
    let turns = TURNS.iter().find(|(turn, _)| *turn == folder);
    turns.map_or(DOZEN.len(), |(_, count)| *count)
}

/// How often an original of a folder becomes AVIF.
fn count_of_avif(folder: &str) -> usize {
    match folder {
        "agreement" | "animations" => AVIF.len(),
        "damaged" | "jpeg-encode" | "photos" | "tiff-kinds" => 0,
        _ => 1,
    }
}
