//! Times the encoder: `encode_webp_bench <runs> < file`, the file a lossy WebP with nothing but the frame, whose planes
//! are written again. It comes by the input, since a component may not open files.
//!
//! For each quality the bytes of the frame, and the best and the middle of all runs in milliseconds.

use std::error::Error;
use std::hint::black_box;
use std::io::{Read, stdin};
use std::time::Instant;

use marble_webp::Decoder;
use marble_webp::encode::{Options, cost, encode};

fn main() -> Result<(), Box<dyn Error>> {
    let runs = std::env::args().nth(1).ok_or("expected a number")?;
    let runs: usize = runs.parse()?;
    let mut file = Vec::new();
    stdin().read_to_end(&mut file)?;
    // Behind the header of the file and that of its only chunk.
    let decoder = Decoder::new(file.get(20..).ok_or("expected a WebP")?)?;
    let planes = decoder.decode()?;
    let (width, height) = (decoder.width(), decoder.height());
    println!(
        "{width}x{height}, cost {}",
        cost(width, height, &Options { quality: 100 })
    );
    for quality in [40, 60, 75, 85, 95] {
        let options = Options { quality };
        let mut times = Vec::new();
        let mut bytes = 0;
        for _ in 0..runs {
            let start = Instant::now();
            bytes = black_box(encode(&planes, &options)?).len();
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        let best = times.first().ok_or("expected at least one run")?;
        let middle = times.get(runs / 2).unwrap_or(best);
        println!("{quality}: {bytes} bytes, best {best:.2} ms, middle {middle:.2} ms");
    }
    Ok(())
}
