//! Facts in the place of a picture: told of every kind of original, and of all frames of an animation.

use serde_json::Value;

use super::{FRAME, files, gif};
use crate::arriving::{Arriving, LIMITS, run};
use crate::error::Error;
use crate::source::Source;

fn facts(original: &mut dyn Source, transform: &str) -> Value {
    let result = run(original, transform, &LIMITS).unwrap();
    serde_json::from_slice(&result.bytes).unwrap()
}

#[test]
fn tells_what_the_file_is() {
    for (name, mut file) in files() {
        // A vector is handed over.
        let length = file.len();
        let found = facts(&mut file, "8x6,format=json");
        let (media_type, frames) = match name {
            "GIF" => ("image/gif", 1),
            "animated GIF" => ("image/gif", 9),
            "BMP" => ("image/bmp", 1),
            _ if name.ends_with("JPEG") => ("image/jpeg", 1),
            "PNG" => ("image/png", 1),
            _ => ("image/webp", 1),
        };
        let original = &found["original"];
        assert_eq!(original["format"], media_type, "{name}");
        assert_eq!(original["frames"], frames, "{name}");
        assert_eq!(original["file_size"], length, "{name}");
        assert_eq!(original["orientation"], 1, "{name}");
        let (width, height) = match name {
            "BMP" => (32, 24),
            "GIF" | "animated GIF" => (2, 2),
            _ => (160, 120),
        };
        assert_eq!(original["width"], width, "{name}");
        assert_eq!(original["height"], height, "{name}");
        assert_eq!((&found["width"], &found["height"]), (&8.into(), &6.into()));
    }
}

/// Of stills of the same frame, all is the same but the file; the rest of a GIF is only read to be counted.
#[test]
fn counts_frames_without_decoding_them() {
    let mut still = facts(&mut gif(1), "8x,format=json");
    let mut many = facts(&mut gif(700), "8x,format=json,frames=3");
    assert_eq!(many["original"]["frames"], 700);
    for found in [&mut still, &mut many] {
        found.as_object_mut().unwrap().remove("original");
    }
    assert_eq!(many, still);

    // Its pixels are damaged; as a picture, it is refused.
    let mut file = gif(2);
    let pixels = file.len() - FRAME.len();
    file.truncate(pixels);
    file.extend(b"\x2c\0\0\0\0\x02\0\x02\0\0\x02\x03\xff\xff\xff\0;");
    assert!(matches!(
        run(&mut file.clone(), "8x", &LIMITS),
        Err(Error::Damaged(_))
    ));
    let found = facts(&mut file.clone(), "8x,format=json");
    assert_eq!(found["original"]["frames"], 2);
    // A frame that is cut off is missed.
    file.truncate(pixels + 6);
    assert!(matches!(
        run(&mut file, "8x,format=json", &LIMITS),
        Err(Error::Damaged(_))
    ));
}

/// Where the store does not say how long a file is, it is counted.
#[test]
fn knows_the_length_of_what_is_not_announced() {
    for (name, file) in files() {
        let mut source = Arriving::new(&file, 97);
        source.length = None;
        let found = facts(&mut source, "8x,format=json");
        assert_eq!(found["original"]["file_size"], file.len(), "{name}");
    }
}
