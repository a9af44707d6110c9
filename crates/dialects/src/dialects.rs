//! Which words are understood, and whose a link's are.

use crate::secret::{ImgproxyKey, ThumborKey};
use crate::{Error, Link, Spelling, cloudflare, imgproxy, thumbor};

/// The most bytes of a link: the key of an object has 1024 at most, and Base64 makes a third more of it.
const MAX_BYTES: usize = 4096;

/// The words of another service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Cloudflare Images, by URL.
    Cloudflare,
    /// imgproxy, version 3 and newer.
    Imgproxy,
    /// thumbor.
    Thumbor,
}

/// What is understood beside Marble's own words; nothing, by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dialects {
    /// Those that are understood.
    pub known: Vec<Dialect>,
    /// What is taken off the sources of links, such as `s3://pictures/`: what is left is a key. An address that begins with
    /// none of these is refused. None is ever called.
    pub sources: Vec<String>,
    /// The names of Marble's presets.
    pub presets: Vec<String>,
    /// Any of these may have signed a link of imgproxy. Where there is none, links are not signed.
    pub imgproxy: Vec<ImgproxyKey>,
    /// Signs links of thumbor. Where there is none, links are `unsafe`.
    pub thumbor: Option<ThumborKey>,
}

impl Dialect {
    const ALL: [Self; 3] = [Self::Cloudflare, Self::Imgproxy, Self::Thumbor];

    /// Reads its name in the settings.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// Its name in the settings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cloudflare => "cloudflare",
            Self::Imgproxy => "imgproxy",
            Self::Thumbor => "thumbor",
        }
    }
}

impl Dialects {
    /// Whether a dialect is understood.
    #[must_use]
    pub fn knows(&self, dialect: Dialect) -> bool {
        self.known.contains(&dialect)
    }

    /// What a path means that is none of Marble's own, in the dialect that it is in; `None` where it is in none of those
    /// that are understood. It may be read in several ways, the likeliest first: a signature tells which one it is of.
    /// Sides of the result have `max_side` pixels at most.
    ///
    /// # Errors
    ///
    /// Every case of [`Error`].
    #[must_use]
    pub fn read(&self, spellings: &[Spelling<'_>], max_side: u32) -> Option<Result<Link, Error>> {
        let mut dialects = spellings
            .iter()
            .map(|spelling| self.dialect(spelling.text()));
        let dialect = dialects.find_map(|found| found)?;
        Some(match dialect {
            Dialect::Cloudflare => cloudflare::read(self, spellings, max_side),
            Dialect::Imgproxy => imgproxy::read(self, spellings, max_side),
            Dialect::Thumbor => thumbor::read(self, spellings, max_side),
        })
    }

    /// Whose words a path is in. What imgproxy and thumbor put in front says nothing, so what follows does.
    fn dialect(&self, path: &str) -> Option<Dialect> {
        if path.len() > MAX_BYTES {
            return None;
        }
        if path.starts_with(cloudflare::PREFIX) {
            return Some(Dialect::Cloudflare).filter(|dialect| self.knows(*dialect));
        }
        let (first, rest) = path.split_once('/')?;
        let candidates = [
            (Dialect::Imgproxy, imgproxy::begins(rest)),
            (Dialect::Thumbor, thumbor::begins(first)),
            (Dialect::Imgproxy, imgproxy::is_encoded(rest)),
        ];
        let known = |(dialect, it): &(Dialect, bool)| *it && self.knows(*dialect);
        let mut candidates = candidates.iter().filter(|candidate| known(candidate));
        candidates.next().map(|(dialect, _)| *dialect)
    }
}
