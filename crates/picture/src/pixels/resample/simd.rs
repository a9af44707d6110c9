//! The sums with WebAssembly's vectors: bit for bit what the portable ones give.

use core::arch::wasm32::{
    i8x16_shuffle, i16x8, i16x8_max, i16x8_min, i16x8_narrow_i32x4, i16x8_shuffle, i16x8_splat,
    i32x4_add, i32x4_dot_i16x8, i32x4_shr, i32x4_shuffle, i32x4_splat, i64x2_shuffle,
    u8x16_narrow_i16x8, u16x8_extend_high_u8x16, u16x8_extend_low_u8x16, v128, v128_load,
    v128_load64_zero, v128_store, v128_store64_lane,
};

use super::VECTOR;
use super::portable;
use super::sample::BYTE_FRACTION;
use super::weights::{FRACTION, GROUP, Weights};

/// Bytes that are summed at a time.
const BYTES: usize = 32;

/// Samples of light that are summed at a time.
const LIGHT: usize = 16;

pub(super) fn down_bytes(rows: &[&[u8]], weights: &[i16], line: &mut [i16]) {
    if line.len() < BYTES {
        portable::down_bytes(rows, weights, line);
    } else {
        in_pieces(rows, weights, line, bytes_of_rows);
    }
}

pub(super) fn down_light(rows: &[&[i16]], weights: &[i16], line: &mut [i16]) {
    if line.len() < LIGHT {
        portable::down_light(rows, weights, line);
    } else {
        in_pieces(rows, weights, line, light_of_rows);
    }
}

/// A line of at least a piece, piece by piece; the last one overlaps the one before where it would not be full.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "as many versions as there are kinds of pieces"
)]
fn in_pieces<T, const PIECE: usize>(
    rows: &[&[T]],
    weights: &[i16],
    line: &mut [i16],
    make: impl Fn(&[Pair<'_, T, PIECE>], usize, &mut [i16; PIECE]),
) {
    let last = line.len().saturating_sub(PIECE);
    let (targets, left) = line.as_chunks_mut();
    let is_full = left.is_empty();
    let whole = pairs(rows, weights, 0);
    for (index, target) in targets.iter_mut().enumerate() {
        make(&whole, index, target);
    }
    if !is_full && let Some(target) = line.last_chunk_mut() {
        make(&pairs(rows, weights, last), 0, target);
    }
}

#[inline]
fn bytes_of_rows(pairs: &[Pair<'_, u8, BYTES>], index: usize, target: &mut [i16; BYTES]) {
    const SHIFT: u32 = FRACTION - BYTE_FRACTION;
    let half = i32x4_splat(1 << (SHIFT - 1));
    let (mut left, mut right) = ([half; 4], [half; 4]);
    for pair in pairs {
        let (Some(upper), Some(lower)) = (pair.upper.get(index), pair.lower.get(index)) else {
            continue;
        };
        let [a, b] = [upper, lower].map(load_bytes::<0>);
        left = with_bytes(left, a, b, pair.weights);
        let [a, b] = [upper, lower].map(load_bytes::<16>);
        right = with_bytes(right, a, b, pair.weights);
    }
    let clipped = |a: v128, b: v128| {
        let sums = i16x8_narrow_i32x4(i32x4_shr(a, SHIFT), i32x4_shr(b, SHIFT));
        let sums = i16x8_max(sums, i16x8_splat(0));
        i16x8_min(sums, i16x8_splat(255 << BYTE_FRACTION))
    };
    let sums = [left, right];
    let sums = sums.as_flattened().as_chunks().0;
    for (target, [first, second]) in target.as_chunks_mut().0.iter_mut().zip(sums) {
        store(target, clipped(*first, *second));
    }
}

/// Sixteen bytes of each of two rows, times their weights, added to the sums.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the sums stay in registers")]
fn with_bytes([a, b, c, d]: [v128; 4], upper: v128, lower: v128, weights: v128) -> [v128; 4] {
    let left =
        i8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(upper, lower);
    let right =
        i8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(upper, lower);
    let with = |sum, pairs| i32x4_add(sum, i32x4_dot_i16x8(pairs, weights));
    [
        with(a, u16x8_extend_low_u8x16(left)),
        with(b, u16x8_extend_high_u8x16(left)),
        with(c, u16x8_extend_low_u8x16(right)),
        with(d, u16x8_extend_high_u8x16(right)),
    ]
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "the sums stay in registers")]
fn light_of_rows(pairs: &[Pair<'_, i16, LIGHT>], index: usize, target: &mut [i16; LIGHT]) {
    let half = i32x4_splat(1 << (FRACTION - 1));
    let (mut left, mut right) = ([half; 2], [half; 2]);
    for pair in pairs {
        let (Some(upper), Some(lower)) = (pair.upper.get(index), pair.lower.get(index)) else {
            continue;
        };
        let [a, b] = [upper, lower].map(load::<0, LIGHT>);
        left = with_light(left, a, b, pair.weights);
        let [a, b] = [upper, lower].map(load::<8, LIGHT>);
        right = with_light(right, a, b, pair.weights);
    }
    for (target, [a, b]) in target.as_chunks_mut::<8>().0.iter_mut().zip([left, right]) {
        let sums = i16x8_narrow_i32x4(i32x4_shr(a, FRACTION), i32x4_shr(b, FRACTION));
        store(target, i16x8_max(sums, i16x8_splat(0)));
    }
}

/// Eight samples of each of two rows, times their weights, added to the sums.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the sums stay in registers")]
fn with_light([a, b]: [v128; 2], upper: v128, lower: v128, weights: v128) -> [v128; 2] {
    let with = |sum, pairs| i32x4_add(sum, i32x4_dot_i16x8(pairs, weights));
    [
        with(a, low_pairs(upper, lower)),
        with(b, i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(upper, lower)),
    ]
}

/// Two rows in pieces, and their weights, four times.
struct Pair<'a, T, const PIECE: usize> {
    upper: &'a [[T; PIECE]],
    lower: &'a [[T; PIECE]],
    weights: v128,
}

/// The rows from a sample on. The last one counts for nothing beside itself where there is no other.
fn pairs<'a, T, const PIECE: usize>(
    rows: &[&'a [T]],
    weights: &[i16],
    from: usize,
) -> Vec<Pair<'a, T, PIECE>> {
    let pieces = |row: &'a [T]| row.get(from..).unwrap_or_default().as_chunks().0;
    let pairs = rows.chunks(2).zip(weights.chunks(2));
    let pairs = pairs.filter_map(|(rows, weights)| {
        let (first, second) = (*weights.first()?, *weights.get(1).unwrap_or(&0));
        Some(Pair {
            upper: pieces(rows.first()?),
            lower: pieces(rows.last()?),
            weights: i16x8(first, second, first, second, first, second, first, second),
        })
    });
    pairs.collect()
}

pub(super) fn along_samples(line: &[i16], weights: &Weights, fraction: u32, result: &mut [i16]) {
    match weights.width() {
        8 => four_at_a_time(weights, fraction, result, |start, weights| {
            few_products::<8>(line, start, weights)
        }),
        12 => four_at_a_time(weights, fraction, result, |start, weights| {
            few_products::<12>(line, start, weights)
        }),
        16 => four_at_a_time(weights, fraction, result, |start, weights| {
            few_products::<16>(line, start, weights)
        }),
        width => four_at_a_time(weights, fraction, result, |start, weights| {
            let samples = line.get(start..).and_then(|line| line.get(..width));
            products(samples.unwrap_or_default(), weights)
        }),
    }
}

/// Samples of the result. `products` are four sums of those from a sample on.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "as many versions as there are kinds of products"
)]
fn four_at_a_time(
    weights: &Weights,
    fraction: u32,
    result: &mut [i16],
    products: impl Fn(usize, &[i16]) -> v128,
) {
    let mut sums = weights
        .all()
        .map(|(start, weights)| products(start, weights));
    for result in result.as_chunks_mut::<4>().0 {
        let mut next = || sums.next().unwrap_or(i32x4_splat(0));
        let sums = sums_of_lanes([next(), next(), next(), next()]);
        store_half(result, rounded(sums, fraction));
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "the sum stays in a register")]
fn few_products<const WIDTH: usize>(line: &[i16], start: usize, weights: &[i16]) -> v128 {
    let samples = line.get(start..).and_then(<[_]>::first_chunk::<WIDTH>);
    match (samples, weights.first_chunk::<WIDTH>()) {
        (Some(samples), Some(weights)) => products(samples, weights),
        _ => i32x4_splat(0),
    }
}

/// As many as there are weights, which are some groups.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the sum stays in a register")]
fn products(samples: &[i16], weights: &[i16]) -> v128 {
    let (samples, samples_left) = samples.as_chunks::<8>();
    let (weights, weights_left) = weights.as_chunks::<8>();
    let mut sum = i32x4_splat(0);
    for (samples, weights) in samples.iter().zip(weights) {
        sum = i32x4_add(
            sum,
            i32x4_dot_i16x8(load::<0, 8>(samples), load::<0, 8>(weights)),
        );
    }
    if let (Some(samples), Some(weights)) = (samples_left.first_chunk(), weights_left.first_chunk())
    {
        sum = i32x4_add(sum, i32x4_dot_i16x8(load_half(samples), load_half(weights)));
    }
    sum
}

/// Of each vector, the sum of its lanes.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the values stay in registers")]
fn sums_of_lanes([a, b, c, d]: [v128; 4]) -> v128 {
    let halves = |a, b| {
        i32x4_add(
            i32x4_shuffle::<0, 4, 1, 5>(a, b),
            i32x4_shuffle::<2, 6, 3, 7>(a, b),
        )
    };
    let (ab, cd) = (halves(a, b), halves(c, d));
    i32x4_add(i64x2_shuffle::<0, 2>(ab, cd), i64x2_shuffle::<1, 3>(ab, cd))
}

pub(super) fn along_pixels<const N: usize>(
    line: &[i16],
    weights: &Weights,
    fraction: u32,
    result: &mut [i16],
) {
    match weights.width() {
        8 => one_at_a_time::<N>(weights, fraction, result, |start, weights| {
            few_pixels::<N, 8>(line, start, weights)
        }),
        12 => one_at_a_time::<N>(weights, fraction, result, |start, weights| {
            few_pixels::<N, 12>(line, start, weights)
        }),
        16 => one_at_a_time::<N>(weights, fraction, result, |start, weights| {
            few_pixels::<N, 16>(line, start, weights)
        }),
        _ => one_at_a_time::<N>(weights, fraction, result, |start, weights| {
            pixels::<N>(line, start, weights)
        }),
    }
}

/// Pixels of the result, each with four samples, of which those behind its own are the next one's. `sum` is that of the
/// pixels from one on.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "as many versions as there are kinds of sums"
)]
fn one_at_a_time<const N: usize>(
    weights: &Weights,
    fraction: u32,
    result: &mut [i16],
    sum: impl Fn(usize, &[i16]) -> v128,
) {
    for (index, (start, weights)) in weights.all().enumerate() {
        let sum = sum(start, weights);
        let result = result.get_mut(index.saturating_mul(N)..);
        if let Some(result) = result.and_then(<[_]>::first_chunk_mut) {
            store_half(result, rounded(sum, fraction));
        }
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "the sum stays in a register")]
fn few_pixels<const N: usize, const WIDTH: usize>(
    line: &[i16],
    start: usize,
    weights: &[i16],
) -> v128 {
    let weights = weights.first_chunk::<WIDTH>();
    weights.map_or(i32x4_splat(0), |weights| pixels::<N>(line, start, weights))
}

/// As many as there are weights.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    reason = "innermost; places in a line of less than 2^20 samples"
)]
fn pixels<const N: usize>(line: &[i16], start: usize, weights: &[i16]) -> v128 {
    let mut sum = i32x4_splat(0);
    let mut at = start * N;
    let mut add = |first, second| {
        let samples = line.get(at..).and_then(<[_]>::first_chunk::<VECTOR>);
        let pixel = |n: usize| {
            let samples = samples.and_then(|samples| samples.get(n * N..)?.first_chunk());
            samples.map_or(i32x4_splat(0), load::<0, 8>)
        };
        sum = i32x4_add(sum, i32x4_dot_i16x8(low_pairs(pixel(0), pixel(1)), first));
        sum = i32x4_add(sum, i32x4_dot_i16x8(low_pairs(pixel(2), pixel(3)), second));
        at += GROUP * N;
    };
    let (weights, weights_left) = weights.as_chunks();
    for weights in weights {
        let weights = load::<0, 8>(weights);
        add(
            i32x4_shuffle::<0, 0, 0, 0>(weights, weights),
            i32x4_shuffle::<1, 1, 1, 1>(weights, weights),
        );
        add(
            i32x4_shuffle::<2, 2, 2, 2>(weights, weights),
            i32x4_shuffle::<3, 3, 3, 3>(weights, weights),
        );
    }
    if let Some(weights) = weights_left.first_chunk() {
        let weights = load_half(weights);
        add(
            i32x4_shuffle::<0, 0, 0, 0>(weights, weights),
            i32x4_shuffle::<1, 1, 1, 1>(weights, weights),
        );
    }
    sum
}

/// Sums rounded to whole numbers.
#[inline(always)]
#[expect(
    clippy::inline_always,
    clippy::arithmetic_side_effects,
    reason = "three instructions; at least one bit of fraction, and less than 32"
)]
fn rounded(sums: v128, fraction: u32) -> v128 {
    let half = i32x4_splat(1 << (fraction - 1));
    let sums = i32x4_shr(i32x4_add(sums, half), fraction);
    i16x8_narrow_i32x4(sums, sums)
}

/// The first four numbers of one beside those of the other.
#[inline(always)]
#[expect(clippy::inline_always, reason = "one instruction")]
fn low_pairs(a: v128, b: v128) -> v128 {
    i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(a, b)
}

pub(super) fn to_bytes(row: &[i16], bytes: &mut [u8]) {
    let (samples, samples_left) = row.as_chunks::<16>();
    let (targets, targets_left) = bytes.as_chunks_mut::<16>();
    for (target, samples) in targets.iter_mut().zip(samples) {
        let (left, right) = (load::<0, 16>(samples), load::<8, 16>(samples));
        store_bytes(target, u8x16_narrow_i16x8(left, right));
    }
    portable::to_bytes(samples_left, targets_left);
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    unsafe_code,
    reason = "one instruction, which has no safe form"
)]
fn load<const AT: usize, const LENGTH: usize>(values: &[i16; LENGTH]) -> v128 {
    const { assert!(AT + 8 <= LENGTH) };
    // SAFETY: the pointer is that of 16 bytes that may be read, and any alignment will do.
    unsafe { v128_load(values.as_ptr().add(AT).cast()) }
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    unsafe_code,
    reason = "one instruction, which has no safe form"
)]
fn load_bytes<const AT: usize>(values: &[u8; BYTES]) -> v128 {
    const { assert!(AT + 16 <= BYTES) };
    // SAFETY: the pointer is that of 16 bytes that may be read, and any alignment will do.
    unsafe { v128_load(values.as_ptr().add(AT).cast()) }
}

/// Four numbers, and four times 0.
#[inline(always)]
#[expect(
    clippy::inline_always,
    unsafe_code,
    reason = "one instruction, which has no safe form"
)]
fn load_half(values: &[i16; 4]) -> v128 {
    // SAFETY: the pointer is that of 8 bytes that may be read, and any alignment will do.
    unsafe { v128_load64_zero(values.as_ptr().cast()) }
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    unsafe_code,
    reason = "one instruction, which has no safe form"
)]
fn store(target: &mut [i16; 8], values: v128) {
    // SAFETY: the pointer is that of 16 bytes that may be written, and any alignment will do.
    unsafe { v128_store(target.as_mut_ptr().cast(), values) };
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    unsafe_code,
    reason = "one instruction, which has no safe form"
)]
fn store_half(target: &mut [i16; 4], values: v128) {
    // SAFETY: the pointer is that of 8 bytes that may be written, and any alignment will do.
    unsafe { v128_store64_lane::<0>(values, target.as_mut_ptr().cast()) };
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    unsafe_code,
    reason = "one instruction, which has no safe form"
)]
fn store_bytes(target: &mut [u8; 16], values: v128) {
    // SAFETY: the pointer is that of 16 bytes that may be written, and any alignment will do.
    unsafe { v128_store(target.as_mut_ptr().cast(), values) };
}
