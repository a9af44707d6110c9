//! A link to a derivative, as a page should have it: in the spelling under which the derivative is stored, so that no
//! visitor is redirected for it. For whoever writes links; no request needs it.

use std::fmt;

use marble_transform::Transform;

use crate::accept::Accept;
use crate::config::Config;
use crate::plan::{self, Plan, location, path};
use crate::request::{self, Request};

/// A link to a derivative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The key in the bucket. Where `format=auto` leaves the format to the client, it is the one that is asked for, and
    /// not one that is stored.
    pub key: String,
    /// What is done to the picture: with `format=auto`, for a client that shows none of the newer formats.
    pub transform: Transform,
    /// The URL on the bucket's website; none where the answer itself carries the picture.
    pub url: Option<String>,
}

/// Whether a link is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// Some rule has to allow it.
    No,
    /// By the first of `SIGNING_KEYS`.
    Yes,
}

/// Why there is no link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The key of the original is none.
    Key(request::Error),
    /// It is to be signed, and there is nothing to sign with.
    NoSigningKeys,
    /// Marble would refuse it.
    Refused(plan::Error),
    /// There is a slash in the transform, or Marble would read another original.
    Split,
    /// The transform is not understood.
    Transform(marble_transform::Error),
}

impl Link {
    /// The link to `transform`, or to the preset of this name, of the original with this key, which is without
    /// `SOURCE_PREFIX` and not encoded.
    ///
    /// # Errors
    ///
    /// Every case of [`Error`].
    pub fn new(
        original: &str,
        transform: &str,
        signing: Signing,
        config: &Config,
    ) -> Result<Self, Error> {
        let asked = Transform::parse(transform, config.limits.max_result_side);
        let asked = asked.map(|asked| asked.settled(config.policy.linear));
        let segment = match signing {
            Signing::No => transform.to_owned(),
            Signing::Yes => {
                let asked = asked
                    .as_ref()
                    .map_err(|error| Error::Transform(error.clone()))?;
                let signed = config.policy.sign(asked, original);
                signed.ok_or(Error::NoSigningKeys)?
            }
        };
        let key = format!("{}{segment}/{original}", config.result_prefix);
        let request = Request::parse(&path(&key), Accept::default(), "", &config.result_prefix);
        let request = request.map_err(Error::Key)?;
        if request.transform != segment || request.original != original {
            return Err(Error::Split);
        }
        let plan = Plan::new(&request, config).map_err(Error::Refused)?;
        let key = match asked {
            _ if !plan.negotiated => plan.keys.derivative,
            Ok(asked) if signing == Signing::No => {
                let size = plan.transform.size;
                let asked = Transform { size, ..asked };
                format!("{}{asked}/{original}", config.result_prefix)
            }
            _ => key,
        };
        Ok(Self {
            url: location(&config.delivery, &key),
            key,
            transform: plan.transform,
        })
    }

    /// The path below the address of the bucket's website, or of Marble.
    #[must_use]
    pub fn path(&self) -> String {
        path(&self.key)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(error) => error.fmt(f),
            Self::NoSigningKeys => {
                f.write_str("expected the variable SIGNING_KEYS, but it is not set")
            }
            Self::Refused(error) => error.fmt(f),
            Self::Split => f.write_str("expected a transform without a slash"),
            Self::Transform(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use marble_settings::among;

    use super::*;

    fn link(original: &str, transform: &str, settings: &[(&str, &str)]) -> Result<Link, Error> {
        let rest = [("URL", "https://img.example")];
        let config = Config::parse(among(&[settings, &rest].concat())).unwrap();
        let has_keys = settings.iter().any(|(name, _)| *name == "SIGNING_KEYS");
        let signing = if has_keys { Signing::Yes } else { Signing::No };
        Link::new(original, transform, signing, &config)
    }

    #[test]
    fn a_link_is_where_the_derivative_is_stored() {
        let prefixes = [("RESULT_PREFIX", "d/"), ("SOURCE_PREFIX", "o/")];
        let presets = [("PRESETS", "thumb=9x9; hero=9x,format=auto")];
        let snap = [
            ("ALLOWED_RESOLUTIONS", "10x10"),
            ("ALLOWED_OPTIONS", "format"),
            ("SNAP", "up"),
        ];
        let key = "00".repeat(16);
        let signed = [("SIGNING_KEYS", key.as_str())];
        for (original, transform, settings, path) in [
            ("a.jpg", "9x9,fit=cover", &[][..], "/9x9/a.jpg"),
            ("x/ü +&%.jpg", "9x9", &[], "/9x9/x/%C3%BC%20%2B%26%25.jpg"),
            (
                "a.jpg",
                "9x9,quality=80,format=auto",
                &[],
                "/9x9,format=auto,quality=80/a.jpg",
            ),
            (
                "a.jpg",
                "9x9,format=auto,linear=no",
                &[],
                "/9x9,format=auto/a.jpg",
            ),
            (
                "a.jpg",
                "9x9,format=auto,linear=yes",
                &[("LINEAR", "yes")],
                "/9x9,format=auto/a.jpg",
            ),
            ("a.jpg", "9x9", &prefixes, "/d/9x9/a.jpg"),
            ("a.jpg", "thumb", &presets, "/thumb/a.jpg"),
            ("a.jpg", "hero", &presets, "/hero/a.jpg"),
            (
                "a.jpg",
                "hero,format=webp",
                &presets,
                "/hero,format=webp/a.jpg",
            ),
            ("a.jpg", "9x9", &snap, "/10x10/a.jpg"),
            (
                "a.jpg",
                "9x9,format=auto",
                &snap,
                "/10x10,format=auto/a.jpg",
            ),
            ("/a.jpg", "9x9", &[], "/9x9//a.jpg"),
            (
                "a.jpg",
                "9x9",
                &signed,
                "/9x9,sig=pnpOfZ7YwBX8zBGco6Uf0A/a.jpg",
            ),
        ] {
            let link = link(original, transform, settings).unwrap();
            assert_eq!(link.path(), path, "{original} {transform}");
            assert_eq!(link.url, Some(format!("https://img.example{path}")));
        }
        let inline = link("a.jpg", "9x9", &[("DELIVERY", "inline")]).unwrap();
        assert_eq!(
            (inline.url.clone(), inline.path().as_str()),
            (None, "/9x9/a.jpg")
        );
    }

    #[test]
    fn what_marble_would_refuse_has_no_link() {
        let listed = [("ALLOWED_RESOLUTIONS", "10x10")];
        let presets = [("PRESETS", "thumb=9x9")];
        for (original, transform, settings) in [
            ("a.jpg", "9x", &listed[..]),
            ("a.jpg", "huge", &[]),
            ("a.jpg", "9x9/b", &[]),
            ("b/9x9", "", &[]),
            ("", "9x9", &[]),
            ("../a.jpg", "9x9", &[]),
            ("9x9/a.jpg", "9x9", &[]),
            ("thumb/a.jpg", "thumb", &presets),
        ] {
            let found = link(original, transform, settings);
            assert!(found.is_err(), "{original} {transform}: {found:?}");
        }
    }
}
