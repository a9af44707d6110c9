//! Several shrinks of one picture, for which its rows are read once.

use std::ops::Range;

use crate::error::Error;
use crate::progress::Progress;

use super::box_filter::{Boxes, Line, Scaling, Shrunk};
use super::light::Domain;
use super::picture::Layout;
use super::shrink::Shrink;

/// Several shrinks of one picture; at least one.
#[derive(Debug, Clone)]
pub(crate) struct Shrinks {
    all: Vec<Shrink>,
    scaling: Option<Scaling>,
    /// What any of them keeps, in pixels of the picture.
    pub(crate) columns: Range<u32>,
    pub(crate) rows: Range<u32>,
}

/// The pictures while they are shrunk.
pub(crate) struct Shrinking<'a>(Vec<Boxes<'a>>);

impl Shrinks {
    pub(crate) fn new(all: Vec<Shrink>) -> Self {
        let hull = |of: fn(&Shrink) -> (u32, u32)| {
            let start = all.iter().map(|shrink| of(shrink).0).min();
            let end = all.iter().map(|shrink| of(shrink).1).max();
            start.unwrap_or_default()..end.unwrap_or_default()
        };
        let columns = hull(|it| (it.left, it.left.saturating_add(it.window.width)));
        let rows = hull(|it| (it.top, it.bottom()));
        Self {
            all,
            scaling: None,
            columns,
            rows,
        }
    }

    /// A shrink of whose picture the rows are scaled as soon as they are there, so that it is never there as a whole.
    pub(crate) fn scaled(shrink: Shrink, scaling: Scaling) -> Self {
        Self {
            scaling: Some(scaling),
            ..Self::new(vec![shrink])
        }
    }

    /// The shorter side of the smallest boxes, of which no mean but their own may be taken before.
    pub(crate) fn smallest_side(&self) -> u32 {
        if self.all.iter().any(|it| it.domain == Domain::Light) {
            return 1;
        }
        let sides = self.all.iter().map(|shrink| shrink.x.min(shrink.y).get());
        sides.min().unwrap_or(1)
    }

    /// Length of all that is left, in bytes: of shrunk pictures, or of the scaled one.
    pub(crate) fn bytes(&self, layout: Layout) -> u64 {
        let size = |shrink: &Shrink| self.scaling.map_or(shrink.size(), |scaling| scaling.size);
        let pixels = self.all.iter().map(|shrink| size(shrink).pixels());
        let pixels = pixels.fold(0, u64::saturating_add);
        pixels.saturating_mul(layout.channels() as u64)
    }
}

impl<'a> Shrinking<'a> {
    pub(crate) fn new(
        shrinks: &Shrinks,
        layout: Layout,
        interlaced: bool,
        progress: &'a dyn Progress,
    ) -> Self {
        let all = shrinks.all.iter();
        let all =
            all.map(|shrink| Boxes::new(*shrink, layout, interlaced, shrinks.scaling, progress));
        Self(all.collect())
    }

    /// What is allocated besides what is left, in bytes.
    pub(crate) fn cost(shrinks: &Shrinks, layout: Layout, interlaced: bool) -> u64 {
        let costs = shrinks.all.iter();
        let costs = costs.map(|shrink| Boxes::cost(shrink, layout, interlaced, shrinks.scaling));
        costs.fold(0, u64::saturating_add)
    }

    /// Takes a line of the picture, `samples` or more. Of a sequential picture, all lines have to come that any of them
    /// keeps.
    ///
    /// # Errors
    ///
    /// [`Error::TooSlow`], where there is no time for more.
    pub(crate) fn add(&mut self, line: &Line, samples: &[u8]) -> Result<(), Error> {
        self.0
            .iter_mut()
            .try_for_each(|boxes| boxes.add(line, samples))
    }

    /// The shrunk pictures, or the scaled one, alpha multiplied in.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`], where a picture was to be scaled whose rows did not come.
    pub(crate) fn finish(self, mut profile: Option<Vec<u8>>) -> Result<Vec<Shrunk>, Error> {
        let mut pictures = Vec::with_capacity(self.0.len());
        let mut all = self.0.into_iter();
        while let Some(boxes) = all.next() {
            let profile = if all.len() == 0 {
                profile.take()
            } else {
                profile.clone()
            };
            pictures.push(boxes.finish(profile)?);
        }
        Ok(pictures)
    }
}
