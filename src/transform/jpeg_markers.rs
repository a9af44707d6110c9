//! The marker segments of a JPEG (ITU-T T.81, annex B), as far as a decision needs them before decoding.

/// What the markers in front of the first scan tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Markers {
    /// Coefficients that a decoder keeps until the last scan, of a picture that comes in several: one for each
    /// sample of each component, subsampling counted in.
    pub(super) coefficients: u64,
    /// Nothing behind the first scan's header says that the picture ends.
    pub(super) truncated: bool,
}

const SOF2: u8 = 0xc2;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;

impl Markers {
    /// Walks over the segments up to the first scan, and looks for the end behind it. A file without a scan
    /// counts as truncated.
    pub(super) fn read(jpeg: &[u8]) -> Self {
        let mut markers = Self {
            coefficients: 0,
            truncated: true,
        };
        let mut rest = jpeg.get(2..).unwrap_or_default();
        while let Some((marker, behind)) = next_marker(rest) {
            if marker == SOF2 {
                markers.coefficients = coefficients(behind).unwrap_or(u64::MAX);
            }
            let Some(segment) = skip_segment(behind) else {
                break;
            };
            if marker == SOS {
                markers.truncated = !has_end(segment);
                break;
            }
            rest = segment;
        }
        markers
    }
}

/// The next marker, and all behind it. Fill bytes and stray bytes are skipped, as decoders do.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let start = bytes
        .windows(2)
        .position(|pair| matches!(pair, [0xff, 0x01..=0xfe]))?;
    let marker = *bytes.get(start.checked_add(1)?)?;
    Some((marker, bytes.get(start.checked_add(2)?..)?))
}

/// All behind a segment, whose length counts its own two bytes.
fn skip_segment(bytes: &[u8]) -> Option<&[u8]> {
    let length = bytes.first_chunk().copied().map(u16::from_be_bytes)?;
    bytes.get(usize::from(length)..)
}

/// Counts the samples of a frame from its header (T.81, B.2.2): length, precision, lines, samples a line,
/// components, and for each of these an identifier, its sampling factors and its table.
fn coefficients(frame: &[u8]) -> Option<u64> {
    let [_, _, _, y1, y0, x1, x0, count, components @ ..] = frame else {
        return None;
    };
    let pixels = u64::from(u16::from_be_bytes([*y1, *y0]))
        .checked_mul(u64::from(u16::from_be_bytes([*x1, *x0])))?;
    let (components, _) = components.as_chunks::<3>();
    let factors = components.get(..usize::from(*count))?.iter();
    let factors = factors.map(|[_, factors, _]| (u64::from(factors >> 4), u64::from(factors & 15)));
    let widest = factors.clone().map(|(x, _)| x).max()?;
    let highest = factors.clone().map(|(_, y)| y).max()?;
    let samples = factors.map(|(x, y)| x.saturating_mul(y)).sum::<u64>();
    let samples = pixels.checked_mul(samples)?;
    samples.checked_div(widest.checked_mul(highest)?)
}

fn has_end(scans: &[u8]) -> bool {
    // At the end of the file, but for padding: look there first.
    scans.windows(2).rev().any(|pair| pair == [0xff, EOI])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_stands_in_front_of_the_first_scan() {
        let thumbnail = b"\xff\xe1\x00\x06\xff\xd9\xff\xd8";
        let sos = b"\xff\xda\x00\x02";
        let baseline = &b"\xff\xc0\x00\x02"[..];
        let progressive =
            b"\xff\xc2\x00\x11\x08\x00\x10\x00\x20\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01";
        for (frame, data, coefficients, truncated) in [
            (baseline, &b"\x01\x02\xff\xd9"[..], 0, false),
            (progressive, b"\x01\x02\xff\xd9\0\0", 16 * 32 * 3 / 2, false),
            (progressive, b"\x01\xff\x00\xd9", 16 * 32 * 3 / 2, true),
            (baseline, b"", 0, true),
            (b"\xff\xc2\x00\x02", b"\xff\xd9", u64::MAX, false),
        ] {
            let file = [&b"\xff\xd8"[..], thumbnail, frame, sos, data].concat();
            let expected = Markers {
                coefficients,
                truncated,
            };
            assert_eq!(Markers::read(&file), expected, "{file:02x?}");
        }
    }

    #[test]
    fn takes_every_prefix() {
        let file = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc0\x00\x02\xff\xda\x00\x02\xff\xd9";
        assert!(!Markers::read(file).truncated);
        for end in 0..file.len() {
            assert!(Markers::read(&file[..end]).truncated, "{end}");
        }
    }
}
