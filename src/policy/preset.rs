//! A transform with a name: `thumb=300x300,fit=inside`.

use marble_transform::{Output, Size, Transform};

use super::negotiable::outcomes;

/// A transform with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    name: String,
    options: Transform,
}

/// What stands between the name of a preset and the format that was chosen for it.
const FORMAT: &str = ",format=";

impl Preset {
    /// Reads `thumb=300x300,fit=inside`. `None` where the name is none or could be a size or Marble's own segment `-`, or
    /// the transform is none.
    pub(crate) fn parse(text: &str, max_side: u32) -> Option<Self> {
        let (name, transform) = text.split_once('=')?;
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let named = !matches!(name, "" | "-") && name.bytes().all(letters);
        if !named || Size::parse(name, u32::MAX).is_ok() {
            return None;
        }
        Some(Self {
            name: name.to_owned(),
            options: Transform::parse(transform, max_side).ok()?,
        })
    }

    /// Its name: letters, digits, `-` and `_`, and no size.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it stands for.
    pub(crate) fn transform(&self) -> &Transform {
        &self.options
    }

    /// What `segment` means, if it is the name, or the name with a format that a client may be sent to.
    pub(super) fn meaning(&self, segment: &str) -> Option<Transform> {
        let behind = segment.strip_prefix(self.name.as_str())?;
        if behind.is_empty() {
            return Some(self.options);
        }
        let format = behind.strip_prefix(FORMAT)?;
        let found = outcomes().find(|known| written(*known) == format);
        let format = self.options.negotiate.then_some(found).flatten()?;
        Some(self.options.with_format(format))
    }

    /// The folder of its derivatives in a format that was chosen.
    pub(super) fn folder(&self, format: Option<Output>) -> String {
        format!("{}{FORMAT}{}", self.name, written(format))
    }

    /// Every folder that its derivatives can lie in.
    #[must_use]
    pub fn folders(&self) -> Vec<String> {
        if self.options.negotiate {
            outcomes().map(|format| self.folder(format)).collect()
        } else {
            vec![self.name.clone()]
        }
    }
}

/// A format as it stands in a key.
fn written(format: Option<Output>) -> &'static str {
    format.map_or("original", Output::name)
}
