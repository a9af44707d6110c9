//! The canvas that frames are drawn onto, one over the other.

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::original::frames::{Below, Dispose, Frame, Rows};
use crate::pixels::picture::{Layout, Picture};

/// What is seen, alpha multiplied in.
pub(crate) struct Canvas {
    picture: Picture,
    /// What has to be done before the next frame is drawn.
    due: Due,
}

enum Due {
    Clear(Rows),
    Nothing,
    Restore(Rows, Vec<u8>),
}

impl Canvas {
    /// Where nothing was drawn yet.
    pub(crate) fn new(size: Dimensions) -> Self {
        let bytes = bytes(size.width).saturating_mul(size.height as usize);
        Self {
            picture: Picture {
                size,
                layout: Layout::Rgba,
                pixels: vec![0; bytes],
                profile: None,
            },
            due: Due::Nothing,
        }
    }

    pub(crate) fn picture(&self) -> &Picture {
        &self.picture
    }

    /// Draws the next frame. What reaches over the edge is left out.
    pub(crate) fn draw(&mut self, frame: &Frame<'_>) -> Result<(), Error> {
        self.do_what_is_due();
        let rows = self.covered(frame);
        self.due = match frame.dispose {
            Dispose::Clear => Due::Clear(rows.clone()),
            Dispose::Keep => Due::Nothing,
            Dispose::Restore => {
                let kept = self.rows(&rows).flat_map(|row| row.iter().copied());
                Due::Restore(rows.clone(), kept.collect())
            }
        };
        let row_bytes = self.row_bytes();
        let mut below = Below::new(&mut self.picture.pixels, row_bytes, rows);
        frame.pixels.draw(frame.size, &mut below)
    }

    fn do_what_is_due(&mut self) {
        match std::mem::replace(&mut self.due, Due::Nothing) {
            Due::Clear(rows) => self.rows_mut(&rows).for_each(|row| row.fill(0)),
            Due::Nothing => {}
            Due::Restore(rows, kept) => {
                let kept = kept.chunks_exact(rows.columns.len().max(1));
                for (row, kept) in self.rows_mut(&rows).zip(kept) {
                    if row.len() == kept.len() {
                        row.copy_from_slice(kept);
                    }
                }
            }
        }
    }

    /// What a frame covers of the canvas.
    fn covered(&self, frame: &Frame<'_>) -> Rows {
        let Dimensions { width, height } = self.picture.size;
        let right = frame.left.saturating_add(frame.size.width).min(width);
        let bottom = frame.top.saturating_add(frame.size.height).min(height);
        Rows {
            top: frame.top as usize,
            count: bottom.saturating_sub(frame.top) as usize,
            columns: bytes(frame.left.min(right))..bytes(right),
        }
    }

    fn rows(&self, rows: &Rows) -> impl Iterator<Item = &[u8]> {
        let columns = rows.columns.clone();
        let all = self.picture.pixels.chunks_exact(self.row_bytes());
        let some = all.skip(rows.top).take(rows.count);
        some.filter_map(move |row| row.get(columns.clone()))
    }

    fn rows_mut(&mut self, rows: &Rows) -> impl Iterator<Item = &mut [u8]> {
        let columns = rows.columns.clone();
        let bytes = self.row_bytes();
        let all = self.picture.pixels.chunks_exact_mut(bytes);
        let some = all.skip(rows.top).take(rows.count);
        some.filter_map(move |row| row.get_mut(columns.clone()))
    }

    fn row_bytes(&self) -> usize {
        bytes(self.picture.size.width).max(1)
    }
}

fn bytes(pixels: u32) -> usize {
    (pixels as usize).saturating_mul(4)
}
