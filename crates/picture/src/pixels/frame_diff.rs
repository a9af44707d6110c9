//! What differs between two frames: the part of the canvas that has to be written.

use crate::geometry::Dimensions;

/// A frame of an animation that is written.
pub(crate) struct Frame<'a> {
    /// Red, green, blue and alpha, of the whole canvas.
    pub(crate) pixels: &'a [u8],
    /// How long it is seen, in the unit of the format.
    pub(crate) delay: u32,
}

/// A part of the canvas, in pixels; not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rect {
    pub(crate) left: u32,
    pub(crate) top: u32,
    right: u32,
    bottom: u32,
}

impl Rect {
    /// All of it.
    pub(crate) fn whole(size: Dimensions) -> Self {
        Self {
            left: 0,
            top: 0,
            right: size.width,
            bottom: size.height,
        }
    }

    /// One pixel, where there has to be one.
    pub(crate) fn least() -> Self {
        Self {
            left: 0,
            top: 0,
            right: 1,
            bottom: 1,
        }
    }

    /// The same, from even places on.
    pub(crate) fn at_even(self) -> Self {
        Self {
            left: self.left & !1,
            top: self.top & !1,
            ..self
        }
    }

    pub(crate) fn size(self) -> Dimensions {
        Dimensions {
            width: self.right.saturating_sub(self.left),
            height: self.bottom.saturating_sub(self.top),
        }
    }

    /// What both lie in.
    pub(crate) fn union(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Makes it transparent on a canvas so many pixels wide.
    pub(crate) fn clear(self, canvas: &mut [u8], width: u32) {
        let (start, end) = (bytes(self.left), bytes(self.right));
        for row in rows_mut(canvas, self, width) {
            row.get_mut(start..end).unwrap_or_default().fill(0);
        }
    }
}

/// The least part that holds all pixels in which two frames differ.
pub(crate) fn changed(before: &[u8], after: &[u8], width: u32) -> Option<Rect> {
    rect_where(before, after, width, |before, after| before != after)
}

/// The least part that holds all pixels that are there and will not be.
pub(crate) fn vanishing(before: &[u8], after: &[u8], width: u32) -> Option<Rect> {
    rect_where(before, after, width, |before, after| {
        before[3] > 0 && after[3] == 0
    })
}

/// The pixels of a part.
pub(crate) fn crop(pixels: &[u8], part: Rect, width: u32) -> Vec<u8> {
    let rows = pixels
        .chunks_exact(bytes(width).max(1))
        .skip(part.top as usize)
        .take(part.size().height as usize);
    let columns = bytes(part.left)..bytes(part.right);
    let rows = rows.filter_map(|row| row.get(columns.clone()));
    // Row by row, of which it is known before how many bytes they are.
    rows.collect::<Vec<_>>().concat()
}

fn rect_where(
    before: &[u8],
    after: &[u8],
    width: u32,
    counts: impl Fn(&[u8; 4], &[u8; 4]) -> bool,
) -> Option<Rect> {
    let row = bytes(width).max(1);
    let rows = before.chunks_exact(row).zip(after.chunks_exact(row));
    let mut found: Option<Rect> = None;
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
        let line = Rect {
            left,
            top: y,
            right: right.saturating_add(1),
            bottom: y.saturating_add(1),
        };
        found = Some(found.map_or(line, |found| found.union(line)));
    }
    found
}

fn rows_mut(canvas: &mut [u8], part: Rect, width: u32) -> impl Iterator<Item = &mut [u8]> {
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

    fn sides(part: Rect) -> (u32, u32, u32, u32) {
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
        assert_eq!(crop(&pixels, part, 5), frame("hi mn"));
        part.clear(&mut pixels, 5);
        assert_eq!(pixels, frame("abcde fg..j kl..o"));
    }
}
