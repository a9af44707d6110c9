//! Sizes and boxes of every fit, position, crop and pad, as sharp has them.

use marble_transform::{Decimal, Srcset, link};
use serde_json::Value;

use super::*;

fn geometry(source: (u32, u32), size: &str, fit: Fit) -> Geometry {
    geometry_of(source, &format!("{size},fit={}", fit.name()))
}

fn geometry_of(source: (u32, u32), transform: &str) -> Geometry {
    let source = Dimensions {
        width: source.0,
        height: source.1,
    };
    Geometry::new(source, &Transform::parse(transform, u32::MAX).unwrap()).unwrap()
}

/// The sizes are what sharp 0.35.5 made of PNGs of these dimensions.
#[test]
fn makes_the_sizes_that_sharp_makes() {
    use Fit::Contain;
    use Fit::Cover;
    use Fit::Fill;
    use Fit::Inside;
    use Fit::Outside;
    for (source, size, fit, expected) in [
        ((640, 480), "300x300", Cover, (300, 300)),
        ((100, 80), "300x300", Cover, (300, 300)),
        ((640, 480), "300x300", Contain, (300, 300)),
        ((640, 480), "300x300", Fill, (300, 300)),
        ((640, 480), "300x300", Inside, (300, 225)),
        ((640, 480), "300x300", Outside, (400, 300)),
        ((100, 80), "300x300", Inside, (300, 240)),
        ((100, 80), "300x300", Outside, (375, 300)),
        ((640, 480), "300x", Cover, (300, 225)),
        ((640, 480), "x300", Contain, (400, 300)),
        ((640, 480), "300x", Fill, (300, 480)),
        ((640, 480), "x300", Fill, (640, 300)),
        ((1000, 667), "300x300", Inside, (300, 200)),
        ((3, 5000), "300x300", Inside, (1, 300)),
        ((5000, 3), "10x10", Inside, (10, 1)),
        ((5000, 1), "10x10", Cover, (10, 10)),
        ((1, 1), "7x5", Outside, (7, 7)),
        ((1, 5000), "10x", Cover, (10, 50_000)),
    ] {
        let canvas = geometry(source, size, fit).canvas;
        assert_eq!(
            (canvas.width, canvas.height),
            expected,
            "{source:?} {size} {fit:?}"
        );
    }
}

#[test]
fn cuts_the_middle_out() {
    for (source, size, crop) in [
        ((640, 480), "300x300", (80.0, 0.0, 480.0, 480.0)),
        ((480, 640), "300x300", (0.0, 80.0, 480.0, 480.0)),
        ((10, 10), "10x5", (0.0, 3.0, 10.0, 5.0)),
        ((10, 5), "5x5", (3.0, 0.0, 5.0, 5.0)),
    ] {
        let found = geometry(source, size, Fit::Cover).crop;
        assert_eq!(
            (found.left, found.top, found.width, found.height),
            crop,
            "{source:?} {size}"
        );
    }
}

#[test]
fn keeps_what_is_asked_for() {
    for (source, transform, crop) in [
        ((100, 50), "50x50,position=west", (0.0, 0.0, 50.0, 50.0)),
        (
            (100, 50),
            "50x50,position=southeast",
            (50.0, 0.0, 50.0, 50.0),
        ),
        ((50, 100), "50x50,position=north", (0.0, 0.0, 50.0, 50.0)),
        ((50, 100), "25x25,position=0.5:0.4", (0.0, 16.0, 50.0, 50.0)),
        ((50, 100), "25x25,position=0.5:1", (0.0, 50.0, 50.0, 50.0)),
        ((50, 100), "25x25,position=0:0", (0.0, 0.0, 50.0, 50.0)),
        ((100, 100), "9x9,crop=10:20:30:30", (10.0, 20.0, 30.0, 30.0)),
        (
            (100, 100),
            "9x9,crop=0.5:0.5:20:20",
            (50.0, 50.0, 20.0, 20.0),
        ),
        ((100, 100), "300x50,enlarge=no", (0.0, 25.0, 100.0, 50.0)),
    ] {
        let found = geometry_of(source, transform).crop;
        assert_eq!(
            (found.left, found.top, found.width, found.height),
            crop,
            "{source:?} {transform}"
        );
    }
}

#[test]
fn lays_the_picture_where_it_is_asked_for() {
    for (source, transform, expected) in [
        ((20, 10), "10x10,fit=contain,position=north", (10, 10, 0, 0)),
        ((20, 10), "10x10,fit=contain,position=south", (10, 10, 0, 5)),
        ((20, 10), "10x10,fit=contain,position=0:1", (10, 10, 0, 5)),
        (
            (20, 10),
            "40x10,fit=contain,position=east,dpr=2",
            (80, 20, 40, 0),
        ),
        ((20, 10), "40x40,fit=contain,enlarge=no", (40, 40, 10, 15)),
        ((20, 10), "10x5,pad=1:2:3:4", (16, 9, 4, 1)),
        ((20, 10), "10x5,pad=1,dpr=1.5", (19, 12, 2, 2)),
    ] {
        let found = geometry_of(source, transform);
        let Dimensions { width, height } = found.canvas;
        assert_eq!(
            (width, height, found.left, found.top),
            expected,
            "{source:?} {transform}"
        );
    }
}

#[test]
fn refuses_a_crop_beside_the_picture() {
    let transform = Transform::parse("9x9,crop=640:0:10:10", 4096).unwrap();
    let source = Dimensions {
        width: 640,
        height: 480,
    };
    assert_eq!(
        Geometry::new(source, &transform).unwrap_err().to_string(),
        "expected a crop that begins inside the 640x480 picture, but found 640:0:10:10"
    );
}

#[test]
fn puts_the_picture_into_the_middle() {
    for (source, size, expected) in [
        ((640, 480), "300x300", (300, 225, 0, 37)),
        ((480, 640), "300x300", (225, 300, 37, 0)),
        ((10, 10), "11x10", (10, 10, 0, 0)),
    ] {
        let found = geometry(source, size, Fit::Contain);
        let scaled = found.scaled;
        assert_eq!(
            (scaled.width, scaled.height, found.left, found.top),
            expected,
            "{source:?} {size}"
        );
    }
}

#[test]
fn holds_its_promises_for_every_size() {
    let sides = [1, 2, 3, 7, 100, 4095, 4096, 65_535, u32::MAX];
    for fit in [
        Fit::Contain,
        Fit::Cover,
        Fit::Fill,
        Fit::Inside,
        Fit::Outside,
    ] {
        for (width, height) in sides.iter().flat_map(|w| sides.map(|h| (*w, h))) {
            for size in ["1x1", "16383x16383", "1x16383", "3x", "x3"] {
                let found = geometry((width, height), size, fit);
                let case = format!("{width}x{height} {size} {fit:?} {found:?}");
                let Area {
                    left,
                    top,
                    width: w,
                    height: h,
                } = found.crop;
                assert!(left >= 0.0 && top >= 0.0 && w > 0.0 && h > 0.0, "{case}");
                assert!(left + w <= f64::from(width) * (1.0 + 1e-12), "{case}");
                assert!(top + h <= f64::from(height) * (1.0 + 1e-12), "{case}");
                let right = found.left.saturating_add(found.scaled.width);
                let bottom = found.top.saturating_add(found.scaled.height);
                assert!(
                    right <= found.canvas.width && bottom <= found.canvas.height,
                    "{case}"
                );
                assert!(found.scaled.width > 0 && found.scaled.height > 0, "{case}");
            }
        }
    }
}

/// What a link says of the size of a result: the rows of `links.json` whose originals are known.
#[test]
fn tells_links_how_large_a_result_is() {
    let table = include_str!("../../../transform/links.json");
    let table: Value = serde_json::from_str(table).unwrap();
    let rows = table["srcsets"].as_array().unwrap();
    let rows: Vec<_> = rows
        .iter()
        .filter(|row| row["original"].is_object())
        .collect();
    assert!(rows.len() >= 15, "{} rows", rows.len());
    for row in rows {
        let pixels = |value: &Value| u32::try_from(value.as_u64().unwrap()).unwrap();
        let original = Dimensions {
            width: pixels(&row["original"]["width"]),
            height: pixels(&row["original"]["height"]),
        };
        let size_of = |transform: &Transform| match result(original, transform) {
            Ok(result) => Some((result.width, result.height)),
            Err(_) => transform.size_in_words(),
        };
        let transform = Transform::parse(row["transform"].as_str().unwrap(), 4096).unwrap();
        let list = |name: &str| row[name].as_array().map(|list| list.iter());
        let srcset = if let Some(widths) = list("widths") {
            let widths: Vec<_> = widths.map(pixels).collect();
            Srcset::of_widths(&transform, &widths, 4096, size_of).unwrap()
        } else {
            let densities = list("densities").unwrap().map(Value::to_string);
            let densities: Vec<_> = densities.map(|it| Decimal::parse(&it).unwrap()).collect();
            Srcset::of_densities(&transform, &densities, 4096, size_of).unwrap()
        };
        let size = row["width"].is_number();
        let size = size.then(|| (pixels(&row["width"]), pixels(&row["height"])));
        assert_eq!(srcset.size(), size, "{row}");
        let link = |transform: &Transform| link("", row["key"].as_str().unwrap(), transform, None);
        assert_eq!(srcset.attribute(link), row["srcset"], "{row}");
        assert_eq!(link(srcset.src()), row["src"], "{row}");
    }
}
