//! `marble-manifests FILE…` tells what is wrong with manifests. `marble-manifests --schema DEFINITION VERSION [FIELD…]`
//! prints the schema of a `CustomResourceDefinition`, without these fields of its `spec`.

use std::process::ExitCode;

use marble_manifests::{documents, problems, schema_of};

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
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

fn run(arguments: &[&str]) -> Result<String, String> {
    let read =
        |path: &str| std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"));
    match arguments {
        [] => {
            Err("usage: marble-manifests FILE… | --schema DEFINITION VERSION [FIELD…]".to_owned())
        }
        ["--schema", path, version, without @ ..] => {
            let documents = documents(&read(path)?)?;
            let definition = documents.first().ok_or("expected a definition")?;
            let schema = schema_of(definition, version, without)?;
            let text = serde_json::to_string_pretty(&schema).map_err(|error| error.to_string())?;
            Ok(text + "\n")
        }
        paths => {
            let mut found = Vec::new();
            for path in paths {
                let problems =
                    problems(&read(path)?).map_err(|error| format!("{path}: {error}"))?;
                found.extend(problems.iter().map(|it| format!("{path}: {it}")));
            }
            if found.is_empty() {
                Ok(format!("{} right\n", paths.len()))
            } else {
                Err(found.join("\n"))
            }
        }
    }
}
