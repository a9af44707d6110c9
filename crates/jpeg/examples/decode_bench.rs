//! `decode_bench <file> [scale] [runs] [variances]`: decodes a file again and again at 1/`scale` of its size, and prints
//! the median and the least CPU time.
//!
//! On Linux the time is that of the thread. In WebAssembly it is the monotonic clock, which a host may drive by
//! its thread's CPU time.

#[path = "decode_bench/cpu_time.rs"]
mod cpu_time;

use std::error::Error;

use marble_jpeg::decode::{Decoder, MAX_SCANS, Part, Scale};

use crate::cpu_time::cpu_time;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments
        .next()
        .ok_or("expected the name of a file, but found none")?;
    let scale = match arguments.next().as_deref() {
        None | Some("1") => Scale::Full,
        Some("2") => Scale::Half,
        Some("4") => Scale::Quarter,
        Some("8") => Scale::Eighth,
        Some(other) => {
            return Err(format!("expected the scale 1, 2, 4 or 8, but found {other}").into());
        }
    };
    let runs = arguments.next().map_or(Ok(9), |runs| runs.parse())?;
    let variances = arguments.next().is_some();
    let part = Part {
        variances,
        ..Part::new(scale, None)
    };
    let file = std::fs::read(path)?;
    let mut times = Vec::new();
    let mut hash = 0;
    for _ in 0..runs {
        let start = cpu_time()?;
        let decoded = Decoder::new(file.as_slice())?.decode_all(&[part], MAX_SCANS)?;
        times.push(cpu_time()?.saturating_sub(start));
        // FNV-1a, to compare machines.
        hash = decoded
            .iter()
            .flat_map(|decoded| &decoded.planes.planes)
            .flat_map(|plane| &plane.samples)
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, &sample| {
                (hash ^ u64::from(sample)).wrapping_mul(0x0100_0000_01b3)
            });
    }
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    let least = times.first().copied().unwrap_or_default();
    println!(
        "median {:.2} ms, least {:.2} ms, hash of the samples {hash:016x}",
        median.as_secs_f64() * 1e3,
        least.as_secs_f64() * 1e3
    );
    Ok(())
}
