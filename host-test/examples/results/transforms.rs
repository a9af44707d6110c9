//! What is asked for: a dozen that every original gets, and all that a few of them get.

/// They are small, and have something of every option.
pub(crate) const DOZEN: [&str; 12] = [
    "40x30",
    "64x,format=png",
    "x24,format=webp",
    "20x20,fit=contain,background=ff880080,format=png",
    "50x40,fit=fill,format=jpeg",
    "33x17,fit=inside,format=gif",
    "24x24,rotate=90,flip=yes,format=webp,lossless=yes",
    "30x30,position=attention,crop=0.1:0.2:0.5:0.6",
    "100x80,pad=3:2:1:0,blur=1.5,grayscale=yes",
    "48x48,fit=outside,format=jpeg,quality=auto,progressive=yes",
    "16x16,sharpen=1,metadata=copyright,icc=srgb",
    "7x5,position=entropy,frames=1",
];

/// For photographs.
pub(crate) const LARGE: [&str; 14] = [
    "300x300",
    "800x600",
    "1600x1200,format=jpeg",
    "600x,format=webp",
    "800x600,format=png",
    "400x,format=gif",
    "100x100,format=jpeg,quality=auto,progressive=yes",
    "200x200,position=attention",
    "200x200,position=entropy",
    "500x500,fit=contain,background=336699,rotate=90",
    "300x200,crop=1000:700:900:600",
    "640x,blur=5,brightness=1.1,contrast=1.2,saturation=1.3",
    "640x,sharpen=1,grayscale=yes",
    "700x,format=jpeg,max-bytes=40000",
];

/// For a build that writes AVIF; all are small, since it takes its time.
pub(crate) const AVIF: [&str; 10] = [
    "32x24,format=avif",
    "64x48,format=avif,quality=80",
    "24x,format=avif,quality=1",
    "24x,format=avif,quality=100",
    "x20,rotate=90,background=ff8800,pad=2,format=avif",
    "30x30,fit=contain,background=ff880080,format=avif",
    "20x20,grayscale=yes,format=avif",
    "20x20,format=avif,icc=srgb",
    "20x20,format=avif,metadata=copyright",
    "40x40,format=avif,max-bytes=500",
];

/// What is wrong whatever the original.
pub(crate) const ERRORS: [&str; 36] = [
    "0x0",
    "01x5",
    "4097x1",
    "1x99999999999999999999",
    "axb",
    "x",
    "9",
    "9x9,",
    "9x9,zoom=1",
    "9x9,fit",
    "9x9,fit=",
    "9x9,fit=bad",
    "9x9,fit=cover,fit=cover",
    "9x9,position=middle",
    "9x9,position=1.5:0",
    "9x9,enlarge=maybe",
    "9x9,dpr=0.5",
    "9x9,dpr=6",
    "1000x9,dpr=5",
    "9x9,crop=1:2:3",
    "9x9,crop=0:0:0:9",
    "9x9,rotate=45",
    "9x9,background=red",
    "9x9,pad=1:2",
    "9x9,pad=4096",
    "9x9,blur=0.1",
    "9x9,sharpen=11",
    "9x9,brightness=-1",
    "9x9,format=tiff",
    "9x9,quality=0",
    "9x9,quality=101",
    "9x9,max-bytes=99",
    "9x9,lossless=1",
    "9x9,metadata=all",
    "9x9,icc=p3",
    "9x9,frames=0",
];

/// Every value of every option, for an original that stands for its format.
pub(crate) fn every() -> Vec<String> {
    let mut all: Vec<String> = DOZEN.map(str::to_owned).into();
    all.extend(sizes());
    all.extend(turns());
    all.extend(grounds());
    all.extend(effects());
    all.extend(formats());
    all
}

/// Each of the words in place of `?`.
fn each(pattern: &str, words: &[&str]) -> Vec<String> {
    let filled = words.iter().map(|word| pattern.replace('?', word));
    filled.collect()
}

const FITS: [&str; 5] = ["cover", "contain", "fill", "inside", "outside"];

fn sizes() -> Vec<String> {
    let mut all = each(
        "?",
        &["1x1", "1x", "x1", "2x3", "800x1", "1x800", "500x400"],
    );
    for size in ["80x80", "100x40", "40x100", "90x", "x90"] {
        all.extend(each(&format!("{size},fit=?"), &FITS));
    }
    all.extend(each("700x700,fit=?,enlarge=no", &FITS));
    let positions = [
        "north",
        "northeast",
        "east",
        "southeast",
        "south",
        "southwest",
        "west",
        "northwest",
        "entropy",
        "attention",
        "0:0",
        "1:1",
        "0.5:0.25",
        "0.9:0.1",
    ];
    all.extend(each("40x90,position=?", &positions));
    all.extend(each("90x30,position=?", &positions));
    all.extend(each(
        "60x60,fit=contain,position=?,background=369",
        &positions,
    ));
    all.extend(each("30x20,dpr=?,pad=1", &["1.5", "2", "3.25", "5"]));
    all
}

fn turns() -> Vec<String> {
    let mut all = Vec::new();
    for rotate in ["0", "90", "180", "270"] {
        all.extend(each(
            &format!("40x24,rotate={rotate},?"),
            &["flip=yes", "flop=yes", "flip=yes,flop=yes", "crop=3:5:20:9"],
        ));
    }
    let crops = [
        "0:0:10:10",
        "5:5:20:20",
        "0.25:0.25:0.5:0.5",
        "0.1:0.9:0.99:0.99",
        "10:10:9999:9999",
        "1:1:1:1",
        "5000:0:1:1",
        "0.5:0:9:9",
    ];
    all.extend(each("30x30,crop=?", &crops));
    all.extend(each("x35,fit=inside,crop=?,rotate=270", &crops));
    all
}

fn grounds() -> Vec<String> {
    let mut all = Vec::new();
    for format in ["jpeg", "png", "webp", "gif"] {
        let colors = ["f80", "ff8000", "ff800080", "fff0"];
        let pattern = format!("30x60,fit=contain,background=?,format={format}");
        all.extend(each(&pattern, &colors));
    }
    all.extend(each(
        "40x30,pad=?",
        &[
            "5",
            "1:2:3:4",
            "0:0:10:0",
            "7,dpr=2",
            "4,background=ff000040,format=png",
        ],
    ));
    all
}

fn effects() -> Vec<String> {
    let mut all = each("60x45,blur=?", &["0.3", "1", "2.5", "10", "100"]);
    all.extend(each("60x45,sharpen=?", &["0.1", "0.5", "1", "3", "10"]));
    all.extend(each("60x45,brightness=?", &["0", "0.5", "1.3", "10"]));
    all.extend(each("60x45,contrast=?", &["0", "0.5", "1.5", "10"]));
    all.extend(each("60x45,saturation=?", &["0", "0.5", "2", "10"]));
    let mixed = [
        "grayscale=yes",
        "grayscale=yes,format=png",
        "grayscale=yes,format=webp",
        "grayscale=yes,contrast=2,format=gif",
        "blur=2,sharpen=1,brightness=1.2,contrast=0.8,saturation=1.5",
        "blur=2,pad=5,background=0f08,format=png",
        "saturation=0,brightness=1.5,format=webp",
        "icc=srgb,brightness=0.7,saturation=1.4",
    ];
    all.extend(each("60x45,?", &mixed));
    all
}

fn formats() -> Vec<String> {
    let mut all = each("70x50,format=?", &["original", "png", "gif"]);
    let qualities = ["1", "30", "60", "80", "95", "100", "auto"];
    for format in ["jpeg", "jpeg,progressive=yes", "webp"] {
        all.extend(each(
            &format!("70x50,format={format},quality=?"),
            &qualities,
        ));
    }
    all.push("70x50,format=webp,lossless=yes".into());
    for format in ["jpeg", "webp", "png", "gif", "webp,lossless=yes"] {
        let pattern = format!("120x90,format={format},max-bytes=?");
        all.extend(each(&pattern, &["100", "800", "2500", "100000"]));
    }
    for format in ["jpeg", "webp", "png", "gif"] {
        let words = [
            "metadata=copyright",
            "icc=srgb",
            "icc=srgb,metadata=copyright",
            "frames=1",
            "frames=3",
            "frames=10000",
        ];
        all.extend(each(&format!("36x28,format={format},?"), &words));
    }
    all.extend(each("36x28,?", &["frames=2", "frames=all", "quality=50"]));
    all
}
