//! Turns and mirrors.

/// What is done to a picture after its orientation was applied: mirrored, then turned, as in sharp.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Turn {
    /// Upside down, as in a mirror below it.
    pub flip: bool,
    /// Left to right, as in a mirror beside it.
    pub flop: bool,
    /// Turned after that.
    pub rotate: Rotation,
}

/// A turn to the right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Rotation {
    /// None.
    #[default]
    None,
    /// 90 degrees.
    Quarter,
    /// 180 degrees.
    Half,
    /// 270 degrees.
    ThreeQuarters,
}

impl Turn {
    /// Each of the eight ways to turn and to mirror in one spelling: mirrored once at most.
    pub(super) fn simplified(self) -> Self {
        use Rotation::{Half, None, Quarter, ThreeQuarters};
        let half = |rotate| match rotate {
            None => Half,
            Quarter => ThreeQuarters,
            Half => None,
            ThreeQuarters => Quarter,
        };
        match (self.flip, self.flop, self.rotate) {
            // Both mirrors turn by a half.
            (true, true, rotate) => Self {
                rotate: half(rotate),
                ..Self::default()
            },
            // One mirror and a half turn are the other one.
            (true, false, Quarter | Half | ThreeQuarters) => Self {
                flip: false,
                flop: true,
                rotate: half(self.rotate),
            },
            (false, true, Half) => Self {
                flip: true,
                ..Self::default()
            },
            _ => self,
        }
    }
}

impl Rotation {
    const DEGREES: [(&'static str, Self); 4] = [
        ("0", Self::None),
        ("90", Self::Quarter),
        ("180", Self::Half),
        ("270", Self::ThreeQuarters),
    ];

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut known = Self::DEGREES.into_iter();
        known.find_map(|(degrees, rotation)| (degrees == text).then_some(rotation))
    }

    pub(super) fn degrees(self) -> &'static str {
        let mut known = Self::DEGREES.into_iter();
        let found = known.find(|(_, rotation)| *rotation == self);
        found.map_or("0", |(degrees, _)| degrees)
    }
}
