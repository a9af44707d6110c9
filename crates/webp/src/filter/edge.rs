//! The loop filter at one edge (sections 15.2 and 15.3): sixteen times four samples to each side.

use super::Lanes;

/// Four samples to each side of an edge, in a line across it.
pub(crate) type Sides = [Lanes; 8];

/// What differs by more is no artefact, and is left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Of the step across the edge.
    pub(crate) edge: u8,
    /// Of the steps to either side.
    pub(crate) interior: u8,
    /// Steps next to the edge above it are high edge variance: only two samples change.
    pub(crate) hev_threshold: u8,
}

/// The edge of a macroblock: six samples change. False where nothing does.
///
/// Not in line, so that all code of a macroblock's edges stays in the processor's first cache.
#[inline(never)]
pub(crate) fn macroblock(sides: &mut Sides, limits: Limits) -> bool {
    let wanted = is_smooth(sides, limits).and(is_small_step(sides, limits.edge));
    if !wanted.any() {
        return false;
    }
    let varies = varies(sides, limits.hev_threshold);
    let step = step(sides, None).and(wanted);
    change_two(sides, step.and(varies));
    let smooth = step.and_not(varies);
    let [_, p2, p1, p0, q0, q1, q2, _] = sides;
    for (p, q, change) in [
        (p0, q0, smooth.weighted::<27>()),
        (p1, q1, smooth.weighted::<18>()),
        (p2, q2, smooth.weighted::<9>()),
    ] {
        *p = p.flip().plus(change).flip();
        *q = q.flip().minus(change).flip();
    }
    true
}

/// An edge within a macroblock: four samples change. False where nothing does.
#[inline(never)]
pub(crate) fn block(sides: &mut Sides, limits: Limits) -> bool {
    let wanted = is_smooth(sides, limits).and(is_small_step(sides, limits.edge));
    if !wanted.any() {
        return false;
    }
    let varies = varies(sides, limits.hev_threshold);
    let step = step(sides, Some(varies)).and(wanted);
    let change = change_two(sides, step);
    let outer = change.plus(Lanes::splat(1)).shifted::<1>().and_not(varies);
    let [_, _, p1, _, _, q1, _, _] = sides;
    *p1 = p1.flip().plus(outer).flip();
    *q1 = q1.flip().minus(outer).flip();
    true
}

/// Any edge with the simple filter: two samples change. False where nothing does.
#[inline]
pub(crate) fn simple(sides: &mut Sides, limit: u8) -> bool {
    let wanted = is_small_step(sides, limit);
    let step = step(sides, None).and(wanted);
    change_two(sides, step);
    wanted.any()
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "innermost")]
fn is_small_step([_, _, p1, p0, q0, q1, _, _]: &Sides, limit: u8) -> Lanes {
    let step = p0.distance(*q0);
    let step = step.add(step).add(p1.distance(*q1).half());
    step.at_most(Lanes::splat(limit))
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "innermost")]
fn is_smooth([p3, p2, p1, p0, q0, q1, q2, q3]: &Sides, limits: Limits) -> Lanes {
    let p = p3.distance(*p2).max(p2.distance(*p1)).max(p1.distance(*p0));
    let q = q3.distance(*q2).max(q2.distance(*q1)).max(q1.distance(*q0));
    p.max(q).at_most(Lanes::splat(limits.interior))
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "innermost")]
fn varies([_, _, p1, p0, q0, q1, _, _]: &Sides, threshold: u8) -> Lanes {
    let largest = p1.distance(*p0).max(q1.distance(*q0));
    let calm = largest.at_most(Lanes::splat(threshold));
    Lanes::splat(u8::MAX).and_not(calm)
}

/// How far apart the sides are. The outer samples count where `outer` says so.
#[inline(always)]
#[expect(clippy::inline_always, reason = "innermost")]
fn step([_, _, p1, p0, q0, q1, _, _]: &Sides, outer: Option<Lanes>) -> Lanes {
    let far = p1.flip().minus(q1.flip());
    let far = outer.map_or(far, |outer| far.and(outer));
    let near = q0.flip().minus(p0.flip());
    far.plus(near).plus(near).plus(near)
}

/// Brings the two samples at the edge closer. By how much the one behind it.
#[inline(always)]
#[expect(clippy::inline_always, reason = "innermost")]
fn change_two([_, _, _, p0, q0, _, _, _]: &mut Sides, step: Lanes) -> Lanes {
    let behind = step.plus(Lanes::splat(4)).shifted::<3>();
    let before = step.plus(Lanes::splat(3)).shifted::<3>();
    *q0 = q0.flip().minus(behind).flip();
    *p0 = p0.flip().plus(before).flip();
    behind
}
