//! Scripts that work with sharp and end.

use std::path::Path;
use std::process::Command;

use crate::npm::Peers;

/// Runs one of the peers' folder.
pub(crate) fn run(peers: &Peers, name: &str, arguments: &[&Path]) -> Result<(), String> {
    let scripts = peers.as_deref().map_err(Clone::clone)?;
    let output = Command::new("node")
        .arg(name)
        .args(arguments)
        .current_dir(scripts)
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let log = String::from_utf8_lossy(&output.stderr);
    let error = log.lines().find(|line| line.contains("Error"));
    Err(format!("{name} failed: {}", error.unwrap_or_default()))
}
