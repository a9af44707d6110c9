//! Sixteen samples at a time, in plain numbers.

/// Sixteen samples, or numbers from -128 to 127.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lanes([u8; 16]);

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "as in the version with vectors, which loads from there"
)]
impl Lanes {
    pub(crate) fn splat(value: u8) -> Self {
        Self([value; 16])
    }

    pub(crate) fn load(samples: &[u8; 16]) -> Self {
        Self(*samples)
    }

    pub(crate) fn store(self, samples: &mut [u8; 16]) {
        *samples = self.0;
    }

    pub(crate) fn load_halves(low: &[u8; 8], high: &[u8; 8]) -> Self {
        Self(core::array::from_fn(|at| {
            let sample = low.get(at).or_else(|| high.get(at.wrapping_sub(8)));
            sample.copied().unwrap_or_default()
        }))
    }

    pub(crate) fn store_halves(self, low: &mut [u8; 8], high: &mut [u8; 8]) {
        if let [first, second] = self.0.as_chunks::<8>().0 {
            *low = *first;
            *high = *second;
        }
    }

    /// Samples of both in turn.
    pub(crate) fn load_pair(low: &[u8; 8], high: &[u8; 8]) -> Self {
        let mut lanes = [0; 16];
        for (lanes, (low, high)) in lanes
            .as_chunks_mut::<2>()
            .0
            .iter_mut()
            .zip(low.iter().zip(high))
        {
            *lanes = [*low, *high];
        }
        Self(lanes)
    }

    pub(crate) fn halves(self) -> [[u8; 8]; 2] {
        let (mut low, mut high) = ([0; 8], [0; 8]);
        self.store_halves(&mut low, &mut high);
        [low, high]
    }

    pub(crate) fn distance(self, other: Self) -> Self {
        self.zip(other, u8::abs_diff)
    }

    pub(crate) fn add(self, other: Self) -> Self {
        self.zip(other, u8::saturating_add)
    }

    pub(crate) fn half(self) -> Self {
        Self(self.0.map(|value| value >> 1))
    }

    pub(crate) fn max(self, other: Self) -> Self {
        self.zip(other, u8::max)
    }

    /// All bits of the lanes that are not above those of `other`.
    pub(crate) fn at_most(self, other: Self) -> Self {
        self.zip(other, |a, b| if a <= b { u8::MAX } else { 0 })
    }

    pub(crate) fn any(self) -> bool {
        self.0.iter().any(|&value| value != 0)
    }

    pub(crate) fn and(self, other: Self) -> Self {
        self.zip(other, |a, b| a & b)
    }

    pub(crate) fn and_not(self, other: Self) -> Self {
        self.zip(other, |a, b| a & !b)
    }

    /// Samples to numbers around 0, and back.
    pub(crate) fn flip(self) -> Self {
        Self(self.0.map(|value| value ^ 0x80))
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        self.zip_signed(other, i8::saturating_add)
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        self.zip_signed(other, i8::saturating_sub)
    }

    /// Numbers shifted to the right by `BITS`.
    pub(crate) fn shifted<const BITS: u32>(self) -> Self {
        self.zip_signed(self, |value, _| value >> BITS)
    }

    /// Numbers times `FACTOR` of 128, at most 64 of them, rounded.
    #[expect(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "15 bits, then 8"
    )]
    pub(crate) fn weighted<const FACTOR: i16>(self) -> Self {
        self.zip_signed(self, |value, _| {
            ((i16::from(value) * FACTOR + 63) >> 7) as i8
        })
    }

    /// The first eight lanes of both.
    pub(crate) fn low_halves(self, other: Self) -> Self {
        let [[low, _], [high, _]] = [self, other].map(Self::halves);
        Self::load_halves(&low, &high)
    }

    /// The last eight lanes of both.
    pub(crate) fn high_halves(self, other: Self) -> Self {
        let [[_, low], [_, high]] = [self, other].map(Self::halves);
        Self::load_halves(&low, &high)
    }

    /// The first eight lanes of both in turn.
    pub(crate) fn interleave_low(self, other: Self) -> Self {
        self.interleave(other, 0)
    }

    /// The last eight lanes of both in turn.
    pub(crate) fn interleave_high(self, other: Self) -> Self {
        self.interleave(other, 8)
    }

    fn interleave(self, other: Self, start: usize) -> Self {
        let mut lanes = [0; 16];
        let pairs = self.0.iter().zip(other.0).skip(start);
        for (lanes, (a, b)) in lanes.as_chunks_mut::<2>().0.iter_mut().zip(pairs) {
            *lanes = [*a, b];
        }
        Self(lanes)
    }

    fn zip(self, other: Self, of: impl Fn(u8, u8) -> u8) -> Self {
        let mut lanes = self.0;
        for (lane, other) in lanes.iter_mut().zip(other.0) {
            *lane = of(*lane, other);
        }
        Self(lanes)
    }

    fn zip_signed(self, other: Self, of: impl Fn(i8, i8) -> i8) -> Self {
        self.zip(other, |a, b| {
            of(a.cast_signed(), b.cast_signed()).cast_unsigned()
        })
    }
}
