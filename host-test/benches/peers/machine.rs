//! Where and when the numbers were seen.

use std::fmt;
use std::process::Command;
use std::time::SystemTime;

use serde::Serialize;

#[derive(Serialize)]
pub(crate) struct Machine {
    cpu: String,
    cores: usize,
    date: String,
}

impl Machine {
    pub(crate) fn here() -> Self {
        let now = httpdate::fmt_http_date(SystemTime::now());
        Self {
            cpu: linux()
                .or_else(macos)
                .unwrap_or_else(|| "unknown CPU".to_owned()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            // Of "Sun, 22 Nov 2026 10:00:00 GMT" the day.
            date: now.get(5..16).unwrap_or(&now).to_owned(),
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} cores, {}", self.cpu, self.cores, self.date)
    }
}

fn linux() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn macos() -> Option<String> {
    let sysctl = Command::new("sysctl")
        .args(["-n", "machdep.cpu.brand_string"])
        .output()
        .ok()?;
    let name = String::from_utf8(sysctl.stdout).ok()?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}
