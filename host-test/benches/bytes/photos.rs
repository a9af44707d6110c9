//! The photographs of a folder.

use std::fmt;
use std::path::Path;

use anyhow::{Context, Result};

/// Files with more pixels are cut.
const LARGE: u32 = 11_000_000;

/// The parts that large ones are cut into, in pixels.
const PART: (u32, u32) = (2000, 1500);

/// A photograph, or a part of one.
pub(crate) struct Photo {
    name: String,
    pub(crate) file: Vec<u8>,
    /// Left edge, upper edge, width and height.
    area: (u32, u32, u32, u32),
}

impl Photo {
    /// As the option has it.
    pub(crate) fn crop(&self) -> String {
        let (left, top, width, height) = self.area;
        format!("crop={left}:{top}:{width}:{height}")
    }
}

impl fmt::Display for Photo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, top, ..) = self.area;
        write!(f, "{} from {left}, {top}", self.name)
    }
}

/// All of a folder whose file names are wanted, in their order.
pub(crate) fn within(folder: &Path, wants: impl Fn(&str) -> bool) -> Result<Vec<Photo>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let is_photo = path.extension().is_some_and(|it| {
            ["jpg", "jpeg", "png", "webp"]
                .iter()
                .any(|known| it == *known)
        });
        if is_photo && name.is_some_and(&wants) {
            paths.push(path);
        }
    }
    paths.sort();
    let mut photos = Vec::new();
    for path in paths {
        let (width, height) = image::image_dimensions(&path)?;
        let file = std::fs::read(&path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let (wide, high) = if width.saturating_mul(height) < LARGE {
            (width, height)
        } else {
            PART
        };
        for top in 0..height / high {
            for left in 0..width / wide {
                photos.push(Photo {
                    name: name.clone().into_owned(),
                    file: file.clone(),
                    area: (left * wide, top * high, wide, high),
                });
            }
        }
    }
    Ok(photos)
}
