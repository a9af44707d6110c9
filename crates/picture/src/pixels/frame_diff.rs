//! What differs between two frames: the part of the canvas that has to be written.

use crate::geometry::Dimensions;

/// A frame of an animation that is written.
pub(super) struct Frame<'a> {
    /// Red, green, blue and alpha, of the whole canvas.
    pub(super) pixels: &'a [u8],
    /// How long it is seen, in the unit of the format.
    pub(super) delay: u32,
}

/// A part of the canvas, in pixels; not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) left: u32,
    pub(super) top: u32,
    right: u32,
    bottom: u32,
}

impl Part {
    /// All of it.
    pub(super) fn whole(size: Dimensions) -> Self {
        Self {
            left: 0,
            top: 0,
            right: size.width,
            bottom: size.height,
        }
    }

    /// One pixel, where there has to be one.
    pub(super) fn least() -> Self {
        Self {
            left: 0,
            top: 0,
            right: 1,
            bottom: 1,
        }
    }

    /// The same, from even places on.
    pub(super) fn at_even(self) -> Self {
        Self {
            left: self.left & !1,
            top: self.top & !1,
            ..self
        }
    }

    pub(super) fn size(self) -> Dimensions {
        Dimensions {
            width: self.right.saturating_sub(self.left),
            height: self.bottom.saturating_sub(self.top),
        }
    }

    /// What both lie in.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Makes it transparent on a canvas so many pixels wide.
    pub(super) fn clear(self, canvas: &mut [u8], width: u32) {
        let (start, end) = (bytes(self.left), bytes(self.right));
        for row in rows_mut(canvas, self, width) {
            row.get_mut(start..end).unwrap_or_default().fill(0);
        }
    }
}

/// The least part that holds all pixels in which two frames differ.
pub(super) fn changed(before: &[u8], after: &[u8], width: u32) -> Option<Part> {
    part_where(before, after, width, |before, after| before != after)
}

/// The least part that holds all pixels that are there and will not be.
pub(super) fn vanishing(before: &[u8], after: &[u8], width: u32) -> Option<Part> {
    part_where(before, after, width, |before, after| {
        before[3] > 0 && after[3] == 0
    })
}

/// The pixels of a part.
pub(super) fn cut(pixels: &[u8], part: Part, width: u32) -> Vec<u8> {
    let rows = pixels
        .chunks_exact(bytes(width).max(1))
        .skip(part.top as usize)
        .take(part.size().height as usize);
    let columns = bytes(part.left)..bytes(part.right);
    let rows = rows.filter_map(|row| row.get(columns.clone()));
    rows.flatten().copied().collect()
}

fn part_where(
    before: &[u8],
    after: &[u8],
    width: u32,
    counts: impl Fn(&[u8; 4], &[u8; 4]) -> bool,
) -> Option<Part> {
    let row = bytes(width).max(1);
    let rows = before.chunks_exact(row).zip(after.chunks_exact(row));
    let mut found: Option<Part> = None;
    for (y, (before, after)) in (0_u32..).zip(rows) {
        if before == after {
            continue;
        }
        let pairs = before.as_chunks::<4>().0.iter().zip(after.as_chunks().0);
        let mut places = (0_u32..).zip(pairs);
        let counts = |(_, (before, after)): &(u32, (&[u8; 4], &[u8; 4]))| counts(before, after);
        let Some((left, _)) = places.find(counts) else {
            continue;
        };
        let right = places.filter(counts).last().map_or(left, |(x, _)| x);
        let line = Part {
            left,
            top: y,
            right: right.saturating_add(1),
            bottom: y.saturating_add(1),
        };
        found = Some(found.map_or(line, |found| found.and(line)));
    }
    found
}

fn rows_mut(canvas: &mut [u8], part: Part, width: u32) -> impl Iterator<Item = &mut [u8]> {
    canvas
        .chunks_exact_mut(bytes(width).max(1))
        .skip(part.top as usize)
        .take(part.size().height as usize)
}

fn bytes(pixels: u32) -> usize {
    (pixels as usize).saturating_mul(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five pixels wide; `.` is not there.
    fn frame(text: &str) -> Vec<u8> {
        let pixel = |it: u8| if it == b'.' { [0; 4] } else { [it, 1, 2, 255] };
        text.bytes()
            .filter(|it| *it != b' ')
            .flat_map(pixel)
            .collect()
    }

    fn sides(part: Part) -> (u32, u32, u32, u32) {
        let size = part.size();
        (part.left, part.top, size.width, size.height)
    }

    #[test]
    fn finds_the_least_part() {
        for (before, after, change, vanish) in [
            ("aaaaa aaaaa", "aaaaa aaaaa", None, None),
            ("aaaaa aaaaa", "aabaa aaaab", Some((2, 0, 3, 2)), None),
            (
                "aaaaa aaaaa",
                "aaaaa a.baa",
                Some((1, 1, 2, 1)),
                Some((1, 1, 1, 1)),
            ),
            (
                "..... aaaaa",
                "aaaaa ....a",
                Some((0, 0, 5, 2)),
                Some((0, 1, 4, 1)),
            ),
        ] {
            let (from, to) = (frame(before), frame(after));
            let case = format!("{before} to {after}");
            assert_eq!(changed(&from, &to, 5).map(sides), change, "{case}");
            assert_eq!(vanishing(&from, &to, 5).map(sides), vanish, "{case}");
        }
    }

    #[test]
    fn cuts_and_clears_a_part() {
        let mut pixels = frame("abcde fghij klmno");
        let part = changed(&pixels, &frame("abcde fg..j klm.o"), 5).unwrap();
        assert_eq!(cut(&pixels, part, 5), frame("hi mn"));
        part.clear(&mut pixels, 5);
        assert_eq!(pixels, frame("abcde fg..j kl..o"));
    }
}
