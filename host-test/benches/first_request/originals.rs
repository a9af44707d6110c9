//! The originals: a photograph of 12 megapixels, baseline and progressive, and a file that its header condemns.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::case::{BASELINE, PROGRESSIVE, REFUSED};
use crate::settings::Settings;
use crate::stand::Stand;

/// Length of what is refused, in bytes: less than `MAX_SOURCE_BYTES`, so that its length does not condemn it.
const REFUSED_LENGTH: usize = 32_000_000;
/// Either side of it, in pixels: four times `MAX_SOURCE_PIXELS`.
const REFUSED_SIDE: u16 = 20_000;

/// Puts all of them into the bucket. Returns where the baseline photograph lies.
pub(crate) fn put(settings: &Settings, stand: &Stand) -> Result<PathBuf> {
    let read = |name: &str| {
        let path = settings.photo(name)?;
        let file = std::fs::read(&path).with_context(|| path.display().to_string())?;
        anyhow::Ok((path, file))
    };
    let (path, baseline) = read("mosaic-12mp.jpg")?;
    stand.put(REFUSED, refused(&baseline)?)?;
    stand.put(BASELINE, baseline)?;
    stand.put(PROGRESSIVE, read("mosaic-12mp-progressive.jpg")?.1)?;
    Ok(path)
}

/// The photograph with other sides in its frame header, and longer.
fn refused(photograph: &[u8]) -> Result<Vec<u8>> {
    let mut file = photograph.to_vec();
    let frame = frame_header(photograph).context("the photograph is no baseline JPEG")?;
    let sides = file.get_mut(frame + 5..frame + 9);
    let side = REFUSED_SIDE.to_be_bytes();
    sides
        .context("the frame header is cut")?
        .copy_from_slice(&[side, side].concat());
    file.resize(REFUSED_LENGTH, 0x55);
    Ok(file)
}

/// Where the segment SOF0 begins, with its marker (ITU T.81, B.2.2).
fn frame_header(jpeg: &[u8]) -> Option<usize> {
    let mut at = 2;
    while let [0xff, marker, high, low] = *jpeg.get(at..at + 4)? {
        if marker == 0xc0 {
            return Some(at);
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
    None
}
