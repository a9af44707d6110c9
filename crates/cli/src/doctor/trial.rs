//! What is tried: the names of objects that nobody else has, and the links to them.

use anyhow::{Context as _, Result};
use marble::config::Config;
use marble::link::{Link, Signing};

use crate::settings::Environment;

/// A picture of 64x48 pixels.
pub(super) const PICTURE: &[u8] = include_bytes!("picture.png");

/// What is tried.
pub(super) struct Trial {
    /// The picture that Marble is to make something of, without `SOURCE_PREFIX`.
    pub(super) original: String,
    /// Whether it is one of the doctor's own.
    pub(super) is_ours: bool,
    /// A link to a derivative of it.
    pub(super) link: Link,
    /// What is done to it, and how the link is signed.
    transform: String,
    signing: Signing,
    /// In front of every name that is the doctor's own.
    folder: String,
}

impl Trial {
    /// Finds a transform that these settings allow. The `original` is without `SOURCE_PREFIX`; without it, one of the
    /// doctor's own is meant.
    ///
    /// # Errors
    ///
    /// The settings allow none that could be found, or there is no randomness for a name.
    pub(super) fn new(
        environment: &Environment,
        config: &Config,
        original: Option<&str>,
    ) -> Result<Self> {
        let mut random = [0_u8; 8];
        getrandom::fill(&mut random)?;
        let folder = format!("marble-doctor/{}", hex::encode(random));
        let original = original.map_or_else(|| format!("{folder}.png"), str::to_owned);
        let signings = [Signing::No, Signing::Yes];
        let mut candidates = candidates(environment).into_iter().flat_map(|transform| {
            signings.map(|signing| {
                let link = Link::new(&original, &transform, signing, config);
                link.map(|link| (link, transform.clone(), signing))
            })
        });
        let found = candidates.find_map(Result::ok);
        let (link, transform, signing) = found.context(
            "none of the sizes, transforms and presets that are allowed can be made of a picture",
        )?;
        Ok(Self {
            is_ours: original.starts_with(&folder),
            link,
            transform,
            signing,
            original,
            folder,
        })
    }

    /// The link to the same derivative of an original that is not there, whose name ends in `name`.
    ///
    /// # Errors
    ///
    /// Marble refuses the name.
    pub(super) fn absent(&self, name: &str, config: &Config) -> Result<Link, marble::link::Error> {
        let original = self.absent_original(name);
        Link::new(&original, &self.transform, self.signing, config)
    }

    /// The name of an original that is not there, without `SOURCE_PREFIX`.
    pub(super) fn absent_original(&self, name: &str) -> String {
        format!("{}/{name}", self.folder)
    }

    /// The key of an object that Marble's keys write, beside the derivatives.
    pub(super) fn written(&self, config: &Config) -> String {
        format!("{}{}/written.txt", config.result_prefix, self.folder)
    }

    /// The key of an object that nobody may write who has no key.
    pub(super) fn strange(&self, config: &Config) -> String {
        format!("{}{}/strange.txt", config.result_prefix, self.folder)
    }

    /// The key of a lease, as Marble has one while it makes a picture.
    pub(super) fn lease(&self, config: &Config) -> String {
        let name = self.folder.replace('/', "-");
        format!("{}-/making/{name}", config.result_prefix)
    }
}

/// Transforms that may be allowed, smaller ones of a range first; and one that is where nothing is restricted or links are
/// signed.
fn candidates(environment: &Environment) -> Vec<String> {
    let list = |name: &str, separator: char| {
        let value = environment.get(name).unwrap_or_default();
        let entries = value.split(separator).map(|it| it.trim().to_owned());
        entries.collect::<Vec<_>>()
    };
    let sizes = list("ALLOWED_RESOLUTIONS", ',');
    let transforms = list("ALLOWED_TRANSFORMS", ';');
    let presets = list("PRESETS", ';');
    let presets = presets.iter().map(|preset| preset.split('=').next());
    let presets = presets.flatten().map(str::to_owned);
    let listed = sizes.iter().chain(&transforms).map(|it| smallest(it));
    let all = ["16x12".to_owned()]
        .into_iter()
        .chain(listed)
        .chain(presets);
    all.filter(|candidate| !candidate.is_empty()).collect()
}

/// `100..2000x,fit=fill` as `100x,fit=fill`.
fn smallest(transform: &str) -> String {
    let (size, options) = match transform.split_once(',') {
        Some((size, options)) => (size, format!(",{options}")),
        None => (transform, String::new()),
    };
    let sides = size.split('x');
    let sides = sides.map(|side| side.split("..").next().unwrap_or_default());
    format!("{}{options}", sides.collect::<Vec<_>>().join("x"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use marble_settings::Setting;

    fn environment(set: &[&str]) -> Environment {
        let set = set.iter().map(|set| Setting::parse(set).unwrap());
        Environment::of(set.collect())
    }

    #[test]
    fn a_transform_is_found_that_is_allowed() {
        for (set, expected) in [
            (&[][..], "16x12"),
            (&["ALLOWED_RESOLUTIONS=100..2000x, 3x3"], "100x"),
            (&["ALLOWED_TRANSFORMS=7..9x7,fit=fill; 3x3"], "7x7,fit=fill"),
            (&["PRESETS=thumb=300x300; hero=1x"], "thumb"),
            (
                &["PRESETS=thumb=300x300", "ALLOWED_TRANSFORMS=presets"],
                "thumb",
            ),
            (
                &["SIGNING_KEYS=00112233445566778899aabbccddeeff"],
                "16x12,sig=",
            ),
        ] {
            let environment = environment(&[set, &["URL=http://w.example"]].concat());
            let config = environment.resizer().unwrap();
            let trial = Trial::new(&environment, &config, Some("a.png")).unwrap();
            let key = &trial.link.key;
            assert!(
                key.starts_with(expected) && key.ends_with("/a.png"),
                "{key}"
            );
        }
    }

    #[test]
    fn names_are_below_the_prefixes_and_never_the_same() {
        let environment = environment(&["URL=http://w.example", "RESULT_PREFIX=derived/"]);
        let config = environment.resizer().unwrap();
        let trial = || Trial::new(&environment, &config, None).unwrap();
        let (one, other) = (trial(), trial());
        assert_ne!(one.original, other.original);
        assert!(one.is_ours && one.original.starts_with("marble-doctor/"));
        for key in [
            one.written(&config),
            one.strange(&config),
            one.lease(&config),
            one.link.key,
        ] {
            assert!(key.starts_with("derived/"), "{key}");
        }
    }
}
