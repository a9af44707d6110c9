//! Files that say much about themselves: where, when, with what and by whom a picture was made. All of it holds
//! [`SECRET`], but for the fields of copyright.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{DynamicImage, ImageFormat};

use super::encode::encode;
use super::webp::lossy_webp;

/// What must never come out.
pub const SECRET: &str = "S3CR3T";

/// Whose picture it is, and where that is said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Copyright<'a> {
    /// Artist and copyright of Exif.
    pub exif: Option<[&'a str; 2]>,
    /// By-line and copyright notice of IPTC-IIM.
    pub iptc: Option<[&'a str; 2]>,
    /// `dc:creator` and `dc:rights` of XMP.
    pub xmp: Option<[&'a str; 2]>,
}

/// Exif with these two fields only, as the component writes it.
#[must_use]
pub fn bare_exif([artist, copyright]: [&str; 2]) -> Vec<u8> {
    tiff(&[ascii(0x013b, artist), ascii(0x8298, copyright)], 8, 0)
}

impl Copyright<'_> {
    /// A JPEG, PNG, WebP, TIFF or GIF of a picture that lies on its side.
    ///
    /// # Panics
    ///
    /// Where the format is another one.
    #[must_use]
    pub fn in_file(self, picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let plain = || encode(picture, format);
        match format {
            ImageFormat::Gif => gif(&plain()),
            ImageFormat::Jpeg => self.jpeg(&plain()),
            ImageFormat::Png => self.png(&plain()),
            ImageFormat::WebP => {
                let sides = [picture.width(), picture.height()];
                self.webp(plain().get(12..).unwrap_or_default(), sides)
            }
            ImageFormat::Tiff => self.tiff_file(picture),
            other => panic!("{other:?} says nothing here"),
        }
    }

    /// The lossy WebP of [`lossy_webp`], 64 by 48.
    #[must_use]
    pub fn in_lossy_webp(self) -> Vec<u8> {
        // Behind the long header; its own Exif is not read when there is one before.
        let plain = lossy_webp(1, None);
        self.webp(plain.get(30..).unwrap_or_default(), [64, 48])
    }

    fn jpeg(self, plain: &[u8]) -> Vec<u8> {
        let xmp = [&b"http://ns.adobe.com/xap/1.0/\0"[..], &self.packet()].concat();
        let comment = format!("{SECRET} comment").into_bytes();
        let segments = [
            (0xe1, [&b"Exif\0\0"[..], &self.tiff()].concat()),
            (0xe1, xmp),
            (0xed, [&b"Photoshop 3.0\0"[..], &self.resources()].concat()),
            (0xfe, comment.clone()),
            (0xe4, comment),
        ];
        let mut file = b"\xff\xd8".to_vec();
        for (marker, body) in segments {
            let length = u16::try_from(body.len() + 2).expect("a short segment");
            file.extend([0xff, marker]);
            file.extend(length.to_be_bytes());
            file.extend(body);
        }
        file.extend(&plain[2..]);
        file.extend(format!("{SECRET} behind the end").into_bytes());
        file
    }

    fn png(self, plain: &[u8]) -> Vec<u8> {
        let mut compressed = ZlibEncoder::new(Vec::new(), Compression::default());
        let secret = format!("{SECRET} compressed");
        compressed.write_all(secret.as_bytes()).expect("in memory");
        let compressed = compressed.finish().expect("in memory");
        let xmp = [&b"XML:com.adobe.xmp\0\0\0\0\0"[..], &self.packet()].concat();
        let text = format!("Comment\0{SECRET}").into_bytes();
        let chunks = [
            (b"eXIf", self.tiff()),
            (b"iTXt", xmp),
            (b"tEXt", text),
            (
                b"zTXt",
                [&b"Raw profile type iptc\0\0"[..], &compressed].concat(),
            ),
        ];
        let mut file = plain[..33].to_vec();
        for (name, body) in chunks {
            let length = u32::try_from(body.len()).expect("a short chunk");
            let mut checksum = flate2::Crc::new();
            checksum.update(name);
            checksum.update(&body);
            file.extend(length.to_be_bytes());
            file.extend(name);
            file.extend(body);
            file.extend(checksum.sum().to_be_bytes());
        }
        file.extend(&plain[33..]);
        file
    }

    /// One strip of red, green and blue without compression, and the tags of Exif beside those of the picture.
    fn tiff_file(self, picture: &DynamicImage) -> Vec<u8> {
        let (width, height) = (picture.width(), picture.height());
        let pixels = picture.to_rgb8().into_raw();
        let long = |tag, number: u32| (tag, 4, 1, number.to_be_bytes().to_vec());
        let short = |tag, number: u8| (tag, 3, 1, vec![0, number, 0, 0]);
        let bytes = |tag, kind, value: Vec<u8>| (tag, kind, value.len(), value);
        let length = u32::try_from(pixels.len()).expect("a small picture");
        let entries = |strip: u32| {
            let mut entries = vec![
                long(0x0100, width),
                long(0x0101, height),
                (0x0102, 3, 3, vec![0, 8, 0, 8, 0, 8]),
                short(0x0103, 1),
                short(0x0106, 2),
                ascii(0x010e, &format!("{SECRET} description")),
                ascii(0x010f, &format!("{SECRET} make")),
                long(0x0111, strip),
                short(0x0112, 6),
                short(0x0115, 3),
                long(0x0116, height),
                long(0x0117, length),
                ascii(0x0131, &format!("{SECRET} software")),
            ];
            entries.extend(self.exif.map(|[artist, _]| ascii(0x013b, artist)));
            entries.push(bytes(0x02bc, 1, self.packet()));
            entries.extend(self.exif.map(|[_, copyright]| ascii(0x8298, copyright)));
            entries.push(bytes(0x83bb, 7, SECRET.repeat(2).into_bytes()));
            entries.push(bytes(0x8649, 1, self.resources()));
            entries
        };
        let strip = tiff(&entries(0), 8, 0).len();
        let strip = u32::try_from(strip).expect("a small file");
        [tiff(&entries(strip), 8, 0), pixels].concat()
    }

    /// A WebP of a frame with the long header in front of it and metadata behind it.
    fn webp(self, frame: &[u8], sides: [u32; 2]) -> Vec<u8> {
        let mut chunks = b"WEBP".to_vec();
        let mut push = |name: &[u8; 4], bytes: &[u8]| {
            let length = u32::try_from(bytes.len()).expect("a small file");
            chunks.extend(name);
            chunks.extend(length.to_le_bytes());
            chunks.extend(bytes);
            chunks.resize(chunks.len().next_multiple_of(2), 0);
        };
        // RFC 9649, 2.7.1: Exif and XMP, and both sides less one.
        let mut header = vec![0x0c, 0, 0, 0];
        for side in sides {
            header.extend(&(side - 1).to_le_bytes()[..3]);
        }
        push(b"VP8X", &header);
        let length = u32::from_le_bytes(frame[4..8].try_into().expect("four bytes"));
        let end = 8 + usize::try_from(length).expect("a small file");
        push(frame[..4].try_into().expect("a name"), &frame[8..end]);
        push(b"EXIF", &self.tiff());
        push(b"XMP ", &self.packet());
        push(b"note", format!("{SECRET} unknown").as_bytes());
        let length = u32::try_from(chunks.len()).expect("a small file");
        [b"RIFF", &length.to_le_bytes()[..], &chunks].concat()
    }

    /// Exif with GPS, maker notes, a thumbnail, and orientation 6.
    fn tiff(self) -> Vec<u8> {
        let secret = |tag, what: &str| ascii(tag, &format!("{SECRET} {what}"));
        let orientation = (0x0112, 3, 1, vec![0, 6, 0, 0]);
        let pointer = |tag, offset: usize| {
            let offset = u32::try_from(offset).expect("a small file");
            (tag, 4, 1, offset.to_be_bytes().to_vec())
        };
        // Each directory at a fixed place, the first one at the end.
        let camera = [
            (0x927c, 7, 10, b"S3CR3Tmaker".to_vec()),
            secret(0xa430, "owner"),
            secret(0xa431, "serial number"),
        ];
        let gps = [secret(0x001b, "place"), secret(0x001d, "date")];
        let thumbnail = format!("\u{7f}{SECRET} thumbnail").into_bytes();
        let first = |camera: usize, gps: usize| {
            let mut entries = vec![
                secret(0x010e, "description"),
                secret(0x010f, "make"),
                orientation.clone(),
                secret(0x0131, "software"),
            ];
            if let Some([artist, _]) = self.exif {
                entries.push(ascii(0x013b, artist));
            }
            if let Some([_, copyright]) = self.exif {
                entries.push(ascii(0x8298, copyright));
            }
            entries.extend([pointer(0x8769, camera), pointer(0x8825, gps)]);
            entries
        };
        let length = directory(&first(0, 0), 8, 0).len();
        let camera_at = 8 + length;
        let camera = directory(&camera, camera_at, 0);
        let gps_at = camera_at + camera.len();
        let gps = directory(&gps, gps_at, 0);
        let second_at = gps_at + gps.len();
        let second = |at| {
            let length = u32::try_from(thumbnail.len()).expect("a small file");
            let length = (0x0202, 4, 1, length.to_be_bytes().to_vec());
            directory(&[pointer(0x0201, at), length], second_at, 0)
        };
        let thumbnail_at = second_at + second(0).len();
        let second = second(thumbnail_at);
        let mut tiff = tiff(&first(camera_at, gps_at), 8, second_at);
        tiff.extend([camera, gps, second, thumbnail].concat());
        tiff
    }

    fn packet(self) -> Vec<u8> {
        let item = |name: &str, kind: &str, text: &str| {
            format!(
                "<dc:{name}><rdf:{kind}><rdf:li xml:lang=\"x-default\">{text}</rdf:li></rdf:{kind}></dc:{name}>"
            )
        };
        let mut fields = item("description", "Alt", SECRET);
        if let Some([creator, rights]) = self.xmp {
            fields += &item("creator", "Seq", creator);
            fields += &item("rights", "Alt", rights);
        }
        let packet = format!(
            "<?xpacket begin=\"\u{feff}\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF>\
             <rdf:Description photoshop:City=\"{SECRET}\" exif:GPSLatitude=\"{SECRET}\">{fields}\
             </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"
        );
        packet.into_bytes()
    }

    fn resources(self) -> Vec<u8> {
        let mut sets = Vec::new();
        let mut push = |number: u8, text: &str| {
            let length = u16::try_from(text.len()).expect("a short field");
            sets.extend([0x1c, 2, number]);
            sets.extend(length.to_be_bytes());
            sets.extend(text.as_bytes());
        };
        push(120, &format!("{SECRET} caption"));
        if let Some([by_line, notice]) = self.iptc {
            push(80, by_line);
            push(116, notice);
        }
        push(90, &format!("{SECRET} city"));
        let length = u32::try_from(sets.len()).expect("a small file");
        sets.resize(sets.len().next_multiple_of(2), 0);
        let other = b"8BIM\x04\x0c\0\0\0\0\0\x06S3CR3T";
        [
            &other[..],
            b"8BIM\x04\x04\0\0",
            &length.to_be_bytes(),
            &sets,
        ]
        .concat()
    }
}

/// A comment, and XMP as an extension of an application.
fn gif(plain: &[u8]) -> Vec<u8> {
    // Behind the header, the screen and its palette, if it has one.
    let palette = match plain[10] {
        flags if flags & 0x80 != 0 => 3 << ((flags & 7) + 1),
        _ => 0,
    };
    let (head, rest) = plain.split_at(13 + palette);
    let length = u8::try_from(SECRET.len()).expect("a short word");
    let secret = [&[length], SECRET.as_bytes(), &[0]].concat();
    let comment = [b"\x21\xfe", &secret[..]].concat();
    let application = [b"\x21\xff\x0bXMP DataXMP", &secret[..]].concat();
    [head, &comment, &application, rest].concat()
}

/// Tag, type, count, value.
type Entry = (u16, u16, usize, Vec<u8>);

fn ascii(tag: u16, text: &str) -> Entry {
    let value = [text.as_bytes(), b"\0"].concat();
    (tag, 2, value.len(), value)
}

fn tiff(entries: &[Entry], at: usize, next: usize) -> Vec<u8> {
    [b"MM\0\x2a\0\0\0\x08", &directory(entries, at, next)[..]].concat()
}

/// A directory at a place, its values behind it.
fn directory(entries: &[Entry], at: usize, next: usize) -> Vec<u8> {
    let long = |number: usize| u32::try_from(number).expect("a small file").to_be_bytes();
    let mut values = Vec::new();
    let mut directory = u16::try_from(entries.len())
        .expect("few")
        .to_be_bytes()
        .to_vec();
    let start = at + 2 + 12 * entries.len() + 4;
    for (tag, kind, count, value) in entries {
        directory.extend(tag.to_be_bytes());
        directory.extend(kind.to_be_bytes());
        directory.extend(long(*count));
        if value.len() <= 4 {
            let mut value = value.clone();
            value.resize(4, 0);
            directory.extend(value);
        } else {
            directory.extend(long(start + values.len()));
            values.extend(value);
            values.resize(values.len().next_multiple_of(2), 0);
        }
    }
    directory.extend(long(next));
    directory.extend(values);
    directory
}
