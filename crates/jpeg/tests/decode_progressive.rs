//! Progressive files of random coefficients, scans, codes and restart intervals, against the same coefficients in
//! a baseline file.
//!
//! What encoders write is in `decode.rs`. Here is what they hardly write, but what T.81 allows: refinements that
//! correct nearly all of 63 coefficients, bands that later scans cut elsewhere, runs of blocks that end at restart
//! markers, codes of 16 bits.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "in a test, a panic is a result"
)]

#[path = "handed/planes.rs"]
mod handed;
#[path = "source/pulled.rs"]
mod source;
#[path = "decode_progressive/writer.rs"]
mod writer;

use std::mem::take;

use marble_jpeg::Error;
use marble_jpeg::decode::{Decoded, Decoder, MAX_FILL, MAX_SCANS, Part, Region, Scale};

use crate::handed::handed_out;
use crate::source::{Pulled, decode_from};
use crate::writer::{Band, Codes, Component, Picture};

const SCALES: [Scale; 4] = [Scale::Full, Scale::Half, Scale::Quarter, Scale::Eighth];

/// Numbers that look random (a linear congruential generator, its upper bits).
struct Random(u64);

impl Random {
    /// 0 to `below` - 1.
    fn below(&mut self, below: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(0x5851_f42d_4c95_7f2d)
            .wrapping_add(0x1405_7b7e_f767_814f);
        ((self.0 >> 33) % u64::from(below)) as u32
    }
}

/// Of 100 coefficients `density` are not zero, but in some blocks there are none.
fn blocks(random: &mut Random, count: u32, density: u32) -> Vec<[i16; 64]> {
    let block = |random: &mut Random| {
        let mut block = [0; 64];
        block[0] = random.below(1200) as i16 - 600;
        if random.below(4) == 0 {
            return block;
        }
        for coefficient in &mut block[1..] {
            if random.below(100) < density {
                let most = [2, 3, 5, 9, 17][random.below(5) as usize];
                let value = random.below(most) as i16;
                *coefficient = if random.below(2) == 0 { -value } else { value };
            }
        }
        block
    };
    (0..count).map(|_| block(random)).collect()
}

fn picture(random: &mut Random) -> Picture {
    let (width, height) = (1 + random.below(70), 1 + random.below(40));
    let factors: &[(u32, u32)] = match random.below(3) {
        0 => &[(1, 1)],
        1 => &[(2, 2), (1, 1), (1, 1)],
        _ => &[(2, 1), (1, 1), (1, 1)],
    };
    let (h_max, v_max) = factors[0];
    let density = [2, 10, 40, 97][random.below(4) as usize];
    let components = factors.iter().map(|&(horizontal, vertical)| {
        let columns = (width * horizontal).div_ceil(8 * h_max);
        let rows = (height * vertical).div_ceil(8 * v_max);
        Component {
            horizontal,
            vertical,
            columns,
            blocks: blocks(random, columns * rows, density),
        }
    });
    let components = components.collect();
    Picture {
        width,
        height,
        // Beyond 8, the last bit of a mean is half a level and more.
        step: [1, 2, 4, 8, 9, 30][random.below(6) as usize],
        components,
    }
}

/// Cuts 1 to 63 into bands.
fn cut(random: &mut Random) -> Vec<(usize, usize)> {
    let mut bands = Vec::new();
    let mut first = 1;
    while first < 64 {
        let last = match random.below(3) {
            0 => 63,
            1 => (first + random.below(6) as usize).min(63),
            _ => first + random.below(64 - first as u32) as usize,
        };
        bands.push((first, last));
        first = last + 1;
    }
    bands
}

/// Scans that hold all of a picture, and each refinement cuts the bands anew.
fn script(random: &mut Random, components: usize) -> Vec<Band> {
    let mut scans = Vec::new();
    let low = random.below(3);
    scans.push(Band::dc(0, low));
    for low in (0..low).rev() {
        scans.push(Band::dc(low + 1, low));
    }
    for component in 0..components {
        let low = random.below(4);
        for (first, last) in cut(random) {
            scans.push(Band {
                component,
                first,
                last,
                high: 0,
                low,
            });
        }
        for low in (0..low).rev() {
            for (first, last) in cut(random) {
                scans.push(Band {
                    component,
                    first,
                    last,
                    high: low + 1,
                    low,
                });
            }
        }
    }
    scans
}

fn codes(random: &mut Random) -> Codes {
    [Codes::SHORT, Codes::NINE, Codes::SIXTEEN][random.below(3) as usize]
}

fn decode(file: &[u8], scale: Scale, region: Option<Region>) -> Result<Decoded, Error> {
    Decoder::new(file)?.decode(scale, region, MAX_SCANS)
}

/// A baseline file that gives the same samples: at 1/2, of progressive files a corner of four by four coefficients is
/// stored, where of others all are read.
fn twin(picture: &Picture, scale: Scale, baseline: &[u8]) -> Vec<u8> {
    if scale != Scale::Half {
        return baseline.to_vec();
    }
    let mut corner = picture.clone();
    let blocks = corner.components.iter_mut().flat_map(|it| &mut it.blocks);
    for block in blocks {
        for (coefficient, (column, row)) in block.iter_mut().zip(zigzag()) {
            if column > 3 || row > 3 {
                *coefficient = 0;
            }
        }
    }
    corner.baseline(Codes::SHORT)
}

/// Whether no sample differs by more than `most` levels, and nothing else does.
fn are_within(most: u8, ours: Result<Decoded, Error>, theirs: Result<Decoded, Error>) -> bool {
    let (Ok(mut ours), Ok(mut theirs)) = (ours, theirs) else {
        return false;
    };
    let planes = ours.planes.planes.iter_mut().zip(&mut theirs.planes.planes);
    for (ours, theirs) in planes {
        let (ours, theirs) = (take(&mut ours.samples), take(&mut theirs.samples));
        let mut pairs = ours.iter().zip(&theirs);
        if ours.len() != theirs.len() || pairs.any(|(a, b)| a.abs_diff(*b) > most) {
            return false;
        }
    }
    ours == theirs
}

/// Column and row of each place (T.81, figure 5).
fn zigzag() -> impl Iterator<Item = (usize, usize)> {
    (0..15).flat_map(|diagonal: usize| {
        let rows = diagonal.saturating_sub(7)..=diagonal.min(7);
        let places = rows.map(move |row| (diagonal - row, row));
        let mut places: Vec<_> = places.collect();
        if diagonal.is_multiple_of(2) {
            places.reverse();
        }
        places
    })
}

/// In pieces, wherever they are cut.
#[test]
fn reads_progressive_files_that_arrive_in_pieces() {
    let mut random = Random(3);
    for round in 0..200 {
        let picture = picture(&mut random);
        let script = script(&mut random, picture.components.len());
        let restart = [0, 1, 3, 7, 64][random.below(5) as usize];
        let file = picture.progressive(&script, restart, codes(&mut random));
        for scale in SCALES {
            let piece = 1 + random.below(600) as usize;
            let mut source = Pulled::new(&file, piece);
            source.tells_length = false;
            let pulled = decode_from(&mut source, scale, None);
            assert!(source.held < MAX_FILL + piece, "{round}: {}", source.held);
            assert_eq!(
                pulled,
                decode(&file, scale, None),
                "{round}, {scale:?}, {piece}"
            );
            // Broken off anywhere.
            let mut needed = Pulled::new(&file, 1);
            assert!(decode_from(&mut needed, scale, None).is_ok());
            let mut broken = Pulled::new(&file, 1);
            broken.end = random.below(needed.arrived as u32) as usize;
            let interrupted = decode_from(&mut broken, scale, None);
            assert_eq!(
                interrupted,
                Err(Error::Interrupted),
                "{round}, {scale:?}, {piece}"
            );
        }
    }
}

#[test]
fn reads_progressive_files_as_their_baseline_twins() {
    let mut random = Random(1);
    for round in 0..400 {
        let picture = picture(&mut random);
        let script = script(&mut random, picture.components.len());
        let restart = [0, 1, 3, 7, 64][random.below(5) as usize];
        let progressive = picture.progressive(&script, restart, codes(&mut random));
        let baseline = picture.baseline(codes(&mut random));
        // An eighth of the size is made without the last bit of the DC terms where it says little.
        let coarse = script[0].low > 0 && picture.step <= 8;
        for scale in SCALES {
            let ours = decode(&progressive, scale, None);
            let baseline = twin(&picture, scale, &baseline);
            let most = u8::from(scale == Scale::Eighth && coarse);
            let theirs = decode(&baseline, scale, None);
            assert!(are_within(most, ours, theirs), "{round}, {scale:?}");
            let region = Region {
                left: random.below(picture.width),
                top: random.below(picture.height),
                width: 1 + random.below(40),
                height: 1 + random.below(40),
            };
            let ours = decode(&progressive, scale, Some(region));
            let theirs = decode(&baseline, scale, Some(region));
            assert!(
                are_within(most, ours, theirs),
                "{round}, {scale:?}, {region:?}"
            );
        }
    }
}

/// However much more another one needs.
#[test]
fn makes_the_same_of_several_parts() {
    let mut random = Random(4);
    for round in 0..400 {
        let picture = picture(&mut random);
        let script = script(&mut random, picture.components.len());
        let file = picture.progressive(&script, 0, codes(&mut random));
        let parts: Vec<_> = (0..=random.below(4))
            .map(|_| Part {
                variances: random.below(2) > 0,
                scale: SCALES[random.below(4) as usize],
                region: (random.below(3) > 0).then(|| Region {
                    left: random.below(picture.width),
                    top: random.below(picture.height),
                    width: 1 + random.below(40),
                    height: 1 + random.below(40),
                }),
            })
            .collect();
        let decoder = Decoder::new(file.as_slice()).unwrap();
        let found = decoder.decode_all(&parts, MAX_SCANS).unwrap();
        let alone = parts
            .iter()
            .map(|it| decode(&file, it.scale, it.region).unwrap());
        assert!(found.into_iter().eq(alone), "{round}: {parts:?}");
        let part = parts[0];
        let decoder = Decoder::new(file.as_slice()).unwrap();
        let (_, rows) = handed_out(decoder, part.scale, part.region).unwrap();
        let planes = decode(&file, part.scale, part.region).unwrap().planes;
        assert!(rows == planes.planes, "{round}: {part:?}");
    }
}

/// One block whose 63 coefficients are all corrected, and new ones in between.
#[test]
fn corrects_all_places_of_a_block() {
    for spared in 0..64 {
        let mut block = [0; 64];
        for (place, coefficient) in block.iter_mut().enumerate() {
            // Known before the last scan, but for one.
            let sign = if place % 3 == 0 { -1 } else { 1 };
            *coefficient = sign
                * if place == spared {
                    1
                } else {
                    2 + i16::from(place % 2 == 1)
                };
        }
        let picture = Picture {
            width: 8,
            height: 8,
            step: 9,
            components: vec![Component {
                horizontal: 1,
                vertical: 1,
                columns: 1,
                blocks: vec![block],
            }],
        };
        let band = |high, low| Band {
            component: 0,
            first: 1,
            last: 63,
            high,
            low,
        };
        let script = [Band::dc(0, 0), band(0, 1), band(1, 0)];
        for codes in [Codes::SHORT, Codes::NINE, Codes::SIXTEEN] {
            let progressive = picture.progressive(&script, 0, codes);
            let baseline = picture.baseline(codes);
            for scale in SCALES {
                let ours = decode(&progressive, scale, None);
                let baseline = twin(&picture, scale, &baseline);
                assert_eq!(ours, decode(&baseline, scale, None), "{spared}, {scale:?}");
            }
        }
    }
}

/// What a damaged file says is refused or becomes some picture; that it takes no more memory than it said is
/// shown by `decode_memory.rs`.
#[test]
fn survives_damage() {
    let mut random = Random(2);
    for _ in 0..40 {
        let picture = picture(&mut random);
        let script = script(&mut random, picture.components.len());
        let restart = [0, 2, 5][random.below(3) as usize];
        let file = picture.progressive(&script, restart, codes(&mut random));
        let size = |decoded: Decoded| (decoded.planes.width, decoded.planes.height);
        for _ in 0..60 {
            let mut damaged = file.clone();
            for _ in 0..=random.below(3) {
                let place = 20 + random.below(file.len() as u32 - 20) as usize;
                damaged[place] ^= 1 << random.below(8);
            }
            damaged.truncate(file.len() - random.below(9) as usize);
            for scale in SCALES {
                let Ok(decoder) = Decoder::new(damaged.as_slice()) else {
                    continue;
                };
                let sides = [8, 4, 2, 1][SCALES.iter().position(|&s| s == scale).unwrap()];
                let whole = |side: u32| (side * sides).div_ceil(8);
                let header = decoder.header();
                let expected = (whole(header.width), whole(header.height));
                if let Ok(decoded) = decoder.decode(scale, None, MAX_SCANS) {
                    assert_eq!(size(decoded), expected);
                }
            }
        }
    }
}

#[test]
fn refuses_a_refinement_of_more_than_one_bit() {
    // A first scan that says it is a refinement, behind one of nothing.
    let mut block = [0; 64];
    block[1] = 3;
    let picture = |block| Picture {
        width: 8,
        height: 8,
        step: 9,
        components: vec![Component {
            horizontal: 1,
            vertical: 1,
            columns: 1,
            blocks: vec![block],
        }],
    };
    for codes in [Codes::SHORT, Codes::SIXTEEN] {
        let nothing = Band {
            component: 0,
            first: 1,
            last: 63,
            high: 0,
            low: 1,
        };
        let first = Band { low: 0, ..nothing };
        let dc = Band::dc(0, 0);
        let mut file = picture([0; 64]).progressive(&[dc, nothing], 0, codes);
        let end = file.len() - 2;
        file.truncate(end);
        let from = picture(block).progressive(&[dc], 0, codes).len() - 2;
        let with = picture(block).progressive(&[dc, first], 0, codes);
        // The scan's approximation is the last byte of its header, ten bytes from its marker.
        let mut scan = with[from..].to_vec();
        let header = scan
            .windows(2)
            .position(|bytes| bytes == [0xff, 0xda])
            .unwrap();
        scan[header + 9] = 0x10;
        file.extend(scan);
        let expected = Err(Error::Damaged("a refinement is more than one bit"));
        assert_eq!(decode(&file, Scale::Quarter, None), expected);
    }
}
