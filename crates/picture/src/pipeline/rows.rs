//! Originals that are read row by row, and shrunk as the rows come: PNGs and TIFFs.

use image::metadata::Orientation;

use crate::config::Limits;
use crate::error::Error;
use crate::geometry::{Area, Dimensions, Geometry};
use crate::options::{Options, Output};

use super::limits::{check_memory, check_result};
use super::picture::{Layout, Picture};
use super::shrink::Shrink;
use super::{cost, interest, orientation, resize};

/// What a file's header says.
pub(super) struct Header {
    /// Length of the file.
    pub(super) bytes: u64,
    pub(super) orientation: Orientation,
    /// Dimensions before the orientation is applied.
    pub(super) stored: Dimensions,
    pub(super) layout: Layout,
    /// Length of the colour profile.
    pub(super) profile: u64,
}

/// What becomes of the rows.
pub(super) struct Plan {
    /// How they are shrunk while they are read.
    pub(super) shrink: Shrink,
    geometry: Geometry,
    orientation: Orientation,
    stored: Dimensions,
}

impl Plan {
    /// Plans the result, and holds it against the limits. `allocated` tells what reading allocates besides the shrunk
    /// picture, in bytes; `output` is the costliest that it may be written as.
    pub(super) fn new(
        header: &Header,
        allocated: impl Fn(&Shrink) -> u64,
        output: Output,
        options: &Options,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let orientation = orientation::then(header.orientation, options.turn);
        let stored = header.stored;
        let geometry = Geometry::new(orientation::turn(stored, orientation), options)?;
        check_result(geometry.canvas, options.format, limits)?;
        let area = orientation::to_stored(geometry.crop, stored, orientation);
        let scaled = orientation::turn(geometry.scaled, orientation);
        let shrink = Shrink::new(area, scaled, stored);
        let reading = cost::Reading {
            source: header.bytes,
            allocated: allocated(&shrink),
            shrunk: shrink.size(),
            layout: header.layout,
            profile: header.profile,
        };
        let finishing = cost::Finishing { output, options };
        let estimate = cost::of_rows(&reading, orientation, &geometry, &finishing);
        check_memory(estimate, limits)?;
        Ok(Self {
            shrink,
            geometry,
            orientation,
            stored,
        })
    }

    /// The result's pixels, from the shrunk picture with its alpha multiplied in.
    pub(super) fn scale(
        self,
        shrunk: Picture,
        format: Output,
        options: &Options,
    ) -> Result<Picture, Error> {
        let place = |crop| self.place(crop);
        let geometry = interest::choose(self.geometry, |size| {
            resize::glance(&shrunk, place(self.geometry.crop), size, self.orientation)
        })?;
        let area = place(geometry.crop);
        let ground = format.ground(options.background);
        resize::resize_multiplied(shrunk, area, &geometry, self.orientation, ground)
    }

    /// Where a part of what is seen lies in the shrunk picture.
    fn place(&self, crop: Area) -> Area {
        let stored = orientation::to_stored(crop, self.stored, self.orientation);
        self.shrink.place(stored)
    }
}
