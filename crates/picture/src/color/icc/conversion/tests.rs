//! Colours of profiles against those of Little CMS, and profiles that are damaged.

use std::path::PathBuf;

use super::*;

/// The profiles that the component is tested with, which a script beside them makes.
fn read(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../host-test/tests/colour");
    std::fs::read(folder.join(name)).unwrap()
}

fn space(profile: &[u8]) -> ColorSpace {
    match &profile[16..20] {
        b"CMYK" => ColorSpace::Cmyk,
        b"GRAY" => ColorSpace::Grey,
        _ => ColorSpace::Rgb,
    }
}

#[test]
fn agrees_with_little_cms() {
    let cases: serde_json::Value = serde_json::from_slice(&read("cases.json")).unwrap();
    for case in cases["cases"].as_array().unwrap() {
        let name = case["profile"].as_str().unwrap();
        let profile = read(&format!("{name}.icc"));
        let conversion = Conversion::new(&profile, space(&profile)).unwrap();
        let colors = serde_json::from_value::<Vec<(Vec<u8>, [u8; 3])>>(case["colors"].clone());
        for (device, expected) in colors.unwrap() {
            let found = conversion.color(&device);
            let pairs = found.iter().zip(expected);
            let most = pairs.map(|(a, b)| a.abs_diff(b)).max().unwrap();
            assert!(most <= 2, "{name} {device:?}: {found:?}, not {expected:?}");
        }
        assert_eq!(
            conversion.changes_nothing(),
            name.contains("srgb"),
            "{name}"
        );
    }
}

/// The grid's points are as they were, and between them it stays as near as a grid of the profile would.
#[test]
fn many_inks_become_what_few_become() {
    // Where the press prints what no screen shows, colours have edges, which a grid rounds.
    for (name, bound) in [
        (Some("cmyk-lut8"), 3),
        (Some("cmyk-lut16"), 3),
        (Some("cmyk-grid"), 3),
        (None, 10),
    ] {
        let profile = name.map(|name| read(&format!("{name}.icc")));
        let conversion = || Conversion::of_inks(profile.as_deref());
        let few = conversion().for_many(1000);
        let many = conversion().for_many(1_000_000);
        assert!(few.link.is_none() && many.link.is_some());
        let (mut most, mut sum) = (0, 0);
        for number in 0..40_000_u32 {
            let inks = number.wrapping_mul(0x9e37_79b9).to_le_bytes();
            let corner = inks.map(|ink| if ink > 127 { 255 } else { 0 });
            assert_eq!(
                many.color(&corner),
                few.color(&corner),
                "{name:?} {corner:?}"
            );
            let pairs = many.color(&inks).into_iter().zip(few.color(&inks));
            for difference in pairs.map(|(a, b)| a.abs_diff(b)) {
                most = difference.max(most);
                sum += u32::from(difference);
            }
        }
        assert!(most <= bound, "{name:?}: {most}");
        // Less than a level in the mean of three channels.
        assert!(sum < 3 * 40_000, "{name:?}: {sum}");
    }
}

/// A cut, a number that is too large or too small, at every place where a profile has one: at worst colours are
/// wrong.
#[test]
fn survives_any_damage() {
    for name in [
        "p3",
        "bt2020",
        "rgb-matrix",
        "grey-table",
        "cmyk-lut8",
        "cmyk-lut16",
        "cmyk-grid",
    ] {
        let profile = read(&format!("{name}.icc"));
        let space = space(&profile);
        let try_it = |damaged: &[u8]| {
            if let Some(conversion) = Conversion::new(damaged, space) {
                conversion.color(&[0, 255, 99, 200]);
                conversion.color(&[255; 4]);
                conversion.color(&[]);
            }
        };
        for end in 0..profile.len() {
            try_it(&profile[..end]);
        }
        let numbers = 0..profile.len().min(700);
        for (at, value) in numbers.flat_map(|at| [0, 1, 0x7f, 0x80, 0xff].map(|value| (at, value)))
        {
            let mut damaged = profile.clone();
            damaged[at] = value;
            try_it(&damaged);
            damaged[at..]
                .iter_mut()
                .take(4)
                .for_each(|byte| *byte = value);
            try_it(&damaged);
        }
    }
}

#[test]
fn refuses_what_is_for_other_colors() {
    let profile = read("p3.icc");
    assert!(Conversion::new(&profile, ColorSpace::Grey).is_none());
    assert!(Conversion::new(&profile, ColorSpace::Cmyk).is_none());
    assert!(Conversion::new(&read("cmyk-lut8.icc"), ColorSpace::Rgb).is_none());
    for (at, what) in [(12, b"link"), (20, b"Luv "), (36, b"psca")] {
        let mut other = profile.clone();
        other[at..at + 4].copy_from_slice(what);
        assert!(
            Conversion::new(&other, ColorSpace::Rgb).is_none(),
            "{what:?}"
        );
    }
}
