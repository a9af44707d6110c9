//! `marble srcset`: the `img` of a picture in several sizes, of which the browser chooses.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use http::Method;
use marble_picture::geometry::{self, Dimensions};
use marble_transform::{Decimal, Output, Srcset, Transform};
use s3_store::config::Place;

use crate::bucket::{Bucket, Retries};
use crate::links::{self, Links};
use crate::marble_address::MarbleAddress;
use crate::pace::Pace;
use crate::placeholder::Facts;
use crate::settings::Environment;

/// How much of an original is fetched for its header: metadata in front of it, such as a thumbnail and a color profile,
/// are shorter in all but rare files.
const BEGINNING: usize = 512 << 10;

/// What `srcset` takes.
#[derive(clap::Args)]
#[command(
    after_help = "Without --size, the beginning of the original is fetched from the bucket, and its header read. With \
--placeholder Marble tells its size, by format=json, and the bucket's keys are not needed.

Examples:
  marble srcset trips/berlin.jpg --widths 320,640,1280 --sizes '(min-width: 60em) 50vw, 100vw'
  marble srcset trips/berlin.jpg --widths 320,640 --transform 640x360,format=auto --size 4000x3000
  marble srcset face.jpg --transform 96x96 --densities 1,2,3 --no-fetch
  marble srcset trips/berlin.jpg --widths 320,640 --placeholder"
)]
#[group(skip)]
pub struct Arguments {
    /// The original's key, without `SOURCE_PREFIX`, not percent-encoded
    key: String,
    /// The widths to choose from, in pixels, such as 320,640,1280
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "PIXELS",
        required_unless_present = "densities",
        conflicts_with = "densities"
    )]
    widths: Vec<u32>,
    /// The densities to choose from, from 1 to 5, such as 1,1.5,2
    #[arg(long, value_delimiter = ',', value_name = "NUMBERS", value_parser = density, requires = "transform")]
    densities: Vec<Decimal>,
    /// What is made besides the width; without it, the whole picture in the largest of the widths
    #[arg(long)]
    transform: Option<String>,
    /// How wide the picture is shown: the attribute sizes
    #[arg(long, default_value = "100vw", conflicts_with = "densities")]
    sizes: String,
    /// What stands for the picture in words: the attribute alt
    #[arg(long, default_value = "")]
    alt: String,
    /// The size of the original as it is seen, in pixels
    #[arg(long, value_name = "WxH", value_parser = dimensions)]
    size: Option<Dimensions>,
    /// Fetch nothing: width and height are left out where the transform does not tell them
    #[arg(long, conflicts_with = "size")]
    no_fetch: bool,
    /// Show the picture's color and, blurred, the picture until it is there: Marble is asked for them
    #[arg(long, conflicts_with_all = ["size", "no_fetch"])]
    placeholder: bool,
    /// Where Marble is asked; without it, by way of the website in URL and its redirect
    #[arg(long, value_name = "URL", requires = "placeholder")]
    marble: Option<String>,
    #[command(flatten)]
    links: links::Arguments,
}

/// Prints the element.
///
/// # Errors
///
/// A flag, the key or a transform is not understood or allowed, or the original cannot be looked at.
pub fn run(arguments: &Arguments, environment: &Environment) -> Result<ExitCode> {
    let links = Links::new(&arguments.links, environment.resizer()?);
    let mut facts = None;
    let original = match arguments.size {
        _ if arguments.placeholder => {
            let told = crate::runtime::block_on(ask(arguments, &links))??;
            Some(facts.insert(told).original())
        }
        Some(size) => Some(size),
        None if arguments.no_fetch => None,
        None => Some(crate::runtime::block_on(fetch(
            arguments,
            &links,
            environment,
        ))??),
    };
    let style = facts.map(|facts| facts.style()).transpose()?.flatten();
    let element = element(arguments, &links, original, style.as_deref())?;
    writeln!(io::stdout(), "{element}")?;
    Ok(ExitCode::SUCCESS)
}

/// Reads `4000x3000`.
fn dimensions(text: &str) -> Result<Dimensions, String> {
    let sides = text.split_once('x').and_then(|(width, height)| {
        let side = |text: &str| text.parse().ok().filter(|side| *side > 0);
        Some((side(width)?, side(height)?))
    });
    let (width, height) = sides.ok_or("expected width and height, such as 4000x3000")?;
    Ok(Dimensions { width, height })
}

fn density(text: &str) -> Result<Decimal, String> {
    Decimal::parse(text).ok_or_else(|| "expected a number, such as 1.5".to_owned())
}

/// The size of the original, by its header.
async fn fetch(
    arguments: &Arguments,
    links: &Links,
    environment: &Environment,
) -> Result<Dimensions> {
    let bucket = Bucket::open(environment, Place::Originals, Retries::Some)?;
    let key = format!("{}{}", links.config.source_prefix, arguments.key);
    let remedy = "give --size WxH, or --no-fetch";
    let beginning = bucket
        .beginning(&key, BEGINNING)
        .await
        .map_err(|failure| anyhow::anyhow!("{} {key:?}: {failure}; or {remedy}", Method::GET))?;
    let beginning = beginning.with_context(|| format!("{key:?} is absent; or {remedy}"))?;
    marble_picture::dimensions(&mut beginning.as_slice(), &links.config.limits)
        .with_context(|| format!("the size of {key:?} is not known: {remedy}"))
}

/// What Marble tells of the smallest of the candidates, which is made quickest: ratio and colours are the same in all.
async fn ask(arguments: &Arguments, links: &Links) -> Result<Facts> {
    let transform = arguments.transform(links)?;
    // Which they are does not depend on how large they become.
    let srcset = arguments.candidates(&transform, links, |_| Some((1, 1)))?;
    let smallest = srcset.candidates().first().context(NO_CANDIDATES)?;
    let transform = smallest.transform.with_format(Some(Output::Json));
    let link = links.link(&arguments.key, &transform.to_string())?;
    let marble = MarbleAddress::new(arguments.marble.as_deref(), &links.config)?;
    let told = Pace::new(1).send(async || marble.read(&link).await).await;
    let told = told.map_err(|failure| anyhow::anyhow!("{:?}: {failure}", link.key))?;
    serde_json::from_slice(&told).with_context(|| format!("{:?} has no facts", link.key))
}

const NO_CANDIDATES: &str = "expected widths or densities";

impl Arguments {
    /// What is made of the original, but for its widths or densities.
    fn transform(&self, links: &Links) -> Result<Transform> {
        let widest = self.widths.iter().max();
        let whole = widest.map(|width| format!("{width}x"));
        let transform = self.transform.clone().or(whole).unwrap_or_default();
        Transform::parse(&transform, links.config.limits.max_result_side)
            .with_context(|| format!("--transform {transform:?}"))
    }

    fn candidates(
        &self,
        transform: &Transform,
        links: &Links,
        size_of: impl Fn(&Transform) -> Option<(u32, u32)>,
    ) -> Result<Srcset> {
        let max_side = links.config.limits.max_result_side;
        Ok(if self.densities.is_empty() {
            Srcset::of_widths(transform, &self.widths, max_side, size_of)?
        } else {
            Srcset::of_densities(transform, &self.densities, max_side, size_of)?
        })
    }
}

fn element(
    arguments: &Arguments,
    links: &Links,
    original: Option<Dimensions>,
    style: Option<&str>,
) -> Result<String> {
    let transform = arguments.transform(links)?;
    let srcset = arguments.candidates(&transform, links, |transform| {
        let result = original.map(|original| geometry::result(original, transform));
        let result = result.and_then(Result::ok);
        result.map_or_else(
            || transform.size_in_words(),
            |it| Some((it.width, it.height)),
        )
    })?;
    let all = srcset
        .candidates()
        .iter()
        .map(|candidate| candidate.transform);
    let all = all.chain([*srcset.src()]).map(|transform| {
        let url = links.url(&arguments.key, &transform.to_string())?;
        Ok((transform, url))
    });
    let all = all.collect::<Result<Vec<_>>>()?;
    let link = |transform: &Transform| {
        let found = all.iter().find(|(known, _)| known == transform);
        found.map(|(_, url)| url.clone()).unwrap_or_default()
    };
    let mut element = format!("<img src=\"{}\"", escape(&link(srcset.src())));
    ensure!(!srcset.candidates().is_empty(), NO_CANDIDATES);
    let mut attribute = |name: &str, value: &str| {
        // A string takes all that is written.
        let _ = write!(element, " {name}=\"{}\"", escape(value));
    };
    attribute("srcset", &srcset.attribute(link));
    if arguments.densities.is_empty() {
        attribute("sizes", &arguments.sizes);
    }
    if let Some((width, height)) = srcset.size() {
        attribute("width", &width.to_string());
        attribute("height", &height.to_string());
    }
    if let Some(style) = style {
        attribute("style", style);
    }
    attribute("alt", &arguments.alt);
    Ok(format!("{element}>"))
}

/// As it may stand in an attribute between double quotes (HTML, "Attributes").
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
