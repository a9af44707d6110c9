//! Prints the tables of `docs/scale.md`, or draws its curves: `cargo run --release -p marble-scale -- [svg]`. With
//! `--scenario FILE` and `--prices FILE` for a site and prices of your own.

use std::process::ExitCode;

use marble_scale::plot;
use marble_scale::prices::Prices;
use marble_scale::report;
use marble_scale::scenario::Scenario;

const USAGE: &str = "usage: marble-scale [svg] [--scenario FILE] [--prices FILE]";

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut arguments: impl Iterator<Item = String>) -> Result<String, String> {
    let mut scenario = Scenario::shipped()?;
    let mut prices = Prices::shipped()?;
    let mut draws = false;
    while let Some(argument) = arguments.next() {
        let mut file = || {
            let path = arguments.next().ok_or(USAGE)?;
            std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))
        };
        match argument.as_str() {
            "svg" => draws = true,
            "--scenario" => scenario = Scenario::parse(&file()?)?,
            "--prices" => prices = Prices::parse(&file()?)?,
            _ => return Err(USAGE.to_owned()),
        }
    }
    if draws {
        return plot::svg(&scenario, &prices);
    }
    let tables = report::tables(&scenario, &prices)?;
    let tables = tables
        .iter()
        .map(|it| format!("{}\n\n{}", it.title, it.markdown()));
    Ok(tables.collect::<Vec<_>>().join("\n"))
}
