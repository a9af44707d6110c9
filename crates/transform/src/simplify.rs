//! What has no effect, as far as the words tell, is left out: a result has one spelling, and is stored once.
//!
//! What only the picture can tell stays, such as a crop that reaches over its edge.

use crate::carried::{Icc, Metadata};
use crate::color::Color;
use crate::crop::Crop;
use crate::fit::Fit;
use crate::number::Decimal;
use crate::output::Output;
use crate::pad::Pad;
use crate::position::Position;
use crate::quality::Quality;
use crate::size::Size;
use crate::transform::Transform;
use crate::watermark::Watermark;

impl Transform {
    /// The same with every option that changes nothing at its default.
    pub(super) fn simplify(&mut self) {
        self.simplify_values();
        self.simplify_fit();
        self.position = self.simple_position();
        self.turn = self.turn.simplified();
        self.background = self.simple_background();
        if self.effects.grayscale {
            self.effects.saturation = Decimal::ONE;
        }
        self.watermark = self.watermark.filter(Watermark::is_seen);
        if self.watermark.is_some() {
            // It is drawn in sRGB.
            self.icc = Icc::default();
        }
        // Until the client's `Accept` has chosen, any format may come.
        if !self.negotiate {
            self.simplify_output();
        }
    }

    /// Each value in its one spelling, whatever the other options are.
    pub(super) fn simplify_values(&mut self) {
        self.position = self.position.simplified();
        self.crop = self.crop.map(Crop::simplified);
    }

    /// A side that is not asked for follows the other: nothing is cut, filled up or limited.
    fn simplify_fit(&mut self) {
        let Size { width, height } = self.size;
        let follows = width.is_none() || height.is_none();
        let is_covered = match self.fit {
            // A picture that is not enlarged may be smaller than the side.
            Fit::Contain => self.enlarge,
            Fit::Cover | Fit::Inside | Fit::Outside => true,
            Fit::Fill => false,
        };
        if follows && is_covered {
            self.fit = Fit::Cover;
        }
    }

    fn simple_position(&self) -> Position {
        let Size { width, height } = self.size;
        let is_cut = self.fit == Fit::Cover && width.is_some() && height.is_some();
        if is_cut || self.fit == Fit::Contain {
            self.position
        } else {
            Position::default()
        }
    }

    fn simple_background(&self) -> Color {
        let is_filled = self.fit == Fit::Contain || self.pad != Pad::default();
        match self.format {
            // It has no alpha: translucent pictures are laid onto the background.
            Some(Output::Jpeg) => self.background.opaque(),
            _ if is_filled => self.background,
            _ => Color::BLACK,
        }
    }

    /// What does not exist in the format that is asked for.
    fn simplify_output(&mut self) {
        let Some(format) = self.format else {
            self.drop_default_quality(Output::Jpeg);
            return;
        };
        self.lossless &= format == Output::WebP;
        self.progressive &= matches!(format, Output::Jpeg | Output::Jxl);
        match format {
            Output::Avif | Output::Jpeg | Output::Json | Output::Jxl | Output::Png => {
                self.frames = None;
            }
            Output::Gif | Output::WebP => {}
        }
        if matches!(format, Output::Gif | Output::Json) {
            self.metadata = Metadata::default();
            self.icc = Icc::default();
        }
        if format == Output::Json {
            self.max_bytes = None;
            self.linear = None;
        }
        let lossy = !matches!(format, Output::Gif | Output::Json | Output::Png);
        let has_quality = lossy && !self.lossless;
        // Looking for a quality would take seconds in AVIF. One of JPEG XL is a distance to the picture as it is seen.
        let is_searched = !matches!(format, Output::Avif | Output::Jxl);
        let is_default = self.quality == Quality::Auto && !is_searched;
        if !has_quality || is_default {
            self.quality = Quality::Default;
        }
        self.drop_default_quality(format);
    }

    fn drop_default_quality(&mut self, format: Output) {
        if self.quality == Quality::Is(format.default_quality()) {
            self.quality = Quality::Default;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_what_has_no_effect() {
        for (text, canonical) in [
            ("9x9,background=000001", "9x9"),
            ("9x9,background=f00,format=webp", "9x9,format=webp"),
            (
                "9x9,background=f008,format=jpeg",
                "9x9,background=ff0000,format=jpeg",
            ),
            ("9x9,background=f008,pad=1", "9x9,background=ff000088,pad=1"),
            (
                "9x9,background=f00,fit=contain",
                "9x9,fit=contain,background=ff0000",
            ),
            ("9x,fit=inside,position=north", "9x"),
            ("x9,fit=contain,background=f00", "x9"),
            ("x9,fit=contain,enlarge=no", "x9,fit=contain,enlarge=no"),
            ("9x,fit=fill,position=west", "9x,fit=fill"),
            ("9x9,fit=outside,position=entropy", "9x9,fit=outside"),
            ("9x9,position=0.5:0.5", "9x9"),
            ("9x9,position=0:1", "9x9,position=southwest"),
            (
                "9x9,position=0.5:0,fit=contain",
                "9x9,fit=contain,position=north",
            ),
            ("9x9,position=0.5:0.25", "9x9,position=0.5:0.25"),
            ("9x9,flip=yes,flop=yes", "9x9,rotate=180"),
            ("9x9,flip=yes,flop=yes,rotate=270", "9x9,rotate=90"),
            ("9x9,flip=yes,rotate=180", "9x9,flop=yes"),
            ("9x9,flop=yes,rotate=180", "9x9,flip=yes"),
            ("9x9,flip=yes,rotate=90", "9x9,rotate=270,flop=yes"),
            ("9x9,flop=yes,rotate=90", "9x9,rotate=90,flop=yes"),
            ("9x9,crop=0.5:0:0.75:0.25", "9x9,crop=0.5:0:0.5:0.25"),
            ("9x9,crop=5:0:0.75:0.25", "9x9,crop=5:0:0.75:0.25"),
            ("9x9,saturation=2,grayscale=yes", "9x9,grayscale=yes"),
            ("9x9,watermark=north:0:0.5", "9x9"),
            ("9x9,icc=srgb,watermark=north:0", "9x9,icc=srgb"),
            ("9x9,icc=srgb,watermark=north", "9x9,watermark=north"),
            ("9x9,frames=7,format=png", "9x9,format=png"),
            ("9x9,frames=7", "9x9,frames=7"),
            ("9x9,lossless=yes,format=jpeg", "9x9,format=jpeg"),
            (
                "9x9,lossless=yes,quality=3,format=webp",
                "9x9,format=webp,lossless=yes",
            ),
            ("9x9,lossless=yes,quality=3", "9x9,quality=3,lossless=yes"),
            ("9x9,progressive=yes,format=webp", "9x9,format=webp"),
            (
                "9x9,progressive=yes,quality=80,lossless=yes,frames=2,format=jxl",
                "9x9,format=jxl,progressive=yes",
            ),
            ("9x9,quality=auto,format=jxl", "9x9,format=jxl"),
            ("9x9,quality=9,format=png", "9x9,format=png"),
            ("9x9,quality=80,format=webp", "9x9,format=webp"),
            ("9x9,quality=80,format=auto", "9x9,format=auto,quality=80"),
            (
                "9x9,metadata=copyright,icc=srgb,quality=3,format=gif",
                "9x9,format=gif",
            ),
            (
                "9x9,metadata=copyright,icc=srgb,quality=3,max-bytes=900,lossless=yes,progressive=yes,frames=2,format=json",
                "9x9,format=json",
            ),
            ("9x9,quality=auto,format=json", "9x9,format=json"),
            ("9x9,linear=yes,format=json", "9x9,format=json"),
            ("9x9,format=png,linear=no", "9x9,linear=no,format=png"),
            (
                "9x9,fit=contain,background=f008,blur=1,watermark=north,dpr=2,format=json",
                "9x9,fit=contain,dpr=2,background=ff000088,blur=1,watermark=north,format=json",
            ),
            ("9x9,background=f00,format=json", "9x9,format=json"),
            (
                "9x9,max-bytes=900,format=png",
                "9x9,format=png,max-bytes=900",
            ),
        ] {
            let transform = Transform::parse(text, 4096).unwrap();
            assert_eq!(transform.to_string(), canonical, "{text}");
            let again = Transform::parse(canonical, 4096).unwrap();
            assert_eq!(again, transform, "{canonical}");
        }
    }

    /// What `Accept` chose is asked for under the key that it would have if it had been named.
    #[test]
    fn a_chosen_format_is_spelled_as_a_named_one() {
        let text = "9x9,lossless=yes,quality=80,progressive=yes,frames=2";
        let auto = Transform::parse(&format!("{text},format=auto"), 9).unwrap();
        for format in [Output::WebP, Output::Jpeg] {
            let named = Transform::parse(&format!("{text},format={}", format.name()), 9);
            assert_eq!(auto.with_format(Some(format)), named.unwrap());
        }
        assert_eq!(auto.with_format(None), Transform::parse(text, 9).unwrap());
    }
}
