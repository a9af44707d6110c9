//! The peers' packages, as `package-lock.json` has them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the peers are, or why they are not.
pub(crate) type Peers = Result<PathBuf, String>;

/// Installs what is missing or out of date.
pub(crate) fn install() -> Peers {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches");
    command("node", &["--version"], &folder)?;
    if !installed(&folder) {
        eprintln!("installing the peers (npm ci) …");
        command("npm", &["ci", "--no-audit", "--no-fund"], &folder)?;
    }
    Ok(folder.join("peers"))
}

/// npm leaves a lock file of its own in what it installed.
fn installed(folder: &Path) -> bool {
    let changed = |name: &str| folder.join(name).metadata()?.modified();
    match (
        changed("node_modules/.package-lock.json"),
        changed("package-lock.json"),
    ) {
        (Ok(installed), Ok(locked)) => installed >= locked,
        _ => false,
    }
}

fn command(program: &str, arguments: &[&str], folder: &Path) -> Result<(), String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|_| format!("{program} cannot be started"))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    // npm says the fault in its first two lines of error, and then where its log is.
    let errors = text
        .lines()
        .filter_map(|line| line.strip_prefix("npm error "));
    let errors: Vec<_> = errors.take(2).collect();
    Err(format!("{program} failed: {}", errors.join(": ")))
}
