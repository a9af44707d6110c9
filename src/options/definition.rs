//! Every option in one place: its name, its values, how it is read and how it is written.

use std::fmt;

use crate::format::HAS_AVIF;

use super::number::{Decimal, parse_positive};
use super::{Color, Crop, Fit, Options, Output, Pad, Position, Rotation};

/// The formats that are written.
const FORMATS: &str = if HAS_AVIF {
    "avif, jpeg, png, webp"
} else {
    "jpeg, png, webp"
};

/// One option of the grammar.
pub struct Definition {
    /// Its name in a key.
    pub name: &'static str,
    /// Its values, for documentation and error texts.
    pub values: &'static str,
    /// Its default, in words.
    pub default: &'static str,
    /// What it does, in a sentence.
    pub meaning: &'static str,
    pub(super) read: fn(&mut Options, &str) -> Option<()>,
    /// The value as it is written, or `None` where it is the default.
    pub(super) written: fn(&Options) -> Option<String>,
}

/// Every option, in canonical order.
pub const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "fit",
        values: "cover, contain, fill, inside, outside",
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
        values: "centre, north, northeast, east, southeast, south, southwest, west, northwest, or a focal point such as 0.5:0.25",
        default: "centre",
        meaning: "what stays where cover cuts, and where the picture lies where contain fills up",
        read: |options, value| Position::parse(value).map(|position| options.position = position),
        written: |options| unless_default(&options.position),
    },
    Definition {
        name: "enlarge",
        values: "yes, no",
        default: "yes",
        meaning: "whether a picture that is smaller than the size is enlarged",
        read: |options, value| parse_yes_or_no(value).map(|enlarge| options.enlarge = enlarge),
        written: |options| (!options.enlarge).then(|| "no".to_owned()),
    },
    Definition {
        name: "dpr",
        values: "1 to 5",
        default: "1",
        meaning: "pixels of the screen for each pixel of the size and of pad",
        read: |options, value| {
            let dpr = Decimal::parse(value);
            let dpr = dpr.filter(|dpr| (Decimal::ONE..=Decimal::whole(5)).contains(dpr));
            dpr.map(|dpr| options.dpr = dpr)
        },
        written: |options| (options.dpr != Decimal::ONE).then(|| options.dpr.to_string()),
    },
    Definition {
        name: "crop",
        values: "left:top:width:height, in pixels or in parts such as 0.25",
        default: "the whole picture",
        meaning: "the part of the picture, as it is seen and turned, that everything else is about",
        read: |options, value| Crop::parse(value).map(|crop| options.crop = Some(crop)),
        written: |options| options.crop.map(|crop| crop.to_string()),
    },
    Definition {
        name: "rotate",
        values: "0, 90, 180, 270",
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
        values: "yes, no",
        default: "no",
        meaning: "whether the picture is mirrored upside down",
        read: |options, value| parse_yes_or_no(value).map(|flip| options.turn.flip = flip),
        written: |options| options.turn.flip.then(|| "yes".to_owned()),
    },
    Definition {
        name: "flop",
        values: "yes, no",
        default: "no",
        meaning: "whether the picture is mirrored left to right",
        read: |options, value| parse_yes_or_no(value).map(|flop| options.turn.flop = flop),
        written: |options| options.turn.flop.then(|| "yes".to_owned()),
    },
    Definition {
        name: "background",
        values: "a colour such as ff8000, f80 or, with alpha, ff800080",
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
        values: "pixels, or top:right:bottom:left",
        default: "0",
        meaning: "room that is added around the result",
        read: |options, value| Pad::parse(value).map(|pad| options.pad = pad),
        written: |options| unless_default(&options.pad),
    },
    Definition {
        name: "format",
        values: FORMATS,
        default: "the original's; JPEG, or PNG with alpha, where that cannot be written",
        meaning: "the format of the result",
        read: |options, value| Output::parse(value).map(|format| options.format = Some(format)),
        written: |options| options.format.map(|format| format.name().to_owned()),
    },
    Definition {
        name: "quality",
        values: "1 to 100",
        default: "80, of AVIF 50",
        meaning: "quality of a JPEG, as libjpeg means it, or of an AVIF, as sharp means it",
        read: |options, value| {
            let quality = parse_positive(value, 100).and_then(|quality| u8::try_from(quality).ok());
            quality.map(|quality| options.quality = Some(quality))
        },
        written: |options| options.quality.map(|quality| quality.to_string()),
    },
    Definition {
        name: "progressive",
        values: "yes, no",
        default: "no",
        meaning: "whether a JPEG is seen as a whole before it is there as a whole",
        read: |options, value| {
            parse_yes_or_no(value).map(|progressive| options.progressive = progressive)
        },
        written: |options| options.progressive.then(|| "yes".to_owned()),
    },
];

fn parse_yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
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
