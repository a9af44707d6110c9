//! Every option in one place: its name, its values, how it is read and how it is written.

use std::fmt;

use crate::carried::{Icc, Metadata};
use crate::color::Color;
use crate::crop::Crop;
use crate::effects::Effects;
use crate::fit::Fit;
use crate::number::{Decimal, parse_positive};
use crate::output::Output;
use crate::pad::Pad;
use crate::position::Position;
use crate::quality::Quality;
use crate::transform::Transform;
use crate::turn::Rotation;
use crate::values::{FACTOR, Values, YES_OR_NO};
use crate::watermark::Watermark;

/// One option of the grammar.
pub struct Definition {
    /// Its name in a key.
    pub name: &'static str,
    /// Its values.
    pub values: Values,
    /// Its default, in words.
    pub default: &'static str,
    /// What it does, in a sentence.
    pub meaning: &'static str,
    pub(super) read: fn(&mut Transform, &str) -> Option<()>,
    /// The value as it is written, or `None` where it is the default.
    pub(super) written: fn(&Transform) -> Option<String>,
}

/// Every option, in canonical order.
pub const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "fit",
        values: Values::Words(&["cover", "contain", "fill", "inside", "outside"]),
        default: "cover",
        meaning: "how the picture is brought into the size, as in sharp",
        read: |options, value| Fit::parse(value).map(|fit| options.fit = fit),
        written: |options| {
            let fit = options.fit;
            (fit != Fit::default()).then(|| fit.name().to_owned())
        },
    },
    Definition {
        name: "position",
        values: Values::Position {
            words: Position::WORDS,
        },
        default: "centre",
        meaning: "what stays where cover cuts, and where the picture lies where contain fills up",
        read: |options, value| Position::parse(value).map(|position| options.position = position),
        written: |options| unless_default(&options.position),
    },
    Definition {
        name: "enlarge",
        values: YES_OR_NO,
        default: "yes",
        meaning: "whether a picture that is smaller than the size is enlarged",
        read: |options, value| parse_yes_or_no(value).map(|enlarge| options.enlarge = enlarge),
        written: |options| (!options.enlarge).then(|| "no".to_owned()),
    },
    Definition {
        name: "linear",
        values: YES_OR_NO,
        default: "as LINEAR says: no",
        meaning: "whether the picture is scaled in linear light",
        read: |options, value| parse_yes_or_no(value).map(|linear| options.linear = Some(linear)),
        written: |options| {
            let word = |linear| if linear { "yes" } else { "no" };
            options.linear.map(|linear| word(linear).to_owned())
        },
    },
    Definition {
        name: "dpr",
        values: Values::Number {
            least: 1.0,
            most: 5.0,
            step: 0.01,
            words: &[],
        },
        default: "1",
        meaning: "pixels of the screen for each pixel of the size and of pad",
        read: |options, value| {
            let dpr = Decimal::parse(value);
            let dpr = dpr.filter(|dpr| (Decimal::ONE..=Decimal::whole(5)).contains(dpr));
            dpr.map(|dpr| options.dpr = dpr)
        },
        written: |options| unless_one(options.dpr),
    },
    Definition {
        name: "crop",
        values: Values::Crop,
        default: "the whole picture",
        meaning: "the part of the picture, as it is seen and turned, that everything else is about",
        read: |options, value| Crop::parse(value).map(|crop| options.crop = Some(crop)),
        written: |options| options.crop.map(|crop| crop.to_string()),
    },
    Definition {
        name: "rotate",
        values: Values::Words(&["0", "90", "180", "270"]),
        default: "0",
        meaning: "degrees to the right, after the orientation that the file asks for, flip and flop",
        read: |options, value| {
            Rotation::parse(value).map(|rotation| options.turn.rotate = rotation)
        },
        written: |options| {
            let rotation = options.turn.rotate;
            (rotation != Rotation::None).then(|| rotation.degrees().to_owned())
        },
    },
    Definition {
        name: "flip",
        values: YES_OR_NO,
        default: "no",
        meaning: "whether the picture is mirrored upside down",
        read: |options, value| parse_yes_or_no(value).map(|flip| options.turn.flip = flip),
        written: |options| options.turn.flip.then(|| "yes".to_owned()),
    },
    Definition {
        name: "flop",
        values: YES_OR_NO,
        default: "no",
        meaning: "whether the picture is mirrored left to right",
        read: |options, value| parse_yes_or_no(value).map(|flop| options.turn.flop = flop),
        written: |options| options.turn.flop.then(|| "yes".to_owned()),
    },
    Definition {
        name: "background",
        values: Values::Color,
        default: "000000",
        meaning: "what contain and pad fill up with, and what a translucent picture is laid onto where the format has no alpha",
        read: |options, value| Color::parse(value).map(|color| options.background = color),
        written: |options| {
            let color = options.background;
            (color != Color::BLACK).then(|| color.to_string())
        },
    },
    Definition {
        name: "pad",
        values: Values::Pad { most: Pad::MOST },
        default: "0",
        meaning: "room that is added around the result",
        read: |options, value| Pad::parse(value).map(|pad| options.pad = pad),
        written: |options| unless_default(&options.pad),
    },
    Definition {
        name: "blur",
        values: Values::Number {
            least: 0.3,
            most: 100.0,
            step: 0.01,
            words: &[],
        },
        default: "no blur",
        meaning: "sigma of a Gaussian blur, in pixels of the result",
        read: |options, value| {
            Effects::parse_blur(value).map(|sigma| options.effects.blur = Some(sigma))
        },
        written: |options| options.effects.blur.map(|sigma| sigma.to_string()),
    },
    Definition {
        name: "sharpen",
        values: Values::Number {
            least: 0.1,
            most: 10.0,
            step: 0.01,
            words: &[],
        },
        default: "not sharpened",
        meaning: "sigma of the blur that is sharpened against, in pixels of the result",
        read: |options, value| {
            Effects::parse_sharpen(value).map(|sigma| options.effects.sharpen = Some(sigma))
        },
        written: |options| options.effects.sharpen.map(|sigma| sigma.to_string()),
    },
    Definition {
        name: "grayscale",
        values: YES_OR_NO,
        default: "no",
        meaning: "whether the colours are taken out",
        read: |options, value| {
            parse_yes_or_no(value).map(|grayscale| options.effects.grayscale = grayscale)
        },
        written: |options| options.effects.grayscale.then(|| "yes".to_owned()),
    },
    Definition {
        name: "brightness",
        values: FACTOR,
        default: "1",
        meaning: "a factor of lightness",
        read: |options, value| {
            Effects::parse_factor(value).map(|factor| options.effects.brightness = factor)
        },
        written: |options| unless_one(options.effects.brightness),
    },
    Definition {
        name: "contrast",
        values: FACTOR,
        default: "1",
        meaning: "a factor of the distance to middle grey",
        read: |options, value| {
            Effects::parse_factor(value).map(|factor| options.effects.contrast = factor)
        },
        written: |options| unless_one(options.effects.contrast),
    },
    Definition {
        name: "saturation",
        values: FACTOR,
        default: "1",
        meaning: "a factor of colourfulness",
        read: |options, value| {
            Effects::parse_factor(value).map(|factor| options.effects.saturation = factor)
        },
        written: |options| unless_one(options.effects.saturation),
    },
    Definition {
        name: "watermark",
        values: Values::Watermark {
            places: Watermark::PLACES,
        },
        default: "no watermark; opacity 1, scale 0",
        meaning: "where the operator's picture is drawn onto the result, how much of it is seen, and the part of the result that it fits into; 0 stands for its own size",
        read: |options, value| {
            Watermark::parse(value).map(|watermark| options.watermark = Some(watermark))
        },
        written: |options| options.watermark.map(|watermark| watermark.to_string()),
    },
    Definition {
        name: "format",
        values: Values::Words(Output::NAMES),
        default: "the original's; JPEG, or PNG with alpha, where that cannot be written",
        meaning: "the format of the result; json tells facts of it and of the original instead, and auto goes by what the client says it accepts",
        read: |options, value| {
            match value {
                "auto" => options.negotiate = true,
                "original" => options.format = None,
                _ => options.format = Some(Output::parse(value)?),
            }
            Some(())
        },
        written: |options| {
            let auto = options.negotiate.then_some("auto");
            let format = options.format.map(Output::name);
            auto.or(format).map(str::to_owned)
        },
    },
    Definition {
        name: "quality",
        values: Values::Number {
            least: 1.0,
            most: 100.0,
            step: 1.0,
            words: &["auto"],
        },
        default: "80, of AVIF 50",
        meaning: "quality of a lossy format; auto makes the smallest file that still looks like the picture",
        read: |options, value| Quality::parse(value).map(|quality| options.quality = quality),
        written: |options| unless_default(&options.quality),
    },
    Definition {
        name: "max-bytes",
        values: Values::Number {
            least: 100.0,
            most: 100_000_000.0,
            step: 1.0,
            words: &[],
        },
        default: "as many as it takes",
        meaning: "the most bytes that a file may have; the quality of a lossy format gives way",
        read: |options, value| {
            let bytes = parse_positive(value, 100_000_000).filter(|bytes| *bytes >= 100);
            bytes.map(|bytes| options.max_bytes = Some(bytes))
        },
        written: |options| options.max_bytes.map(|bytes| bytes.to_string()),
    },
    Definition {
        name: "lossless",
        values: YES_OR_NO,
        default: "no",
        meaning: "whether a WebP is written without loss",
        read: |options, value| parse_yes_or_no(value).map(|lossless| options.lossless = lossless),
        written: |options| options.lossless.then(|| "yes".to_owned()),
    },
    Definition {
        name: "progressive",
        values: YES_OR_NO,
        default: "no",
        meaning: "whether a JPEG or a JPEG XL is seen as a whole before it is there as a whole",
        read: |options, value| {
            parse_yes_or_no(value).map(|progressive| options.progressive = progressive)
        },
        written: |options| options.progressive.then(|| "yes".to_owned()),
    },
    Definition {
        name: "metadata",
        values: Values::Words(&["none", "copyright"]),
        default: "none",
        meaning: "which metadata of the original reach the result",
        read: |options, value| {
            options.metadata = match value {
                "none" => Metadata::None,
                "copyright" => Metadata::Copyright,
                _ => return None,
            };
            Some(())
        },
        written: |options| {
            (options.metadata == Metadata::Copyright).then(|| "copyright".to_owned())
        },
    },
    Definition {
        name: "icc",
        values: Values::Words(&["keep", "srgb"]),
        default: "keep",
        meaning: "whether the original's colour profile goes along, or its colours are converted to sRGB",
        read: |options, value| {
            options.icc = match value {
                "keep" => Icc::Keep,
                "srgb" => Icc::Srgb,
                _ => return None,
            };
            Some(())
        },
        written: |options| (options.icc == Icc::Srgb).then(|| "srgb".to_owned()),
    },
    Definition {
        name: "frames",
        values: Values::Number {
            least: 1.0,
            most: 10_000.0,
            step: 1.0,
            words: &["all"],
        },
        default: "all",
        meaning: "how many frames of an animation are kept, from the first on",
        read: |options, value| {
            options.frames = match value {
                "all" => None,
                _ => Some(parse_positive(value, 10_000)?),
            };
            Some(())
        },
        written: |options| options.frames.map(|frames| frames.to_string()),
    },
];

fn parse_yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn unless_one(factor: Decimal) -> Option<String> {
    (factor != Decimal::ONE).then(|| factor.to_string())
}

fn unless_default<T: Default + PartialEq + fmt::Display>(value: &T) -> Option<String> {
    (*value != T::default()).then(|| value.to_string())
}

impl fmt::Debug for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Definition {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Definition {}
