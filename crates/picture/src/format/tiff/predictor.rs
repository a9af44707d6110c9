//! Rows that say how each sample differs from the one to its left, to rows of samples (TIFF 6.0, section 14; Adobe's
//! Technical Note 3).

use super::directory::Bytes;

/// Adds to each byte that of the pixel to its left, of which `samples` lie together.
pub(super) fn add_left(row: &mut [u8], samples: usize) {
    for index in samples..row.len() {
        let left = row
            .get(index.saturating_sub(samples))
            .copied()
            .unwrap_or_default();
        if let Some(sample) = row.get_mut(index) {
            *sample = sample.wrapping_add(left);
        }
    }
}

/// The same with samples that were taken out of their bytes, and are at most `most`.
pub(super) fn add_left_samples(row: &mut [u16], samples: usize, most: u16) {
    for index in samples..row.len() {
        let left = row
            .get(index.saturating_sub(samples))
            .copied()
            .unwrap_or_default();
        if let Some(sample) = row.get_mut(index) {
            *sample = sample.wrapping_add(left) & most;
        }
    }
}

/// The same with numbers of so many bits, 64 at most, in the order of the file.
pub(super) fn add_left_numbers(row: &mut [u8], bits: u32, bytes: Bytes, samples: usize) {
    let size = (bits / 8).max(1) as usize;
    let distance = size.saturating_mul(samples);
    for start in (distance..row.len()).step_by(size) {
        let left = start.saturating_sub(distance);
        let number = |at: usize| {
            let number = row.get(at..).and_then(|rest| rest.get(..size));
            bytes.number(number.unwrap_or_default())
        };
        let sum = number(start).wrapping_add(number(left)).to_le_bytes();
        let Some(target) = row.get_mut(start..).and_then(|rest| rest.get_mut(..size)) else {
            return;
        };
        let sum = sum.iter().take(size);
        match bytes {
            Bytes::BigEndian => target.iter_mut().rev().zip(sum).for_each(copy),
            Bytes::LittleEndian => target.iter_mut().zip(sum).for_each(copy),
        }
    }
}

/// Numbers of floating point of so many bits, in the order of the file. In `row` lie first all of their most significant
/// bytes; `sorted` is where they are put meanwhile.
pub(super) fn join(row: &mut [u8], sorted: &mut Vec<u8>, bits: u32, bytes: Bytes, samples: usize) {
    add_left(row, samples);
    sorted.clear();
    sorted.extend_from_slice(row);
    let size = (bits / 8).max(1) as usize;
    let count = sorted.len().checked_div(size).unwrap_or_default();
    for (significance, part) in sorted.chunks_exact(count.max(1)).take(size).enumerate() {
        let place = match bytes {
            Bytes::BigEndian => significance,
            Bytes::LittleEndian => size.saturating_sub(significance).saturating_sub(1),
        };
        let targets = row.iter_mut().skip(place).step_by(size);
        targets.zip(part).for_each(copy);
    }
}

fn copy((target, byte): (&mut u8, &u8)) {
    *target = *byte;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_numbers_in_the_order_of_the_file() {
        // 0x00ffff, then 2 and 1 more, of which the first carries.
        for (bytes, row, expected) in [
            (
                Bytes::BigEndian,
                [0, 0xff, 0xff, 0, 0, 2, 0, 0, 1],
                [0, 0xff, 0xff, 1, 0, 1, 1, 0, 2],
            ),
            (
                Bytes::LittleEndian,
                [0xff, 0xff, 0, 2, 0, 0, 1, 0, 0],
                [0xff, 0xff, 0, 1, 0, 1, 2, 0, 1],
            ),
        ] {
            let mut row = row;
            add_left_numbers(&mut row, 24, bytes, 1);
            assert_eq!(row, expected, "{bytes:?}");
        }
        let mut row = [0xff, 7, 2, 1];
        add_left_numbers(&mut row, 8, Bytes::BigEndian, 2);
        assert_eq!(row, [0xff, 7, 1, 8]);
    }

    #[test]
    fn joins_bytes_of_floating_point() {
        // 0x0102 and 0x0305: the high bytes 1 and 3, the low ones 2 and 5, each less the one before.
        for (bytes, expected) in [
            (Bytes::BigEndian, [1, 2, 3, 5]),
            (Bytes::LittleEndian, [2, 1, 5, 3]),
        ] {
            let mut row = [1, 2, 0xff, 3];
            join(&mut row, &mut Vec::new(), 16, bytes, 1);
            assert_eq!(row, expected, "{bytes:?}");
        }
    }
}
