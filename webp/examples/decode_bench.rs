//! Times the decoder: `decode_bench picture.webp [runs]`. Milliseconds, the best and the middle of all runs.

#![expect(clippy::print_stdout, reason = "what a program for a terminal does")]

use std::time::Instant;

use marble_webp::Decoder;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().unwrap_or_default();
    let runs = arguments.next().and_then(|runs| runs.parse().ok());
    let file = std::fs::read(&path).expect("a file");
    // A file with nothing but the frame.
    let chunk = file.get(20..).expect("a WebP");
    let decoder = Decoder::new(chunk).expect("a lossy WebP");
    let mut times: Vec<f64> = (0..runs.unwrap_or(9))
        .map(|_| {
            let start = Instant::now();
            let planes = decoder.decode().expect("a whole WebP");
            let time = start.elapsed().as_secs_f64() * 1e3;
            drop(planes);
            time
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let [best, ..] = times[..] else { return };
    let middle = times[times.len() / 2];
    println!(
        "{}x{}: best {best:.2} ms, middle {middle:.2} ms",
        decoder.width(),
        decoder.height()
    );
}
