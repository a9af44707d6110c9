//! The way from four inks to sRGB, gone once for each point of a grid: for pictures that have more pixels than it has
//! points. It has as many as Little CMS takes for inks, and the same way between them.

/// Points of a side.
const POINTS: usize = 17;

/// Points of the grid.
const ALL: usize = POINTS * POINTS * POINTS * POINTS;

/// As many pixels are not worth a grid.
const FEW: u64 = 2 * ALL as u64;

/// From a point to the next along the side of each ink, in points.
const APART: [usize; 4] = [POINTS * POINTS * POINTS, POINTS * POINTS, POINTS, 1];

/// Parts of the way from a point to the next.
const PARTS: u32 = 255;

/// What converting many inks takes, in bytes.
pub(crate) const CMYK_COST: u64 = (ALL * 3) as u64;

pub(super) struct Link {
    levels: Vec<[u8; 3]>,
}

/// Where an amount of ink lies on its side.
#[derive(Clone, Copy)]
struct Step {
    /// The point below it, as a place in the grid.
    below: usize,
    /// The way to the next point.
    apart: usize,
    /// The parts of it that are gone.
    gone: u32,
}

impl Link {
    /// Whether so many pixels are worth a grid.
    pub(super) fn is_worth(pixels: u64) -> bool {
        pixels > FEW
    }

    /// A grid of what `color` says.
    #[expect(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "from 0 to 255"
    )]
    pub(super) fn new(color: impl Fn([u8; 4]) -> [u8; 3]) -> Self {
        let inks = |at: usize| APART.map(|apart| (at / apart % POINTS * 255 / (POINTS - 1)) as u8);
        Self {
            levels: (0..ALL).map(|at| color(inks(at))).collect(),
        }
    }

    /// Along black, and in the tetrahedron of the other three: from the nearest point to the farthest one along the
    /// longest step first.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "places are below 17^4, and weights of 255 levels below 2^24"
    )]
    pub(super) fn color(&self, inks: [u8; 4]) -> [u8; 3] {
        let [black, one, other, third] = [
            Step::new(inks[3], APART[3]),
            Step::new(inks[0], APART[0]),
            Step::new(inks[1], APART[1]),
            Step::new(inks[2], APART[2]),
        ];
        let mut at = black.below + one.below + other.below + third.below;
        let (one, other) = in_order(one, other);
        let (other, third) = in_order(other, third);
        let (one, other) = in_order(one, other);
        let mut sum = [0; 3];
        let mut add = |at: usize, weight: u32| {
            let (near, far) = (self.at(at), self.at(at + black.apart));
            for ((sum, near), far) in sum.iter_mut().zip(near).zip(far) {
                let level = u32::from(near) * (PARTS - black.gone) + u32::from(far) * black.gone;
                *sum += level * weight;
            }
        };
        let mut rest = PARTS;
        for step in [one, other, third] {
            add(at, rest - step.gone);
            at += step.apart;
            rest = step.gone;
        }
        add(at, rest);
        let whole = PARTS * PARTS;
        sum.map(|sum| u8::try_from((sum + whole / 2) / whole).unwrap_or(u8::MAX))
    }

    /// Beyond the end of a side nothing counts.
    fn at(&self, at: usize) -> [u8; 3] {
        self.levels.get(at).copied().unwrap_or_default()
    }
}

impl Step {
    #[expect(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "255 times 16"
    )]
    fn new(ink: u8, apart: usize) -> Self {
        let way = u32::from(ink) * (POINTS as u32 - 1);
        Self {
            below: (way / PARTS) as usize * apart,
            apart,
            gone: way % PARTS,
        }
    }
}

/// The longer one first.
fn in_order(one: Step, other: Step) -> (Step, Step) {
    if one.gone < other.gone {
        (other, one)
    } else {
        (one, other)
    }
}
