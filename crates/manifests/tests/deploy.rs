//! The manifests in `deploy/`: each document is of a kind that is known, has no field that its kind does not have, and names
//! only what there is. A cluster does not run here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use marble_manifests::{documents, problems, schema_of, violations};
use serde_json::Value;

const SPIN: &str = "deploy/spinkube/spin-app.yaml";
const WASMCLOUD: &str = "deploy/wasmcloud/workload-deployment.yaml";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Manifests are what says `kind:`; other YAML is the settings of a program.
fn manifests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec!["deploy".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else if entry
                .path()
                .extension()
                .is_some_and(|it| it == "yaml" || it == "yml")
                && read(&path).lines().any(|line| line.starts_with("kind:"))
            {
                found.insert(path);
            }
        }
    }
    found
}

/// The document of this kind.
fn document(path: &str, kind: &str) -> Value {
    let documents = documents(&read(path)).unwrap();
    let found = documents.into_iter().find(|it| it["kind"] == kind);
    found.unwrap_or_else(|| panic!("{path} has no {kind}"))
}

#[test]
fn manifests_are_right() {
    let manifests = manifests();
    for path in [SPIN, WASMCLOUD] {
        assert!(manifests.contains(path), "{path}: {manifests:?}");
    }
    for path in &manifests {
        assert_eq!(problems(&read(path)).unwrap(), [""; 0], "{path}");
    }
}

#[test]
fn each_broken_manifest_is_refused_at_its_place() {
    for (path, right, wrong, place) in [
        // Names that are spelled wrong, or stand in another place.
        (SPIN, "  replicas: 2", "  replica: 2", "/spec: "),
        (SPIN, "    liveness:", "    livenes:", "/spec/checks: "),
        (
            SPIN,
            "          key: AWS_ACCESS_KEY_ID",
            "          keys: AWS_ACCESS_KEY_ID",
            "/valueFrom/secretKeyRef: ",
        ),
        (SPIN, "stringData:", "stringdata:", "document 1: : "),
        (
            WASMCLOUD,
            "            allowedHosts:",
            "            allowed_hosts:",
            "/localResources: ",
        ),
        (
            WASMCLOUD,
            "              configFrom:",
            "              config_from:",
            "/environment: ",
        ),
        (
            WASMCLOUD,
            "  replicas: 2",
            "  replicas: 2\n  poolSize: 3",
            "/spec: ",
        ),
        // Values of another type.
        (SPIN, "  replicas: 2", "  replicas: two", "/spec/replicas: "),
        (
            SPIN,
            "      memory: 1Gi",
            "      memory: much",
            "/resources/limits/memory: ",
        ),
        (
            WASMCLOUD,
            "            host: MARBLE.EXAMPLE.COM",
            "            host: 80",
            "/config/host: ",
        ),
        (
            WASMCLOUD,
            "            - incoming-handler\n            - outgoing-handler",
            "            []",
            "/interfaces: ",
        ),
        (
            WASMCLOUD,
            "- https://s3.eu-central-1.amazonaws.com",
            "- https://s3.eu-central-1.amazonaws.com/pictures",
            "/allowedHosts/0: ",
        ),
        (
            WASMCLOUD,
            "      port: 80",
            "      port: 80000",
            "/spec/ports/0/port: ",
        ),
        // What has to be there.
        (SPIN, "  executor: containerd-shim-spin\n", "", "/spec: "),
        (
            SPIN,
            "  image: REGISTRY.EXAMPLE.COM/marble:0.1.0\n",
            "",
            "/spec: ",
        ),
        (
            WASMCLOUD,
            "          image: REGISTRY.EXAMPLE.COM/marble:0.1.0\n",
            "",
            "/components/0: ",
        ),
        (
            WASMCLOUD,
            "        - namespace: wasi\n          package: http",
            "        - namespace: wasi",
            "/hostInterfaces/0: ",
        ),
        // Another resource.
        (
            SPIN,
            "core.spinkube.dev/v1alpha1",
            "core.spinkube.dev/v1",
            "no schema",
        ),
        (
            WASMCLOUD,
            "kind: WorkloadDeployment",
            "kind: Workload",
            "no schema",
        ),
        (SPIN, "kind: SpinApp\n", "", "apiVersion and kind"),
    ] {
        let manifest = read(path);
        assert!(manifest.contains(right), "{path}: {right}");
        let broken = manifest.replacen(right, wrong, 1);
        let found = problems(&broken).unwrap();
        let is_told = !found.is_empty() && found.iter().all(|it| it.contains(place));
        assert!(is_told, "{path}: {wrong}: {found:?}");
    }
    assert!(problems("a: [").is_err());
}

#[test]
fn values_are_not_told() {
    let broken = read(SPIN).replace(
        "AWS_SECRET_ACCESS_KEY: SECRET-KEY",
        "AWS_SECRET_ACCESS_KEY: 12345678",
    );
    let found = problems(&broken).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(!found[0].contains("1234"), "{found:?}");
}

/// A Spin variable that the application does not have stops it at its start.
#[test]
fn variables_of_the_spin_app_are_those_of_spin_toml() {
    let app = document(SPIN, "SpinApp");
    let secrets = document(SPIN, "Secret");
    let spin: toml::Table = read("spin.toml").parse().unwrap();
    let variables = app["spec"]["variables"].as_array().unwrap();
    let mut names = BTreeSet::new();
    for variable in variables {
        let name = variable["name"].as_str().unwrap();
        assert!(names.insert(name), "{name} is there twice");
        let known = &spin["variables"].get(name);
        let known = known.unwrap_or_else(|| panic!("spin.toml has no variable {name}"));
        // What is secret comes from the Secret, and nothing else does.
        let is_secret = known.get("secret").is_some();
        let reference = &variable["valueFrom"]["secretKeyRef"];
        assert_eq!(reference.is_object(), is_secret, "{name}");
        if is_secret {
            assert_eq!(reference["name"], secrets["metadata"]["name"], "{name}");
            let key = reference["key"].as_str().unwrap();
            assert!(secrets["stringData"].get(key).is_some(), "{name}: {key}");
        }
    }
    // Without these it would run the local demo.
    for name in [
        "url",
        "bucket",
        "aws_region",
        "s3_endpoint",
        "aws_access_key_id",
        "aws_secret_access_key",
    ] {
        assert!(names.contains(name), "{name}");
    }
}

#[test]
fn settings_of_the_workload_are_marbles() {
    let spin: toml::Table = read("spin.toml").parse().unwrap();
    let workload = document(WASMCLOUD, "WorkloadDeployment");
    let component = &workload["spec"]["template"]["spec"]["components"][0]["localResources"];
    for (kind, field, from) in [
        ("ConfigMap", "data", "configFrom"),
        ("Secret", "stringData", "secretFrom"),
    ] {
        let settings = document(WASMCLOUD, kind);
        for name in settings[field].as_object().unwrap().keys() {
            // Every setting of Marble is a variable of `spin.toml`, in lower case.
            let variable = spin["variables"].get(name.to_lowercase());
            let variable = variable.unwrap_or_else(|| panic!("{kind}: {name} is no setting"));
            assert_eq!(variable.get("secret").is_some(), kind == "Secret", "{name}");
        }
        assert_eq!(
            component["environment"][from][0]["name"],
            settings["metadata"]["name"]
        );
    }
    let endpoint = &document(WASMCLOUD, "ConfigMap")["data"]["S3_ENDPOINT"];
    assert_eq!(
        &component["allowedHosts"],
        &Value::from(vec![endpoint.clone()])
    );
    let service = document(WASMCLOUD, "Service");
    let served = &workload["spec"]["template"]["spec"]["kubernetes"]["service"]["name"];
    assert_eq!(served, &service["metadata"]["name"]);
}

/// With `MARBLE_DEFINITIONS`, a folder of the definitions as their projects publish them: that the schemas of this crate are
/// what these say, and that the manifests are right by them. Without it there is nothing to compare with.
#[test]
fn schemas_are_those_of_the_definitions() {
    let Some(folder) = std::env::var_os("MARBLE_DEFINITIONS").map(PathBuf::from) else {
        println!("MARBLE_DEFINITIONS is not set: nothing was compared");
        return;
    };
    for (file, kind, path, without) in [
        (
            "core.spinkube.dev_spinapps.yaml",
            "SpinApp",
            SPIN,
            &["volumes"][..],
        ),
        (
            "runtime.wasmcloud.dev_workloaddeployments.yaml",
            "WorkloadDeployment",
            WASMCLOUD,
            &[],
        ),
    ] {
        let definition = fs::read_to_string(folder.join(file)).unwrap();
        let definition = &documents(&definition).unwrap()[0];
        let schema = schema_of(definition, "v1alpha1", without).unwrap();
        let kept = read(&format!("crates/manifests/schemas/{kind}.json"));
        let kept: Value = serde_json::from_str(&kept).unwrap();
        assert_eq!(schema, kept, "{kind}");
        let all = schema_of(definition, "v1alpha1", &[]).unwrap();
        assert_eq!(
            violations(&all, &document(path, kind)).unwrap(),
            [""; 0],
            "{path}"
        );
    }
}
