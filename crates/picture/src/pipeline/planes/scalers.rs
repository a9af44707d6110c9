//! The planes of the only result, scaled as their rows come.

use marble_jpeg::decode::{Extent, Rows};

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::pixels::picture::Layout;
use crate::pixels::planes::{Color, Planes};
use crate::pixels::resample::row_scaler::{self, RowScaler};

use super::view::{Chroma, PlanesView, turned};

/// A scaler for each plane.
pub(super) struct Scalers(Vec<RowScaler>);

impl Rows for Scalers {
    fn take(&mut self, component: usize, rows: &[u8]) {
        if let Some(scaler) = self.0.get_mut(component) {
            scaler.take(rows);
        }
    }
}

impl Scalers {
    /// Those of a result whose area is chosen, of planes in gamma.
    pub(super) fn new(view: &PlanesView, extent: &Extent, chroma: Chroma) -> Self {
        let scalers = view.planes(extent, chroma).map(|plane| {
            let (from, area, to) = plane;
            RowScaler::new(from, area, to, Layout::Grey)
        });
        Self(scalers.collect())
    }

    /// Bytes of the result.
    pub(super) fn result(view: &PlanesView, extent: &Extent, chroma: Chroma) -> u64 {
        let planes = view.planes(extent, chroma).map(|(_, _, to)| to.pixels());
        planes.fold(0, u64::saturating_add)
    }

    /// What they allocate beside the result, in bytes.
    pub(super) fn cost(view: &PlanesView, extent: &Extent, chroma: Chroma) -> u64 {
        let costs = view
            .planes(extent, chroma)
            .map(|(from, _, to)| row_scaler::cost(from, to, 1));
        costs.fold(0, u64::saturating_add)
    }

    /// The planes of the result, of these colours.
    pub(super) fn finish(self, view: &PlanesView, color: Color) -> Result<Planes, Error> {
        let Dimensions { width, height } = view.seen.geometry.scaled;
        let planes = self
            .0
            .into_iter()
            .map(|scaler| turned(scaler.finish()?, view.seen.orientation));
        Ok(Planes {
            width,
            height,
            color,
            planes: planes.collect::<Result<_, _>>()?,
        })
    }
}
