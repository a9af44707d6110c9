//! Who writes: the real component, an instance for each file, and sharp in a process of its own.

use std::path::{Path, PathBuf};

use anyhow::{Error, Result};
use host_test::runtime::cpu::cpu_time;
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::process::Process;

/// What the others are held against: sharp's JPEG of quality 80, its default.
pub(crate) const BASE: (usize, u8) = (0, 80);

/// A way to write.
pub(crate) struct Encoder {
    pub(crate) name: &'static str,
    /// For plots.
    pub(crate) color: &'static str,
    by: By,
    pub(crate) qualities: &'static [u8],
}

enum By {
    /// Options beside the quality.
    Marble(&'static str),
    /// A format, and whether as mozjpeg does it.
    Sharp(&'static str, bool),
}

/// All that are compared; the first is the one that the others are held against.
pub(crate) const ENCODERS: [Encoder; 9] = [
    Encoder {
        name: "sharp, JPEG",
        color: "#888",
        by: By::Sharp("jpeg", false),
        qualities: &[50, 65, 80, 90],
    },
    Encoder {
        name: "sharp, JPEG by mozjpeg",
        color: "#333",
        by: By::Sharp("jpeg", true),
        qualities: &[50, 65, 80, 90],
    },
    Encoder {
        name: "Marble, JPEG",
        color: "#e66b00",
        by: By::Marble("format=jpeg"),
        qualities: &[50, 65, 80, 90],
    },
    Encoder {
        name: "Marble, progressive JPEG",
        color: "#b04000",
        by: By::Marble("format=jpeg,progressive=yes"),
        qualities: &[50, 65, 80, 90],
    },
    Encoder {
        name: "sharp, WebP",
        color: "#7aa6d8",
        by: By::Sharp("webp", false),
        qualities: &[50, 70, 80, 90, 96],
    },
    Encoder {
        name: "Marble, WebP",
        color: "#0a58a8",
        by: By::Marble("format=webp"),
        qualities: &[50, 70, 80, 90, 96],
    },
    Encoder {
        name: "sharp, AVIF",
        color: "#8bc48b",
        by: By::Sharp("avif", false),
        qualities: &[40, 50, 65, 80],
    },
    Encoder {
        name: "Marble, AVIF",
        color: "#1d7a1d",
        by: By::Marble("format=avif"),
        qualities: &[40, 50, 65, 80],
    },
    Encoder {
        name: "Marble, JPEG XL",
        color: "#c2185b",
        by: By::Marble("format=jxl"),
        qualities: &[50, 65, 80, 90],
    },
];

/// A file, and the CPU time that it took.
pub(crate) struct Written {
    pub(crate) file: Vec<u8>,
    pub(crate) cpu_ms: f64,
}

impl Encoder {
    /// Writes a PNG of this size once more.
    pub(crate) fn write(
        &self,
        png: &[u8],
        (width, height): (u32, u32),
        quality: u8,
        component: &Component,
        sharp: &mut Sharp,
    ) -> Result<Written> {
        match self.by {
            By::Marble(options) => {
                let transform = format!("{width}x{height},{options},quality={quality}");
                component.write(png, &transform)
            }
            By::Sharp(format, mozjpeg) => {
                let options = if mozjpeg {
                    json!({ "quality": quality, "mozjpeg": true })
                } else {
                    json!({ "quality": quality })
                };
                sharp.write(png, format, options)
            }
        }
    }
}

/// The component, which may take as long as it needs.
pub(crate) struct Component {
    runtime: Runtime,
}

impl Component {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            runtime: Builder::new_current_thread().enable_all().build()?,
        })
    }

    pub(crate) fn write(&self, original: &[u8], transform: &str) -> Result<Written> {
        let start = cpu_time();
        let resized = Resized::new(Host::resizer_without_limits, original, transform, &[]);
        let resized = self.runtime.block_on(resized)?;
        let taken = cpu_time().saturating_sub(start);
        Ok(Written {
            file: resized.file()?,
            cpu_ms: taken.as_secs_f64() * 1e3,
        })
    }
}

/// sharp behind `sharp.mjs`.
pub(crate) struct Sharp {
    process: Process,
    original: PathBuf,
    result: PathBuf,
}

#[derive(Serialize)]
struct Request<'a> {
    original: &'a Path,
    result: &'a Path,
    format: &'a str,
    options: Value,
}

#[derive(Deserialize)]
struct Taken {
    cpu_ms: f64,
}

impl Sharp {
    /// `peers` is the folder of the benchmark beside this one.
    pub(crate) fn start(peers: &Path, scratch: &Path) -> Result<Self> {
        let scripts = peers.with_file_name("bytes");
        let process = Process::start(&["sharp.mjs"], &scripts, scratch).map_err(Error::msg)?;
        Ok(Self {
            process,
            original: scratch.join("original"),
            result: scratch.join("result"),
        })
    }

    fn write(&mut self, original: &[u8], format: &str, options: Value) -> Result<Written> {
        std::fs::write(&self.original, original)?;
        let request = Request {
            original: &self.original,
            result: &self.result,
            format,
            options,
        };
        let taken: Taken = self.process.ask(&request).map_err(Error::msg)?;
        Ok(Written {
            file: std::fs::read(&self.result)?,
            cpu_ms: taken.cpu_ms,
        })
    }
}
