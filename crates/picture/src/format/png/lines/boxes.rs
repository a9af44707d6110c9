//! Small pictures through boxes of every size, sequential and interlaced.

use std::num::NonZeroU32;

use crate::geometry::Dimensions;
use crate::pixels::box_filter::Boxes;
use crate::pixels::light::Domain;
use crate::pixels::picture::Layout;
use crate::pixels::shrink::Shrink;

use super::lines;

const STORED: Dimensions = Dimensions {
    width: 11,
    height: 9,
};

fn shrink(x: u32, y: u32) -> Shrink {
    Shrink {
        left: 2,
        top: 1,
        window: Dimensions {
            width: 8,
            height: 7,
        },
        x: NonZeroU32::new(x).unwrap(),
        y: NonZeroU32::new(y).unwrap(),
        domain: Domain::Encoded,
    }
}

fn pixel(x: u32, y: u32) -> [u8; 4] {
    let byte = |value: u32| u8::try_from(value % 256).unwrap();
    [
        byte(x * 23),
        byte(y * 29),
        byte(x * y * 7),
        byte(x * 31 + y * 17),
    ]
}

fn shrunk(shrink: Shrink, interlaced: bool) -> Vec<u8> {
    let mut boxes = Boxes::new(shrink, Layout::Rgba, interlaced, None, &());
    for line in lines(STORED, interlaced) {
        let columns = (line.left..STORED.width).step_by(line.step as usize);
        let samples: Vec<u8> = columns.flat_map(|x| pixel(x, line.y)).collect();
        boxes.add(&line, &samples).unwrap();
    }
    boxes.finish(None).unwrap().picture.pixels
}

/// The mean of a box, in floating point.
fn expected(shrink: &Shrink, column: u32, row: u32) -> [f64; 4] {
    let mut sums = [0.0; 4];
    let x = shrink.left + column * shrink.x.get();
    let y = shrink.top + row * shrink.y.get();
    let right = (x + shrink.x.get()).min(shrink.left + shrink.window.width);
    let bottom = (y + shrink.y.get()).min(shrink.top + shrink.window.height);
    let inside = (y..bottom).flat_map(|y| (x..right).map(move |x| pixel(x, y)));
    for pixel in inside {
        let alpha = f64::from(pixel[3]) / 255.0;
        for channel in 0..3 {
            sums[channel] += f64::from(pixel[channel]) * alpha;
        }
        sums[3] += f64::from(pixel[3]);
    }
    sums.map(|sum| sum / f64::from((right - x) * (bottom - y)))
}

#[test]
fn finds_the_mean_of_each_box_whatever_the_order() {
    for (x, y) in [(1, 1), (1, 3), (2, 1), (2, 2), (3, 4), (8, 7)] {
        let shrink = shrink(x, y);
        let Dimensions { width, height } = shrink.size();
        for interlaced in [false, true] {
            let found = shrunk(shrink, interlaced);
            let case = format!("{x}x{y} interlaced: {interlaced}");
            assert_eq!(found.len(), (width * height * 4) as usize, "{case}");
            let boxes = (0..height).flat_map(|row| (0..width).map(move |column| (column, row)));
            for ((column, row), found) in boxes.zip(found.chunks(4)) {
                let expected = expected(&shrink, column, row);
                for (found, expected) in found.iter().zip(expected) {
                    let far = (f64::from(*found) - expected).abs();
                    assert!(far < 0.51, "{case} {column} {row}: {found} {expected}");
                }
            }
        }
    }
}

#[test]
fn holds_the_largest_sums() {
    let side = NonZeroU32::new(256).unwrap();
    for domain in [Domain::Encoded, Domain::Light] {
        let shrink = Shrink {
            left: 0,
            top: 0,
            window: Dimensions {
                width: 256,
                height: 256,
            },
            x: side,
            y: side,
            domain,
        };
        let mut boxes = Boxes::new(shrink, Layout::Rgba, false, None, &());
        for line in lines(shrink.window, false) {
            boxes.add(&line, &[u8::MAX; 4 * 256]).unwrap();
        }
        assert_eq!(boxes.finish(None).unwrap().picture.pixels, [u8::MAX; 4]);
    }
}
