//! A profile, and what Little CMS made of colours of its device (`cases.json`).

use anyhow::Result;
use host_test::pictures::color_blocks::{Blocks, Stored, profile_segments};
use host_test::pictures::{color_profile, encode_with};
use host_test::workspace;
use image::{DynamicImage, ImageFormat};

/// A profile, some colours of its device, and the same in sRGB.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) profile: Vec<u8>,
    pub(super) blocks: Blocks,
    pub(super) colors: Vec<Vec<u8>>,
    pub(super) srgb: Vec<[u8; 3]>,
}

#[derive(serde::Deserialize)]
pub(super) struct Cases {
    pub(super) cases: Vec<Row>,
}

#[derive(serde::Deserialize)]
pub(super) struct Row {
    pub(super) profile: String,
    pub(super) colors: Vec<(Vec<u8>, [u8; 3])>,
}

/// Those whose profile is for colours of this kind.
pub(super) fn cases(space: [u8; 4]) -> Result<Vec<Case>> {
    let text = std::fs::read(workspace::root().join("host-test/tests/colour/cases.json"))?;
    let cases: Cases = serde_json::from_slice(&text)?;
    let mut found = Vec::new();
    for Row {
        profile: name,
        colors,
    } in cases.cases
    {
        let profile = color_profile(&name);
        if profile[16..20] == space {
            let (colors, srgb): (Vec<_>, Vec<_>) = colors.into_iter().unzip();
            let blocks = Blocks::new(colors.clone());
            found.push(Case {
                name,
                profile,
                blocks,
                colors,
                srgb,
            });
        }
    }
    assert!(!found.is_empty());
    Ok(found)
}

impl Case {
    pub(super) fn is_srgb(&self) -> bool {
        self.name.contains("srgb")
    }

    /// At its own size, so that the blocks stay what they are.
    pub(super) fn transform(&self, options: &str) -> String {
        let (width, height) = self.blocks.size();
        format!("{width}x{height},{options}")
    }

    /// The original in a format, with its profile.
    pub(super) fn file(&self, format: ImageFormat) -> Vec<u8> {
        let stored = if self.colors[0].len() == 1 {
            Stored::Grey
        } else {
            Stored::YCbCr
        };
        match format {
            ImageFormat::Jpeg => self.blocks.jpeg(stored, &profile_segments(&self.profile)),
            _ => encode_with(&self.blocks.picture(), format, 1, Some(&self.profile)),
        }
    }

    /// That a picture shows these colours.
    pub(super) fn assert_shows(
        &self,
        found: &DynamicImage,
        expected: &[[u8; 3]],
        most: u8,
        case: &str,
    ) {
        let found = self.blocks.middles(found);
        for ((found, expected), color) in found.iter().zip(expected).zip(&self.colors) {
            let pairs = found.iter().zip(expected);
            let distance = pairs.map(|(a, b)| a.abs_diff(*b)).max();
            assert!(
                distance <= Some(most),
                "{} {case}: {color:?} became {found:?}, not {expected:?}",
                self.name
            );
        }
    }
}
