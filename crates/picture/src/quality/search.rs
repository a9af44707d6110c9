//! How thoroughly a quality is looked for, and how often a file is written for that.

use marble_transform::{Quality, Transform};

use crate::work::Work;

/// The lowest and the highest quality that `auto` chooses.
pub(crate) const AUTO: (u8, u8) = (30, 95);

/// How thoroughly a quality is looked for, where it is: each look writes the file once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Search {
    /// Every quality may be the one. What can be written more or less thoroughly is written so.
    Full,
    /// One in eight may be: the file is as large as one of up to seven steps more.
    Coarse,
    /// `auto` is the usual quality. What has to be small has one of three.
    None,
}

/// How a file is written, how often, and how often it is held against the picture, at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Looks {
    /// The search that they are of.
    pub(crate) search: Search,
    pub(crate) files: u32,
    pub(crate) compared: u32,
}

impl Search {
    /// The most thorough one first.
    pub(crate) const ALL: [Self; 3] = [Self::Full, Self::Coarse, Self::None];

    /// How far apart the qualities are that are tried.
    pub(super) fn step(self) -> u8 {
        match self {
            Self::Full => 1,
            Self::Coarse => 8,
            Self::None => 33,
        }
    }
}

impl Looks {
    /// Those that such a search takes.
    pub(crate) fn new(transform: &Transform, search: Search) -> Self {
        let looks = |(low, high): (u8, u8)| {
            let steps = high.saturating_sub(low).div_ceil(search.step());
            u32::from(steps)
                .saturating_add(1)
                .next_power_of_two()
                .ilog2()
        };
        let mut found = Self {
            search,
            files: 1,
            compared: 0,
        };
        if transform.quality == Quality::Auto && search != Search::None {
            found.compared = looks(AUTO);
            found.files = found.files.saturating_add(found.compared);
        }
        if transform.max_bytes.is_some() {
            // And the smallest one, which tells whether there is any.
            found.files = found
                .files
                .saturating_add(looks((1, 100)))
                .saturating_add(1);
        }
        found
    }

    /// How long they take, where writing and comparing once take so long.
    pub(crate) fn work(self, writing: Work, comparing: Work) -> Work {
        writing.times(self.files) + comparing.times(self.compared)
    }
}
