//! An attacker who walks the grammar, through the real component: how many objects of one original are there in the end?
//! As many as `cargo dev limits` says (`src/policy/reach.rs`), and not one more, whatever is asked for. Everything that is
//! listed is among what is asked for, so it is not one less either.

mod attacks;

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use host_test::pictures::{encode, quarters};
use host_test::runtime::host::Host;
use host_test::store::mock::MockStore;
use http::header::{ACCEPT, HeaderValue, LOCATION, VARY};
use image::{DynamicImage, ImageFormat};
use marble::config::Config;
use marble::policy::Reach;
use marble_transform::Transform;

use self::attacks::{KEY, attacks};

/// What clients say that they show: a browser of today, one of yesterday, and a tool.
const ACCEPTS: [&str; 4] = [
    "image/jxl,image/avif,image/webp,*/*;q=0.8",
    "image/avif,image/webp,*/*;q=0.8",
    "image/webp",
    "",
];

/// A bucket's settings, and what its owner has published.
#[derive(Default)]
struct Installation {
    settings: Vec<(&'static str, String)>,
    /// Transforms that are linked to, signed.
    published: &'static [&'static str],
}

impl Installation {
    fn new(settings: &[(&'static str, &str)]) -> Self {
        let mut all = vec![("URL", "http://w.example".to_owned())];
        all.extend(
            settings
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        Self {
            settings: all,
            published: &[],
        }
    }

    fn published(self, published: &'static [&'static str]) -> Self {
        Self { published, ..self }
    }

    fn value(&self, name: &str) -> &str {
        let found = self.settings.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    fn config(&self) -> Result<Config> {
        let config = Config::parse(|name| Some(self.value(name).to_owned()));
        Ok(config?)
    }

    /// The links that are published, as segments.
    fn links(&self, config: &Config, original: &str) -> Result<Vec<String>> {
        let links = self.published.iter().map(|transform| {
            let transform = Transform::parse(transform, config.limits.max_result_side)?;
            let link = config.policy.sign(&transform, original);
            Ok(link.unwrap_or_default())
        });
        links.collect()
    }

    /// All that an attacker gets stored of `original`, asked for by `names`.
    async fn stored(&self, original: &str, names: &[&str]) -> Result<BTreeSet<String>> {
        let config = self.config()?;
        let picture = encode(&DynamicImage::from(quarters(8, 6)), ImageFormat::Jpeg);
        let store = MockStore::default();
        let originals =
            [original, "other.jpg"].map(|name| format!("{}{name}", config.source_prefix));
        for key in &originals {
            store.insert(key, picture.clone());
        }
        let links = self.links(&config, original)?;
        let attacks = names
            .iter()
            .flat_map(|name| attacks(&self.settings, &links, name));
        let mut attacks: Vec<_> = attacks.collect();
        let count = attacks.len();
        for accept in ACCEPTS {
            let host = Host::resizer(store.clone())?;
            let host = self
                .settings
                .iter()
                .fold(host, |host, (name, value)| host.env(name, value));
            let host = host.header(ACCEPT, HeaderValue::from_static(accept));
            let mut negotiated = Vec::new();
            for target in attacks {
                if ask(&host, &target).await? {
                    negotiated.push(target);
                }
            }
            // The others are answered alike, whoever asks.
            attacks = negotiated;
        }
        assert!(count > 3_000, "only {count} attacks");
        let made = store
            .keys()
            .into_iter()
            .filter(|key| !originals.contains(key));
        Ok(made.collect())
    }

    /// How many objects `limits` says there can be.
    fn limit(&self) -> Result<usize> {
        let config = self.config()?;
        let reach = Reach::new(&config.policy, config.limits.max_result_side);
        Ok(usize::try_from(reach.total())?)
    }
}

/// Asks for a target, and goes to the redirect's end, as a client does. Whether the answer depends on what it shows.
async fn ask(host: &Host, target: &str) -> Result<bool> {
    let mut target = target.to_owned();
    let mut negotiated = false;
    for _ in 0..3 {
        let answer = host.get(&target).await?;
        let expected = [200, 307, 400, 403, 404, 413].contains(&answer.status.as_u16());
        ensure!(expected, "{target}: {answer:?}");
        negotiated |= answer.headers.contains_key(VARY);
        let location = answer.headers.get(LOCATION).and_then(|it| it.to_str().ok());
        let Some(path) = location.and_then(|it| it.strip_prefix("http://w.example")) else {
            break;
        };
        path.clone_into(&mut target);
    }
    Ok(negotiated)
}

async fn reaches_its_limit(installation: Installation, expected: usize) -> Result<()> {
    let limit = installation.limit()?;
    let stored = installation.stored("a.jpg", &["a.jpg"]).await?;
    assert_eq!(stored.len(), limit, "{stored:#?}");
    assert_eq!(limit, expected, "{stored:#?}");
    Ok(())
}

#[tokio::test]
async fn listed_sizes_with_their_options() -> Result<()> {
    let installation = Installation::new(&[
        ("ALLOWED_RESOLUTIONS", "8x8, 10..11x9, 9x, 8x8"),
        (
            "ALLOWED_OPTIONS",
            "format=auto|webp, quality=60|80, dpr=1|2, lossless=no|yes",
        ),
        ("SNAP", "up"),
        ("MAX_RESULT_SIDE", "20"),
    ]);
    // Of each size and dpr: JPEG, and so the original's own format, has its quality, or is without loss if it becomes a
    // WebP; a WebP has its quality or is without loss; an AVIF has its quality, and 80 is not its default; a
    // JPEG XL has its quality.
    let spellings = (2 * 2) + (2 + 1) + 3 + 2;
    // 11x9 doubled is 22 pixels wide.
    let sizes = 2 + 2 + 1 + 2;
    reaches_its_limit(installation, sizes * spellings).await
}

#[tokio::test]
async fn listed_sizes_alone() -> Result<()> {
    let installation = Installation::new(&[
        ("ALLOWED_RESOLUTIONS", "8x8,x7"),
        ("RESULT_PREFIX", "derived/"),
        ("SOURCE_PREFIX", "originals/"),
        ("DELIVERY", "inline"),
    ]);
    // The original's format and seven that are named.
    reaches_its_limit(installation, 2 * 8).await
}

#[tokio::test]
async fn presets_and_transforms() -> Result<()> {
    let installation = Installation::new(&[
        ("PRESETS", "thumb=8x8; hero=9x,format=auto; same=8x8"),
        (
            "ALLOWED_TRANSFORMS",
            "8x8; 8..10x8,quality=60; 9x,format=auto,quality=80; 9..10x9,background=f00,fit=contain; 8..9x8,quality=60; x7,fit=inside",
        ),
        ("ALLOWED_RESOLUTIONS", "8x8, 9x"),
    ]);
    let presets = 1 + 4 + 1;
    // 8x8 is listed already, and so is 9x, in every format. Quality 80 is AVIF's own.
    let (transforms, listed) = (3 + 1 + 2 + 1, 2 * 8);
    reaches_its_limit(installation, presets + transforms + listed).await
}

#[tokio::test]
async fn presets_alone() -> Result<()> {
    let installation = Installation::new(&[
        ("PRESETS", "thumb=8x8,blur=3; hero=9x,format=auto"),
        ("ALLOWED_TRANSFORMS", "presets"),
    ]);
    reaches_its_limit(installation, 5).await
}

/// What was signed and published is there once, in the formats that it leaves to the client. Nobody makes more of it.
#[tokio::test]
async fn signed_links() -> Result<()> {
    let keys = format!("{KEY},{}", "99".repeat(32));
    let settings = [("SIGNING_KEYS", keys.as_str()), ("PRESETS", "thumb=8x8")];
    let installation =
        Installation::new(&settings).published(&["8x8", "9x,blur=2", "10x10,format=auto"]);
    assert_eq!(installation.limit()?, 1);
    let stored = installation
        .stored("a.jpg", &["a.jpg", "other.jpg"])
        .await?;
    let of_other: Vec<_> = stored
        .iter()
        .filter(|key| key.ends_with("other.jpg"))
        .collect();
    assert_eq!(of_other, ["thumb/other.jpg"]);
    assert_eq!(stored.len(), 1 + 1 + (1 + 1 + 4), "{stored:#?}");
    Ok(())
}

/// Where a name can be written in composed and in decomposed characters, it is twice as many.
#[tokio::test]
async fn names_in_two_spellings() -> Result<()> {
    let installation = Installation::new(&[("ALLOWED_RESOLUTIONS", "8x8")]);
    let names = ["\u{fc}.jpg", "u\u{308}.jpg"];
    let stored = installation.stored(names[0], &names).await?;
    assert_eq!(stored.len(), 2 * installation.limit()?, "{stored:#?}");
    Ok(())
}

/// Without any setting there is no bound: each of these is one more object.
#[tokio::test]
async fn nothing_is_set() -> Result<()> {
    let installation = Installation::new(&[("MAX_RESULT_SIDE", "16")]);
    let stored = installation.stored("a.jpg", &["a.jpg"]).await?;
    assert!(stored.len() > 300, "{}", stored.len());
    let config = installation.config()?;
    assert_eq!(Reach::new(&config.policy, 16).total(), u128::MAX);
    Ok(())
}
