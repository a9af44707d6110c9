//! Times the decoder: `decode_webp_bench <file> <runs>`, the file a lossy WebP with nothing but the frame, which is
//! decoded at once; with a third argument, as it arrives, so many bytes at a time. Milliseconds, the best and the middle of
//! all runs.

use std::error::Error;
use std::time::Instant;

use marble_webp::{Decoder, IncrementalDecoder, Planes, Step};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("expected a file")?;
    let runs: usize = arguments.next().ok_or("expected a number")?.parse()?;
    let piece = arguments.next().map(|number| number.parse()).transpose()?;
    let file = std::fs::read(path)?;
    // Behind the header of the file and that of its only chunk.
    let frame = file.get(20..).ok_or("expected a WebP")?;
    let decoder = Decoder::new(frame)?;
    let mut times = Vec::new();
    for _ in 0..runs {
        let start = Instant::now();
        let planes = match piece {
            Some(piece) => decode_pieces(frame, piece)?,
            None => decoder.decode()?,
        };
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

/// Decodes a frame that arrives so many bytes at a time.
fn decode_pieces(frame: &[u8], piece: usize) -> Result<Planes, Box<dyn Error>> {
    let mut decoder = IncrementalDecoder::new(frame, frame.len())?;
    let (mut consumed, mut arrived) = (0_usize, 0_usize);
    loop {
        arrived = arrived.saturating_add(piece.max(1)).min(frame.len());
        let bytes = frame.get(consumed..arrived).unwrap_or_default();
        match decoder.decode(bytes)? {
            Step::Finished => return Ok(decoder.finish()?),
            Step::Waiting { consumed: some, .. } => consumed = consumed.saturating_add(some),
        }
    }
}
