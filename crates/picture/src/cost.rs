//! How much memory a request will need, told before any of it is used. Each step tells its own; what is here is common
//! to all, and how a pipeline adds up.

/// What the component needs besides pictures: its stack, statics, and small buffers, in bytes. As measured it is 3 MiB
/// for JPEG; other formats take more.
pub(crate) const BASE: u64 = 15 << 18;

/// What a result needs, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Memory {
    /// While the original is decoded.
    pub(crate) decoding: u64,
    /// The most while what was decoded is looked at and scaled.
    pub(crate) scaling: u64,
    /// The most from then on, where what was decoded is gone.
    pub(crate) writing: u64,
}

impl Memory {
    /// `scaling` and `writing` are what there is at each moment of it. A colour profile of so many bytes is there itself, and
    /// in a file.
    pub(crate) fn new(decoding: u64, scaling: &[u64], writing: &[u64], profile: u64) -> Self {
        let base = profile.saturating_mul(2).saturating_add(BASE);
        let most = |moments: &[u64]| moments.iter().copied().max().unwrap_or_default();
        Self {
            decoding: decoding.saturating_add(base),
            scaling: most(scaling).saturating_add(base),
            writing: most(writing).saturating_add(base),
        }
    }

    /// The same with so many bytes more, all the time.
    pub(crate) fn beside(self, bytes: u64) -> Self {
        Self {
            decoding: self.decoding.saturating_add(bytes),
            scaling: self.scaling.saturating_add(bytes),
            writing: self.writing.saturating_add(bytes),
        }
    }

    pub(crate) fn largest(self) -> u64 {
        self.decoding.max(self.scaling).max(self.writing)
    }
}

/// What there is when something is allocated behind what is kept, where these pieces were given back before: a gap is used
/// where it is large enough.
pub(crate) fn behind(gaps: &[u64], kept: u64, next: u64) -> u64 {
    let used = gaps.iter().copied().fold(kept, u64::saturating_add);
    if gaps.iter().any(|gap| next <= *gap) {
        used
    } else {
        used.saturating_add(next)
    }
}

/// What is left of gaps once so many bytes were put into the first that is large enough.
pub(crate) fn fill<const GAPS: usize>(mut gaps: [u64; GAPS], bytes: u64) -> [u64; GAPS] {
    if let Some(gap) = gaps.iter_mut().find(|gap| bytes <= **gap) {
        *gap = gap.saturating_sub(bytes);
    }
    gaps
}
