//! Parts of parameter sets of which no value is needed, but how long they are (ITU-T H.265, 7.3.3, 7.3.4 and 7.3.7). Values
//! that the standard does not allow are refused all the same, because the decoder would reckon with them.

use crate::format::heif::bits::Bits;

/// `profile_tier_level()`.
pub(super) fn profile_and_level(bits: &mut Bits<'_>, sub_layers: u32) -> Option<()> {
    const PROFILE: u32 = 88;
    const LEVEL: u32 = 8;
    skip(bits, PROFILE.saturating_add(LEVEL))?;
    let mut present = Vec::new();
    for _ in 0..sub_layers {
        present.push((bits.flag()?, bits.flag()?));
    }
    if sub_layers > 0 {
        for _ in sub_layers..8 {
            bits.skip(2)?;
        }
    }
    for (profile, level) in present {
        skip(bits, if profile { PROFILE } else { 0 })?;
        skip(bits, if level { LEVEL } else { 0 })?;
    }
    Some(())
}

fn skip(bits: &mut Bits<'_>, count: u32) -> Option<()> {
    (0..count).try_for_each(|_| bits.skip(1))
}

/// `scaling_list_data()`.
pub(super) fn scaling_lists(bits: &mut Bits<'_>) -> Option<()> {
    for size in 0..4_u32 {
        let step = if size == 3 { 3_u32 } else { 1 };
        for list in (0..6_u32).step_by(step as usize) {
            if !bits.flag()? {
                // Which of the lists before it is the same.
                bits.golomb(list.checked_div(step)?)?;
                continue;
            }
            if size > 1 {
                let first = bits.signed_golomb(247)?;
                (first > -8).then_some(())?;
            }
            for _ in 0..if size == 0 { 16 } else { 64 } {
                bits.signed_golomb(128)?;
            }
        }
    }
    Some(())
}

/// `st_ref_pic_set()` of all sets in a sequence parameter set.
pub(super) fn reference_sets(bits: &mut Bits<'_>) -> Option<()> {
    const MOST_SETS: u32 = 64;
    const MOST_PICTURES: u32 = 16;
    let mut pictures = 0;
    for set in 0..bits.golomb(MOST_SETS)? {
        if set > 0 && bits.flag()? {
            // Told apart from the set before it: a sign, a distance, and two flags at most for each of its pictures.
            bits.skip(1)?;
            bits.golomb(1 << 15)?;
            let mut kept = 0_u32;
            for _ in 0..=pictures {
                if bits.flag()? || bits.flag()? {
                    kept = kept.saturating_add(1);
                }
            }
            pictures = Some(kept).filter(|kept| *kept <= MOST_PICTURES)?;
            continue;
        }
        let before = bits.golomb(MOST_PICTURES)?;
        let behind = bits.golomb(MOST_PICTURES)?;
        pictures = before.saturating_add(behind);
        for _ in 0..pictures {
            bits.golomb(1 << 15)?;
            bits.skip(1)?;
        }
    }
    Some(())
}
