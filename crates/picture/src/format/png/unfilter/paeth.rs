//! The Paeth filter, a group of pixels at a time.
//!
//! Each pixel waits for the one before it, so what counts is how long a prediction takes once that one is known. What
//! the byte above and the one above to the left say is worked out before, for all bytes of the group at once: with them
//! fixed, the prediction depends on the left byte by three thresholds alone.

use super::Lanes;

/// What is predicted from a left byte: itself below `low` and above `high`; between them `lower` below `middle`, and
/// `upper` from there.
///
/// Where `above` is over `corner`, by `over`, the left byte is the nearest to `left + over` up to `corner - 2 * over`;
/// then it is the corner, up to `corner - over / 2`; then `above`; and beyond that, the left byte again. Where it is
/// under `corner`, the same goes from the other end.
struct Prediction {
    low: Lanes,
    middle: Lanes,
    high: Lanes,
    lower: Lanes,
    upper: Lanes,
}

impl Prediction {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the values stay in registers")]
    fn new(above: Lanes, corner: Lanes) -> Self {
        let one = Lanes::splat(1);
        // One of them is 0. Thresholds that no byte has become the nearest byte, which comes to the same but for `middle`:
        // where it would be more than 255, all is below it.
        let over = above.minus(corner);
        let under = corner.minus(above);
        let between = corner.minus(over.half()).plus(under.half());
        let is_reached = between.equal(Lanes::splat(u8::MAX)).not();
        Self {
            low: corner.plus(one).minus(over).minus(over).min(above),
            middle: between.plus(under.min(one)),
            high: corner.minus(one).plus(under).plus(under).max(above),
            lower: above.min(corner),
            upper: above.max(corner.and(is_reached)),
        }
    }
}

/// Undoes the filter where a pixel has `BYTES` and a group `GROUP` of them, 12 or 16. Goes as far as sixteen bytes reach.
pub(super) fn paeth<const BYTES: usize, const GROUP: usize>(above: &[u8], row: &mut [u8]) {
    let pixels = const { GROUP / BYTES };
    // Bytes are compared as numbers with a sign, so that here 0 stands for 128.
    let mut left = Lanes::splat(0).flip();
    let mut corner = Lanes::splat(0);
    let mut start = 0_usize;
    loop {
        let bytes = row.get_mut(start..).and_then(<[u8]>::first_chunk_mut);
        let above = above.get(start..).and_then(<[u8]>::first_chunk);
        let (Some(bytes), Some(above)) = (bytes, above) else {
            return;
        };
        let above = Lanes::load(above);
        let filtered = Lanes::load(bytes);
        let Prediction {
            low,
            middle,
            high,
            lower,
            upper,
        } = Prediction::new(above, above.after::<BYTES>(corner));
        // One comparison instead of two: from `low` on, the numbers wrap.
        let range = high.wrapping_minus(low).flip();
        let middle = middle.flip();
        let [lower, upper] = [lower, upper].map(|byte| byte.flip().wrapping_plus(filtered));
        // Each turn another pixel has the right one to its left, and those before it stay what they are.
        let mut done = left;
        for _ in 0..pixels {
            let left = done.after::<BYTES>(left);
            let nearest = left.wrapping_minus(low).exceeds(range);
            let other = upper.or_where(lower, middle.exceeds(left));
            done = other.or_where(left.wrapping_plus(filtered), nearest);
        }
        let unfiltered = done.flip();
        match bytes.first_chunk_mut::<12>() {
            Some(first) if GROUP == 12 => unfiltered.store_twelve(first),
            _ => unfiltered.store(bytes),
        }
        left = done.group_last::<GROUP>();
        corner = above.group_last::<GROUP>();
        start = start.saturating_add(GROUP);
    }
}
