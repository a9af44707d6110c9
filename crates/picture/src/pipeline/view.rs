//! How a picture will be seen: its geometry, and how it is turned between the file and the result.

use image::metadata::Orientation;
use marble_jpeg::decode::Region;
use marble_transform::Color;

use crate::cost::behind;
use crate::error::Error;
use crate::geometry::{Area, Dimensions, Geometry};
use crate::pixels::light::Domain;
use crate::pixels::picture::Picture;
use crate::pixels::{orientation, resize};
use crate::smartcrop;
use crate::work::Work;

use super::job::Job;

/// How far the filter looks beyond the area that is kept, in samples of the decoded picture: Lanczos3 at a ratio
/// of 2 reaches six to each side.
const MARGIN: u32 = 8;

/// How a picture will be seen.
#[derive(Clone, Copy)]
pub(super) struct View {
    /// Of the picture as it is seen.
    pub(super) geometry: Geometry,
    /// That of the file, and what is asked for after it.
    pub(super) orientation: Orientation,
    /// Dimensions in the file.
    pub(super) stored: Dimensions,
    /// What of the pixels means are taken, where it is scaled.
    pub(super) domain: Domain,
    /// What an opaque picture is laid on.
    background: Color,
}

impl View {
    /// The view of a picture of these dimensions and this orientation in its file, held against the limits of results.
    pub(super) fn new(
        stored: Dimensions,
        orientation: Orientation,
        job: &Job<'_>,
    ) -> Result<Self, Error> {
        let orientation = orientation::then(orientation, job.transform.turn);
        let seen = orientation::turn(stored, orientation);
        let geometry = Geometry::new(seen, job.transform)?;
        job.check_result(geometry.canvas)?;
        Ok(Self {
            geometry,
            orientation,
            stored,
            domain: Domain::new(job.transform.linear == Some(true)),
            background: job.encoder(false)?.background(job.transform.background),
        })
    }

    /// An area of the picture as it is seen, as it lies in the file.
    pub(super) fn to_stored(self, seen: Area) -> Area {
        orientation::to_stored(seen, self.stored, self.orientation)
    }

    /// The part of the picture that is kept, as it lies in the file.
    pub(super) fn crop(self) -> Area {
        self.to_stored(self.geometry.crop)
    }

    /// What that part is scaled to, before it is turned.
    pub(super) fn scaled(self) -> Dimensions {
        orientation::turn(self.geometry.scaled, self.orientation)
    }

    /// What is seen of it once that is chosen, before it is turned.
    pub(super) fn shown(self) -> Dimensions {
        orientation::turn(self.geometry.shown(), self.orientation)
    }

    /// Lets the picture choose what is kept of it, where that is open. `preview` gives the picture as it is seen in a
    /// size, alpha multiplied in.
    pub(super) fn choose(
        &mut self,
        preview: impl FnOnce(&Self, Dimensions) -> Result<Picture, Error>,
    ) -> Result<(), Error> {
        self.geometry = smartcrop::crop(self.geometry, |size| preview(self, size))?;
        Ok(())
    }

    /// Whether each row of the result can be made as soon as the rows are there that it sees: what is kept is known, and it is
    /// scaled as the file has it.
    pub(super) fn goes_by_rows(self) -> bool {
        self.geometry.smart_crop.is_none() && self.domain == Domain::Encoded
    }

    /// What choosing takes beside a decoded picture of so many channels, in bytes. `decoded` are its dimensions.
    pub(super) fn cost_of_choosing(self, decoded: Dimensions, channels: u64) -> u64 {
        smartcrop::cost(&self.geometry, decoded, self.orientation, channels)
    }

    /// Dimensions of the part that is kept, of a picture that is decoded as a whole; the whole where it is not chosen yet.
    pub(super) fn kept(self) -> Dimensions {
        if self.geometry.smart_crop.is_some() {
            self.stored
        } else {
            let Region { width, height, .. } = self.region(1);
            Dimensions { width, height }
        }
    }

    /// What scaling takes beside a picture that was decoded to so many pixels and channels, in bytes.
    pub(super) fn cost_of_scaling(self, decoded: Dimensions, channels: u64) -> u64 {
        resize::cost(decoded, self.shown(), channels, self.domain)
    }

    /// How long it takes to choose and to scale, where the kept area was decoded to so many pixels and channels.
    pub(super) fn work_of_scaling(self, decoded: Dimensions, channels: u64) -> Work {
        let choosing = smartcrop::work(&self.geometry, decoded, self.orientation, channels);
        choosing + resize::work(decoded, self.shown(), channels, self.domain)
    }

    /// Whether the picture covers the whole result, so that no background is seen around it.
    pub(super) fn covers(self) -> bool {
        self.geometry.canvas == self.geometry.shown()
    }

    /// Channels of the result of a picture that has so many: a background may have more.
    pub(super) fn channels(self, channels: u64) -> u64 {
        if self.covers() {
            return channels;
        }
        let colorful = channels > 2 || !self.background.is_grey();
        let translucent = channels.is_multiple_of(2) || self.background.alpha < u8::MAX;
        let [opaque, with_alpha] = if colorful { [3, 4] } else { [1, 2] };
        if translucent { with_alpha } else { opaque }
    }

    /// Bytes of the result's pixels, for a picture of so many channels.
    pub(super) fn result_bytes(self, channels: u64) -> u64 {
        let pixels = self.geometry.canvas.pixels();
        pixels.saturating_mul(self.channels(channels))
    }

    /// Bytes of what is kept of a picture of so many channels, scaled.
    pub(super) fn scaled_bytes(self, channels: u64) -> u64 {
        self.shown().pixels().saturating_mul(channels)
    }

    /// What there is while that is turned, and laid on a background, in bytes: each time it is there twice. `gaps` are
    /// what was given back before.
    pub(super) fn cost_of_embedding(self, gaps: &[u64], channels: u64) -> u64 {
        let scaled = self.scaled_bytes(channels);
        let turned = if self.orientation == Orientation::NoTransforms {
            0
        } else {
            behind(gaps, scaled, scaled)
        };
        let laid = if self.covers() {
            0
        } else {
            // With more channels, where the background has them.
            let converted = match self.channels(channels) {
                same if same == channels => 0,
                more => self.scaled_bytes(more),
            };
            let kept = scaled.saturating_add(converted);
            behind(gaps, kept, self.result_bytes(channels))
        };
        turned.max(laid)
    }

    /// What of the original is looked at, in its pixels, where it is decoded at one part of `denominator` of its size.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "edges within the picture"
    )]
    pub(super) fn region(self, denominator: u32) -> Region {
        let area = self.crop();
        let margin = MARGIN.saturating_mul(denominator);
        let left = (area.left as u32).saturating_sub(margin);
        let top = (area.top as u32).saturating_sub(margin);
        let right = ((area.left + area.width).ceil() as u32).saturating_add(margin);
        let bottom = ((area.top + area.height).ceil() as u32).saturating_add(margin);
        Region {
            left,
            top,
            width: right.min(self.stored.width).saturating_sub(left),
            height: bottom.min(self.stored.height).saturating_sub(top),
        }
    }

    /// Dimensions of that part as it is decoded, about.
    pub(super) fn decoded(self, denominator: u32) -> Dimensions {
        let Region { width, height, .. } = self.region(denominator);
        let side = |side: u32| side.div_ceil(denominator).saturating_add(32);
        Dimensions {
            width: side(width),
            height: side(height),
        }
    }
}
