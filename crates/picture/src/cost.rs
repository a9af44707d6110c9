//! How much memory a request will need, told before any of it is used. Each step tells its own; what is here is common
//! to all, and how a pipeline adds up.

/// What an instance needs besides pictures: both components' stacks, statics, and small buffers, in bytes.
pub(crate) const BASE: u64 = 6 << 20;

/// The largest of what there is at a time, with a colour profile of so many bytes: it is there itself, in the file, and in
/// what is handed over to the store.
pub(crate) fn peak(moments: &[u64], profile: u64) -> u64 {
    let peak = moments.iter().copied().max().unwrap_or_default();
    peak.saturating_add(profile.saturating_mul(3))
        .saturating_add(BASE)
}
