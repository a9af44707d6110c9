//! `several <file> <runs> <transform>…`: makes several results of one original, from one pass over it and each for itself,
//! in turns; and prints the CPU time of both, whether the results are the same, and what was estimated.
//!
//! The file `-` is standard input.
//!
//! On Linux the time is that of the thread. In WebAssembly it is the monotonic clock, and linear memory is told too: with
//! no runs, that of the results from one pass alone, as an instance has it. The file itself, which is here in whole, is not
//! counted.

#[path = "../../jpeg/examples/decode_bench/cpu_time.rs"]
mod cpu_time;

use std::error::Error;
use std::io::Read;

use marble_picture::{Encoded, Estimate, Limits, Progress, process, process_all};
use marble_transform::Transform;

use crate::cpu_time::cpu_time;

/// The defaults of the product; but of AVIF and time there is as much as it takes.
const LIMITS: Limits = Limits {
    avif_max_pixels: 4_000_000,
    max_frames: 500,
    max_memory: 96 << 20,
    max_result_side: 4096,
    max_source_bytes: 32 << 20,
    max_source_pixels: 100_000_000,
    max_work: 60_000,
};

#[derive(Default)]
struct Told(Option<Estimate>);

impl Progress for Told {
    fn estimated(&mut self, estimate: Estimate) {
        self.0 = Some(estimate);
    }
}

type Results = Vec<Option<Result<Encoded, marble_picture::Error>>>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments
        .next()
        .ok_or("expected a file, the number of runs and transforms")?;
    let runs: usize = arguments
        .next()
        .ok_or("expected the number of runs")?
        .parse()?;
    let transforms = arguments.map(|text| Transform::parse(&text, LIMITS.max_result_side));
    let transforms: Vec<_> = transforms.collect::<Result<_, _>>()?;
    let file = if path == "-" {
        let mut file = Vec::new();
        std::io::stdin().read_to_end(&mut file)?;
        file.shrink_to_fit();
        file
    } else {
        std::fs::read(path)?
    };
    let mut told = Told::default();
    let made = together(&file, &transforms, &mut told);
    for (number, result) in made.iter().enumerate() {
        match result {
            Some(Ok(result)) => println!("{number}: {} bytes", result.bytes.len()),
            other => println!("{number}: {other:?}"),
        }
    }
    if let Some(Estimate { memory, work }) = told.0 {
        println!("estimated: {work} ms, {:.1} MiB", mebibytes(memory));
    }
    linear_memory(&file);
    let (mut one_pass, mut passes) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let start = cpu_time()?;
        let found = together(&file, &transforms, &mut told);
        one_pass.push(cpu_time()?.saturating_sub(start));
        let start = cpu_time()?;
        let each = transforms
            .iter()
            .map(|transform| Some(process(&mut &*file, None, transform, &LIMITS, &mut ())));
        let each: Results = each.collect();
        passes.push(cpu_time()?.saturating_sub(start));
        println!("the same: {}", found == each);
    }
    for (name, mut times) in [("one pass", one_pass), ("each for itself", passes)] {
        times.sort_unstable();
        let ms = |at: usize| times.get(at).copied().unwrap_or_default().as_secs_f64() * 1e3;
        let (least, median) = (ms(0), ms(times.len() / 2));
        println!("{name}: median {median:.1} ms, least {least:.1} ms");
    }
    Ok(())
}

fn together(file: &[u8], transforms: &[Transform], told: &mut Told) -> Results {
    let mut results: Results = transforms.iter().map(|_| None).collect();
    process_all(
        &mut &*file,
        None,
        transforms,
        &LIMITS,
        told,
        &mut |number, result| {
            if let Some(place) = results.get_mut(number) {
                *place = Some(result);
            }
        },
    );
    results
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

#[cfg(target_arch = "wasm32")]
fn linear_memory(file: &[u8]) {
    let pages = core::arch::wasm32::memory_size::<0>() as u64;
    let bytes = pages.saturating_mul(64 << 10);
    let bytes = bytes.saturating_sub(file.len() as u64);
    println!("linear memory: {:.1} MiB", mebibytes(bytes));
}

#[cfg(not(target_arch = "wasm32"))]
fn linear_memory(_: &[u8]) {}
