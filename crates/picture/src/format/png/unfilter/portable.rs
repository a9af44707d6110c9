//! Sixteen bytes at a time, wherever there are no vectors of WebAssembly.

/// Sixteen bytes, or what is true or not of them: all bits or none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lanes([u8; 16]);

#[expect(clippy::inline_always, reason = "what compilers know vectors for")]
impl Lanes {
    #[inline(always)]
    pub(super) fn splat(byte: u8) -> Self {
        Self([byte; 16])
    }

    #[inline(always)]
    pub(super) fn load(bytes: &[u8; 16]) -> Self {
        Self(*bytes)
    }

    #[inline(always)]
    pub(super) fn store(self, bytes: &mut [u8; 16]) {
        *bytes = self.0;
    }

    /// The first twelve.
    #[inline(always)]
    pub(super) fn store_twelve(self, bytes: &mut [u8; 12]) {
        if let Some(first) = self.0.first_chunk() {
            *bytes = *first;
        }
    }

    /// The bytes `BYTES` further, behind the last of `before`.
    #[inline(always)]
    pub(super) fn after<const BYTES: usize>(self, before: Self) -> Self {
        let mut bytes = before.0;
        bytes.rotate_right(BYTES);
        let room = bytes.get_mut(BYTES..).unwrap_or_default();
        for (byte, own) in room.iter_mut().zip(self.0) {
            *byte = own;
        }
        Self(bytes)
    }

    /// With the end of a group of `GROUP` at the end of all.
    #[inline(always)]
    pub(super) fn group_last<const GROUP: usize>(mut self) -> Self {
        self.0.rotate_left(GROUP % 16);
        self
    }

    /// The sum, 255 at most.
    #[inline(always)]
    pub(super) fn plus(self, other: Self) -> Self {
        self.with(other, u8::saturating_add)
    }

    /// The difference, 0 at least.
    #[inline(always)]
    pub(super) fn minus(self, other: Self) -> Self {
        self.with(other, u8::saturating_sub)
    }

    #[inline(always)]
    pub(super) fn wrapping_plus(self, other: Self) -> Self {
        self.with(other, u8::wrapping_add)
    }

    #[inline(always)]
    pub(super) fn wrapping_minus(self, other: Self) -> Self {
        self.with(other, u8::wrapping_sub)
    }

    #[inline(always)]
    pub(super) fn half(self) -> Self {
        Self(self.0.map(|byte| byte >> 1))
    }

    #[inline(always)]
    pub(super) fn min(self, other: Self) -> Self {
        self.with(other, u8::min)
    }

    #[inline(always)]
    pub(super) fn max(self, other: Self) -> Self {
        self.with(other, u8::max)
    }

    /// Bytes to numbers around 0, and back.
    #[inline(always)]
    pub(super) fn flip(self) -> Self {
        Self(self.0.map(|byte| byte ^ 0x80))
    }

    /// Which are above those of `other`, as numbers with a sign.
    #[inline(always)]
    pub(super) fn exceeds(self, other: Self) -> Self {
        self.with(other, |a, b| mask(a.cast_signed() > b.cast_signed()))
    }

    /// Which are the same.
    #[inline(always)]
    pub(super) fn equal(self, other: Self) -> Self {
        self.with(other, |a, b| mask(a == b))
    }

    #[inline(always)]
    pub(super) fn not(self) -> Self {
        Self(self.0.map(|byte| !byte))
    }

    #[inline(always)]
    pub(super) fn and(self, other: Self) -> Self {
        self.with(other, |a, b| a & b)
    }

    /// `other` where it is true, and else this.
    #[inline(always)]
    pub(super) fn or_where(self, other: Self, is_true: Self) -> Self {
        let (other, own) = (other.and(is_true), self.and(is_true.not()));
        own.with(other, |a, b| a | b)
    }

    #[inline(always)]
    fn with(self, other: Self, lane: impl Fn(u8, u8) -> u8) -> Self {
        let pairs = self.0.into_iter().zip(other.0);
        let mut lanes = self.0;
        for (to, (a, b)) in lanes.iter_mut().zip(pairs) {
            *to = lane(a, b);
        }
        Self(lanes)
    }
}

fn mask(is_true: bool) -> u8 {
    if is_true { u8::MAX } else { 0 }
}
