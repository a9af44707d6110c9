//! The header and the tag table of a profile (ICC.1:2022, 7.2 and 7.3). Nothing of it is believed before it was found
//! to lie inside the profile.

/// Tags that are looked at; profiles have ten to thirty.
const MOST_TAGS: usize = 200;

/// A profile by its parts.
#[derive(Clone, Copy)]
pub(super) struct Tags<'a> {
    profile: &'a [u8],
    /// The data colour space.
    pub(super) space: [u8; 4],
    /// The major version.
    pub(super) version: u8,
    /// The profile connection space.
    pub(super) connection: Connection,
}

/// What the colours of a profile are brought into, relative to the white of the medium and under D50.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Connection {
    Lab,
    Xyz,
}

impl<'a> Tags<'a> {
    /// The header of a profile that describes the colours of a picture: of an input, a display, an output, or a
    /// colour space.
    pub(super) fn parse(profile: &'a [u8]) -> Option<Self> {
        let word = |at: usize| profile.get(at..)?.first_chunk::<4>().copied();
        if word(36)? != *b"acsp" || !matches!(&word(12)?, b"scnr" | b"mntr" | b"prtr" | b"spac") {
            return None;
        }
        let connection = match &word(20)? {
            b"Lab " => Connection::Lab,
            b"XYZ " => Connection::Xyz,
            _ => return None,
        };
        Some(Self {
            profile,
            space: word(16)?,
            version: *profile.get(8)?,
            connection,
        })
    }

    /// The data of a tag. The first of its name counts.
    pub(super) fn get(&self, name: [u8; 4]) -> Option<&'a [u8]> {
        let count = number(self.profile, 128)?;
        let (entries, _) = self.profile.get(132..)?.as_chunks::<12>();
        let entry = entries
            .iter()
            .take(count.min(MOST_TAGS))
            .find(|entry| entry.starts_with(&name))?;
        let start = number(entry, 4)?;
        let end = start.checked_add(number(entry, 8)?)?;
        self.profile.get(start..end)
    }

    /// The first value of a tag of the type `XYZ `.
    pub(super) fn xyz(&self, name: [u8; 4]) -> Option<[f32; 3]> {
        let values = self.get(name)?.strip_prefix(b"XYZ ")?;
        let values = fixed(values.get(4..)?)?;
        Some(values)
    }
}

/// Numbers of the type `s15Fixed16Number`.
pub(super) fn fixed<const COUNT: usize>(bytes: &[u8]) -> Option<[f32; COUNT]> {
    let (chunks, _) = bytes.as_chunks::<4>();
    let mut values = [0.0; COUNT];
    for (index, value) in values.iter_mut().enumerate() {
        let number = i32::from_be_bytes(*chunks.get(index)?);
        #[expect(clippy::cast_possible_truncation, reason = "to what is computed with")]
        let number = (f64::from(number) / 65_536.0) as f32;
        *value = number;
    }
    Some(values)
}

/// A `uInt32Number`, as an offset or a count.
pub(super) fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let number = bytes.get(at..)?.first_chunk()?;
    usize::try_from(u32::from_be_bytes(*number)).ok()
}
