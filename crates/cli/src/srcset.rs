//! `marble srcset`: the `img` of a picture in several sizes, of which the browser chooses.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use http::Method;
use marble_picture::geometry::{self, Dimensions};
use marble_transform::{Decimal, Srcset, Transform};
use s3_store::config::Place;

use crate::bucket::{Bucket, Retries};
use crate::links::{self, Links};
use crate::settings::Environment;

/// How much of an original is fetched for its header: metadata in front of it, such as a thumbnail and a color profile,
/// are shorter in all but rare files.
const BEGINNING: usize = 512 << 10;

/// What `srcset` takes.
#[derive(clap::Args)]
#[command(
    after_help = "Without --size, the beginning of the original is fetched from the bucket, and its header read.

Examples:
  marble srcset trips/berlin.jpg --widths 320,640,1280 --sizes '(min-width: 60em) 50vw, 100vw'
  marble srcset trips/berlin.jpg --widths 320,640 --transform 640x360,format=auto --size 4000x3000
  marble srcset face.jpg --transform 96x96 --densities 1,2,3 --no-fetch"
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
    let original = match arguments.size {
        Some(size) => Some(size),
        None if arguments.no_fetch => None,
        None => Some(crate::runtime::block_on(fetch(
            arguments,
            &links,
            environment,
        ))??),
    };
    let element = element(arguments, &links, original)?;
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

fn element(arguments: &Arguments, links: &Links, original: Option<Dimensions>) -> Result<String> {
    let max_side = links.config.limits.max_result_side;
    let widest = arguments.widths.iter().max();
    let whole = widest.map(|width| format!("{width}x"));
    let transform = arguments.transform.clone().or(whole).unwrap_or_default();
    let transform = Transform::parse(&transform, max_side)
        .with_context(|| format!("--transform {transform:?}"))?;
    let size_of = |transform: &Transform| {
        let result = original.map(|original| geometry::result(original, transform));
        let result = result.and_then(Result::ok);
        result.map_or_else(
            || transform.size_in_words(),
            |it| Some((it.width, it.height)),
        )
    };
    let srcset = if arguments.densities.is_empty() {
        Srcset::of_widths(&transform, &arguments.widths, max_side, size_of)?
    } else {
        Srcset::of_densities(&transform, &arguments.densities, max_side, size_of)?
    };
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
    ensure!(
        !srcset.candidates().is_empty(),
        "expected widths or densities"
    );
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
