//! Times the decoder: `decode_webp_bench <file> <runs>`, the file a lossy WebP with nothing but the frame. Milliseconds,
//! the best and the middle of all runs.

use std::error::Error;
use std::time::Instant;

use marble_webp::Decoder;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("expected a file")?;
    let runs: usize = arguments.next().ok_or("expected a number")?.parse()?;
    let file = std::fs::read(path)?;
    // Behind the header of the file and that of its only chunk.
    let decoder = Decoder::new(file.get(20..).ok_or("expected a WebP")?)?;
    let mut times = Vec::new();
    for _ in 0..runs {
        let start = Instant::now();
        let planes = decoder.decode()?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
        drop(planes);
    }
    times.sort_by(f64::total_cmp);
    let best = times.first().ok_or("expected at least one run")?;
    let middle = times.get(runs / 2).unwrap_or(best);
    let (width, height) = (decoder.width(), decoder.height());
    println!("{width}x{height}: best {best:.2} ms, middle {middle:.2} ms");
    Ok(())
}
