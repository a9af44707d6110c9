//! What is in the store, what is asked of it, and under which settings.

/// What is in the store: keys, and originals.
pub(crate) const OBJECTS: [(&str, &str); 12] = [
    ("a.jpg", "orientations/6.jpg"),
    ("b.png", "agreement/logo.png"),
    ("c.gif", "animations/globe.gif"),
    ("d.webp", "agreement/photo.webp"),
    ("cut.jpg", "damaged/jpeg-noise.jpg"),
    ("page.jpg", "damaged/page.jpg"),
    ("9x9/stored.jpg", "formats/dot.jpg"),
    ("a b.jpg", "formats/dot.jpg"),
    ("a+c&d=e.jpg", "formats/dot.jpg"),
    ("\u{fc}.jpg", "formats/dot.jpg"),
    ("trips/2026/a?b#c.jpg", "formats/dot.jpg"),
    ("originals/e.jpg", "orientations/3.jpg"),
];

/// Targets that are asked for without any settings, by GET.
pub(crate) const TARGETS: [&str; 40] = [
    "/",
    "/default/resize",
    "/default/resize?",
    "/default/resize?key=",
    "/default/resize?v=2",
    "/default/resize?key=a.jpg",
    "/default/resize?key=30x20/a.jpg",
    "/default/resize?key=/30x20/a.jpg",
    "/default/resize/30x20/a.jpg",
    "/30x20,quality=60,fit=cover/a.jpg",
    "/30x20,quality=60,fit=fill/a.jpg",
    "/default/resize?key=30x20,fit=inside/b.png",
    "/default/resize?key=30x20%2Ca.jpg",
    "/default/resize?key=4x/a+b.jpg",
    "/default/resize?key=4x/a%20b.jpg",
    "/default/resize?key=4x/a%2520b.jpg",
    "/default/resize?key=4x/a+c&d=e.jpg",
    "/default/resize?key=4x%2Fa%2Bc%26d%3De.jpg&v=2",
    "/default/resize?v=2&key=4x/a.jpg",
    "/default/resize?key=4x/a.jpg&v=2",
    "/4x/%C3%BC.jpg",
    "/4x/u%CC%88.jpg",
    "/default/resize?key=4x/u%CC%88.jpg&v=2",
    "/4x/trips/2026/a%3Fb%23c.jpg",
    "/4x/trips/2026/a?b.jpg",
    "/4x/a+b.jpg",
    "/4x/absent.jpg",
    "/4x/%ff.jpg",
    "/4x/%00.jpg",
    "/4x/a%5Cb.jpg",
    "/4x/../a.jpg",
    "/4x/./a.jpg",
    "/4x//a.jpg",
    "/4x/",
    "/4x/4x/a.jpg",
    "/9x9/stored.jpg",
    "/9x9/page.jpg",
    "/9x9/cut.jpg",
    "/9x9,max-bytes=100/a.jpg",
    "/30x20,format=auto/a.jpg",
];

/// What clients say they accept.
pub(crate) const ACCEPTS: [&str; 8] = [
    "*/*",
    "image/*",
    "image/webp",
    "image/webp,*/*",
    "image/avif,image/webp,*/*;q=0.8",
    "image/webp;q=0.5,image/jpeg",
    "image/webp;q=0,*/*",
    "nonsense;;q=x",
];

/// Settings, and a target.
pub(crate) const SETTINGS: [(&[(&str, &str)], &str); 56] = [
    (&[("DELIVERY", "inline")], "/30x20/a.jpg"),
    (&[("DELIVERY", "inline")], "/9x9/stored.jpg"),
    (&[("DELIVERY", "inline")], "/30x20,format=auto/b.png"),
    (&[("DELIVERY", "inline"), ("URL", "")], "/30x20/c.gif"),
    (&[("DELIVERY", "else")], "/30x20/a.jpg"),
    (&[("URL", "")], "/30x20/a.jpg"),
    (&[("URL", "http://w.example/base/")], "/30x20/a.jpg"),
    (&[("URL", "no address")], "/30x20/a.jpg"),
    (&[("CACHE_CONTROL", "public, max-age=60")], "/30x20/a.jpg"),
    (&[("CACHE_CONTROL", "a\nb")], "/30x20/a.jpg"),
    (&[("SOURCE_PREFIX", "originals/")], "/30x20/e.jpg"),
    (&[("SOURCE_PREFIX", "originals/")], "/30x20/a.jpg"),
    (
        &[
            ("SOURCE_PREFIX", "originals/"),
            ("RESULT_PREFIX", "derived/"),
        ],
        "/30x20/e.jpg",
    ),
    (&[("RESULT_PREFIX", "derived/")], "/30x20/a.jpg"),
    (&[("RESULT_PREFIX", "derived/")], "/derived/30x20/a.jpg"),
    (
        &[("RESULT_PREFIX", "derived/")],
        "/default/resize?key=derived/30x20/a.jpg",
    ),
    (
        &[("RESULT_PREFIX", "derived/")],
        "/30x20/derived/30x20/a.jpg",
    ),
    (&[("BASE_PATH", "/img")], "/img/30x20/a.jpg"),
    (&[("BASE_PATH", "/img")], "/img?key=30x20/a.jpg"),
    (&[("BASE_PATH", "/img")], "/default/resize/30x20/a.jpg"),
    (&[("ALLOWED_RESOLUTIONS", "30x20, 60x")], "/30x20/a.jpg"),
    (
        &[("ALLOWED_RESOLUTIONS", "30x20, 60x")],
        "/60x,quality=9/a.jpg",
    ),
    (&[("ALLOWED_RESOLUTIONS", "30x20, 60x")], "/31x20/a.jpg"),
    (
        &[("ALLOWED_RESOLUTIONS", "30x20, 60x")],
        "/31x20,zoom=1/a.jpg",
    ),
    (&[("ALLOWED_RESOLUTIONS", "30 20")], "/30x20/a.jpg"),
    (
        &[("ALLOWED_RESOLUTIONS", "30x20,60x40"), ("SNAP", "up")],
        "/31x20/a.jpg",
    ),
    (
        &[("ALLOWED_RESOLUTIONS", "30x20,60x40"), ("SNAP", "up")],
        "/61x20/a.jpg",
    ),
    (
        &[
            ("ALLOWED_RESOLUTIONS", "30x20,60x40"),
            ("SNAP", "up"),
            ("DELIVERY", "inline"),
        ],
        "/31x20,fit=fill/a.jpg",
    ),
    (&[("SNAP", "down")], "/31x20/a.jpg"),
    (
        &[("ALLOWED_TRANSFORMS", "30x20; 10..50x,fit=inside")],
        "/30x20/a.jpg",
    ),
    (
        &[("ALLOWED_TRANSFORMS", "30x20; 10..50x,fit=inside")],
        "/44x,fit=inside/a.jpg",
    ),
    (
        &[("ALLOWED_TRANSFORMS", "30x20; 10..50x,fit=inside")],
        "/51x,fit=inside/a.jpg",
    ),
    (
        &[("ALLOWED_TRANSFORMS", "30x20; 10..50x,fit=inside")],
        "/30x20,quality=79/a.jpg",
    ),
    (
        &[("ALLOWED_TRANSFORMS", "30x20,format=auto")],
        "/30x20,format=webp/a.jpg",
    ),
    (
        &[
            ("ALLOWED_TRANSFORMS", "presets"),
            ("PRESETS", "thumb=30x20"),
        ],
        "/30x20/a.jpg",
    ),
    (
        &[
            ("ALLOWED_TRANSFORMS", "presets"),
            ("PRESETS", "thumb=30x20"),
        ],
        "/thumb/a.jpg",
    ),
    (&[("ALLOWED_TRANSFORMS", "30..")], "/30x20/a.jpg"),
    (
        &[("PRESETS", "thumb=30x20,fit=inside; hero=60x,format=auto")],
        "/thumb/a.jpg",
    ),
    (
        &[("PRESETS", "thumb=30x20,fit=inside; hero=60x,format=auto")],
        "/hero/b.png",
    ),
    (
        &[("PRESETS", "thumb=30x20,fit=inside; hero=60x,format=auto")],
        "/hero,format=webp/b.png",
    ),
    (
        &[("PRESETS", "thumb=30x20,fit=inside; hero=60x,format=auto")],
        "/hero,format=original/b.png",
    ),
    (
        &[("PRESETS", "thumb=30x20,fit=inside; hero=60x,format=auto")],
        "/30x20/thumb/a.jpg",
    ),
    (&[("PRESETS", "30x20=30x20")], "/30x20/a.jpg"),
    (&[("MAX_SOURCE_BYTES", "100")], "/30x20/a.jpg"),
    (&[("MAX_SOURCE_BYTES", "many")], "/30x20/a.jpg"),
    (&[("MAX_SOURCE_PIXELS", "3071")], "/30x20/a.jpg"),
    (&[("MAX_SOURCE_PIXELS", "20000")], "/30x20/c.gif"),
    (&[("MAX_FRAMES", "3")], "/30x20/c.gif"),
    (&[("MAX_RESULT_SIDE", "40")], "/x40/d.webp"),
    (&[("MAX_RESULT_SIDE", "40")], "/41x/d.webp"),
    (&[("MAX_MEMORY", "1000")], "/30x20/a.jpg"),
    (
        &[("MAX_MEMORY", "1000")],
        "/30x20,format=webp,lossless=yes/b.png",
    ),
    (&[("MAX_MEMORY", "3000000")], "/300x300/c.gif"),
    (&[("MAX_MEMORY", "1000")], "/30x20,format=png/d.webp"),
    (&[("AVIF_MAX_PIXELS", "100")], "/30x20,format=avif/a.jpg"),
    (&[("AVIF_MAX_PIXELS", "100")], "/5x5,format=auto/a.jpg"),
];
