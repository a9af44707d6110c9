//! What a transform of a key means here, and where its result is stored.

use marble_transform::{SigningKey, Transform, signed};

/// What a transform of a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What is done to the picture.
    pub options: Transform,
    /// Whether the size is another one than was asked for.
    pub snapped: bool,
    /// Whether the client's `Accept` chose the format.
    pub negotiated: bool,
    /// Whether it is allowed to who asked and to nobody else: the client cannot be sent to the derivative before there is
    /// one.
    pub only_here: bool,
    pub(super) folder: Folder,
}

/// Whether a request was signed in another way, and the signature holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vouched {
    /// Nobody says so.
    No,
    /// It was: it may ask for any transform.
    Yes,
}

/// The first segment of a derivative's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Folder {
    /// The same for every original.
    Named(String),
    /// Signed here, because it was signed in another way.
    Ours(SigningKey),
    /// That of an original that the signature is of.
    Signed {
        /// What was asked for, and signed.
        asked: Transform,
        /// The signature that came along.
        signature: String,
        /// Any of these may have signed; the first signs.
        keys: Vec<SigningKey>,
    },
}

impl Decision {
    /// The first segment of the key under which the derivative of `original` is stored: the one spelling of what is done,
    /// and its signature, if there was one. `None` where the signature is not of this original.
    #[must_use]
    pub fn folder(&self, original: &str) -> Option<String> {
        match &self.folder {
            Folder::Named(name) => Some(name.clone()),
            Folder::Ours(key) => Some(signed(&self.options, key.sign(&self.options, original))),
            Folder::Signed {
                asked,
                signature,
                keys,
            } => {
                let holds = |key: &SigningKey| key.sign(asked, original).is(signature);
                if !keys.iter().any(holds) {
                    return None;
                }
                // In the format that was chosen it is another transform, and another spelling of what is done anyway: who may
                // ask for any may ask for this one.
                let other = (self.options != *asked).then(|| keys.first()).flatten();
                let other = other.map(|key| key.sign(&self.options, original).to_string());
                let signature = other.as_ref().unwrap_or(signature);
                Some(signed(&self.options, signature))
            }
        }
    }

    /// The same for an original that this installation puts in the place of the one that was asked for: who may ask for
    /// that one may have this one, so that it is signed here.
    #[must_use]
    pub fn folder_of_ours(&self, original: &str) -> String {
        match &self.folder {
            Folder::Named(name) => name.clone(),
            Folder::Ours(key) => signed(&self.options, key.sign(&self.options, original)),
            Folder::Signed { keys, .. } => match keys.first() {
                Some(key) => signed(&self.options, key.sign(&self.options, original)),
                None => self.options.to_string(),
            },
        }
    }
}
