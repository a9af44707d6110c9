//! Times the encoder: `cargo run --release -p marble-jpeg --example encode_bench -- picture.ppm [out.jpg]`
//!
//! Without a picture a made-up one of 800x600 is written. Prints for each quality the bytes of the file and the
//! best and the median of 31 runs in milliseconds, of a thread that does nothing else. Give the path of a file to
//! keep the last one (progressive, quality 95).

use std::env;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::time::Instant;

use marble_jpeg::encode::{Options, Quantization, Sampling, cost, encode, rgb_to_planes};

const RUNS: usize = 31;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (width, height, rgb) = match arguments.next() {
        Some(path) => parse_ppm(&fs::read(path)?).ok_or("not a PPM (P6) of 8 bits")?,
        None => made_up(800, 600),
    };
    println!("{width}x{height}, 4:2:0");
    let planes = rgb_to_planes(width, height, &rgb, 3, Sampling::Half420)?;
    let time = times(|| rgb_to_planes(width, height, &rgb, 3, Sampling::Half420).map(|_| ()))?;
    println!("rgb_to_planes: {time}");

    let mut file = Vec::new();
    for (progressive, quantization) in [
        (false, Quantization::Libjpeg),
        (false, Quantization::Perceptual),
        (true, Quantization::Libjpeg),
        (true, Quantization::Perceptual),
    ] {
        for quality in [40, 60, 80, 90, 95] {
            let options = Options {
                quality,
                quantization,
                progressive,
                icc_profile: None,
            };
            file = encode(&planes, &options)?;
            let time = times(|| encode(&planes, &options).map(|_| ()))?;
            let kind = if progressive {
                "progressive"
            } else {
                "baseline"
            };
            let bytes = file.len();
            let cost = cost(width, height, Sampling::Half420, &options);
            println!("{quantization:?}, {kind}, {quality}: {bytes} bytes, {time}, cost {cost}");
        }
    }
    if let Some(path) = arguments.next() {
        fs::write(path, file)?;
    }
    Ok(())
}

fn times(
    mut run: impl FnMut() -> Result<(), marble_jpeg::Error>,
) -> Result<String, marble_jpeg::Error> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        black_box(run())?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let best = times.first().copied().unwrap_or_default();
    let median = times.get(RUNS / 2).copied().unwrap_or_default();
    Ok(format!("best {best:.2} ms, median {median:.2} ms"))
}

/// Width, height and pixels of `P6 <width> <height> 255 <pixels>`.
fn parse_ppm(bytes: &[u8]) -> Option<(u32, u32, Vec<u8>)> {
    let mut fields = bytes.splitn(5, u8::is_ascii_whitespace);
    let mut field = || str::from_utf8(fields.next()?).ok();
    if field()? != "P6" {
        return None;
    }
    let (width, height) = (field()?.parse().ok()?, field()?.parse().ok()?);
    if field()? != "255" {
        return None;
    }
    Some((width, height, fields.next()?.to_vec()))
}

/// Slopes and some noise.
fn made_up(width: u32, height: u32) -> (u32, u32, Vec<u8>) {
    let mut seed = 1_u32;
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (seed >> 29).to_le_bytes()[0];
            let slopes = [x, y, x ^ y].map(|value| value.to_le_bytes()[0] / 2);
            rgb.extend(slopes.map(|value| value.saturating_add(noise)));
        }
    }
    (width, height, rgb)
}
