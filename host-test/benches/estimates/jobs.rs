//! What is estimated and measured: formats in, formats out, sizes and options.

use std::fmt;

/// A request.
pub(crate) struct Job {
    pub(crate) original: &'static str,
    pub(crate) transform: &'static str,
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.original, self.transform)
    }
}

/// Every original at a small, a usual and a large size.
const STILLS: [&str; 16] = [
    "jpeg-12mp",
    "jpeg-12mp-progressive",
    "jpeg-3mp",
    "jpeg-3mp-grey",
    "jpeg-3mp-noise",
    "png-3mp",
    "png-3mp-alpha",
    "png-3mp-drawing",
    "png-3mp-noise",
    "png-3mp-noise-alpha",
    "webp-3mp",
    "webp-3mp-noise",
    "webp-3mp-lossless",
    "webp-3mp-alpha",
    "tiff-3mp",
    "bmp-3mp",
];
const SIZES: [&str; 4] = ["100x100", "300x300", "800x600", "2000x1500"];

/// The same in linear light.
const LINEAR: [&str; 4] = [
    "100x100,linear=yes",
    "300x300,linear=yes",
    "800x600,linear=yes",
    "2000x1500,linear=yes",
];

/// Every way to write, of one original and at one size.
const OUTPUTS: [&str; 11] = [
    "1200x900,format=jpeg",
    "1200x900,format=jpeg,progressive=yes",
    "1200x900,format=jpeg,quality=100",
    "1200x900,format=jpeg,quality=auto",
    "1200x900,format=jpeg,max-bytes=60000",
    "1200x900,format=png",
    "1200x900,format=webp",
    "1200x900,format=webp,quality=auto",
    "1200x900,format=webp,max-bytes=60000",
    "1200x900,format=webp,lossless=yes",
    "1200x900,format=gif",
];
const WRITTEN: [&str; 7] = [
    "jpeg-3mp",
    "jpeg-3mp-noise",
    "png-3mp-alpha",
    "png-3mp-drawing",
    "png-3mp-noise",
    "png-3mp-noise-alpha",
    "webp-3mp",
];

/// The same where files are as large as they become.
const LARGE: [&str; 7] = [
    "2000x1500,format=jpeg,quality=100",
    "2000x1500,format=jpeg,quality=100,progressive=yes",
    "2000x1500,format=png",
    "2000x1500,format=webp,quality=100",
    "2000x1500,format=webp,quality=auto",
    "2000x1500,format=webp,lossless=yes",
    "2000x1500,format=gif",
];
const NOISE: [&str; 2] = ["png-3mp-noise", "png-3mp-noise-alpha"];

/// Every option that takes time, of one original.
const OPTIONS: [&str; 20] = [
    "1200x900,blur=1",
    "1200x900,blur=20",
    "1200x900,blur=100",
    "1200x900,sharpen=1",
    "1200x900,sharpen=10",
    "1200x900,brightness=1.5",
    "1200x900,saturation=1.5",
    "1200x900,contrast=1.5",
    "1200x900,grayscale=yes",
    "1200x900,blur=2,brightness=2,sharpen=3,contrast=2",
    "1200x300,position=entropy",
    "1200x300,position=attention",
    "1200x900,rotate=90",
    "1200x900,fit=contain,background=f00",
    "1200x900,pad=100,background=f008,format=png",
    "1200x900,fit=fill",
    "600x450,crop=100:100:600:450",
    "4096x3072",
    "4096x4096",
    "4000x3000,format=webp",
];
const CHANGED: [&str; 3] = ["jpeg-12mp", "jpeg-3mp", "png-3mp-alpha"];

/// Small files and large results.
const ENLARGED: [(&str, &str); 8] = [
    ("jpeg-1mp", "4096x4096"),
    ("jpeg-1mp", "4096x4096,format=png"),
    ("jpeg-1mp", "3000x3000,format=webp"),
    ("png-3mp", "2000x2000"),
    ("png-3mp-drawing", "2000x2000"),
    ("png-3mp", "4000x3000,format=jpeg"),
    ("jpeg-1mp", "2000x2000,format=png"),
    ("jpeg-1mp", "3000x2000,quality=auto"),
];

/// Frames, and what is done to each.
const ANIMATED: [(&str, &str); 20] = [
    ("gif-photo", "200x150"),
    ("gif-photo", "440x330"),
    ("gif-photo", "200x150,format=webp"),
    ("gif-photo", "440x330,format=webp"),
    ("gif-photo", "200x150,format=png"),
    ("gif-drawing", "200x150"),
    ("gif-drawing", "440x330"),
    ("gif-drawing", "200x150,format=webp"),
    ("gif-drawing", "200x150,format=webp,lossless=yes"),
    ("webp-frames", "200x150"),
    ("webp-frames", "570x428"),
    ("webp-frames", "200x150,format=gif"),
    ("webp-frames", "440x330,format=gif"),
    ("webp-frames", "300x225,quality=auto"),
    ("webp-frames", "300x225,sharpen=10"),
    (
        "webp-frames",
        "300x225,sharpen=10,saturation=10,quality=auto",
    ),
    ("webp-frames", "100x100,position=entropy"),
    ("webp-frames", "100x100,format=jpeg"),
    ("gif-photo", "200x150,linear=yes"),
    ("webp-frames", "200x150,linear=yes"),
];

/// With the watermark, which is a photograph with alpha.
const WATERMARKED: [(&str, &str); 7] = [
    ("jpeg-3mp", "300x300,watermark=southeast:0.5:0.25"),
    ("jpeg-3mp", "1200x900,watermark=southeast:0.5:0.25"),
    ("jpeg-3mp", "1200x900,watermark=tile:0.5:0.1"),
    ("jpeg-3mp-grey", "1200x900,watermark=centre:0.5:1"),
    ("png-3mp-alpha", "1200x900,watermark=tile:0.5:0.25"),
    ("jpeg-1mp", "3000x2000,watermark=tile:0.5"),
    ("gif-photo", "440x330,watermark=southeast:0.5:0.25"),
];

/// What takes codecs of other people.
const OTHERS: [(&str, &str); 33] = [
    ("jpeg-3mp-noise", "1000x1000,format=avif"),
    ("jpeg-3mp-noise", "1000x1000,format=avif,quality=75"),
    ("jpeg-3mp-noise", "1000x1000,format=avif,quality=100"),
    ("tiff-3mp-stored", "300x300"),
    ("png-3mp-palette", "800x600"),
    ("png-3mp-noise", "500x500,format=avif"),
    ("png-3mp-noise", "500x500,format=avif,quality=100"),
    ("png-3mp-noise-alpha", "500x500,format=avif,quality=100"),
    ("avif-1mp", "100x100"),
    ("avif-1mp", "800x600"),
    ("avif-1mp", "800x600,format=avif"),
    ("jpeg-3mp", "300x300,format=avif"),
    ("jpeg-3mp", "1000x1000,format=avif"),
    ("jpeg-3mp", "1000x1000,format=avif,quality=90"),
    ("jpeg-3mp", "1000x1000,format=avif,quality=30"),
    ("jpeg-3mp-noise", "800x600,format=avif"),
    ("png-3mp-alpha", "800x600,format=avif"),
    ("png-3mp-drawing", "800x600,format=avif"),
    ("jpeg-3mp", "300x300,format=jxl"),
    ("jpeg-3mp", "800x600,format=jxl"),
    ("jpeg-3mp", "1200x900,format=jxl"),
    ("jpeg-3mp", "1200x900,format=jxl,quality=100"),
    ("jpeg-3mp", "1200x900,format=jxl,max-bytes=60000"),
    ("jpeg-3mp-noise", "1200x900,format=jxl"),
    ("png-3mp-noise-alpha", "1200x900,format=jxl,quality=100"),
    ("png-3mp-alpha", "800x600,format=jxl"),
    ("jxl-1mp", "100x100"),
    ("jxl-1mp", "800x600,format=jxl"),
    ("svg-shapes", "300x300"),
    ("svg-shapes", "1500x1500"),
    ("svg-shapes", "1500x1500,format=webp"),
    ("svg-filters", "300x300"),
    ("svg-filters", "1000x1000"),
];

pub(crate) fn jobs() -> Vec<Job> {
    let every = |originals: &'static [&'static str], transforms: &'static [&'static str]| {
        originals
            .iter()
            .flat_map(move |original| transforms.iter().map(move |it| (*original, *it)))
    };
    every(&STILLS, &SIZES)
        .chain(every(&STILLS, &LINEAR))
        .chain(every(&WRITTEN, &OUTPUTS))
        .chain(every(&NOISE, &LARGE))
        .chain(every(&CHANGED, &OPTIONS))
        .chain(ENLARGED)
        .chain(ANIMATED)
        .chain(WATERMARKED)
        .chain(OTHERS)
        .map(|(original, transform)| Job {
            original,
            transform,
        })
        .collect()
}
