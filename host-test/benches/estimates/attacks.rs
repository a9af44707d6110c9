//! The most expensive requests that were found: what they take without bounds, and with those that are the default.

use std::time::Duration;

use anyhow::Result;
use host_test::runtime::cpu::cpu_time;
use host_test::runtime::host::{Answer, Host};
use host_test::store::mock::MockStore;
use tokio::runtime::Runtime;

use crate::originals::Originals;

/// Originals and transforms.
const ATTACKS: [(&str, &str); 20] = [
    (
        "webp-300-frames",
        "570x570,sharpen=10,saturation=10,quality=auto",
    ),
    ("webp-300-frames", "320x240,quality=auto"),
    ("webp-300-frames", "320x240,sharpen=10,saturation=10"),
    ("webp-300-frames", "320x240,format=gif"),
    ("gif-500-frames", "440x440"),
    ("gif-500-frames", "200x200"),
    ("gif-500-frames", "200x200,format=webp,quality=auto"),
    ("jpeg-12mp-noise", "4000x3000,format=webp,quality=auto"),
    ("jpeg-12mp-noise", "2500x1875,format=webp,quality=auto"),
    ("jpeg-12mp-noise", "2500x1875,format=webp,max-bytes=900000"),
    ("jpeg-12mp-noise", "3000x2250,quality=auto,progressive=yes"),
    (
        "jpeg-12mp-noise",
        "2000x1500,blur=100,sharpen=10,saturation=2,format=gif",
    ),
    ("png-3mp-noise", "2000x2000,format=webp,quality=auto"),
    (
        "png-3mp-noise",
        "2000x2000,format=webp,quality=auto,blur=100,sharpen=10,saturation=2",
    ),
    ("png-3mp-noise", "2000x2000,format=gif"),
    ("png-3mp-noise-alpha", "1000x1000,format=avif,quality=100"),
    ("webp-3mp-noise", "2000x2000,format=webp,quality=auto"),
    ("tiff-3mp", "2400x2400,format=webp,quality=auto"),
    ("svg-filters", "2000x2000,format=webp,quality=auto"),
    ("svg-turbulence", "2000x2000"),
];

/// Prints a table in Markdown.
pub(crate) fn run(originals: &mut Originals, runtime: &Runtime) -> Result<()> {
    println!("| original | transform | seconds without bounds | with | what comes of it |");
    println!("|---|---|---:|---:|---|");
    for (original, transform) in ATTACKS {
        let file = originals.file(original)?;
        let store = || MockStore::with("a", file.clone());
        let target = format!("/{transform}/a");
        let unbounded = Host::resizer_without_limits(store())?.env("URL", "http://w.example");
        let without = match measure(&unbounded, &target, runtime) {
            Ok((time, _)) => format!("{:.1}", time.as_secs_f64()),
            Err(_) => "does not fit".to_owned(),
        };
        let bounded = Host::resizer(store())?.env("URL", "http://w.example");
        let (with, answer) = measure(&bounded, &target, runtime)?;
        println!(
            "| {original} | `{transform}` | {without} | {:.1} | {} |",
            with.as_secs_f64(),
            outcome(&answer)
        );
    }
    Ok(())
}

fn measure(host: &Host, target: &str, runtime: &Runtime) -> Result<(Duration, Answer)> {
    let start = cpu_time();
    let answer = runtime.block_on(host.get(target))?;
    Ok((cpu_time().saturating_sub(start), answer))
}

/// The status, the code of an error, and whether an animation became a still.
fn outcome(answer: &Answer) -> String {
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let code = body["code"].as_str().map(|code| format!(" `{code}`"));
    let frames = answer.headers.get("marble-frames");
    let still = frames.map(|_| ", a still");
    let status = answer.status.as_u16();
    format!(
        "{status}{}{}",
        code.unwrap_or_default(),
        still.unwrap_or_default()
    )
}
