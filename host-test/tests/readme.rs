//! The README, held against the code: tables, key rules, sizes, commands, links. Whether its prose is true, no test
//! can tell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, ensure};
use host_test::components::workspace;
use host_test::globe;
use host_test::website::WebsiteConfig;
use marble::accept::Accept;
use marble::config::Config;
use marble::error::{Bound, Error, Excess};
use marble::format::Format;
use marble::geometry::{Dimensions, Geometry};
use marble::options::{DEFINITIONS, Options, Output as Picture, Size};
use marble::request::Request;
use marble::store;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

fn read(path: impl AsRef<Path>) -> String {
    let path = workspace().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn readme() -> String {
    read("README.md")
}

/// The rows below the header whose first column has this name. Cells are without their backticks.
fn table(first_column: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let readme = readme();
    let start = format!("| {first_column} |");
    let mut lines = readme.lines().skip_while(|line| !line.starts_with(&start));
    let header = lines.next();
    let header = header.unwrap_or_else(|| panic!("no table begins with the column {first_column}"));
    let rows = lines.skip(1).take_while(|line| line.starts_with('|'));
    let rows: Vec<_> = rows.map(cells).collect();
    let header = cells(header);
    for row in &rows {
        assert_eq!(row.len(), header.len(), "columns of the row {row:?}");
    }
    (header, rows)
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim().trim_matches('|');
    let cells = line.split('|');
    cells.map(|cell| cell.trim().replace('`', "")).collect()
}

/// What stands in fenced blocks of this language.
fn blocks(markdown: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<(bool, String)> = None;
    for line in markdown.lines() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(found), None) => open = Some((found == language, String::new())),
            (Some(_), Some((true, block))) => blocks.push(block),
            (Some(_), Some((false, _))) | (None, None) => {}
            (None, Some((wanted, block))) => open = Some((wanted, block + line + "\n")),
        }
    }
    assert!(open.is_none(), "a fenced block has no end");
    blocks
}

/// What stands between backticks, outside of fenced blocks.
fn code_spans(markdown: &str) -> Vec<String> {
    let mut fenced = false;
    let mut spans = Vec::new();
    for line in markdown.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            spans.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    spans
}

/// This README and those of `deploy/`, by their paths.
fn documents() -> Result<Vec<PathBuf>> {
    let mut documents = vec![PathBuf::from("README.md"), PathBuf::from("CHANGELOG.md")];
    for folder in std::fs::read_dir(workspace().join("deploy"))? {
        let document = folder?.path().join("README.md");
        documents.push(document.strip_prefix(workspace())?.to_owned());
    }
    Ok(documents)
}

/// The binary behind `cargo dev`.
fn cargo_dev(arguments: &[&str]) -> Result<Output> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_host-test"));
    Ok(command.args(arguments).output()?)
}

/// An installation of the resizer with no more settings than it needs.
fn config() -> Config {
    let inline = |name: &str| (name == "DELIVERY").then(|| "inline".to_owned());
    Config::parse(inline).unwrap()
}

/// A request without `Accept`.
fn parse(target: &str, config: &Config) -> Result<Request, marble::request::Error> {
    let accept = Accept::default();
    Request::parse(target, accept, &config.base_path, &config.result_prefix)
}

#[test]
fn options_are_those_of_the_grammar_in_its_order() {
    let (_, rows) = table("option");
    let expected = DEFINITIONS.iter().map(|definition| {
        let found = [
            definition.name,
            definition.values,
            definition.default,
            definition.meaning,
        ];
        found.map(str::to_owned).to_vec()
    });
    let expected: Vec<_> = expected.collect();
    for (row, expected) in rows.iter().zip(&expected) {
        assert_eq!(row, expected, "the row of the option {}", expected[0]);
    }
    let names = |rows: &[Vec<String>]| rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    assert_eq!(names(&rows), names(&expected), "the options");
}

#[test]
fn variables_are_those_that_are_read_in_their_order() {
    let (_, rows) = table("variable");
    let resizer = marble::config::VARIABLES.iter();
    let resizer = resizer.map(|variable| (variable.name, "resizer", variable.default));
    let s3_store = s3_store::config::VARIABLES.iter();
    let s3_store = s3_store.map(|variable| (variable.name, "s3-store", variable.default));
    let expected = resizer.chain(s3_store);
    let expected: Vec<_> = expected.collect();
    for (row, (name, component, default)) in rows.iter().zip(&expected) {
        let [found_name, found_component, found_default, _] = row.as_slice() else {
            panic!("the row {row:?}");
        };
        assert_eq!(found_name, name, "the order of the variables");
        assert_eq!(found_component, component, "who reads {name}");
        if default.is_empty() {
            let words = ["required", "none", "follows from"];
            let explained = words.iter().any(|word| found_default.starts_with(word));
            assert!(explained, "the default of {name} is {found_default:?}");
        } else {
            assert_eq!(found_default, default, "the default of {name}");
        }
    }
    assert_eq!(rows.len(), expected.len(), "the number of variables");
}

#[test]
fn variables_are_required_where_the_readme_says_so() {
    let (_, rows) = table("variable");
    for row in rows {
        let name = row[0].as_str();
        let lookup = |wanted: &str| {
            let value = match wanted {
                "URL" => Some("http://pictures.example"),
                "BUCKET" => Some("pictures"),
                "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => Some("x"),
                _ => None,
            };
            value.filter(|_| wanted != name).map(str::to_owned)
        };
        let resizer = Config::parse(lookup).map_err(|error| error.variable);
        let s3_store = s3_store::config::Config::parse(lookup).map_err(|error| error.variable);
        let refused = resizer.err().or(s3_store.err());
        let required = row[2].starts_with("required").then_some(name);
        assert_eq!(refused, required, "without {name}");
    }
}

/// Every error, one after the other. Without a `_`, so that a new one does not compile until it stands here: name
/// it in the arm of its predecessor, too.
fn next(error: &Error) -> Option<Error> {
    let text = String::new;
    let too_large = |bound| {
        Error::TooLarge(Excess {
            bound,
            found: 2,
            limit: 1,
        })
    };
    Some(match error {
        Error::Damaged(_) => Error::Internal(text()),
        Error::Internal(_) => Error::InvalidKey(text()),
        Error::InvalidKey(_) => Error::MethodNotAllowed,
        Error::MethodNotAllowed => Error::Misconfigured(text()),
        Error::Misconfigured(_) => Error::MissingKey,
        Error::MissingKey => Error::NotAPicture(text()),
        Error::NotAPicture(_) => Error::OriginalNotFound,
        Error::OriginalNotFound => Error::ResolutionNotAllowed,
        Error::ResolutionNotAllowed => Error::Store(store::Error::Denied),
        Error::Store(error) => match error {
            store::Error::Denied => Error::Store(store::Error::Invalid(text())),
            store::Error::Invalid(_) => Error::Store(store::Error::Misconfigured(text())),
            store::Error::Misconfigured(_) => Error::Store(store::Error::Refused(text())),
            store::Error::Refused(_) => Error::Store(store::Error::Throttled),
            store::Error::Throttled => Error::Store(store::Error::TimedOut),
            store::Error::TimedOut => Error::Store(store::Error::Unavailable),
            store::Error::Unavailable => too_large(Bound::Memory),
        },
        Error::TooLarge(excess) => match excess.bound {
            Bound::Memory => too_large(Bound::ResultBytes),
            Bound::ResultBytes => too_large(Bound::ResultSide),
            Bound::ResultSide => too_large(Bound::SourceBytes),
            Bound::SourceBytes => too_large(Bound::SourcePixels),
            Bound::SourcePixels => too_large(Bound::AvifPixels),
            Bound::AvifPixels => return None,
        },
    })
}

#[test]
fn statuses_are_those_of_every_error() {
    let (_, rows) = table("status");
    let first = Error::Damaged(String::new());
    let errors = std::iter::successors(Some(first), next).map(|error| {
        let status = error.status().as_str().to_owned();
        (error.code(), (status, error.message()))
    });
    let mut errors: BTreeMap<_, _> = errors.collect();
    let mut successes = Vec::new();
    for row in &rows {
        let [status, code, message, when] = row.as_slice() else {
            panic!("the row {row:?}");
        };
        assert!(!when.is_empty(), "the row {row:?} says when");
        if code == "–" {
            successes.push(status.as_str());
            continue;
        }
        let expected = errors.remove(code.as_str());
        let found = Some((status.clone(), message.as_str()));
        assert_eq!(found, expected, "the row of the code {code}");
    }
    assert_eq!(errors, BTreeMap::new(), "codes without a row");
    assert_eq!(successes, ["200", "204", "307"], "the rows without a code");
    let statuses: Vec<_> = rows.iter().map(|row| &row[0]).collect();
    assert!(statuses.is_sorted(), "{statuses:?}");
}

#[test]
fn the_error_body_is_a_true_one() -> Result<()> {
    let config = config();
    let request = parse("/300x300,zoom=3/photo.jpg", &config)?;
    let error = marble::plan::Plan::new(&request, &config).unwrap_err();
    let body = String::from_utf8(Error::from(error).body())?;
    ensure!(readme().contains(&body), "the README does not show {body}");
    Ok(())
}

#[test]
fn fits_give_the_sizes_in_their_table() -> Result<()> {
    let (header, rows) = table("fit");
    let dimensions = |text: &str| {
        let (width, height) = text.split_once('x').context("a size")?;
        anyhow::Ok(Dimensions {
            width: width.parse()?,
            height: height.parse()?,
        })
    };
    for row in &rows {
        for (column, found) in header.iter().zip(row).skip(2) {
            let (source, size) = column.split_once(" as ").context("a column's name")?;
            let options = Options::parse(&format!("{size},fit={}", row[0]), 4096)?;
            let geometry = Geometry::new(dimensions(source)?, &options)?;
            assert_eq!(geometry.canvas, dimensions(found)?, "{}: {column}", row[0]);
        }
    }
    let fits: BTreeSet<_> = rows.iter().map(|row| row[0].as_str()).collect();
    let values = DEFINITIONS.iter().find(|option| option.name == "fit");
    let values = values.context("the option fit")?.values;
    assert_eq!(fits, values.split(", ").collect(), "the values of fit");
    Ok(())
}

#[test]
fn formats_become_what_their_table_says() {
    let (_, rows) = table("original");
    let name = |picture| match picture {
        Picture::Avif => "AVIF",
        Picture::Gif => "GIF",
        Picture::Jpeg => "JPEG",
        Picture::Png => "PNG",
        Picture::WebP => "WebP",
    };
    let expected = [
        ("JPEG", Format::Jpeg),
        ("PNG", Format::Png),
        ("WebP", Format::WebP),
        ("GIF", Format::Gif),
        ("TIFF", Format::Tiff),
        ("BMP", Format::Bmp),
        ("AVIF", Format::Avif),
    ];
    let expected = expected.map(|(original, format)| {
        let [opaque, translucent] = [false, true].map(|alpha| name(format.default_output(alpha)));
        vec![original, opaque, translucent]
    });
    assert_eq!(rows, expected, "the formats");
}

#[test]
fn forms_ask_for_the_same_picture() -> Result<()> {
    let (_, rows) = table("form");
    let expected = Request {
        transform: "300x300".to_owned(),
        original: "photo.jpg".to_owned(),
        alternatives: Vec::new(),
        accept: Accept::default(),
    };
    for row in rows {
        assert_eq!(parse(&row[1], &config())?, expected, "{}", row[1]);
    }
    Ok(())
}

/// What S3 signs as it is, and a slash; all else is `%XX`.
const UNENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

fn encode(text: &str) -> String {
    utf8_percent_encode(text, UNENCODED).to_string()
}

const SPACES: &AsciiSet = &CONTROLS.add(b' ');

/// What a browser asks for when it is sent to `location`.
fn follow(location: &str) -> String {
    let (target, _) = location.split_once('#').unwrap_or((location, ""));
    utf8_percent_encode(target, SPACES).to_string()
}

#[test]
fn keys_come_through_where_their_table_says_so() {
    let (header, rows) = table("original's key");
    for row in rows {
        let key = format!("300x300/{}", row[0]);
        let query = |key: &str| follow(&format!("/default/resize?key={key}"));
        let targets = [
            query(&key),
            query(&encode(&key)),
            query(&encode(&encode(&key))),
            format!("/{}", encode(&key)),
        ];
        for ((column, found), target) in header.iter().zip(&row).skip(1).zip(targets) {
            let request = parse(&target, &config());
            let through = request.is_ok_and(|request| request.original == row[0]);
            let expected = if through { "yes" } else { "no" };
            assert_eq!(found, expected, "{}: {column}", row[0]);
        }
    }
}

#[test]
fn readings_are_tried_in_the_order_of_their_table() {
    let (_, rows) = table("asked for");
    for row in rows {
        let request = parse(&row[0], &config()).unwrap();
        let alternatives = request.alternatives.into_iter();
        let alternatives = alternatives.map(|alternative| alternative.original);
        let mut found: Vec<_> = [request.original].into_iter().chain(alternatives).collect();
        found.resize(3, "–".to_owned());
        assert_eq!(row[1..], found, "{}", row[0]);
    }
}

#[test]
fn flags_are_those_of_cargo_dev() -> Result<()> {
    let (_, rows) = table("flag");
    let help = String::from_utf8(cargo_dev(&["serve", "--help"])?.stdout)?;
    let flags = help.lines().map(str::trim).filter_map(|line| {
        let (flag, rest) = line.split_once(" <")?;
        let (_, meaning) = rest.split_once('>')?;
        let (meaning, default) = meaning.trim().split_once(" [default: ")?;
        let default = default.trim_end_matches(']');
        Some([flag, default, meaning].map(str::to_owned).to_vec())
    });
    assert_eq!(rows, flags.collect::<Vec<_>>(), "the flags");
    Ok(())
}

/// The command lines of cargo dev in a document, without what stands around them.
fn commands(markdown: &str) -> BTreeSet<String> {
    let spans = code_spans(markdown);
    let blocks = blocks(markdown, "sh");
    let lines = blocks.iter().flat_map(|block| block.lines());
    let lines = lines.chain(spans.iter().map(String::as_str));
    let commands = lines.filter_map(|line| {
        let (line, _) = line.split_once(" #").unwrap_or((line, ""));
        let (line, _) = line.split_once(" &&").unwrap_or((line, ""));
        let command = line.trim();
        (command == "cargo dev" || command.starts_with("cargo dev ")).then(|| command.to_owned())
    });
    commands.collect()
}

#[test]
fn cargo_dev_takes_every_command() -> Result<()> {
    let mut count = 0;
    for document in documents()? {
        for command in commands(&read(&document)) {
            let words: Vec<_> = command.split(' ').skip(2).collect();
            // With `--help` the arguments are checked and nothing is done.
            let output = cargo_dev(&[words.as_slice(), &["--help"]].concat())?;
            let text = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{document:?}: {command}: {text}");
            count += 1;
        }
    }
    assert!(count >= 8, "only {count} commands were found");
    Ok(())
}

#[test]
fn the_first_lines_are_those_of_the_dev_server() {
    let blocks = blocks(&readme(), "sh");
    assert_eq!(blocks[0], "cargo dev\n");
    let (_, flags) = table("flag");
    let website = flags.iter().find(|flag| flag[0] == "--website");
    let website = &website.expect("the flag --website")[1];
    let expected = format!("curl -sSL -o out.jpg http://{website}/300x300/blue_marble.jpg\n");
    assert_eq!(blocks[1], expected);
}

#[test]
fn the_rust_version_is_the_packages() {
    let expected = concat!("Rust (", env!("CARGO_PKG_RUST_VERSION"), " or newer");
    assert!(readme().contains(expected), "{expected}");
}

#[test]
fn every_spelling_is_the_first() -> Result<()> {
    let readme = readme();
    let line = readme.lines().find(|line| line.contains("are one object"));
    let spellings = code_spans(line.context("the canonical spelling")?);
    let [first, ..] = spellings.as_slice() else {
        panic!("no spelling is named");
    };
    for spelling in &spellings {
        assert_eq!(&Options::parse(spelling, 4096)?.to_string(), first);
    }
    Ok(())
}

#[test]
fn resize_prints_the_fields_that_are_shown() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("photo.jpg"), globe::blue_marble_jpeg())?;
    let (input, output) = (path("photo.jpg"), path("out.jpg"));
    let printed = cargo_dev(&["resize", &input, "300x300", &output, "--json"])?;
    let log = String::from_utf8_lossy(&printed.stderr);
    let mut printed: Value = serde_json::from_slice(&printed.stdout).context(log.into_owned())?;
    let blocks = blocks(&readme(), "json");
    let shown = blocks.iter().find(|block| block.contains("cpu_ms"));
    let mut shown: Value = serde_json::from_str(shown.context("the JSON of resize")?)?;
    // These differ from run to run; that they are there is enough.
    for measured in ["bytes", "cpu_ms", "peak_memory_bytes"] {
        for report in [&mut printed, &mut shown] {
            let value = report.as_object_mut().and_then(|it| it.remove(measured));
            assert!(value.is_some(), "{measured}");
        }
    }
    assert_eq!(printed, shown, "what cargo dev resize --json prints");
    Ok(())
}

#[test]
fn rule_and_policy_are_the_files() -> Result<()> {
    let blocks = blocks(&readme(), "json");
    let blocks = blocks.iter().map(|block| serde_json::from_str(block));
    let blocks: Vec<Value> = blocks.collect::<Result<_, _>>()?;
    for file in ["routing-rules.json", "component-policy.json"] {
        let file = format!("deploy/aws/{file}");
        let expected: Value = serde_json::from_str(&read(&file)).context(file.clone())?;
        ensure!(
            blocks.contains(&expected),
            "the README does not show {file}"
        );
    }
    Ok(())
}

#[test]
fn the_files_for_aws_are_what_s3_takes() -> Result<()> {
    for file in ["routing-rules.json", "routing-rules-per-size.json"] {
        let rules = WebsiteConfig::parse(&read(format!("deploy/aws/{file}"))).context(file)?;
        assert!(!rules.rules.is_empty(), "{file}");
        for rule in rules.rules {
            let redirect = rule.redirect;
            assert_eq!(
                redirect.http_redirect_code.as_deref(),
                Some("307"),
                "{file}"
            );
            let prefix = redirect.replace_key_prefix_with.context(file)?;
            let target = format!(
                "/{prefix}{}",
                if prefix.contains('=') {
                    "9x9/a.jpg"
                } else {
                    "a.jpg"
                }
            );
            let request = parse(&target, &config()).context(target)?;
            assert!(
                Size::parse(&request.transform, 4096).is_ok(),
                "{file}: {prefix}"
            );
            assert_eq!(request.original, "a.jpg", "{file}: {prefix}");
        }
    }
    for file in [
        "bucket-policy.json",
        "component-policy.json",
        "lifecycle.json",
    ] {
        serde_json::from_str::<Value>(&read(format!("deploy/aws/{file}"))).context(file)?;
    }
    Ok(())
}

/// The targets of the links in a document.
fn links(markdown: &str) -> Vec<String> {
    let ends = markdown.split("](").skip(1);
    let targets = ends.filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target.to_owned()).collect()
}

/// The anchor that a heading gets.
fn anchor(heading: &str) -> String {
    let letters = heading.trim_start_matches('#').trim().chars();
    let letters = letters.filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    letters.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn links_lead_somewhere() -> Result<()> {
    for document in documents()? {
        let text = read(&document);
        let headings = text.lines().filter(|line| line.starts_with('#'));
        let anchors: Vec<_> = headings.map(anchor).collect();
        let folder = document.parent().context("a folder")?;
        for link in links(&text) {
            if let Some(found) = link.strip_prefix('#') {
                let there = anchors.iter().any(|anchor| anchor == found);
                assert!(there, "{document:?}: no heading for {link}");
            } else if !link.starts_with("https://") {
                let there = workspace().join(folder).join(&link).exists();
                assert!(there, "{document:?}: no file for {link}");
            }
        }
    }
    Ok(())
}

#[test]
fn the_map_shows_what_is_there() -> Result<()> {
    let readme = readme();
    let (_, code) = readme.split_once("## The code").context("the code")?;
    let blocks = blocks(code, "text");
    let map = blocks.first().context("the map")?;
    for line in map.lines() {
        let path = line.split(' ').next().unwrap_or_default();
        assert!(
            path.ends_with('/') && workspace().join(path).is_dir(),
            "{line}"
        );
    }
    Ok(())
}

/// The names that a text gives values: `NAME=value` or `NAME: value`, and for Spin `--variable name=value`.
fn settings(text: &str, sign: char) -> BTreeSet<String> {
    let words: Vec<_> = text.split([' ', '\n', '`', '"']).collect();
    let before = std::iter::once("").chain(words.iter().copied());
    let names = before.zip(&words).filter_map(|(before, word)| {
        let (name, _) = word.split_once(sign)?;
        let capital = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
        let named = before == "--variable" || name.len() > 2 && name.bytes().all(capital);
        named.then(|| name.to_uppercase())
    });
    names.collect()
}

#[test]
fn deployments_set_what_is_read() -> Result<()> {
    let variables = marble::config::VARIABLES.iter();
    let variables = variables.chain(s3_store::config::VARIABLES);
    let mut known: BTreeSet<_> = variables.map(|variable| variable.name.to_owned()).collect();
    // A switch of the script in `deploy/jco`, one of the build, and Spin's own way to hand a variable over.
    let others = [
        "JCO_DIR",
        "MARBLE_FEATURES",
        "SPIN_VARIABLE_AWS_SECRET_ACCESS_KEY",
    ];
    known.extend(others.map(str::to_owned));
    let yaml = [".wash/config.yaml", "workload-deployment.yaml"];
    let yaml = yaml.map(|file| (Path::new("deploy/wasmcloud").join(file), ':'));
    let documents = documents()?.into_iter().map(|document| (document, '='));
    for (document, sign) in documents.chain(yaml) {
        let found = settings(&read(&document), sign);
        let unknown: Vec<_> = found.difference(&known).collect();
        assert!(unknown.is_empty(), "{document:?} sets {unknown:?}");
    }
    Ok(())
}
