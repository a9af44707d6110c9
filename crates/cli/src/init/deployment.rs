//! How Marble is started: the commands that start Marble there, and the manifest where there is one.

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::lambda;
use super::runtime::Runtime;
use super::wishes::Wishes;

const SPIN_APP: &str = include_str!("../../../../deploy/spinkube/spin-app.yaml");
const WORKLOAD: &str = include_str!("../../../../deploy/wasmcloud/workload-deployment.yaml");

/// The most bytes of an original where a request and its answer have 10 MiB (deploy/spin/README.md).
const HOSTED_BYTES: &str = "10485760";

/// What is secret among the variables; no command and no manifest has it.
const SECRETS: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "EVENTS_TOKEN"];

impl Runtime {
    /// The name of the manifest and what is in it, if there is one.
    ///
    /// # Errors
    ///
    /// The manifest in `deploy` is not what it was when this was written.
    pub(super) fn manifest(self, wishes: &Wishes) -> Result<Option<(&'static str, String)>> {
        Ok(match self {
            Self::Akamai | Self::Container | Self::Spin | Self::Wasmtime => None,
            Self::Lambda => Some(("lambda-environment.json", lambda::environment(wishes))),
            Self::Spinkube => Some(("spin-app.yaml", spin_app(wishes)?)),
            Self::Wasmcloud => Some(("workload-deployment.yaml", workload(wishes)?)),
        })
    }

    /// The commands, to be run at the root of the repository. Marble's keys are in the shell's variables.
    pub(super) fn commands(self, wishes: &Wishes, folder: &str) -> String {
        match self {
            Self::Akamai => format!(
                "spin plugins install aka\nspin aka login\nspin build\nspin aka deploy{}{} \\\n  \
                 --variable max_source_bytes={HOSTED_BYTES}",
                variables(wishes, "--variable", spin_name),
                secrets(wishes, |name| format!(
                    "--variable {}=\"${name}\"",
                    spin_name(name)
                ))
            ),
            Self::Container => format!(
                "cargo dev release\ndocker build --tag marble dist/container\n\
                 docker run --detach --publish 3000:8080 --memory 2g --read-only --cap-drop ALL{}{} \\\n  marble",
                variables(wishes, "--env", str::to_owned),
                secrets(wishes, |name| format!("--env {name}"))
            ),
            Self::Lambda => lambda::commands(wishes, folder),
            Self::Spin => format!(
                "export {}\nspin build\nspin up --listen 0.0.0.0:3000{}",
                secrets(wishes, |name| format!("SPIN_VARIABLE_{name}=\"${name}\""))
                    .trim_start_matches(NEXT),
                variables(wishes, "--variable", spin_name)
            ),
            Self::Spinkube => format!(
                "spin build\nspin registry push REGISTRY.EXAMPLE.COM/marble:0.1.0\n{}\n\
                 kubectl apply -f {folder}/spin-app.yaml",
                kubernetes_secret(wishes)
            ),
            Self::Wasmcloud => format!(
                "cargo dev compose marble.wasm\nwash oci push REGISTRY.EXAMPLE.COM/marble:0.1.0 marble.wasm\n{}\n\
                 kubectl apply -f {folder}/workload-deployment.yaml",
                kubernetes_secret(wishes)
            ),
            Self::Wasmtime => format!(
                "cargo dev compose marble.wasm\nwasmtime serve -S cli --addr 0.0.0.0:3000 \\\n  \
                 -W max-memory-size=134217728 -W timeout=30s{}{} \\\n  marble.wasm",
                variables(wishes, "--env", str::to_owned),
                secrets(wishes, |name| format!("--env {name}"))
            ),
        }
    }

    /// Where more is written.
    pub(super) fn page(self) -> &'static str {
        match self {
            Self::Akamai | Self::Spin => "deploy/spin/README.md",
            Self::Container | Self::Lambda => "deploy/container/README.md",
            Self::Spinkube => "deploy/spinkube/README.md",
            Self::Wasmcloud => "deploy/wasmcloud/README.md",
            Self::Wasmtime => "deploy/wasmtime/README.md",
        }
    }
}

fn spin_name(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// What a command goes on with.
const NEXT: &str = " \\\n  ";

/// The variables that are no secret, as flags of a command.
fn variables(wishes: &Wishes, flag: &str, name_of: impl Fn(&str) -> String) -> String {
    let flags = plain_settings(wishes).map(|(name, value)| {
        let (name, value) = (name_of(name), quoted(&value));
        [NEXT, flag, " ", &name, "=", &value].concat()
    });
    flags.collect()
}

/// The names of the secrets that are used, each as `write` writes it.
fn secrets(wishes: &Wishes, write: impl Fn(&str) -> String) -> String {
    let names = used_secrets(wishes);
    names.map(|name| [NEXT, &write(name)].concat()).collect()
}

fn plain_settings(wishes: &Wishes) -> impl Iterator<Item = (&'static str, String)> {
    let settings = wishes.settings().into_iter();
    settings.filter(|(name, _)| !SECRETS.contains(name))
}

fn used_secrets(wishes: &Wishes) -> impl Iterator<Item = &'static str> {
    let events = wishes.events_token.is_some();
    let used = move |name: &&str| *name != "EVENTS_TOKEN" || events;
    SECRETS.into_iter().filter(used)
}

fn kubernetes_secret(wishes: &Wishes) -> String {
    let literals = secrets(wishes, |name| format!("--from-literal={name}=\"${name}\""));
    format!("kubectl create secret generic marble{literals}")
}

/// A word of a shell.
pub(super) fn quoted(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:,=@%+".contains(&byte);
    if !value.is_empty() && value.bytes().all(plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', "'\\''"))
}

/// A scalar of YAML, of which a string of JSON is one.
fn scalar(value: &str) -> String {
    Value::from(value).to_string()
}

fn spin_app(wishes: &Wishes) -> Result<String> {
    let settings = plain_settings(wishes).map(|(name, value)| {
        let (name, value) = (spin_name(name), scalar(&value));
        format!("    - name: {name}\n      value: {value}\n")
    });
    let secrets = used_secrets(wishes).map(|name| {
        let variable = spin_name(name);
        format!(
            "    - name: {variable}\n      valueFrom:\n        secretKeyRef:\n          name: marble\n          key: {name}\n"
        )
    });
    let variables: String = settings.chain(secrets).collect();
    rewrite(SPIN_APP, |document| {
        let (begin, _) = document.split_once("  variables:\n").context("variables")?;
        Ok(format!("{begin}  variables:\n{variables}"))
    })
}

fn workload(wishes: &Wishes) -> Result<String> {
    rewrite(WORKLOAD, |document| {
        if document.contains("kind: ConfigMap\n") {
            let (begin, _) = document.split_once("\ndata:\n").context("data")?;
            let settings = plain_settings(wishes);
            let settings =
                settings.map(|(name, value)| ["\n  ", name, ": ", &scalar(&value)].concat());
            let settings: String = settings.collect();
            return Ok(format!("{begin}\ndata:{settings}"));
        }
        let host = wishes.resizer.host_str().context("a host")?;
        let document = document.replace("MARBLE.EXAMPLE.COM", host);
        Ok(document.replace("https://s3.eu-central-1.amazonaws.com", &wishes.endpoint))
    })
}

/// A manifest with each of its documents written anew, but for the Secret: it is made by a command.
fn rewrite(manifest: &str, write: impl Fn(&str) -> Result<String>) -> Result<String> {
    let (head, documents) = manifest.split_once("apiVersion").context("apiVersion")?;
    let title = head.lines().next().unwrap_or_default();
    let documents = format!("apiVersion{documents}");
    let documents = documents.split("\n---\n");
    let kept = documents.filter(|document| !document.contains("kind: Secret\n"));
    let written = kept.map(write).collect::<Result<Vec<_>>>()?;
    Ok(format!("{title}\n{}", written.join("\n---\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stays_one_word() {
        for (value, expected) in [
            ("300x300,600x", "300x300,600x"),
            ("http://h:1/a", "http://h:1/a"),
            ("a b", "'a b'"),
            ("it's", "'it'\\''s'"),
            ("$HOME", "'$HOME'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(value), expected);
        }
    }
}
