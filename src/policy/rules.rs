//! The rules of an installation, applied to a transform.

use std::fmt;

use marble_transform::{Output, Signature, SigningKey, Size, Transform, signed};

use super::allowed::Allowed;
use super::decision::{Decision, Folder, Vouched};
use super::options::Options;
use super::preset::Preset;
use super::sizes::Sizes;
use super::snap::Snap;

/// The rules of an installation. Without any, every transform within the limits may be made. As soon as there is one,
/// what is made is listed (a size of `resolutions` with `options`, or one of `transforms`), has a name (`presets`), or has
/// a signature (`signing_keys`): one of them is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Transforms with a name.
    pub presets: Vec<Preset>,
    /// Sizes that may be made.
    pub resolutions: Vec<Sizes>,
    /// The options that these may have.
    pub options: Options,
    /// Whether pictures are scaled in linear light where nothing is said.
    pub linear: bool,
    /// What becomes of a size that is not among them.
    pub snap: Snap,
    /// Transforms that may be made.
    pub transforms: Vec<Allowed>,
    /// Any of these may have signed a transform that is made; the first signs.
    pub signing_keys: Vec<SigningKey>,
}

/// Why a transform is not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// It is not understood.
    InvalidTransform(marble_transform::Error),
    /// Neither the presets nor the lists have it, and it has no signature.
    NotAllowed,
}

impl Policy {
    /// Understands the first segment of a key, whose sides have `max_side` pixels at most, and decides whether it may
    /// be made. Where it leaves the format open, `choose` settles it: one of JPEG XL, AVIF and WebP, or the original's. Whether a
    /// signature holds depends on the original, too: see [`Decision::folder`]. What is `vouched` for may be made, and is
    /// signed here where it is not listed and there are keys.
    ///
    /// # Errors
    ///
    /// Every case of [`Error`].
    pub fn decide(
        &self,
        segment: &str,
        vouched: Vouched,
        max_side: u32,
        choose: impl FnOnce(&Transform) -> Option<Output>,
    ) -> Result<Decision, Error> {
        if let Some((preset, options)) = self.named(segment) {
            let negotiated = options.negotiate;
            let format = negotiated.then(|| choose(&options));
            return Ok(Decision {
                options: format.map_or(options, |format| options.with_format(format)),
                snapped: false,
                negotiated,
                only_here: false,
                folder: Folder::Named(
                    format.map_or_else(|| segment.to_owned(), |format| preset.folder(format)),
                ),
            });
        }
        let (transform, signature) = self.split(segment);
        let spelled = Transform::parse(transform, max_side).map_err(Error::InvalidTransform)?;
        let asked = spelled.settled(self.linear);
        let listed = self.lists(&asked);
        let size = match (signature, vouched) {
            (Some(_), _) | (None, Vouched::Yes) => asked.size,
            (None, Vouched::No) if listed => asked.size,
            (None, Vouched::No) => self.snapped(&asked, max_side).ok_or(Error::NotAllowed)?,
        };
        let mut options = Transform { size, ..asked };
        if asked.negotiate {
            options = options.with_format(choose(&options));
        }
        let beyond = vouched == Vouched::Yes && !listed;
        let ours = self.signing_keys.first().filter(|_| beyond);
        let folder = match (signature, ours) {
            (Some(signature), _) => Folder::Signed {
                asked: spelled,
                signature: signature.to_owned(),
                keys: self.signing_keys.clone(),
            },
            (None, Some(key)) => Folder::Ours(key.clone()),
            (None, None) => Folder::Named(options.to_string()),
        };
        Ok(Decision {
            options,
            snapped: size != asked.size,
            negotiated: asked.negotiate,
            only_here: beyond && ours.is_none(),
            folder,
        })
    }

    /// The first segment of a link to `original` that the first key signs; `None` without keys.
    #[must_use]
    pub fn sign(&self, transform: &Transform, original: &str) -> Option<String> {
        let key = self.signing_keys.first()?;
        Some(signed(transform, key.sign(transform, original)))
    }

    /// Whether everything within the limits may be made.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.presets.is_empty()
            && self.resolutions.is_empty()
            && self.transforms.is_empty()
            && self.signing_keys.is_empty()
    }

    /// Whether a folder of this name holds derivatives: it begins as a transform does, allowed or not, or is a preset's.
    #[must_use]
    pub fn names_derivatives(&self, folder: &str) -> bool {
        let (name, _) = folder.split_once(',').unwrap_or((folder, ""));
        let preset = || self.presets.iter().any(|preset| preset.name() == name);
        Size::parse(name, u32::MAX).is_ok() || preset()
    }

    /// The preset that a segment names, and what it means.
    fn named(&self, segment: &str) -> Option<(&Preset, Transform)> {
        let mut presets = self.presets.iter();
        presets.find_map(|preset| Some((preset, preset.meaning(segment)?)))
    }

    /// The transform and its signature, which is the last of the options. Elsewhere, and without keys, the word is an
    /// option that nobody knows.
    fn split<'a>(&self, segment: &'a str) -> (&'a str, Option<&'a str>) {
        let parts = segment.rsplit_once(Signature::OPTION);
        let last = |(_, signature): &(&str, &str)| !signature.contains(',');
        match parts.filter(|parts| last(parts) && !self.signing_keys.is_empty()) {
            Some((transform, signature)) => (transform, Some(signature)),
            None => (segment, None),
        }
    }

    /// Whether a transform that is written out may be made as it is.
    fn lists(&self, asked: &Transform) -> bool {
        let sized = || self.resolutions.iter().any(|it| it.contains(asked.size));
        self.is_open()
            || self.transforms.iter().any(|it| it.contains(asked))
            || (self.options.allow(asked) && sized())
    }

    /// The size to go to instead of one that is not listed.
    fn snapped(&self, asked: &Transform, max_side: u32) -> Option<Size> {
        let allowed = self.options.allow(asked);
        let size = || self.snap.apply(asked, &self.resolutions, max_side);
        allowed.then(size).flatten()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidTransform(error) => error.fmt(f),
            Self::NotAllowed => f.write_str("expected a transform that is allowed"),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests;
