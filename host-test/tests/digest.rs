//! The digest of the composed component: that it is in all that it stores, that it is the one that `cargo dev compose`
//! prints, and that anybody can verify it with the file alone.
//!
//! It cannot prove that another machine builds the same bytes. What another runtime makes of them is compared by
//! `deploy/jco/loop.sh`.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use host_test::pictures::{encode, quarters};
use host_test::runtime::components::Components;
use host_test::runtime::engine::compile;
use host_test::runtime::host::Host;
use host_test::runtime::s3_adapter;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::mock::MockStore;
use host_test::store::s3::{S3Config, S3Server};
use image::{DynamicImage, ImageFormat};
use sha2::{Digest, Sha256};

const MARK: &[u8] = b"marble digest ";

/// What `cargo dev compose` prints as the digest, and the file that it writes.
fn composed(flags: &[&str]) -> Result<(String, Vec<u8>)> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("marble.wasm");
    let mut command = Command::new(env!("CARGO_BIN_EXE_host-test"));
    let output = command.arg("compose").args(flags).arg(&file).output()?;
    ensure!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout)?;
    let digest = text
        .lines()
        .find_map(|it| it.strip_prefix("digest sha256:"));
    let digest = digest.with_context(|| format!("no digest in {text:?}"))?;
    Ok((digest.to_owned(), std::fs::read(file)?))
}

/// Where the digits begin, of which there is one place.
fn place(wasm: &[u8]) -> Result<usize> {
    let windows = wasm.windows(MARK.len()).enumerate();
    let places: Vec<_> = windows.filter(|(_, found)| *found == MARK).collect();
    ensure!(places.len() == 1, "{} places", places.len());
    Ok(places[0].0 + MARK.len())
}

#[test]
fn anybody_can_verify_it() -> Result<()> {
    let (digest, mut wasm) = composed(&[])?;
    let start = place(&wasm)?;
    let digits = &mut wasm[start..start + 16];
    assert_eq!(digits, &digest.as_bytes()[..16], "the digits in the file");
    digits.fill(b'-');
    let bytes = (0..digest.len()).step_by(2);
    let bytes = bytes.map(|at| u8::from_str_radix(&digest[at..at + 2], 16));
    let bytes: Vec<u8> = bytes.collect::<Result<_, _>>()?;
    let hash = Sha256::digest(&wasm);
    assert_eq!(hash.as_slice(), bytes, "the hash of the file with hyphens");
    Ok(())
}

#[test]
fn the_component_for_spin_has_the_same() -> Result<()> {
    let (digest, _) = composed(&[])?;
    let (printed, wasm) = composed(&["--spin"])?;
    assert_eq!(printed, digest);
    let start = place(&wasm)?;
    assert_eq!(&wasm[start..start + 16], &digest.as_bytes()[..16]);
    Ok(())
}

#[tokio::test]
async fn every_derivative_tells_it() -> Result<()> {
    let bucket = Arc::new(Bucket::in_memory());
    let original = encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Png);
    let put = bucket.put("a.png", Object::new(original), &Condition::Always);
    put.map_err(|error| anyhow::anyhow!("{error}"))?;
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let s3 = S3Server::start(listen, Arc::clone(&bucket), S3Config::default()).await?;

    let (digest, wasm) = composed(&[])?;
    let component = compile(&wasm, &Components::get()?.folder.join("compiled"))?;
    let host = Host::of(&component, MockStore::default())?.env("URL", "http://w.example");
    let host = host.envs(s3_adapter::env(s3.addr()));
    let answer = host.get("/9x9/a.png").await?;
    assert_eq!(answer.status, 307, "{answer:?}");
    let stored = bucket.get("9x9/a.png").context("it is stored")?;
    let version = env!("CARGO_PKG_VERSION");
    let expected = format!("{version}+sha256.{}", &digest[..16]);
    assert_eq!(stored.user["marble-version"], expected);
    Ok(())
}
