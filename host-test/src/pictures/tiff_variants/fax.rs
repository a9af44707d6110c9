//! Faxes as libtiff 4.7 packs them (through Pillow 13), of a picture that is drawn here: runs of all lengths that have
//! codes of their own, rows that follow from the row above, and such that do not.

use super::file::Tag;
use super::variant::{PLAIN, Variant};

/// A scheme, and the picture that it packed.
struct Packed {
    name: &'static str,
    /// Tag 259.
    compression: u64,
    /// Tag 292.
    options: u64,
    /// In hexadecimal digits.
    bytes: &'static str,
}

/// Width and height of the picture.
pub const FAX_SIZE: (u32, u32) = (150, 12);

/// Whether a pixel is black where 0 is white.
#[must_use]
pub fn fax_is_black(x: u32, y: u32) -> bool {
    let pattern = |shift: u32| x < 40 && (x + shift) % 9 < 4;
    match y {
        1 => true,
        2 => x < 70,
        3 => (75..140).contains(&x),
        4 | 6 => pattern(y),
        5 => pattern(2 * y),
        7 => x < 99,
        8 => x == 149,
        9 => x.is_multiple_of(2) && x < 24,
        11 => (20..23).contains(&x) || (50..130).contains(&x),
        _ => false,
    }
}

/// The picture in every scheme, by its name; with its bits in either order, and with 0 as white and as black.
///
/// # Panics
///
/// Never: the digits are ones.
#[must_use]
pub fn faxes() -> Vec<(String, bool, Vec<u8>)> {
    let mut files = Vec::new();
    for packed in &PACKED {
        for reversed in [false, true] {
            for white_is_zero in [false, true] {
                let name = format!("{}, reversed: {reversed}", packed.name);
                files.push((name, white_is_zero, packed.file(reversed, white_is_zero)));
            }
        }
    }
    files
}

impl Packed {
    fn file(&self, reversed: bool, white_is_zero: bool) -> Vec<u8> {
        let digits = self.bytes.as_bytes().chunks(2);
        let bytes = digits.map(|pair| {
            let text = std::str::from_utf8(pair).expect("digits");
            let byte = u8::from_str_radix(text, 16).expect("digits");
            if reversed { byte.reverse_bits() } else { byte }
        });
        let one = |tag, value| Tag(tag, 3, vec![value]);
        let tags = vec![
            one(256, FAX_SIZE.0.into()),
            one(257, FAX_SIZE.1.into()),
            one(259, self.compression),
            one(262, u64::from(!white_is_zero)),
            one(266, if reversed { 2 } else { 1 }),
            Tag(292, 4, vec![self.options]),
        ];
        Variant::write(PLAIN, tags, &[bytes.collect()])
    }
}

const PACKED: [Packed; 6] = [
    Packed {
        name: "Modified Huffman",
        compression: 2,
        options: 0,
        bytes: "9030350c806e3503cb7500da00f470c78f1e3da98035b1e3c78f6140878f1e3c5b053503c34d5091743543a1d0e8743a\
            1d0e8743a1d0eb66809030112403c17100",
    },
    Packed {
        name: "Group 3",
        compression: 3,
        options: 0,
        bytes: "001903001350c806e0026a0796ea001da00f47001c78f1e3da98009ad8f1e3c7b0a001878f1e3c5b050013503c34d500\
            0645d0009aa1d0e8743a1d0e8743a1d0e875b34001903001112403c17100",
    },
    Packed {
        name: "Group 3 whose marks end with bytes",
        compression: 3,
        options: 4,
        bytes: "0001903001350c806e00013503cb750001da00f47001c78f1e3da9800135b1e3c78f614001878f1e3c5b0500013503c3\
            4d500001917400013543a1d0e8743a1d0e8743a1d0eb668001903001112403c17100",
    },
    Packed {
        name: "Group 3 in two dimensions",
        compression: 3,
        options: 1,
        bytes: "001c8180089a8640370019a81e5ba80042700f5001e3c78f1ed4c0044d6060c183060c183800e1e3c78f16c140040844\
            448162a000e45d00089aa23a23a23a23a23a23a23a23a23a23a23a60039030011111480782f0",
    },
    Packed {
        name: "Group 3 in two dimensions whose marks end with bytes",
        compression: 3,
        options: 5,
        bytes: "0001c81800011350c806e0019a81e5ba800109c03d4001e3c78f1ed4c0011358183060c183060e0001c3c78f1e2d8280\
            010211112058a80001c8ba00011354474474474474474474474474474474474c0001c81800011111480782f0",
    },
    Packed {
        name: "Group 4",
        compression: 4,
        options: 0,
        bytes: "9350c806f20796ea13807a9c6719c6718c9ac0c183060c18307065e1785e17856c1410888902c541526a88e88e88e88e\
            88e88e88e88e88e88e88e9888888888888c888a403c178008008",
    },
];
